"""What is looked after without anybody asking: seats after a change, old rows deleted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Set
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.attendance.signups import Signups
from bot.attendance.windows import coming
from bot.clock import Clock
from bot.events import Salons
from bot.faults import Duty, Faults
from bot.store import Store, Transaction

_PAUSE_SECONDS = 3600.0
_RETRY_SECONDS = 60.0
# A message may come again days later, and must be known then.
_MESSAGES_AT_LEAST = timedelta(days=30)
# Corrections look eight weeks back at what a group heard of a salon.
_DELIVERIES_AT_LEAST = timedelta(days=60)
# Long after everybody has forgotten who did what.
_AUDIT_AT_LEAST = timedelta(days=730)
_OF_SALON = ("signups.forget", "checkins.forget", "shares.forget", "draws.forget")


class Upkeep:
    """``run`` looks at start, every hour, and when ``wake`` was called. Doing it twice, or
    in two processes, does no harm."""

    def __init__(
        self,
        store: Store,
        signups: Signups,
        salons: Salons,
        clock: Clock,
        *,
        zone: ZoneInfo,
        keep: timedelta,
        on_moved: Callable[[], None],
        faults: Faults,
    ) -> None:
        self._store = store
        self._signups = signups
        self._salons = salons
        self._clock = clock
        self._zone = zone
        self._keep = keep
        self._on_moved = on_moved
        self._faults = faults
        self._wake = asyncio.Event()

    def wake(self) -> None:
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            self._wake.clear()
            once = partial(self.once, self._clock.now())
            worked = await self._faults.attempt(Duty.UPKEEP, once)
            # Nothing is half done; whoever waits for a seat need not wait an hour more.
            pause = _PAUSE_SECONDS if worked else _RETRY_SECONDS
            await self._clock.wait(pause, stop, self._wake)

    async def once(self, now: datetime) -> None:
        """Seat who waits where seats became free, and forget what is old."""
        ahead = coming(self._salons.book.salons, now, self._zone)
        if await self._signups.move_up(ahead, now):
            self._on_moved()
        needed = {salon.id for salon in ahead}
        await self._store.run(lambda tx: _forget(tx, needed, self._keep, now))


def _forget(tx: Transaction, needed: Set[str], keep: timedelta, now: datetime) -> None:
    """Names and ids that nobody needs any more, also in what was sent; never those of a
    salon to come."""
    before = now - keep
    for row in tx.all("signups.known_salons"):
        if row["salon_id"] in needed:
            continue
        for query in _OF_SALON:
            tx.execute(query, salon_id=row["salon_id"], before=before)
    tx.execute("debates.forget", before=before)
    asked_before = now - max(keep, _MESSAGES_AT_LEAST)
    tx.execute("messages.forget", before=asked_before)
    tx.execute("feedback.forget", before=asked_before)
    sent_before = now - max(keep, _DELIVERIES_AT_LEAST)
    tx.execute("deliveries.forget", before=sent_before)
    tx.execute("drafts.forget", before=sent_before)
    tx.execute("audit.forget", before=now - max(keep, _AUDIT_AT_LEAST))
    tx.execute("checkins.forget_misses", before=now - timedelta(days=1))

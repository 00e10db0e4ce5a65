"""The planner: turns rules and salons into deliveries. APScheduler only says when to look.

Planning is idempotent by the deliveries' keys, so it may run at any time, twice, and in
several processes.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.events import Salons
from bot.events.record.models import Salon
from bot.faults import Duty, Faults
from bot.schedule.corrections import corrections, last_told
from bot.schedule.deliveries import DeliveryKind, NewDelivery
from bot.schedule.outbox import replan
from bot.schedule.plan import near_salons, posts, requests
from bot.schedule.replays import ReplayPosts
from bot.settings import Group, ReminderRule
from bot.store import Store, Transaction, from_text

logger = logging.getLogger(__name__)

HORIZON = timedelta(days=14)
_TICK_SECONDS = 20
_MOST_TRIES = 3
_MOVED = timedelta(seconds=_TICK_SECONDS)

# Plans something of its own, such as announcements that come again and again.
Plan = Callable[[datetime], Awaitable[object]]
_NOTHING: Mapping[Duty, Plan] = {}


class Planner:
    """``run`` plans at start, on every tick, and when ``wake`` was called.

    ``organizers`` are asked for missing replays; ``beside`` are further things to plan.
    """

    def __init__(
        self,
        salons: Salons,
        store: Store,
        clock: Clock,
        *,
        rules: Sequence[ReminderRule],
        groups: Sequence[Group],
        zone: ZoneInfo,
        replays: ReplayPosts,
        organizers: Callable[[], Awaitable[Sequence[str]]],
        on_planned: Callable[[], None],
        faults: Faults,
        beside: Mapping[Duty, Plan] = _NOTHING,
    ) -> None:
        self._salons = salons
        self._store = store
        self._clock = clock
        self._rules = tuple(rules)
        self._groups = tuple(groups)
        self._zone = zone
        self._replays = replays
        self._organizers = organizers
        self._on_planned = on_planned
        self._faults = faults
        self._beside = dict(beside)
        self._elapsed = time.monotonic
        self._wake = asyncio.Event()

    def wake(self) -> None:
        self._wake.set()

    async def plan(self) -> tuple[int, int]:
        """Plan the coming days; (reminders enqueued or changed, superseded)."""
        counts = await self._plan_salons()
        await self._plan_beside()
        return counts

    async def _plan_beside(self) -> None:
        """Each by itself: what cannot be planned keeps nothing else from it."""
        for duty, plan in self._beside.items():
            await self._faults.attempt(duty, partial(plan, self._clock.now()))

    async def _plan_salons(self) -> tuple[int, int]:
        """From a book that is current in the very transaction that plans: by an older one,
        what another process has planned of a moved salon would be taken back."""
        for _ in range(_MOST_TRIES):
            await self._salons.catch_up()
            if (counts := await self._plan_by_book()) is not None:
                return counts
        logger.info("nothing planned: salons change faster than they are read")
        return 0, 0

    async def _plan_by_book(self) -> tuple[int, int] | None:
        """None, and nothing planned, when the book is no longer current."""
        now = self._clock.now()
        book = self._salons.book
        # In a thread: rules times salons times groups is too much for the loop at once.
        found = await asyncio.to_thread(self._found, book.salons, await self._organizers(), now)
        by_id = {salon.id: salon for salon in book.salons}

        def work(tx: Transaction) -> tuple[int, int] | None:
            if not self._salons.is_current(tx, book):
                return None
            changed, superseded = self._correct(tx, by_id, now)
            for kind in (DeliveryKind.REMINDER, DeliveryKind.THANKS, DeliveryKind.REQUEST):
                of_kind = [new for new in found if new.kind is kind]
                due = [new for new in of_kind if is_ahead(new, now)]
                counts = replan(tx, kind, due, {new.key for new in of_kind}, now)
                changed, superseded = changed + counts[0], superseded + counts[1]
            return changed, superseded

        counts = await self._store.run(work)
        if counts is None:
            return None
        changed, superseded = counts
        changed += await self._replays.notice(book.salons, now)
        if changed or superseded:
            logger.info(
                "planned: %d deliveries new or changed, %d superseded", changed, superseded
            )
        return changed, superseded

    def _found(
        self, salons: Sequence[Salon], organizers: Sequence[str], now: datetime
    ) -> list[NewDelivery]:
        near = near_salons(salons, self._rules, now, now + HORIZON)
        return [
            *posts(near, self._rules, self._groups, self._zone),
            *requests(near, organizers, self._zone),
        ]

    def _correct(
        self, tx: Transaction, salons: dict[str, Salon], now: datetime
    ) -> tuple[int, int]:
        kind = DeliveryKind.CORRECTION
        told = last_told(tx.all("deliveries.told", since=now - HORIZON * 4))
        waiting = {
            row["key"]: from_text(row["due_at"])
            for row in tx.all("deliveries.pending_of_kind", kind=kind.value)
        }
        found = corrections(told, salons, self._groups, self._zone, now, waiting)
        # What may stand there already is sent to its end: what is true is told after it.
        seen = {row["key"] for row in tx.all("deliveries.perhaps_seen", kind=kind.value)}
        return replan(tx, kind, found, {new.key for new in found} | seen, now)

    async def run(self, stop: asyncio.Event) -> None:
        scheduler = AsyncIOScheduler(timezone=UTC)
        scheduler.add_job(
            self._wake.set,
            "interval",
            seconds=_TICK_SECONDS,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        scheduler.start()
        try:
            while not stop.is_set():
                self._wake.clear()
                started, began = self._clock.now(), self._elapsed()
                await self._faults.attempt(Duty.REMINDERS, self._plan_salons)
                await self._plan_beside()
                self._on_planned()
                took = timedelta(seconds=self._elapsed() - began)
                if abs(self._clock.now() - started - took) > _MOVED:
                    continue  # the clock was moved meanwhile: the plan is for another day
                # The clock's own wait besides: a moved sandbox clock ends it early.
                await self._clock.wait(_TICK_SECONDS * 3, stop, self._wake)
        finally:
            scheduler.shutdown(wait=False)


def is_ahead(new: NewDelivery, now: datetime) -> bool:
    """Whether it belongs into the outbox now: not too far off, and not over."""
    soon_enough = new.due_at <= now + HORIZON
    return soon_enough and (new.expires_at is None or new.expires_at > now)

"""The planner: turns rules and salons into deliveries. APScheduler only says when to look.

Planning is idempotent by the deliveries' keys, so it may run at any time, twice, and in
several processes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.errors import StoreError
from bot.events import Salons
from bot.messages import Destination
from bot.schedule.outbox import DeliveryKind, NewDelivery, Outbox
from bot.schedule.rules import Occurrence, occurrences
from bot.settings import Group, ReminderRule

logger = logging.getLogger(__name__)

_HORIZON = timedelta(days=14)
_TICK_SECONDS = 20


def reminders(
    found: Sequence[Occurrence], rules: Sequence[ReminderRule], groups: Sequence[Group]
) -> list[NewDelivery]:
    """The deliveries that occurrences mean: one for each group that the rule addresses."""
    wanted = {rule.name: rule.groups for rule in rules}
    return [
        NewDelivery(
            key=f"reminder:{one.rule}:{one.salon_id}:{one.nominal}:{group.conversation_id}",
            kind=DeliveryKind.REMINDER,
            subject=one.salon_id,
            destination=Destination(conversation_id=group.conversation_id),
            title=one.title,
            markdown=one.markdown,
            due_at=one.due_at,
            expires_at=one.expires_at,
        )
        for one in found
        for group in groups
        if not wanted[one.rule] or group.name in wanted[one.rule]
    ]


class Planner:
    """``run`` plans at start, on every tick, and when ``wake`` was called."""

    def __init__(
        self,
        salons: Salons,
        outbox: Outbox,
        clock: Clock,
        *,
        rules: Sequence[ReminderRule],
        groups: Sequence[Group],
        zone: ZoneInfo,
        on_planned: Callable[[], None],
    ) -> None:
        self._salons = salons
        self._outbox = outbox
        self._clock = clock
        self._rules = tuple(rules)
        self._groups = tuple(groups)
        self._zone = zone
        self._on_planned = on_planned
        self._wake = asyncio.Event()

    def wake(self) -> None:
        self._wake.set()

    async def plan(self) -> tuple[int, int]:
        """Plan the coming days; (deliveries enqueued or changed, superseded)."""
        now = self._clock.now()
        all_of_them = reminders(
            occurrences(self._salons.book.salons, self._rules, self._zone),
            self._rules,
            self._groups,
        )
        due = [new for new in all_of_them if _is_ahead(new, now)]
        changed, superseded = await self._outbox.replan(
            DeliveryKind.REMINDER, due, {new.key for new in all_of_them}, now
        )
        if changed or superseded:
            logger.info("planned: %d reminders new or changed, %d superseded", changed, superseded)
        return changed, superseded

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
                try:
                    await self.plan()
                except StoreError:
                    logger.exception("planning failed; the next tick tries again")
                self._on_planned()
                # The clock's own wait besides: a moved sandbox clock ends it early.
                await self._clock.wait(_TICK_SECONDS * 3, stop, self._wake)
        finally:
            scheduler.shutdown(wait=False)


def _is_ahead(new: NewDelivery, now: datetime) -> bool:
    soon_enough = new.due_at <= now + _HORIZON
    return soon_enough and (new.expires_at is None or new.expires_at > now)

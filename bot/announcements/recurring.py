"""Announcements that come again and again: a row each, and a delivery for each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.announcements.posting import calls_on_day, staged
from bot.announcements.text import Announcement, legs
from bot.drafts import Draft
from bot.schedule.deliveries import NewDelivery, enqueue, gone_groups
from bot.settings import Group
from bot.store import Row, Store, Transaction

_HORIZON = timedelta(days=14)


class RecurringAnnouncements:
    """Kept by a confirmed draft, planned by the planner, ended by ``recurring.cancel``.

    Where @所有人 was used up for a day (``everyone_per_day``) it is posted without."""

    def __init__(
        self, store: Store, groups: Sequence[Group], zone: ZoneInfo, everyone_per_day: int
    ) -> None:
        self._store = store
        self._groups = tuple(groups)
        self._zone = zone
        self._everyone_per_day = everyone_per_day

    async def active(self) -> dict[str, Announcement]:
        """Those that were not cancelled, by code."""
        rows = await self._store.run(lambda tx: tx.all("recurring.active"))
        return {row["code"]: _announcement(row) for row in rows}

    async def plan(self, now: datetime) -> None:
        """Enqueue the coming times; idempotent by the deliveries' keys."""

        def work(tx: Transaction) -> None:
            for row in tx.all("recurring.active"):
                self._enqueue(tx, row["code"], _announcement(row), now)

        await self._store.run(work)

    def keep(
        self, tx: Transaction, draft: Draft, announcement: Announcement, now: datetime
    ) -> None:
        """Begin to repeat what this draft says, inside the confirmation's transaction."""
        payload = announcement.to_payload()
        tx.execute(
            "recurring.add",
            code=draft.code,
            text=announcement.text,
            groups=payload["groups"],
            everyone=int(announcement.everyone),
            rule=payload["recurrence"],
            author=draft.author,
            now=now,
        )
        self._enqueue(tx, draft.code, announcement, now)

    def _enqueue(
        self, tx: Transaction, code: str, announcement: Announcement, now: datetime
    ) -> None:
        for new in self.times(code, announcement, now, now + _HORIZON, gone_groups(tx)):
            calls = new.everyone and calls_on_day(tx, new.destination, new.due_at, self._zone)
            spent = new.everyone and calls >= self._everyone_per_day
            enqueue(tx, [replace(new, everyone=False) if spent else new], now)

    def times(
        self,
        code: str,
        announcement: Announcement,
        after: datetime,
        until: datetime,
        gone: Mapping[str, str] | None = None,
    ) -> list[NewDelivery]:
        """The deliveries of the times between ``after`` and ``until``; ``gone`` as for
        ``legs``."""
        assert announcement.recurrence
        return [
            new
            for moment in announcement.recurrence.moments(after, until, self._zone)
            for new in staged(
                code,
                announcement.text,
                legs(announcement, self._groups, moment, self._zone, gone=gone or {}),
                moment,
            )
        ]


def _announcement(row: Row) -> Announcement:
    return Announcement.from_payload(
        {
            "text": row["text"],
            "groups": row["groups"],
            "everyone": row["everyone"],
            "recurrence": row["rule"],
        }
    )

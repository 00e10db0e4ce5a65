"""From a draft to deliveries: confirm, schedule, repeat, stop, send again.

Each step is one transaction with its audit entry, keyed by the message that asked for it:
a command that comes twice acts once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.announcements.posting import calls_on_day, resend, staged, trial
from bot.announcements.recurring import RecurringAnnouncements
from bot.announcements.text import REPLACES, Announcement, Leg, legs
from bot.drafts import Draft, confirm_draft
from bot.errors import UserError
from bot.messages import Act, Destination
from bot.schedule.deliveries import (
    Delivery,
    announcement_code,
    announcement_subject,
    enqueue,
    gone_groups,
)
from bot.settings import Group
from bot.store import Store, Transaction, audit, audited

_RECENT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Stopped:
    """How many deliveries will not leave any more, and how many were leaving just then."""

    waiting: int
    leaving: int


class Announcements:
    """Announcements to the configured groups, from the confirmation of their drafts on.

    ``everyone_per_day``: how often a group may be called by @所有人 on one local day.
    """

    def __init__(
        self, store: Store, groups: Sequence[Group], zone: ZoneInfo, *, everyone_per_day: int = 1
    ) -> None:
        self._store = store
        self.groups = tuple(groups)
        self.zone = zone
        self._everyone_per_day = everyone_per_day
        self.recurring = RecurringAnnouncements(store, groups, zone, everyone_per_day)

    async def legs(
        self, announcement: Announcement, now: datetime, *, heed_quiet: bool = True
    ) -> list[Leg]:
        """Where it would go and when, were it confirmed now; of a recurring one the first."""
        return await self._store.run(lambda tx: self._legs(tx, announcement, now, heed_quiet))

    def _legs(
        self, tx: Transaction, announcement: Announcement, now: datetime, heed_quiet: bool
    ) -> list[Leg]:
        moment = announcement.at or now
        return legs(
            announcement,
            self.groups,
            moment,
            self.zone,
            heed_quiet=heed_quiet,
            gone=gone_groups(tx),
        )

    async def confirm(self, draft: Draft, by: Act, *, heed_quiet: bool = True) -> bool:
        """Approve and enqueue for every group; False when it had been confirmed before.

        Raises UserError when its time is over or @所有人 was used up; nothing is kept then.
        """
        announcement = Announcement.from_payload(draft.payload)

        def work(tx: Transaction) -> bool:
            if not confirm_draft(tx, draft.code, by):
                return False
            if announcement.at is not None and announcement.at <= by.now:
                raise UserError("定的时间已经过去了，请重新起草，写一个还没到的时间。")
            audit(tx, by, "announcement.confirm", f"{draft.code} {announcement.text[:200]}")
            if old := draft.payload.get(REPLACES):
                self._stop(tx, old, by)
            if announcement.recurrence is not None:
                self.recurring.keep(tx, draft, announcement, by.now)
                return True
            wanted = self._legs(tx, announcement, by.now, heed_quiet)
            for leg in wanted:
                self._check_everyone(tx, leg)
            enqueue(tx, staged(draft.code, announcement.text, wanted, draft.expires_at), by.now)
            return True

        return await self._store.run(work)

    async def stop(self, code: str, by: Act) -> Stopped | None:
        """Send nothing more of a confirmed announcement; None when there was nothing to
        stop. The same once more when this very message had stopped it."""
        return await self._store.run(lambda tx: self._stop(tx, code, by))

    def _stop(self, tx: Transaction, code: str, by: Act) -> Stopped | None:
        if (before := audited(tx, by.source, "announcement.stop")) is not None:
            return Stopped(*_counts(before, 2))
        again = tx.execute("recurring.cancel", code=code, now=by.now)
        of_it = {"subject": announcement_subject(code), "now": by.now}
        waiting = tx.execute("deliveries.supersede_subject", **of_it)
        leaving = tx.execute("deliveries.try_no_more", **of_it)
        if not again and not waiting and not leaving:
            return None
        audit(tx, by, "announcement.stop", f"{code} {waiting} {leaving}")
        return Stopped(waiting, leaving)

    async def go_on(self, code: str, by: Act) -> int:
        """Send to the groups that waited for the first one, which failed; how many. The
        same once more when this very message had done it."""

        def work(tx: Transaction) -> int:
            if (before := audited(tx, by.source, "announcement.go_on")) is not None:
                return _counts(before, 1)[0]
            released = tx.execute("deliveries.release", subject=announcement_subject(code))
            if released:
                audit(tx, by, "announcement.go_on", f"{code} {released}")
            return released

        return await self._store.run(work)

    async def send_again(self, last: Delivery, by: Act) -> bool:
        """Once more to a group where nobody knows or it failed, because a person says so.
        False when this very message asked for it before, or another one meanwhile."""
        code = announcement_code(last)

        def work(tx: Transaction) -> bool:
            rows = tx.all("deliveries.of_subject", subject=last.subject)
            if any(row["key"].startswith(f"{last.key}:") for row in rows):
                return False
            if not audit(tx, by, "announcement.resend", f"{code} {last.destination}"):
                return False
            return enqueue(tx, [resend(last, by)], by.now) == 1

        return await self._store.run(work)

    async def try_out(self, draft: Draft, by: Act) -> None:
        """Send the draft to one person exactly as the groups would get it."""
        text = Announcement.from_payload(draft.payload).text
        await self._store.run(lambda tx: enqueue(tx, [trial(draft.code, text, by)], by.now))

    async def recall(self, code: str, by: Act) -> None:
        """Send nothing more of it, and write down who takes it back; what was taken back
        stands in the deliveries."""

        def work(tx: Transaction) -> None:
            self._stop(tx, code, by)
            audit(tx, by, "announcement.recall", code)

        await self._store.run(work)

    async def mark_recalled(self, delivery: Delivery, now: datetime) -> None:
        """Write down that it was taken back."""
        await self._store.run(
            lambda tx: tx.execute("deliveries.mark_recalled", id=delivery.id, now=now)
        )

    async def recent(self, now: datetime) -> list[Draft]:
        """The drafts of the last days that were not cancelled, newest first."""
        rows = await self._store.run(
            lambda tx: tx.all("drafts.recent", since=now - _RECENT, most=20)
        )
        return [Draft.from_row(row) for row in rows]

    def _check_everyone(self, tx: Transaction, leg: Leg) -> None:
        if not leg.everyone:
            return
        there = Destination(conversation_id=leg.group.conversation_id)
        calls = calls_on_day(tx, there, leg.due_at, self.zone)
        if calls >= self._everyone_per_day:
            raise UserError(
                f"「{leg.group.name}」这一天已经 @所有人 {calls} 次，"
                f"最多 {self._everyone_per_day} 次。请去掉 @所有人 重新起草，或改天再发。"
            )


def _counts(detail: str, how_many: int) -> list[int]:
    """The numbers behind the code; an entry of an earlier version has none."""
    return [int(number) for number in (*detail.split()[1:], "0", "0")[:how_many]]

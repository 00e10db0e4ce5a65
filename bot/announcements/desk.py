"""From a draft to deliveries: confirm, schedule, repeat, stop, send again.

Each step is one transaction with its audit entry, keyed by the message that asked for it:
a command that comes twice acts once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.announcements.drafts import Draft, add_draft
from bot.announcements.posting import calls_on_day, resend, staged, subject_of, trial
from bot.announcements.recurring import RecurringAnnouncements
from bot.announcements.text import Announcement, Leg, legs
from bot.errors import UserError
from bot.messages import Destination
from bot.schedule import Delivery
from bot.schedule.deliveries import enqueue, gone_groups
from bot.settings import Group
from bot.store import Store, Transaction, audit, audited, to_text

_RECENT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Stopped:
    """How many deliveries will not leave any more, and how many were leaving just then."""

    waiting: int
    leaving: int


class Announcements:
    """Drafts and their confirmation; announcements to the configured groups.

    ``two_person``: confirmed by somebody other than the author. ``everyone_per_day``: how
    often a group may be called by @所有人 on one local day.
    """

    def __init__(
        self,
        store: Store,
        groups: Sequence[Group],
        zone: ZoneInfo,
        *,
        two_person: bool = False,
        everyone_per_day: int = 1,
    ) -> None:
        self._store = store
        self.groups = tuple(groups)
        self.zone = zone
        self.two_person = two_person
        self._everyone_per_day = everyone_per_day
        self.recurring = RecurringAnnouncements(store, groups, zone, everyone_per_day)

    async def draft(
        self, kind: str, payload: Mapping[str, str], *, author: str, source: str, now: datetime
    ) -> Draft:
        """Keep a draft; the same message gives the same draft again."""
        return await self._store.run(
            lambda tx: add_draft(tx, kind, payload, author=author, source=source, now=now)
        )

    async def look_up(self, code: str) -> Draft:
        """The draft with this code, whosever it is. Raises UserError."""
        row = await self._store.run(lambda tx: tx.one("drafts.by_code", code=code.upper()))
        if row is None:
            raise UserError(f"没有编号为 {code.upper()} 的草稿，请核对预览里的编号。")
        return Draft.from_row(row)

    async def find(self, code: str, *, staff_id: str, now: datetime) -> Draft:
        """The draft that this person may confirm. Raises UserError."""
        draft = await self.look_up(code)
        second = self.two_person and draft.kind == "announcement"
        if second and draft.author == staff_id and draft.state == "draft":
            raise UserError(
                f"这里的公告要由另一位组织者确认。请他发「确认 {draft.code}」；"
                f"要放弃，您自己发「取消 {draft.code}」。"
            )
        if not second and draft.author != staff_id:
            raise UserError("这份草稿要由起草的人自己确认或取消。")
        if draft.state == "cancelled":
            raise UserError(f"草稿 {draft.code} 已经取消了，需要的话请重新起草。")
        if draft.state == "draft" and draft.expires_at <= now:
            raise UserError(f"草稿 {draft.code} 放了超过 30 分钟，已经作废，请重新起草。")
        return draft

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

    async def confirm_announcement(
        self,
        draft: Draft,
        *,
        staff_id: str,
        source: str,
        now: datetime,
        heed_quiet: bool = True,
    ) -> bool:
        """Approve and enqueue for every group; False when it had been confirmed before.

        Raises UserError when its time is over or @所有人 was used up; nothing is kept then.
        """
        announcement = Announcement.from_payload(draft.payload)

        def work(tx: Transaction) -> bool:
            if not tx.execute(
                "drafts.confirm", code=draft.code, staff_id=staff_id, now=to_text(now)
            ):
                return False
            if announcement.at is not None and announcement.at <= now:
                raise UserError("定的时间已经过去了，请重新起草，写一个还没到的时间。")
            detail = f"{draft.code} {announcement.text[:200]}"
            audit(tx, staff_id, "announcement.confirm", detail, source, now)
            if announcement.recurrence is not None:
                self.recurring.keep(tx, draft, announcement, now)
                return True
            wanted = self._legs(tx, announcement, now, heed_quiet)
            for leg in wanted:
                self._check_everyone(tx, leg)
            enqueue(tx, staged(draft.code, announcement.text, wanted, draft.expires_at), now)
            return True

        return await self._store.run(work)

    async def confirm(self, draft: Draft, *, staff_id: str, now: datetime) -> bool:
        """Mark a draft of another kind as confirmed; False when it was before."""
        changed = await self._store.run(
            lambda tx: tx.execute(
                "drafts.confirm", code=draft.code, staff_id=staff_id, now=to_text(now)
            )
        )
        return changed == 1

    async def cancel(self, draft: Draft) -> bool:
        """True when the draft had not been confirmed and now never will be."""
        changed = await self._store.run(lambda tx: tx.execute("drafts.cancel", code=draft.code))
        return changed == 1

    async def stop(
        self, code: str, *, staff_id: str, source: str, now: datetime
    ) -> Stopped | None:
        """Send nothing more of a confirmed announcement; None when there was nothing to
        stop. The same once more when this very message had stopped it."""
        return await self._store.run(lambda tx: self._stop(tx, code, staff_id, source, now))

    def _stop(
        self, tx: Transaction, code: str, staff_id: str, source: str, now: datetime
    ) -> Stopped | None:
        if (before := audited(tx, source, "announcement.stop")) is not None:
            return Stopped(*_counts(before, 2))
        again = tx.execute("recurring.cancel", code=code, now=to_text(now))
        of_it = {"subject": subject_of(code), "now": to_text(now)}
        waiting = tx.execute("deliveries.supersede_subject", **of_it)
        leaving = tx.execute("deliveries.try_no_more", **of_it)
        if not again and not waiting and not leaving:
            return None
        detail = f"{code} {waiting} {leaving}"
        audit(tx, staff_id, "announcement.stop", detail, source, now)
        return Stopped(waiting, leaving)

    async def go_on(self, code: str, *, staff_id: str, source: str, now: datetime) -> int:
        """Send to the groups that waited for the first one, which failed; how many. The
        same once more when this very message had done it."""

        def work(tx: Transaction) -> int:
            if (before := audited(tx, source, "announcement.go_on")) is not None:
                return _counts(before, 1)[0]
            released = tx.execute("deliveries.release", subject=subject_of(code))
            if released:
                detail = f"{code} {released}"
                audit(tx, staff_id, "announcement.go_on", detail, source, now)
            return released

        return await self._store.run(work)

    async def send_again(
        self, last: Delivery, *, staff_id: str, source: str, now: datetime
    ) -> bool:
        """Once more to a group where nobody knows or it failed, because a person says so.
        False when this very message asked for it before, or another one meanwhile."""
        code = last.subject.removeprefix("announcement:")

        def work(tx: Transaction) -> bool:
            rows = tx.all("deliveries.of_subject", subject=last.subject)
            if any(row["key"].startswith(f"{last.key}:") for row in rows):
                return False
            detail = f"{code} {last.destination}"
            if not audit(tx, staff_id, "announcement.resend", detail, source, now):
                return False
            return enqueue(tx, [resend(last, source, now)], now) == 1

        return await self._store.run(work)

    async def try_out(self, draft: Draft, staff_id: str, source: str, now: datetime) -> None:
        """Send the draft to one person exactly as the groups would get it."""
        text = Announcement.from_payload(draft.payload).text
        new = trial(draft.code, text, staff_id, source, now)
        await self._store.run(lambda tx: enqueue(tx, [new], now))

    async def recall(self, code: str, *, staff_id: str, source: str, now: datetime) -> None:
        """Send nothing more of it, and write down who takes it back; what was taken back
        stands in the deliveries."""

        def work(tx: Transaction) -> None:
            self._stop(tx, code, staff_id, source, now)
            audit(tx, staff_id, "announcement.recall", code, source, now)

        await self._store.run(work)

    async def mark_recalled(self, delivery: Delivery, now: datetime) -> None:
        """Write down that it was taken back."""
        await self._store.run(
            lambda tx: tx.execute("deliveries.mark_recalled", id=delivery.id, now=to_text(now))
        )

    async def waiting(self, author: str, now: datetime) -> list[Draft]:
        """What somebody drafted, of every kind, and can still confirm; the latest first."""
        rows = await self._store.run(
            lambda tx: tx.all("drafts.waiting", author=author, now=to_text(now))
        )
        return [Draft.from_row(row) for row in rows]

    async def recent(self, now: datetime) -> list[Draft]:
        """Drafts that wait and announcements of the last days, newest first."""
        rows = await self._store.run(
            lambda tx: tx.all("drafts.recent", since=to_text(now - _RECENT), most=20)
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

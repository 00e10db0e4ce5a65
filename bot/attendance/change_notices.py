"""Who signed up is told when the salon moves, or does not take place.

What each person was told stands in the sign-up, and is compared with the salon as it is now:
so a change counts in whichever way it came, and one that is taken back in time is none.
Several processes may do it at once; the deliveries' keys make each notice one.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.attendance.people import Attendee
from bot.attendance.seat_notices import withdrawal
from bot.events import Salon, Salons
from bot.events.record.hours import planned_at
from bot.markdown import escape_text
from bot.messages import Destination
from bot.schedule.corrections import change_of
from bot.schedule.deliveries import DeliveryKind, NewDelivery, gone_groups
from bot.schedule.outbox import replan
from bot.schedule.plan import told_of
from bot.settings import Group
from bot.store import Row, Store, Transaction, from_text

_NAMES_SHOWN = 20
# The subject of what is told to others, to be passed on, begins so.
_PASSED_ON = "pass:"
# And so where they would have read it in a group that is gone, which follows.
_PASSED_FROM = "pass-from:"
# A salon that is over for so long is looked at no more.
_OLD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Reach:
    """How many hear of a change: in 1:1, in how many groups, and through somebody else."""

    private: int = 0
    in_groups: int = 0
    groups: int = 0
    passed_on: int = 0

    @property
    def people(self) -> int:
        return self.private + self.in_groups + self.passed_on


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody who signed up; ``told`` as in a delivery."""

    attendee: Attendee
    waiting: bool
    told: str

    @classmethod
    def from_row(cls, row: Row) -> _Person:
        attendee = Attendee(row["person"], row["nick"], row["staff_id"], row["told_in"])
        return cls(attendee, row["state"] == "waiting", row["told"])


# Who hears it with one message: the delivery's subject and where it goes.
_Audience = tuple[str, Destination]


class ChangeNotices:
    """``plan`` looks for people who know less than the record; ``notify`` pass on what can
    be told to nobody else."""

    def __init__(
        self,
        store: Store,
        salons: Salons,
        groups: Sequence[Group],
        zone: ZoneInfo,
        notify: Sequence[str],
    ) -> None:
        self._store = store
        self._salons = salons
        self._groups = {group.conversation_id: group for group in groups}
        self._zone = zone
        self._notify = tuple(notify)

    async def plan(self, now: datetime) -> None:
        """Enqueue what people must be told, and supersede what is not true any more. Nothing
        by a book that another process has made an old one: the next plan has a new one."""
        book = self._salons.book

        def work(tx: Transaction) -> None:
            if self._salons.is_current(tx, book):
                self._plan(tx, book.salons, now)

        await self._store.run(work)

    async def reach(self, salon: Salon) -> Reach:
        """Who would be told of a change of this salon."""

        def work(tx: Transaction) -> tuple[list[Row], Collection[str]]:
            return tx.all("signups.of_salon", salon_id=salon.id), self._gone(tx)

        rows, gone = await self._store.run(work)
        people = [_Person.from_row(row).attendee for row in rows]
        outside = [
            one.told_in
            for one in people
            if not one.staff_id and one.told_in and one.told_in not in gone
        ]
        private = sum(bool(one.staff_id) for one in people)
        return Reach(
            private=private,
            in_groups=len(outside),
            groups=len(set(outside)),
            passed_on=len(people) - private - len(outside),
        )

    async def moved_from(self, salon: Salon) -> tuple[str, str] | None:
        """The day and the hour for which a salon was planned first, as far as a draft or a
        reminder of these weeks tells; None while it stands where it stood."""

        def work(tx: Transaction) -> list[Mapping[str, str]]:
            rows = tx.all("drafts.confirmed_of_salons")
            drafts: list[dict[str, str]] = [json.loads(row["payload"]) for row in rows]
            own = (d for d in drafts if d.get("id") == salon.id and "was" in d)
            told = [json.loads(d["was"]) for d in own]
            rows = tx.all("deliveries.told_of", subject=salon.id)
            return told + [json.loads(row["told"]) for row in rows]

        first = next((f for f in await self._store.run(work) if "on" in f), None)
        now = planned_at(salon)
        if first is None or (first["start"] in ("", now["start"]) and first["on"] == now["on"]):
            return None
        return first["on"], first["start"]

    def _plan(self, tx: Transaction, salons: Iterable[Salon], now: datetime) -> None:
        kind = DeliveryKind.CHANGE
        self._take_note(tx)
        pending = tx.all("deliveries.pending_of_kind", kind=kind.value)
        waiting = {row["key"]: from_text(row["due_at"]) for row in pending}
        signed_up = {row["salon_id"] for row in tx.all("signups.count")}
        found: list[NewDelivery] = []
        for salon in salons:
            if salon.id in signed_up and salon.held_on > now.date() - _OLD:
                found += self._notices(tx, salon, waiting, now)
        # What may stand there already is sent to its end: what is true is told after it.
        seen = {row["key"] for row in tx.all("deliveries.perhaps_seen", kind=kind.value)}
        replan(tx, kind, found, {new.key for new in found} | seen, now)

    def _take_note(self, tx: Transaction) -> None:
        """Write to the sign-ups what has left since the last look, the latest last."""
        for row in tx.all("deliveries.untaken_changes"):
            to = Destination.parse(row["destination"])
            salon_id, staff_id, told_in = row["subject"], to.staff_id, to.conversation_id
            if salon_id.startswith(_PASSED_FROM):
                staff_id = ""
                told_in, _, salon_id = salon_id.removeprefix(_PASSED_FROM).partition(":")
            elif salon_id.startswith(_PASSED_ON):
                staff_id, salon_id = "", salon_id.removeprefix(_PASSED_ON)
            tx.execute(
                "signups.note_told",
                salon_id=salon_id,
                staff_id=staff_id,
                told_in=told_in,
                told=row["told"],
                before=row["updated_at"],
            )
            tx.execute("deliveries.take_change", id=row["id"])

    def _notices(
        self, tx: Transaction, salon: Salon, waiting: Mapping[str, datetime], now: datetime
    ) -> list[NewDelivery]:
        told = told_of(salon)
        tx.execute("signups.begin_told", salon_id=salon.id, told=told)
        gone = self._gone(tx)
        audiences: dict[_Audience, list[_Person]] = {}
        for row in tx.all("signups.not_told", salon_id=salon.id, told=told):
            person = _Person.from_row(row)
            for audience in self._audiences(salon, person, gone):
                audiences.setdefault(audience, []).append(person)
        found = []
        for (subject, to), people in audiences.items():
            before = tx.one("deliveries.last_change", subject=subject, destination=str(to))
            key = f"change:{subject}:{to}:{before['id'] if before else 0}"
            asleep = people[0].attendee.sleeps_as(self._groups)
            change = change_of(
                salon,
                _known(salon, people),
                asleep,
                waiting=waiting.get(key),
                now=now,
                zone=self._zone,
            )
            if change is None:
                continue
            new = change.delivery(key, DeliveryKind.CHANGE, subject, to)
            if to.is_group and _is_corrected(tx, new):
                found.append(replace(new, markdown=_names_only(salon, people)))
            else:
                words = _markdown(salon, change.words, subject, to, people)
                found.append(replace(new, markdown=words))
        return found

    def _gone(self, tx: Transaction) -> Collection[str]:
        """Groups where nobody reads it, while somebody can pass it on."""
        return gone_groups(tx) if self._notify else ()

    def _audiences(self, salon: Salon, person: _Person, gone: Collection[str]) -> list[_Audience]:
        attendee = person.attendee
        if attendee.staff_id:
            return [(salon.id, Destination(staff_id=attendee.staff_id))]
        subject = f"{_PASSED_ON}{salon.id}"
        if attendee.told_in and attendee.told_in not in gone:
            return [(salon.id, Destination(conversation_id=attendee.told_in))]
        if attendee.told_in:
            subject = f"{_PASSED_FROM}{attendee.told_in}:{salon.id}"
        return [(subject, Destination(staff_id=one)) for one in self._notify]


def _known(salon: Salon, people: Sequence[_Person]) -> Mapping[str, str]:
    """What these people know, as one: where it differs from the salon for some of them, that;
    of the same fact, what the last who signed up know, who were told last."""
    true: dict[str, str] = json.loads(told_of(salon))
    known, whole = dict(true), dict[str, str]()
    for person in people:
        facts: dict[str, str] = json.loads(person.told)
        if ("on" in facts) != ("on" in true):
            whole = facts  # cancelled, or on again: that tells everything else as well
            continue
        if (facts["on"], facts["start"]) != (true["on"], true["start"]):
            known |= {"on": facts["on"], "start": facts["start"]}
        if facts["place"] != true["place"]:
            known["place"] = facts["place"]
    return whole or known


def _markdown(
    salon: Salon, words: str, subject: str, to: Destination, people: Sequence[_Person]
) -> str:
    if subject != salon.id:
        return f"{words}\n\n报了名的 {_names(people)} 不在组织里，我联系不上，请转告。"
    if to.is_group:
        return f"{words}\n\n报了名的 {_names(people)} 请留意。{_how_to_leave(salon)}"
    if salon.is_cancelled:
        return f"您报名的活动取消了。\n\n{words}"
    kept = "您在候补里的位置不变。" if people[0].waiting else "您的名额还在。"
    return f"您报名的活动有变动。\n\n{words}\n\n{kept}{_how_to_leave(salon)}"


def _is_corrected(tx: Transaction, new: NewDelivery) -> bool:
    """Whether the group hears the same as a whole: then it need not stand there twice."""
    there = {"subject": new.subject, "destination": str(new.destination), "told": new.told}
    return tx.one("deliveries.corrected", **there) is not None


def _names_only(salon: Salon, people: Sequence[_Person]) -> str:
    what = "取消了" if salon.is_cancelled else "有变动"
    return (
        f"报了 **{escape_text(salon.title)}** 的 {_names(people)} 请留意：活动{what}。"
        f"{_how_to_leave(salon)}"
    )


def _names(people: Sequence[_Person]) -> str:
    names = "、".join(escape_text(person.attendee.nick) for person in people[:_NAMES_SHOWN])
    return f"{names} 等 {len(people)} 人" if len(people) > _NAMES_SHOWN else names


def _how_to_leave(salon: Salon) -> str:
    if salon.is_cancelled:
        return ""
    return f"来不了请发「{withdrawal(salon)}」，把名额让给别人。"

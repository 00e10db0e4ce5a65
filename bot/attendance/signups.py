"""Sign-ups: seats up to the capacity, then a waiting list that moves up by itself.

Each change, and the notices that it causes, is one transaction; the capacity is looked at
inside it, so two people can never take the last seat.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import chain
from zoneinfo import ZoneInfo

from bot.attendance.people import Attendee
from bot.attendance.seat_notices import place_told, seat_notices
from bot.attendance.windows import Windows, coming, windows_of
from bot.events import Salon, Salons
from bot.schedule.corrections import SOON
from bot.schedule.deliveries import DeliveryKind, DeliveryState, NewDelivery, enqueue, gone_groups
from bot.schedule.outbox import replan
from bot.schedule.plan import told_of
from bot.schedule.rules import after_quiet
from bot.settings import Group
from bot.store import Row, Store, Transaction, from_text


class SignupState(StrEnum):
    SEATED = "seated"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Signup:
    """One person's sign-up for one salon. ``source`` is the message that made it so."""

    salon_id: str
    attendee: Attendee
    state: SignupState
    place: int
    signed_up_at: datetime
    source: str

    @classmethod
    def from_row(cls, row: Row) -> Signup:
        return cls(
            salon_id=row["salon_id"],
            attendee=Attendee(row["person"], row["nick"], row["staff_id"], row["told_in"]),
            state=SignupState(row["state"]),
            place=row["place"],
            signed_up_at=from_text(row["signed_up_at"]),
            source=row["source"],
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """How full a salon is."""

    seated: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class SignedUp:
    """What became of a sign-up. ``again``: the person was in before this message; ``ahead``
    is how many wait before them."""

    signup: Signup
    standing: Standing
    ahead: int
    again: bool


class Signups:
    """Reads and writes sign-ups. Says nothing of whether a salon takes them: see windows."""

    def __init__(
        self, store: Store, zone: ZoneInfo, notify: Sequence[str], groups: Sequence[Group] = ()
    ) -> None:
        self._store = store
        self._zone = zone
        self._notify = tuple(notify)
        self._groups = {group.conversation_id: group for group in groups}

    async def sign_up(
        self, salon: Salon, attendee: Attendee, source: str, now: datetime
    ) -> SignedUp:
        """Give a seat, or a place on the waiting list when there is none."""
        return await self._store.run(lambda tx: self._sign_up(tx, salon, attendee, source, now))

    async def withdraw(self, salon: Salon, person: str, source: str, now: datetime) -> bool:
        """Give up seat or place, and seat whoever waits first. True also when this very
        message had done so before; False when there was nothing to give up."""

        return await self._store.run(lambda tx: self.give_up(tx, salon, person, source, now))

    def give_up(
        self, tx: Transaction, salon: Salon, person: str, source: str, now: datetime
    ) -> bool:
        """The same inside a transaction that does more."""
        changed = tx.execute(
            "signups.withdraw", salon_id=salon.id, person=person, now=now, source=source
        )
        row = tx.one("signups.of_person_for", salon_id=salon.id, person=person)
        if changed and row is not None:
            _say_no_more(tx, salon, row["place"], now)
            self._move_up(tx, salon, now)
            return True
        return row is not None and row["source"] == source

    async def withdrawn_by(self, person: str, source: str) -> str:
        """The id of the salon that this very message gave up before; empty when none."""
        row = await self._store.run(
            lambda tx: tx.one("signups.withdrawn_by", person=person, source=source)
        )
        return str(row["salon_id"]) if row else ""

    async def move_up(self, salons: Iterable[Salon], now: datetime) -> int:
        """Seat who waits where seats are free, as after a change of the capacity; the
        number of people who got one."""
        salons = tuple(salons)
        return await self._store.run(
            lambda tx: sum(self._move_up(tx, salon, now) for salon in salons)
        )

    async def plan_notices(self, salons: Salons, now: datetime) -> None:
        """Let the notices that wait, as for the end of the night, follow the record: with the
        day and place that are true now, none of a salon that is cancelled, and again of one
        that takes place after all. Nothing by a book that another process has made an old
        one: the next plan has a new one."""
        book = salons.book
        ahead = coming(book.salons, now, self._zone)

        def work(tx: Transaction) -> None:
            if salons.is_current(tx, book):
                self._plan_notices(tx, ahead, now)

        await self._store.run(work)

    async def standings(self) -> dict[str, Standing]:
        """By salon id; a salon without sign-ups is missing."""
        rows = await self._store.run(lambda tx: tx.all("signups.count"))
        return _standings(rows)

    async def of_person(self, person: str) -> list[Signup]:
        rows = await self._store.run(lambda tx: tx.all("signups.of_person", person=person))
        return [Signup.from_row(row) for row in rows]

    async def of_salon(self, salon_id: str) -> list[Signup]:
        """In the order of the queue."""
        rows = await self._store.run(lambda tx: tx.all("signups.of_salon", salon_id=salon_id))
        return [Signup.from_row(row) for row in rows]

    async def ahead_of(self, signup: Signup) -> int:
        """How many wait before this one."""
        return await self._store.run(lambda tx: _ahead(tx, signup))

    def _sign_up(
        self, tx: Transaction, salon: Salon, attendee: Attendee, source: str, now: datetime
    ) -> SignedUp:
        row = tx.one("signups.of_person_for", salon_id=salon.id, person=attendee.person)
        known = row is not None and row["state"] != SignupState.WITHDRAWN
        if not known:
            self._move_up(tx, salon, now)
            row = tx.one(
                "signups.put",
                salon_id=salon.id,
                person=attendee.person,
                staff_id=attendee.staff_id,
                nick=attendee.nick,
                told_in=attendee.told_in,
                state=SignupState.SEATED if _has_seat(tx, salon) else SignupState.WAITING,
                now=now,
                source=source,
                told=told_of(salon),
            )
        assert row is not None
        signup = Signup.from_row(row)
        again = known and signup.source != source
        return SignedUp(signup, _standing(tx, salon.id), _ahead(tx, signup), again)

    def _move_up(self, tx: Transaction, salon: Salon, now: datetime) -> int:
        """Seat those who wait, first come first served, while it is of use to them."""
        windows = windows_of(salon, self._zone)
        if now >= windows.starts_at and not windows.takes_signups(now):
            return 0
        moved = 0
        while _has_seat(tx, salon):
            row = tx.one("signups.first_waiting", salon_id=salon.id)
            if row is None:
                break
            tx.execute("signups.seat", id=row["id"], now=now)
            signup = Signup.from_row(row)
            gone = gone_groups(tx) if self._notify else ()
            enqueue(tx, self._notices(salon, signup, windows, now, gone), now)
            moved += 1
        return moved

    def _plan_notices(self, tx: Transaction, salons: Iterable[Salon], now: datetime) -> None:
        known = {row["salon_id"] for row in tx.all("signups.count")}
        found = [
            new
            for salon in salons
            if salon.id in known
            for new in self._notices_that_wait(tx, salon, now)
        ]
        replan(tx, DeliveryKind.SEAT, found, {new.key for new in found}, now)

    def _notices_that_wait(
        self, tx: Transaction, salon: Salon, now: datetime
    ) -> Iterator[NewDelivery]:
        untold = {row["key"]: row for row in tx.all("deliveries.untold_seats", salon_id=salon.id)}
        if not untold:
            return
        windows = windows_of(salon, self._zone)
        # Each on the way that was taken, whether the group was gone then or is now.
        for row in tx.all("signups.of_salon", salon_id=salon.id):
            signup = Signup.from_row(row)
            if signup.state is not SignupState.SEATED:
                continue
            there = self._notices(salon, signup, windows, now, ())
            passed_on = self._notices(salon, signup, windows, now, (signup.attendee.told_in,))
            for new in {new.key: new for new in chain(there, passed_on)}.values():
                if (old := untold.get(new.key)) is None:
                    continue  # seated at once, or told
                waits = old["state"] == DeliveryState.PENDING
                yield replace(new, due_at=from_text(old["due_at"])) if waits else new

    def _notices(
        self, salon: Salon, signup: Signup, windows: Windows, now: datetime, gone: Collection[str]
    ) -> Iterator[NewDelivery]:
        person, place = signup.attendee, signup.place
        due_at = self._when_to_tell(person, windows, now)
        for new in seat_notices(salon, person, place, self._notify, due_at, gone):
            yield replace(new, expires_at=windows.ends_at)

    def _when_to_tell(self, attendee: Attendee, windows: Windows, now: datetime) -> datetime:
        """Out of quiet hours, unless the salon begins within a day, as with a change of it."""
        group = attendee.sleeps_as(self._groups)
        if group is None or windows.starts_at - now <= SOON:
            return now
        return after_quiet(now, group, self._zone)


def _say_no_more(tx: Transaction, salon: Salon, place: int, now: datetime) -> None:
    """Whoever gave the seat back before hearing of it need not hear of it."""
    for row in tx.all("deliveries.untold_seats", salon_id=salon.id):
        if place_told(row["key"], salon.id) == place:
            tx.execute("deliveries.supersede", id=row["id"], now=now)


def _has_seat(tx: Transaction, salon: Salon) -> bool:
    return salon.capacity is None or _standing(tx, salon.id).seated < salon.capacity


def _standing(tx: Transaction, salon_id: str) -> Standing:
    return _standings(tx.all("signups.count")).get(salon_id, Standing())


def _standings(rows: Iterable[Row]) -> dict[str, Standing]:
    counts: dict[str, dict[str, int]] = {}
    for row in rows:
        counts.setdefault(row["salon_id"], {})[row["state"]] = row["count"]
    return {
        salon_id: Standing(of.get(SignupState.SEATED, 0), of.get(SignupState.WAITING, 0))
        for salon_id, of in counts.items()
    }


def _ahead(tx: Transaction, signup: Signup) -> int:
    if signup.state is not SignupState.WAITING:
        return 0
    row = tx.one("signups.ahead", salon_id=signup.salon_id, place=signup.place)
    return row["count"] if row else 0

"""Check-ins at the venue: a code per salon, valid in its time, and slow to guess."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.attendance.people import Attendee
from bot.messages import Act
from bot.store import Row, Store, Transaction, audit, by_whom, from_text
from bot.store.codes import free_code

# Read out at the venue and typed under any input method.
_DIGITS, _LENGTH = "0123456789", 6
_MOST_MISSES = 5
MISS_WINDOW = timedelta(minutes=10)


class Refusal(Enum):
    """Why a check-in did not happen."""

    WRONG = auto()
    TOO_MANY = auto()  # wrong codes lately: not even a right one is looked at
    TOO_EARLY = auto()
    TOO_LATE = auto()


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """``place``: how manieth at this salon. ``again``: had checked in before."""

    salon_id: str
    place: int
    again: bool


@dataclass(frozen=True, slots=True)
class Checkin:
    """One person at one salon."""

    attendee: Attendee
    at: datetime

    @classmethod
    def from_row(cls, row: Row) -> Checkin:
        attendee = Attendee(row["person"], row["nick"], row["staff_id"])
        return cls(attendee, from_text(row["checked_in_at"]))


# What the time says to a check-in at a salon: None when it is right.
Judge = Callable[[str], Refusal | None]


class Checkins:
    """Codes and check-ins. Anybody may check in, signed up or not: who came, came."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def code_for(self, salon_id: str, by: Act, *, renew: bool) -> str:
        """The code of a salon, made when there is none; ``renew`` replaces it, once a
        message. Audited when it is made."""

        def work(tx: Transaction) -> str:
            row = tx.one("checkins.code_of", salon_id=salon_id)
            if row is not None and (not renew or row["source"] == by.source):
                return str(row["code"])
            code = free_code(tx, "checkins.salon_of", _LENGTH, _DIGITS)
            tx.execute("checkins.put_code", salon_id=salon_id, code=code, **by_whom(by))
            audit(tx, by, "checkin.code", f"{salon_id} {'renewed' if row else 'created'}")
            return code

        return await self._store.run(work)

    async def check_in(
        self, code: str, attendee: Attendee, judge: Judge, *, source: str, now: datetime
    ) -> CheckedIn | tuple[Refusal, str]:
        """Check in where ``code`` belongs to. A refusal carries the salon's id when the
        code was right. Wrong codes count; after a few of them one must wait."""

        def work(tx: Transaction) -> CheckedIn | tuple[Refusal, str]:
            misses = tx.one(
                "checkins.misses_since",
                person=attendee.person,
                since=now - MISS_WINDOW,
                source=source,
            )
            if misses and misses["count"] >= _MOST_MISSES:
                return Refusal.TOO_MANY, ""
            row = tx.one("checkins.salon_of", code=code)
            if row is None:
                tx.execute("checkins.note_miss", person=attendee.person, now=now, source=source)
                return Refusal.WRONG, ""
            salon_id = str(row["salon_id"])
            refusal = judge(salon_id)
            if refusal is not None:
                return refusal, salon_id
            return _checked_in(tx, salon_id, attendee, source, now)

        return await self._store.run(work)

    async def vouch(self, salon_id: str, attendee: Attendee, by: Act) -> CheckedIn:
        """Check somebody in on an organizer's word, which is audited."""

        def work(tx: Transaction) -> CheckedIn:
            outcome = _checked_in(tx, salon_id, attendee, by.source, by.now)
            if not outcome.again:
                audit(tx, by, "checkin.vouch", f"{salon_id} {attendee.nick}")
            return outcome

        return await self._store.run(work)

    async def of_salon(self, salon_id: str) -> list[Checkin]:
        """In the order of arrival."""
        rows = await self._store.run(lambda tx: tx.all("checkins.of_salon", salon_id=salon_id))
        return [Checkin.from_row(row) for row in rows]


def _checked_in(
    tx: Transaction, salon_id: str, attendee: Attendee, source: str, now: datetime
) -> CheckedIn:
    tx.execute(
        "checkins.add",
        salon_id=salon_id,
        person=attendee.person,
        staff_id=attendee.staff_id,
        nick=attendee.nick,
        now=now,
        source=source,
    )
    row = tx.one("checkins.place_of", salon_id=salon_id, person=attendee.person)
    assert row is not None
    return CheckedIn(salon_id, row["place"], again=row["source"] != source)

"""One person's data at their own wish: what there is, and its end, in one transaction.

Rows that count others as well lose who it was and stay; the rest goes. Seats of salons to come
are given up on the way that everybody's are. What an organizer did stands in the audit until it
is old: whoever had a right cannot take away how it was used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.attendance.checkins import MISS_WINDOW
from bot.attendance.signups import Signups
from bot.attendance.windows import windows_of
from bot.events import Salons
from bot.markdown import escape_text
from bot.messages import Act
from bot.store import Store, Transaction, audit, audited, named

_NOBODY = "（已删除）"
_ACTION = "person.forget"


@dataclass(frozen=True, slots=True)
class Whose:
    """The key that somebody writes under, and the staff id known with it; either may be empty."""

    person: str
    staff_id: str


class Forgetting:
    """Looks and forgets."""

    def __init__(self, store: Store, signups: Signups, salons: Salons, zone: ZoneInfo) -> None:
        self._store = store
        self._signups = signups
        self._salons = salons
        self._zone = zone

    async def kept(self, whose: Whose) -> Mapping[str, int]:
        """How many rows there are of each sort; none that is empty."""
        return await self._store.run(lambda tx: kept_of(tx, whose), durable=False)

    async def has_forgotten(self, source: str) -> bool:
        """Whether this very message has had its way before."""
        return await self._store.run(lambda tx: audited(tx, source, _ACTION) is not None)

    async def forget(self, whose: Whose, by: Act) -> Mapping[str, int]:
        """Forget this person, as ``by`` wishes, whose staff id is not kept either; what there
        was, as ``kept`` has it."""
        return await self._store.run(lambda tx: self._forget(tx, whose, by))

    def _forget(self, tx: Transaction, whose: Whose, by: Act) -> Mapping[str, int]:
        found, keys = kept_of(tx, whose), _keys(tx, whose)
        if audited(tx, by.source, _ACTION) is not None:
            return found  # taken up again after a stop: what came since is none of it
        names = [row for key in keys for row in tx.all("forgetting.names", person=key)]
        values = {"staff_id": whose.staff_id, "source": by.source, "now": by.now}
        values |= {"nobody": _NOBODY, "guessed_before": by.now - MISS_WINDOW}
        for key in keys:
            self._leave_salons(tx, key, by)
            for query in named("forgetting.person."):
                tx.execute(query, **values, person=key)
        for query in named("forgetting.staff.") if whose.staff_id else ():
            tx.execute(query, **values)
        for row in names:
            tx.execute("forgetting.vouched", **row, nobody=_NOBODY)
            for nick in {row["nick"], escape_text(row["nick"])}:
                tx.execute("forgetting.copies", about=row["about"], nick=nick, nobody=_NOBODY)
        rows = sum(count for what, count in found.items() if what != "acts")
        audit(tx, Act("", by.source, by.now), _ACTION, f"{rows} rows")
        return found

    def _leave_salons(self, tx: Transaction, person: str, by: Act) -> None:
        """Who comes again to one that is not over would be counted once more."""
        for salon in self._salons.book.salons:
            windows = windows_of(salon, self._zone)
            if not windows.is_over(by.now):
                tx.execute("checkins.take_back", salon_id=salon.id, person=person)
            if by.now < windows.starts_at:
                self._signups.give_up(tx, salon, person, by.source, by.now)


def kept_of(tx: Transaction, whose: Whose) -> Mapping[str, int]:
    """As ``Forgetting.kept``, inside a transaction."""
    found: Counter[str] = Counter()
    rows = [
        row for key in _keys(tx, whose) for row in tx.all("forgetting.kept_of_person", person=key)
    ]
    if whose.staff_id:
        rows += tx.all("forgetting.kept_of_staff", staff_id=whose.staff_id)
    for row in rows:
        found[row["what"]] += row["count"]
    return +found


def _keys(tx: Transaction, whose: Whose) -> Set[str]:
    rows = tx.all("forgetting.keys", staff_id=whose.staff_id) if whose.staff_id else []
    return {whose.person, *(str(row["person"]) for row in rows)} - {""}

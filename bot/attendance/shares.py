"""Posts that members made about a salon, and the likes an organizer has seen on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.attendance.people import Attendee
from bot.messages import Act
from bot.store import Row, Store, Transaction, audit

# A post takes part in the prize with more likes than this.
LIKES_TO_PASS = 24
_MOST_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Share:
    """A post as its author reported it; ``likes`` is None until an organizer looked."""

    id: int
    salon_id: str
    nick: str
    text: str
    likes: int | None

    @property
    def passes(self) -> bool:
        return self.likes is not None and self.likes > LIKES_TO_PASS

    @classmethod
    def from_row(cls, row: Row) -> Share:
        return cls(row["id"], row["salon_id"], row["nick"], row["text"], row["likes"])


class Shares:
    """Reports by members and confirmations by organizers, each once a message."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def report(
        self, salon_id: str, attendee: Attendee, text: str, *, source: str, now: datetime
    ) -> Share:
        """Keep a report; the same message gives the same one again."""

        def work(tx: Transaction) -> Row | None:
            tx.execute(
                "shares.add",
                salon_id=salon_id,
                person=attendee.person,
                staff_id=attendee.staff_id,
                nick=attendee.nick,
                text=text[:_MOST_CHARACTERS],
                now=now,
                source=source,
            )
            return tx.one("shares.by_source", source=source)

        row = await self._store.run(work)
        assert row is not None
        return Share.from_row(row)

    async def confirm(self, share_id: int, likes: int, by: Act) -> Share | None:
        """Note the likes that were seen; a later look replaces an earlier one. None: no
        such report."""

        def work(tx: Transaction) -> Row | None:
            seen = {"likes": likes, "staff_id": by.staff_id, "now": by.now}
            if tx.execute("shares.confirm", id=share_id, **seen):
                audit(tx, by, "share.confirm", f"{share_id} {likes}")
            return tx.one("shares.by_id", id=share_id)

        row = await self._store.run(work)
        return Share.from_row(row) if row is not None else None

    async def of_salon(self, salon_id: str) -> list[Share]:
        """In the order of the reports."""
        rows = await self._store.run(lambda tx: tx.all("shares.of_salon", salon_id=salon_id))
        return [Share.from_row(row) for row in rows]

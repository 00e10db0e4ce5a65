"""Prize draws in the store: promised with hashes first, drawn once, kept for the audit."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.attendance.lottery import DrawRecord, drawn, list_hash, seed_hash
from bot.attendance.shares import LIKES_TO_PASS
from bot.errors import UserError
from bot.messages import Act
from bot.store import Row, Store, Transaction, audit, by_whom
from bot.store.codes import code_pattern, free_code

_LENGTH = 5
DRAW_CODE = code_pattern(_LENGTH)
_ENTRY_DIGITS = 10


class Origin(StrEnum):
    """Where the entries of a draw come from."""

    CHECKINS = "签到"
    SIGNUPS = "报名"
    SHARES = "分享"


@dataclass(frozen=True, slots=True)
class NewDraw:
    """A draw to be promised, in which group. ``fresh``: whoever won before at the salon is not
    in it."""

    salon_id: str
    prize: str
    places: int
    origin: Origin
    conversation_id: str
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw with its entries. ``nicks`` are by entry, ``own`` by person; both are empty
    once names were forgotten."""

    salon_id: str
    prize: str
    origin: str
    conversation_id: str
    source: str
    is_drawn: bool
    record: DrawRecord
    nicks: Mapping[str, str]
    own: Mapping[str, str]

    def of(self, person: str) -> str:
        """The entry of a person; empty when they are not in."""
        return self.own.get(person, "")


class Draws:
    """Each step is one transaction with its audit entry, and acts once a message."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def promise(self, new: NewDraw, by: Act) -> Draw:
        """Fix list and seed, and give back what may be published of them. The same message
        gives the same draw. Raises UserError when there are too few entries."""
        return await self._store.run(lambda tx: _promise(tx, new, by))

    async def find(self, code: str) -> Draw | None:
        def work(tx: Transaction) -> Draw | None:
            row = tx.one("draws.by_code", code=code.upper())
            return _read(tx, row) if row is not None else None

        return await self._store.run(work)

    async def lately(self, since: datetime, most: int) -> list[Draw]:
        """The draws begun since then, the latest first."""
        return await self._store.run(
            lambda tx: [
                _read(tx, row) for row in tx.all("draws.latest_since", since=since, most=most)
            ]
        )

    async def draw(self, draw: Draw, witness: str, by: Act) -> Draw:
        """Compute and keep the winners; a draw that was drawn before stays as it was."""
        code = draw.record.code

        def work(tx: Transaction) -> Draw:
            done = {"witness": witness, "staff_id": by.staff_id, "now": by.now}
            if tx.execute("draws.finish", code=code, **done):
                row = _row_of(tx, code)
                winners = drawn(row["seed"], code, witness, draw.record.entries, row["winners"])
                for rank, entry in enumerate(winners, 1):
                    tx.execute("draws.rank", code=code, entry=entry, rank=rank)
                audit(tx, by, "draw.draw", f"{code} {' '.join(winners)}")
            return _read(tx, _row_of(tx, code))

        return await self._store.run(work)


def _promise(tx: Transaction, new: NewDraw, by: Act) -> Draw:
    if (row := tx.one("draws.by_source", source=by.source)) is not None:
        return _read(tx, row)
    people = _people(tx, new)
    if len(people) < new.places:
        raise UserError(
            f"{new.origin}名单里{'没中过奖的' if new.fresh else ''}有 {len(people)} 人，"
            f"抽不出 {new.places} 个，什么也没有开始。"
        )
    code, seed = free_code(tx, "draws.by_code", _LENGTH), secrets.token_hex(32)
    # The key is thrown away: an entry tells nobody whose it is.
    key = secrets.token_bytes(32)
    entries = {_entry(key, row["person"]): row for row in people}
    if len(entries) != len(people):
        return _promise(tx, new, by)  # two people fell on one entry: once in a century
    tx.execute(
        "draws.add",
        code=code,
        salon_id=new.salon_id,
        prize=new.prize,
        winners=new.places,
        origin=new.origin.value,
        seed=seed,
        seed_hash=seed_hash(seed),
        list_hash=list_hash(entries),
        conversation_id=new.conversation_id,
        **by_whom(by),
    )
    for entry, row in entries.items():
        tx.execute(
            "draws.add_entry", code=code, entry=entry, person=row["person"], nick=row["nick"]
        )
    detail = f"{code} {new.salon_id} {new.origin} {len(entries)} entries {list_hash(entries)}"
    detail += " without earlier winners" if new.fresh else ""
    audit(tx, by, "draw.promise", detail)
    return _read(tx, _row_of(tx, code))


def _people(tx: Transaction, new: NewDraw) -> Sequence[Row]:
    if new.origin is Origin.SHARES:
        people = tx.all("draws.from_shares", salon_id=new.salon_id, likes=LIKES_TO_PASS)
    else:
        query = "draws.from_checkins" if new.origin is Origin.CHECKINS else "draws.from_signups"
        people = tx.all(query, salon_id=new.salon_id)
    if not new.fresh:
        return people
    won = {row["person"] for row in tx.all("draws.winners_of", salon_id=new.salon_id)}
    return [row for row in people if row["person"] not in won]


def _entry(key: bytes, person: str) -> str:
    return hmac.new(key, person.encode(), hashlib.sha256).hexdigest()[:_ENTRY_DIGITS]


def _row_of(tx: Transaction, code: str) -> Row:
    row = tx.one("draws.by_code", code=code)
    assert row is not None
    return row


def _read(tx: Transaction, row: Row) -> Draw:
    entries = tx.all("draws.entries", code=row["code"])
    is_drawn = row["drawn_at"] is not None
    won = sorted((one["rank"], one["entry"]) for one in entries if one["rank"] is not None)
    record = DrawRecord(
        code=row["code"],
        places=row["winners"],
        seed_sha256=row["seed_hash"],
        list_sha256=row["list_hash"],
        entries=tuple(one["entry"] for one in entries),
        seed=row["seed"] if is_drawn else "",
        witness=row["witness"],
        winners=tuple(entry for _, entry in won),
    )
    return Draw(
        salon_id=row["salon_id"],
        prize=row["prize"],
        origin=row["origin"],
        conversation_id=row["conversation_id"],
        source=row["source"],
        is_drawn=is_drawn,
        record=record,
        nicks={one["entry"]: one["nick"] for one in entries},
        own={one["person"]: one["entry"] for one in entries},
    )

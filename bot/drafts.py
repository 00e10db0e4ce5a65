"""Drafts: what somebody is about to do, as a row with a short code.

Nothing happens before its `确认 <code>`. Confirming one (``confirm_draft``), its audit entry
and what it does are one transaction of the caller's, so that a redelivered or resumed command
acts once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import UserError
from bot.messages import Act
from bot.store import Row, Store, Transaction, from_text
from bot.store.codes import code_pattern, free_code

_LENGTH = 4
CODE_PATTERN = code_pattern(_LENGTH)
_KEEP = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody is about to do. ``payload`` is the kind's own business."""

    code: str
    kind: str
    payload: Mapping[str, str]
    author: str
    state: str
    expires_at: datetime

    @property
    def created_at(self) -> datetime:
        return self.expires_at - _KEEP

    @classmethod
    def from_row(cls, row: Row) -> Draft:
        return cls(
            code=row["code"],
            kind=row["kind"],
            payload=json.loads(row["payload"]),
            author=row["author"],
            state=row["state"],
            expires_at=from_text(row["expires_at"]),
        )


class Drafts:
    """The drafts of all kinds, by their codes.

    ``two_person``: an announcement is confirmed by somebody other than its author.
    """

    def __init__(self, store: Store, *, two_person: bool = False) -> None:
        self._store = store
        self.two_person = two_person

    async def add(self, kind: str, payload: Mapping[str, str], by: Act) -> Draft:
        """Keep a draft; the same message gives the same draft again."""
        return await self._store.run(lambda tx: _add(tx, kind, payload, by))

    async def look_up(self, code: str) -> Draft:
        """The draft with this code, whoever wrote it. Raises UserError."""
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

    async def confirm(self, draft: Draft, by: Act) -> bool:
        """Mark it as confirmed and do nothing else; False when it was confirmed before."""
        return await self._store.run(lambda tx: confirm_draft(tx, draft.code, by))

    async def cancel(self, draft: Draft) -> bool:
        """True when the draft had not been confirmed and now never will be."""
        changed = await self._store.run(lambda tx: tx.execute("drafts.cancel", code=draft.code))
        return changed == 1

    async def cancel_parts(self, by: Act) -> None:
        """Drop what an earlier run of the same message drafted of its parts."""
        of_parts = f"{by.source}#"
        await self._store.run(
            lambda tx: tx.execute(
                "drafts.cancel_parts", author=by.staff_id, source=of_parts, length=len(of_parts)
            )
        )

    async def waiting(self, author: str, now: datetime) -> list[Draft]:
        """The drafts of every kind that somebody can still confirm, the latest first."""
        rows = await self._store.run(lambda tx: tx.all("drafts.waiting", author=author, now=now))
        return [Draft.from_row(row) for row in rows]

    async def last_confirmed(
        self, staff_id: str, since: datetime
    ) -> tuple[Draft, datetime] | None:
        """The draft of any kind that somebody confirmed last, and when; None if none since
        then."""
        row = await self._store.run(
            lambda tx: tx.one("drafts.last_confirmed", staff_id=staff_id, since=since)
        )
        if row is None:
            return None
        return Draft.from_row(row), from_text(row["confirmed_at"])


def confirm_draft(tx: Transaction, code: str, by: Act) -> bool:
    """Mark a draft as confirmed, inside the transaction that does what it says; False when it
    was confirmed or cancelled before."""
    return tx.execute("drafts.confirm", code=code, staff_id=by.staff_id, now=by.now) == 1


def _add(tx: Transaction, kind: str, payload: Mapping[str, str], by: Act) -> Draft:
    tx.execute(
        "drafts.add",
        code=free_code(tx, "drafts.by_code", _LENGTH),
        kind=kind,
        payload=json.dumps(dict(payload), ensure_ascii=False),
        author=by.staff_id,
        source=by.source,
        now=by.now,
        expires_at=by.now + _KEEP,
    )
    row = tx.one("drafts.by_source", source=by.source)
    assert row is not None
    return Draft.from_row(row)

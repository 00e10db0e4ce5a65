"""Drafts that wait for a person's `确认 <code>`: announcements, replays to be added.

A draft is a row with a short code. Confirming it, writing the audit entry and enqueuing
its deliveries is one transaction, so a redelivered or resumed command acts once.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import UserError
from bot.messages import Destination
from bot.schedule import DeliveryKind, NewDelivery
from bot.schedule.outbox import enqueue
from bot.settings import Group
from bot.store import Row, Store, Transaction, from_text, to_text

# Without 0/O, 1/I/L: a code is read from a screen and typed on a phone.
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_PATTERN = rf"[{_ALPHABET}]{{4}}"
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


class Announcements:
    """Drafts and their confirmation; announcements to all configured groups."""

    def __init__(self, store: Store, groups: Sequence[Group]) -> None:
        self._store = store
        self.groups = tuple(groups)

    async def draft(
        self, kind: str, payload: Mapping[str, str], *, author: str, source: str, now: datetime
    ) -> Draft:
        """Keep a draft; the same message gives the same draft again."""

        def work(tx: Transaction) -> Row | None:
            code = _free_code(tx)
            tx.execute(
                "drafts.add",
                code=code,
                kind=kind,
                payload=json.dumps(dict(payload), ensure_ascii=False),
                author=author,
                source=source,
                now=to_text(now),
                expires_at=to_text(now + _KEEP),
            )
            return tx.one("drafts.by_source", source=source)

        row = await self._store.run(work)
        assert row is not None
        return Draft.from_row(row)

    async def find(self, code: str, *, staff_id: str, now: datetime) -> Draft:
        """The draft that this person may confirm or cancel. Raises UserError."""
        row = await self._store.run(lambda tx: tx.one("drafts.by_code", code=code.upper()))
        if row is None:
            raise UserError(f"没有编号为 {code.upper()} 的草稿，请核对预览里的编号。")
        draft = Draft.from_row(row)
        if draft.author != staff_id:
            raise UserError("这份草稿要由起草的人自己确认或取消。")
        if draft.state == "cancelled":
            raise UserError(f"草稿 {draft.code} 已经取消了，需要的话请重新起草。")
        if draft.state == "draft" and draft.expires_at <= now:
            raise UserError(f"草稿 {draft.code} 放了超过 30 分钟，已经作废，请重新起草。")
        return draft

    async def confirm_announcement(
        self, draft: Draft, *, staff_id: str, source: str, now: datetime
    ) -> bool:
        """Approve and enqueue for every group; False when it had been confirmed before."""

        def work(tx: Transaction) -> bool:
            if not tx.execute(
                "drafts.confirm", code=draft.code, staff_id=staff_id, now=to_text(now)
            ):
                return False
            tx.execute(
                "audit.add",
                staff_id=staff_id,
                action="announcement.confirm",
                detail=f"{draft.code} {draft.payload['text'][:200]}",
                source=source,
                now=to_text(now),
            )
            enqueue(tx, (self._delivery(draft, group, now) for group in self.groups), now)
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

    def _delivery(self, draft: Draft, group: Group, now: datetime) -> NewDelivery:
        return NewDelivery(
            key=f"announcement:{draft.code}:{to_text(draft.expires_at)}:{group.conversation_id}",
            kind=DeliveryKind.ANNOUNCEMENT,
            subject=f"announcement:{draft.code}",
            destination=Destination(conversation_id=group.conversation_id),
            title=announcement_title(draft.payload["text"]),
            markdown=announcement_markdown(draft.payload["text"]),
            due_at=now,
            expires_at=now + timedelta(hours=12),
        )


def announcement_title(text: str) -> str:
    """The line of the push message: 公告 and the first words of it."""
    return f"公告：{text.strip().splitlines()[0].strip('#*> ')[:24]}"


def announcement_markdown(text: str) -> str:
    """An announcement as the groups see it."""
    return f"### 📢 公告\n\n{text.strip()}"


def _free_code(tx: Transaction) -> str:
    while True:
        code = "".join(secrets.choice(_ALPHABET) for _ in range(4))
        if tx.one("drafts.by_code", code=code) is None:
            return code

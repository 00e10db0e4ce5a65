"""Dialogues of several messages: where somebody stands is a row, from which the bot goes on after
a restart or in another instance.

There is one dialogue for a person in a conversation; it lapses after half an hour of silence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.messages import IncomingMessage
from bot.store import Row, Store, Transaction

_KEEP = timedelta(minutes=30)
# Whoever comes back within this time has not noticed that the dialogue is over.
_REMEMBER = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """``state`` is the topic's own business; ``source`` is the message that led here."""

    topic: str
    state: Mapping[str, Any]
    source: str


class Dialogues:
    """Where people stand in their dialogues."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def current(self, message: IncomingMessage, now: datetime) -> Dialogue | None:
        """The sender's dialogue in this conversation; None when there is none."""
        place = _place(message)
        row = await self._store.run(lambda tx: tx.one("dialogues.current", **place, now=now))
        return _dialogue(row)

    async def save(self, message: IncomingMessage, dialogue: Dialogue, now: datetime) -> None:
        """Keep where the sender stands; an older dialogue of theirs here is replaced."""

        def work(tx: Transaction) -> None:
            tx.execute("dialogues.forget_old", now=now - _REMEMBER)
            tx.execute(
                "dialogues.save",
                **_place(message),
                topic=dialogue.topic,
                state=json.dumps(dict(dialogue.state), ensure_ascii=False),
                expires_at=now + _KEEP,
                source=dialogue.source,
            )

        await self._store.run(work)

    async def take_lapsed(self, message: IncomingMessage, now: datetime) -> Dialogue | None:
        """The sender's dialogue here that lapsed a short while ago, which is then forgotten, so
        that they are told once."""

        def work(tx: Transaction) -> Row | None:
            place, since = _place(message), now - _REMEMBER
            row = tx.one("dialogues.lapsed", **place, now=now, since=since)
            if row is not None:
                tx.execute("dialogues.end", **place)
            return row

        return _dialogue(await self._store.run(work))

    async def end(self, message: IncomingMessage) -> None:
        await self._store.run(lambda tx: tx.execute("dialogues.end", **_place(message)))


def _place(message: IncomingMessage) -> dict[str, str]:
    """The key of a dialogue."""
    return {"conversation_id": message.conversation_id, "person": message.person}


def _dialogue(row: Row | None) -> Dialogue | None:
    return Dialogue(row["topic"], json.loads(row["state"]), row["source"]) if row else None

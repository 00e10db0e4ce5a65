"""What a person asked here in the last minutes, so that 「那上海呢」 can be understood.

Turns are rows, so that a follow-up is understood after a restart and by any instance.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta

from bot.messages import IncomingMessage, Reply, ReplyKind, Turn
from bot.store import Row, Store, Transaction, from_text

logger = logging.getLogger(__name__)

_MOST_TURNS = 6
_FORGET_EVERY = timedelta(minutes=1)


class Conversations:
    """Turns per person and conversation; forgotten after ``keep``."""

    def __init__(self, store: Store, keep: timedelta) -> None:
        self._store = store
        self._keep = keep
        self._forgot_at = datetime.min.replace(tzinfo=UTC)

    async def history(self, message: IncomingMessage, now: datetime) -> tuple[Turn, ...]:
        """The person's latest turns here before this message, oldest first."""
        return await self._store.run(lambda tx: self.history_in(tx, message, now), durable=False)

    def history_in(
        self, tx: Transaction, message: IncomingMessage, now: datetime
    ) -> tuple[Turn, ...]:
        rows = tx.all(
            "turns.recent",
            conversation_id=message.conversation_id,
            person=message.person,
            since=now - self._keep,
            source=message.source,
            most=_MOST_TURNS,
        )
        return tuple(turn for row in reversed(rows) if (turn := _readable(row)) is not None)

    def remember(
        self, message: IncomingMessage, question: str, reply: Reply, now: datetime
    ) -> Awaitable[None]:
        """Keep this turn, once for each message, and now and then drop old ones. Whoever asks for
        the history after the call finds it there, even before the result is awaited."""
        if forgets := abs(now - self._forgot_at) >= _FORGET_EVERY:
            self._forgot_at = now

        def work(tx: Transaction) -> None:
            tx.execute(
                "turns.add",
                conversation_id=message.conversation_id,
                person=message.person,
                question=question,
                kind=reply.kind.value,
                topic=json.dumps(dict(reply.topic), ensure_ascii=False),
                asked_at=now,
                source=message.source,
            )
            if forgets:
                tx.execute("turns.forget_old", before=now - self._keep)

        return self._store.run(work, durable=False)


def _readable(row: Row) -> Turn | None:
    """None for what another version wrote: the question is then read without it."""
    try:
        return Turn(
            question=row["question"],
            kind=ReplyKind(row["kind"]),
            asked_at=from_text(row["asked_at"]),
            topic=dict(json.loads(row["topic"])),
        )
    except (ValueError, TypeError) as error:
        logger.warning("a turn cannot be read: %s", error)
        return None

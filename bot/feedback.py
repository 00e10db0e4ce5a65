"""What members asked in vain: kept for the admins, who can then write the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.store import Store, from_text, to_text


@dataclass(frozen=True, slots=True)
class UnansweredQuestion:
    """A question that met a refusal: how often, when last, and the path of the page that was
    nearest then, empty where none was near."""

    question: str
    times: int
    asked_at: datetime
    nearest: str


class Feedback:
    """Reads and writes the unanswered questions."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def note_unanswered(
        self, question: str, conversation_id: str, now: datetime, nearest: str = ""
    ) -> None:
        """Keep a question that was refused. Without the asker: admins need the words."""
        await self._store.run(
            lambda tx: tx.execute(
                "feedback.add_unanswered",
                question=question[:500],
                conversation_id=conversation_id,
                now=to_text(now),
                nearest=nearest,
            )
        )

    async def unanswered(self, most: int = 20) -> list[UnansweredQuestion]:
        """The latest unanswered questions, newest first, equal wordings counted."""
        rows = await self._store.run(lambda tx: tx.all("feedback.recent_unanswered", most=most))
        return [
            UnansweredQuestion(
                row["question"], row["times"], from_text(row["asked_at"]), row["nearest"]
            )
            for row in rows
        ]

"""Questions that met a refusal: kept for the admins, who can then write the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.messages import Act
from bot.store import Store, Transaction, audit, from_text


@dataclass(frozen=True, slots=True)
class UnansweredQuestion:
    """A question that met a refusal: how often, when last, and the path of the page that was
    nearest then; empty where none was near."""

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
                now=now,
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

    async def wordings(self) -> int:
        """How many different wordings were asked in vain."""
        row = await self._store.run(lambda tx: tx.one("feedback.count_wordings"))
        return int(row["count"]) if row else 0

    async def dismiss(self, question: str, by: Act) -> bool:
        """Take a wording off the list: nobody has to write a page for it. False when it was
        not there."""

        def work(tx: Transaction) -> bool:
            if not tx.execute("feedback.dismiss", question=question):
                return False
            return audit(tx, by, "unanswered.dismiss", question)

        return await self._store.run(work)

    def rehearsal(self) -> RehearsedFeedback:
        """A stand-in for questions that are asked only to see what the bot says."""
        return RehearsedFeedback(self._store)


class RehearsedFeedback(Feedback):
    """Keeps nothing; ``noted`` are the questions that would have been kept."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.noted: list[str] = []

    async def note_unanswered(
        self, question: str, conversation_id: str, now: datetime, nearest: str = ""
    ) -> None:
        self.noted.append(question)

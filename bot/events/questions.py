"""From a message to what the record says: the one door to the salons for free text.

``None`` means the message is not about salons, and knowledge answers. Pure: no clock, no
I/O, the same input gives the same reply.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.events.answers import (
    agenda,
    companies,
    course,
    figures,
    listings,
    missing,
    people,
    private,
    salons,
    talks,
)
from bot.events.asking import Question, topic_of
from bot.events.calendar import SalonBook
from bot.events.reading import read
from bot.events.replies import SalonReply
from bot.messages import Turn

__all__ = ["SalonReply", "answer_question"]

# In this order: the first that knows an answer gives it.
_ANSWERS: tuple[Callable[[Question], SalonReply | None], ...] = (
    private.answer,
    course.answer,
    agenda.answer,
    course.by_title,
    people.continued,
    people.answer,
    companies.answer,
    figures.answer,
    talks.answer,
    listings.answer,
    missing.answer,
    salons.answer,
)


def answer_question(
    book: SalonBook, text: str, history: Sequence[Turn], now: datetime, zone: ZoneInfo
) -> SalonReply | None:
    """What the record says to ``text`` in its conversation, or None."""
    today = now.astimezone(zone).date()
    reading = read(book, text, today)
    if reading is None or not book.salons:
        return None
    question = Question(book, reading, today, topic_of(history))
    for answer in _ANSWERS:
        if reply := answer(question):
            return reply
    return None

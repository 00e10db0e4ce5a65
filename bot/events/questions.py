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
    days,
    figures,
    listings,
    missing,
    people,
    private,
    salons,
    talks,
)
from bot.events.asking import SURE, TELLING, Question
from bot.events.calendar import SalonBook
from bot.events.garnish import WordKinds, without_garnish
from bot.events.names import Kind
from bot.events.reading import Reading, read
from bot.events.replies import SalonReply
from bot.events.turns import topic_of
from bot.events.vocabulary import Word
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
    days.answer,
    figures.answer,
    talks.answer,
    listings.answer,
    missing.answer,
    salons.answer,
)


# With one of these a message that is otherwise understood is about salons.
_OURS = TELLING | SURE | {Word.RECAP, Word.CLOCK}
_OF_PARTS = (Word.AGENDA, Word.CHAPTER, Word.TRAINING)
_OPERATIONS = (
    Word.WHICH, Word.COUNT, Word.MOST, Word.LEAST, Word.RANK, Word.TOP, Word.SUM, Word.AVERAGE,
    Word.HOLD, Word.DURATION,
)  # fmt: skip
_COMMON = {Word.WEEKDAY, Word.STATUS, Word.DATE}  # asked of anything
_THEIRS = (Word.HOWTO, Word.PAGES, Word.PRIVATE)


def answer_question(
    book: SalonBook,
    text: str,
    history: Sequence[Turn],
    now: datetime,
    zone: ZoneInfo,
    kinds: WordKinds | None = None,
) -> SalonReply | None:
    """What the record says to ``text`` in its conversation, or None. ``kinds`` tells the
    parts of speech; with it, verbs and particles that no vocabulary has do no harm."""
    today = now.astimezone(zone).date()
    reading = read(book, text, today)
    if reading is None or not book.salons:
        return None

    def reply_to(reading: Reading) -> SalonReply | None:
        question = Question(book, reading, today, topic_of(history))
        return next((reply for answer in _ANSWERS if (reply := answer(question))), None)

    if reply := reply_to(reading):
        return reply
    plainer = without_garnish(reading, kinds) if kinds and reading.rest else None
    if plainer is None or not _is_ours(Question(book, plainer, today, topic_of(history))):
        return None
    return reply_to(plainer)


def _is_ours(question: Question) -> bool:
    """Whether there is more to show that salons are meant than words that could be garnish
    anywhere: salons, or a part of the day, and what is asked of them."""
    if question.has(*_THEIRS):
        return False
    if question.has(*_OF_PARTS):
        return True
    asked = bool(set(question.facts) - _COMMON) or question.has(*_OPERATIONS)
    named = question.named(Kind.PERSON, Kind.COMPANY, Kind.FORM)
    if not asked or not (question.is_scoped or named or question.has(*_OPERATIONS)):
        return False
    if question.has(*_OURS) or named or question.has_salon_name:
        return True
    dated = bool(question.reading.whens) and question.has(Word.TOTAL)
    return dated or (question.is_strong and not question.is_vague)

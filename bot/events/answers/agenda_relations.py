"""Items of the model of the day by how they stand to each other or to a length: between two,
which of two comes first, those of half an hour."""

from __future__ import annotations

import re

from bot.events.answers.agenda_lengths import of_length, pair, two_compared
from bot.events.answers.talk_places import HOW, OF_TALK, PRECEDES, between
from bot.events.asking import Question
from bot.events.models import AgendaItem
from bot.events.names import Kind
from bot.events.vocabulary import Word

_TWO = re.compile("(?P<one>.+?)(?:和|跟|与|、)(?P<other>.+)")
_OF_DAY = (Word.MORNING, Word.AFTERNOON, Word.AGENDA)


def related(question: Question) -> list[AgendaItem]:
    """Empty where the message asks for nothing of the kind."""
    return (
        _between(question) or _in_order(question) or two_compared(question) or of_length(question)
    )


def _between(question: Question) -> list[AgendaItem]:
    """演进讲完到辩论之间: what stands between two items that are named."""
    match = between(question.reading.text)
    two = pair(question, match) if match and _is_of_day(question) else None
    if two is None:
        return []
    items = question.book.agenda.items
    first, last = sorted(map(items.index, two))
    return list(items[first + 1 : last])


def _in_order(question: Question) -> list[AgendaItem]:
    """某某和某某谁先讲: both in their order."""
    said = PRECEDES.search(question.reading.text)
    if said is None or not _is_of_day(question):
        return []
    match = _TWO.search(question.reading.text[: said.start()])
    two = pair(question, match) if match else None
    return sorted(two, key=question.book.agenda.items.index) if two else []


def _is_of_day(question: Question) -> bool:
    """Subjects of talks are those of databases, too: 甲和乙之间怎么迁移."""
    text = question.reading.text
    if HOW.search(text):
        return False
    said = OF_TALK.search(text) or question.has(*_OF_DAY)
    return bool(said) or bool(question.named(Kind.PERSON))

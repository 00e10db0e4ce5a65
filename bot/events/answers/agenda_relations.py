"""Items of the model of the day by how they stand to each other or to a length: between two,
which of two comes first, those of half an hour."""

from __future__ import annotations

from bot.events.answers.agenda_lengths import (
    both_sides,
    is_of_day,
    of_length,
    pair,
    spanned,
    two_compared,
)
from bot.events.answers.talk_places import PRECEDES, between
from bot.events.asking import Question
from bot.events.models import AgendaItem
from bot.expressions import Expression

_TWO = Expression("(?P<one>.+?)(?:和|跟|与|、)(?P<other>.+)")
_SIDE_OF = Expression(
    "(?P<one>.+?)(?:是|排|放)?在(?P<other>.+?)的?(?:之?前|之?后)面?(?:还是.*|吗|么|不|没|吧)?"
)
_BESIDE = Expression("挨着|连着|相邻")
_ADJACENT = Expression(
    "(?P<one>.+?)(?:和|跟|与)(?P<other>.+?)(?:是不是)?(?:紧?挨着|连着|相邻)(?:的)?(?:吗|么|不|没)?"
)


def related(question: Question) -> list[AgendaItem]:
    """Empty where the message asks for nothing of the kind."""
    looks = (_between, _in_order, spanned, two_compared, of_length)
    return next((found for look in looks if (found := look(question))), [])


def _between(question: Question) -> list[AgendaItem]:
    """演进讲完到辩论之间: what stands between two items that are named."""
    match = between(question.text)
    two = pair(question, match) if match and is_of_day(question) else None
    if two is None:
        return []
    items = question.book.agenda.items
    first, last = sorted(map(items.index, two))
    return list(items[first + 1 : last])


def _in_order(question: Question) -> list[AgendaItem]:
    """某某和某某谁先讲, 甲在乙前面吗, 甲和乙挨着吗: both in their order, and of somebody all."""
    text = question.text
    match = _SIDE_OF.fullmatch(text) if "在" in text else None
    adjacent = _ADJACENT.fullmatch(text) if match is None and _BESIDE.search(text) else None
    match = match or adjacent
    if match is None and (said := PRECEDES.search(text)):
        match = _TWO.search(text[: said.start()])
    if match is None or not (is_of_day(question) or adjacent):
        return []
    return sorted(both_sides(question, match), key=question.book.agenda.items.index)

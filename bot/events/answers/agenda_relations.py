"""Items of the model of the day by how they stand to each other or to a length: between two,
which of two comes first, those of half an hour."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.events.answers.agenda_items import named_items
from bot.events.answers.talk_places import HOW, OF_TALK, PRECEDES, between, part_of
from bot.events.asking import Question
from bot.events.models import AgendaItem
from bot.events.names import Kind
from bot.events.vocabulary import Word
from bot.events.wording import NUMERAL, number_in

_TWO = re.compile("(?P<one>.+?)(?:和|跟|与|、)(?P<other>.+)")
_LONG = re.compile(
    rf"(?P<side>超过|多于|大于|不止|长于|不到|少于|不足|短于)?(?P<number>半|{NUMERAL})个?"
    r"(?P<unit>分钟|小时|钟头)(?P<more>以上|以下|以内)?"
)
_OF_DAY = (Word.MORNING, Word.AFTERNOON, Word.AGENDA)
_OF_ITEMS = (Word.AGENDA, Word.TALKS, Word.GIVE)
_ASKS_WHICH = re.compile("哪|什么|啥|有没有|有.{0,12}吗|几个")
_OVER, _UNDER = (
    ("超过", "多于", "大于", "不止", "长于", "以上"),
    ("不到", "少于", "不足", "短于", "以下", "以内"),
)


def related(question: Question) -> list[AgendaItem]:
    """Empty where the message asks for nothing of the kind."""
    return _between(question) or _in_order(question) or _by_length(question)


def _between(question: Question) -> list[AgendaItem]:
    """演进讲完到辩论之间: what stands between two items that are named."""
    match = between(question.reading.text)
    pair = _pair(question, match) if match and _is_of_day(question) else None
    if pair is None:
        return []
    items = question.book.agenda.items
    first, last = sorted(map(items.index, pair))
    return list(items[first + 1 : last])


def _in_order(question: Question) -> list[AgendaItem]:
    """某某和某某谁先讲: both in their order."""
    said = PRECEDES.search(question.reading.text)
    if said is None or not _is_of_day(question):
        return []
    match = _TWO.search(question.reading.text[: said.start()])
    pair = _pair(question, match) if match else None
    return sorted(pair, key=question.book.agenda.items.index) if pair else []


def _by_length(question: Question) -> list[AgendaItem]:
    """哪个环节只有五分钟, 有没有超过一小时的环节."""
    text = question.reading.text
    match = _LONG.search(text)
    if match is None or not question.has(*_OF_ITEMS) or not _ASKS_WHICH.search(text):
        return []
    left = any(piece not in match[0] for piece in question.rest)
    if left or question.is_scoped or question.has(Word.CHAPTER, Word.TRAINING):
        return []
    number = 0.5 if match["number"] == "半" else number_in(match["number"]) or 0
    length = number if match["unit"] == "分钟" else number * 60
    said = (match["side"], match["more"])
    timed = [item for item in question.book.agenda.items if item.minutes is not None]
    if any(word in _OVER for word in said):
        return [item for item in timed if (item.minutes or 0) > length]
    if any(word in _UNDER for word in said):
        return [item for item in timed if (item.minutes or 0) < length]
    return [item for item in timed if item.minutes == length]


def _is_of_day(question: Question) -> bool:
    """Subjects of talks are those of databases, too: 甲和乙之间怎么迁移."""
    text = question.reading.text
    if HOW.search(text):
        return False
    said = OF_TALK.search(text) or question.has(*_OF_DAY)
    return bool(said) or bool(question.named(Kind.PERSON))


def _pair(question: Question, match: re.Match[str]) -> tuple[AgendaItem, AgendaItem] | None:
    items = question.book.agenda.items
    sides = [part_of(question, match[side]) for side in ("one", "other")]
    named = [_mean(side, items) if side else [] for side in sides]
    if not all(named) or named[0][0] == named[1][0]:
        return None
    return named[0][0], named[1][0]


def _mean(part: Question, items: Sequence[AgendaItem]) -> list[AgendaItem]:
    names = part.named(Kind.PERSON)
    own = [i for i in items if not names or any(s.name in names for s in i.speakers)]
    return named_items(part, own) or (own if names else [])

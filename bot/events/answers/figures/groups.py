"""What salons are counted by: cities, sponsors, speakers, guests, forms, years, quarters, months.

A group gives each salon its members (one city, several sponsors); a tally is the salons of each
member, in the order of the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.clock import WEEKDAYS
from bot.events.book.calendar import SalonBook
from bot.events.reading.asking import Question
from bot.events.reading.message import Span
from bot.events.reading.turns import topic
from bot.events.record.models import Salon
from bot.events.replies import SalonReply
from bot.events.words.dates import When
from bot.events.words.names import Kind
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

Tally = Mapping[str, Sequence[Salon]]
_ASKED = Expression("[哪几]一?[个家位]?(?:年|个?月|季度)|什么时候|啥时候|何时")
_HOW_MANY = Expression("几|多少|哪")
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Group:
    """``words`` ask for it, ``noun`` is what a message calls it. ``did``: what whoever is counted,
    by ``unit``, did at a salon; ``label``: that, before 最多的."""

    words: tuple[Word, ...]
    noun: Expression
    label: str
    did: str
    unit: str
    of: Callable[[SalonBook, Salon], Iterable[str]]

    def tally(self, book: SalonBook, salons: Iterable[Salon]) -> dict[str, list[Salon]]:
        found: dict[str, list[Salon]] = {}
        for salon in salons:
            for member in self.of(book, salon):
                found.setdefault(member, []).append(salon)
        return found


def _guests(book: SalonBook, salon: Salon) -> list[str]:
    return [g.key for g in book.companies if any(at.salon_id == salon.id for at in g.attended)]


CITY = Group(
    (Word.CITY, Word.PLACE), Expression("城市?|地方|地区"), "办得", "办", "个",
    lambda _, s: [s.city] if s.city else [],
)  # fmt: skip
MONTH = Group(
    (Word.DATE,), Expression("个?月份?"), "办得", "办", "个月",
    lambda _, s: [f"{s.held_on.year} 年 {s.held_on.month} 月"],
)  # fmt: skip
YEAR = Group(
    (Word.DATE,), Expression("年"), "办得", "办", "年", lambda _, s: [f"{s.held_on.year} 年"]
)
SPEAKER = Group(
    (Word.SPEAKERS, Word.WHO), Expression("讲师|嘉宾|主讲|老师"), "有记录的分享", "讲", "位",
    lambda _, s: [one.name for one in s.speakers],
)  # fmt: skip
GUEST = Group(
    (Word.COMPANIES, Word.COME, Word.ORG), Expression("企业|公司|单位"), "参加", "来", "家",
    _guests,
)  # fmt: skip
GROUPS: tuple[Group, ...] = (
    Group(
        (Word.SPONSOR,), Expression("赞助|金主|东家"), "赞助", "赞助", "家",
        lambda _, s: s.sponsors,
    ),
    SPEAKER,
    Group(
        (Word.DATE,), Expression("季度?"), "办得", "办", "个季度",
        lambda _, s: [f"{s.held_on.year} 年第 {(s.held_on.month + 2) // 3} 季度"],
    ),
    MONTH,
    YEAR,
    CITY,
    GUEST,
    Group(
        (Word.INTERACTION,), Expression("形式|互动"), "办得", "办", "种",
        lambda _, s: [s.interaction] if s.interaction else [],
    ),
)  # fmt: skip


_COUNTED = [Expression(f"(?:几|多少)[个家位]?(?:{g.noun.pattern})") for g in GROUPS]


def group_asked(question: Question, words: Iterable[Word]) -> Group | None:
    """The group that one of ``words`` asks for; of the calendar's the one that is called so."""
    asked = set(words)
    found = [group for group in GROUPS if asked & set(group.words)]
    dated = [group for group in found if Word.DATE in group.words]
    called = [group for group in dated if question.says(group.noun)] or [YEAR]
    return next((g for g in found if g not in dated or g is called[0]), None)


def group_of_each(question: Question) -> Group | None:
    """每个城市, 各家赞助商, 按月: what is counted for each of its members."""
    said = [every for every in question.said(Word.EVERY) if every[0] in "每各按历"]
    return next((g for g in GROUPS if any(map(g.noun.search, said))), None)


def group_counted(question: Question) -> Group | None:
    """几个城市, 多少讲师: what is counted, rather than salons."""
    return next((g for noun, g in zip(_COUNTED, GROUPS, strict=True) if question.says(noun)), None)


def time_asked(question: Question) -> Group | None:
    """哪年报名多, 几月办得最多: years or months that are asked for, before what they have."""
    match = _ASKED.search(question.text)
    done = [s.start for s in question.reading.spans if s.value in (Word.MOST, Word.LEAST)]
    if match is None or any(start < match.start() for start in done):
        return None
    return next((g for g in GROUPS if Word.DATE in g.words and g.noun.search(match[0])), None)


def named_members(question: Question) -> Tally:
    """The salons in each of the cities, weekdays, stretches of time or forms that are named; none
    where only one is."""
    salons, cities = question.scope.salons, question.named(Kind.CITY)
    if len(cities) > 1:
        return {city: [s for s in salons if s.city == city] for city in cities}
    forms = question.named(Kind.FORM)
    if len(forms) > 1:
        return {form: [s for s in salons if form in s.interaction] for form in forms}
    whens = question.reading.whens
    weekdays = dict.fromkeys(day for when in whens for day in when.weekdays)
    if len(weekdays) > 1:
        return {f"周{WEEKDAYS[d]}": [s for s in salons if s.held_on.weekday() == d]
                for d in weekdays}  # fmt: skip
    said = {_label(question, s): s.value for s in question.reading.spans if s.value in whens}
    if len(said) < _SEVERAL:
        return {}
    return {
        label: [salon for salon in salons if when.fits(salon.held_on)]
        for label, when in said.items()
        if isinstance(when, When)
    }


def _label(question: Question, span: Span) -> str:
    when, said = span.value, question.text[span.start : span.end]
    alone = isinstance(when, When) and when == When(when.year, relative=when.relative)
    return f"{when.year} 年" if alone and isinstance(when, When) and when.year else said


def cities_of(question: Question, salons: Sequence[Salon]) -> str:
    """开过圆桌的城市有几个: how many they are, where that is asked."""
    cities = CITY.tally(question.book, salons)
    asks = Word.CITY in question.facts and question.says(_HOW_MANY)
    return f"{len(cities)} 个城市：{'、'.join(cities)}。" if asks and cities else ""


def cities_without(question: Question, having: Sequence[Salon], name: str) -> SalonReply | None:
    """哪些城市没办过辩论: those where no salon had it."""
    if Word.CITY not in question.facts or not question.has(Word.NEGATION) or question.is_scoped:
        return None
    had = CITY.tally(question.book, having)
    cities = [city for city in question.book.cities if city not in had]
    head = f"没有{name}的城市有 {len(cities)} 个"
    markdown = f"{head}：{'、'.join(cities)}。" if cities else f"{head}。"
    left = [salon for salon in question.book.standalone if salon.city in cities]
    return SalonReply(markdown, f"沙龙：没有{name}", topic("list", left))

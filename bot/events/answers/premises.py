"""第6期是在广州吧, 第二期是某家赞助的对吗: what a message takes for granted of one salon, held
against the record, with yes or no first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, day, people_count, short_name
from bot.events.words.dates import When
from bot.events.words.names import Kind, Name
from bot.events.words.numbers import SALON_UNITS, TIMES, Ordinals
from bot.events.words.vocabulary import Word
from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression

_CLAIMS = Expression(
    "是(?!不是|谁|哪|什么|啥|否|几).*(?:吗|么|吧|不|没错)[吧吗]?$|是不是|是否"
    "|(?:吧|对[吗吧么不]|对不对|没错吧?|没记错吧?)$"
)
_MAY_STAND = frozenset({
    Word.FILLER, Word.HOLD, Word.SALON, Word.UNIT, Word.REFERENCE, Word.EXISTS, Word.SPONSOR,
    Word.DATE, Word.CITY, Word.VENUE, Word.EQUAL, Word.SIGNUPS, Word.HEADCOUNT,
})  # fmt: skip
_HOSTS = frozenset({Kind.SPONSOR})
_NUMBER = Expression(NUMERAL)
_DID: dict[type | Kind | Word, str] = {Kind.CITY: "办", Kind.SPONSOR: "赞助"}
_NAMED = 3  # salons; more of them are counted


@dataclass(frozen=True, slots=True)
class _Said:
    """One thing that the message says a salon by: its number, city, day or sponsor.
    ``salons``: those of which it is true; ``label``: how the message says it."""

    kind: type | Kind | Word
    label: str
    salons: tuple[Salon, ...]


def answer(question: Question) -> SalonReply | None:
    """Only where every word says which salon is meant or what is claimed of it."""
    if not question.says(_CLAIMS) or not _is_plain(question):
        return None
    said = list(_said(question))
    subject = next((one for one in said if len(one.salons) == 1), None)
    claims = [one for one in said if one is not subject]
    if subject is None or not claims or len({one.kind for one in said}) != len(said):
        return None
    salon = subject.salons[0]
    false = [claim for claim in claims if salon not in claim.salons]
    told = [_own(question, salon, claim) for claim in false or claims]
    others = [more for claim in false if (more := _theirs(claim))]
    verdict = "不是" if false else "是的"
    markdown = f"{verdict}，{'，'.join(told)}。{''.join(f'{more}。' for more in others)}"
    return SalonReply(markdown, "沙龙：核对", topic("salon", [salon]))


def _is_plain(question: Question) -> bool:
    spans = [s for s in question.reading.spans if isinstance(s.value, Word)]
    if any(span.value not in _MAY_STAND for span in spans):
        return False
    return not question.rest or bool(_guessed(question))


def _guessed(question: Question) -> list[Name]:
    """清华赞助的: a sponsor by a part of its name, where that is all that is left over."""
    if len(question.rest) != 1 or not question.has(Word.SPONSOR):
        return []
    return question.book.names.guess(question.rest[0], _HOSTS)


def _said(question: Question) -> Iterator[_Said]:
    book, text = question.book, question.text
    for span in question.reading.spans:
        value, label = span.value, text[span.start : span.end]
        if isinstance(value, Ordinals) and _counts_salons(value):
            salon = book.number(value.numbers[0])
            yield _Said(Ordinals, f"第 {value.numbers[0]} 期", (salon,) if salon else ())
        elif isinstance(value, When):
            fitting = tuple(s for s in book.standalone if value.fits(s.held_on))
            yield _Said(When, value.label, fitting)
        elif value is Word.EQUAL and (number := _NUMBER.search(label)):
            people = number_in(number[0])
            same = tuple(s for s in book.standalone if s.signups == people)
            yield _Said(Word.EQUAL, f"报名 {people} 人", same)
        elif isinstance(value, tuple):
            yield from _by_name(question, value, label)
    if guessed := _guessed(question):
        yield _of_names(question, Kind.SPONSOR, guessed, guessed[0].key)


def _counts_salons(value: Ordinals) -> bool:
    of_record = value.unit in SALON_UNITS and value.unit not in TIMES
    return of_record and len(value.numbers) == 1 and value.numbers[0] > 0


def _by_name(question: Question, names: Sequence[Name], label: str) -> Iterator[_Said]:
    cities = [name for name in names if name.kind is Kind.CITY]
    hosts = [name for name in names if name.kind in (Kind.SPONSOR, Kind.VENUE)]
    if cities:
        yield _of_names(question, Kind.CITY, cities, cities[0].key)
    elif hosts:
        yield _of_names(question, Kind.SPONSOR, hosts, hosts[0].key)
    elif question.has(Word.SPONSOR):
        yield _Said(Kind.SPONSOR, label, ())  # a guest, and no sponsor


def _of_names(question: Question, kind: Kind, names: Sequence[Name], label: str) -> _Said:
    salons = question.book.of_names(names)
    return _Said(kind, label, tuple(salon for salon in salons if not salon.series))


def _own(question: Question, salon: Salon, claim: _Said) -> str:
    """What the record has of this salon in the place of the claim."""
    number = f"第 {salon.number} 期" if salon.number is not None else salon.title
    if claim.kind is Kind.CITY:
        return f"{number}在{salon.city}"
    if claim.kind is Ordinals:
        alone = len(question.book.in_city(salon.city)) == 1
        return f"{salon.city}{'' if alone else f' {day(salon.held_on)}那场'}是{number}"
    if claim.kind is Word.EQUAL:
        return f"{short_name(salon)}报名 {people_count(salon.signups)}"
    if claim.kind is When:
        return f"{short_name(salon)}是 {day(salon.held_on)}办的"
    hosts = "、".join(salon.sponsors)
    if not hosts:
        return f"{short_name(salon)}的赞助方没有记录"
    return f"{short_name(salon)}的赞助方是{' ' if hosts[0].isascii() else ''}{hosts}"


def _theirs(claim: _Said) -> str:
    """Of which salons it is true, where there are any."""
    if not claim.salons:
        return ""
    where = "、".join(map(short_name, claim.salons[:_NAMED]))
    if claim.kind is Ordinals:
        return f"{claim.label}在{claim.salons[0].city}"
    if claim.kind is When:
        return f"{claim.label}办的是{where}" if len(claim.salons) <= _NAMED else ""
    if claim.kind is Word.EQUAL:
        return f"{claim.label}的是{where}" if len(claim.salons) <= _NAMED else ""
    if len(claim.salons) > _NAMED:
        return f"{claim.label}{_DID[claim.kind]}过 {len(claim.salons)} 期，没有这一期"
    return f"{claim.label}{_DID[claim.kind]}的是{where}"

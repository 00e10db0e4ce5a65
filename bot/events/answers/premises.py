"""第6期是在广州吧, 第二期是某家赞助的对吗, 报名300人对吧: what a message takes for granted of one
salon, named or spoken of, held against the record, with yes or no first."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.events.answers.figures.limits import between, limit_of
from bot.events.answers.figures.metrics import METRICS, OF_MEASURE, Metric, bounds, exact, value
from bot.events.reading.asking import Question
from bot.events.reading.dated import days_off
from bot.events.reading.message import Span
from bot.events.reading.turns import topic
from bot.events.record.hours import nearest
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, day, short_name
from bot.events.words.dates import When
from bot.events.words.names import Kind, Name
from bot.events.words.numbers import SALON_UNITS, TIMES, Ordinals
from bot.events.words.vocabulary import IN_ANY_QUESTION, Word
from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression

_CLAIMS = Expression(
    "是(?!不是|谁|哪|什么|啥|否|几).*(?:吗|么|吧|不|没错)[吧吗]?$|是不是|是否|不是.+吗$"
    "|(?:吧|对[吗吧么不]|对不对|没错吧?|没记错吧?)$|^(?:听说|据说|听人说|我?记得|印象里?)"
)
# With a number or a day of the week that suffices: 回放有三条吗.
_YES_OR_NO = Expression("(?:吗|么|没|没有|不)$")
_THERE = Expression("(?<![只就才])有.*(?:吗|么|没|没有)$|了(?:吗|么|没有?)$")
_COUNTED = frozenset(metric.word for metric in METRICS)
_MAY_STAND = IN_ANY_QUESTION | _COUNTED | {
    Word.UNIT, Word.REFERENCE, Word.SPONSOR, Word.DATE, Word.CITY, Word.VENUE, Word.EQUAL,
    Word.HEADCOUNT, Word.WEEKDAY, Word.NEXT_DAY, Word.DAY_BEFORE, Word.TOTAL, Word.FIRST,
    Word.LAST, Word.OVER, Word.UNDER,
}  # fmt: skip
_OF_THAT = Expression("^(?:那|这|它)?(?:场|期|次)?(?:不?是)?[在到去]")  # 在上海吧
_STEPS = {Word.NEXT_DAY: 1, Word.DAY_BEFORE: -1}
_SATURDAY = 5
_DID: dict[type | Kind | Word, str] = {Kind.CITY: "办", Kind.SPONSOR: "赞助"}
_LEANS_ON = ("salon", "list", "figures", "talk", "company")
_NAMED = 3  # salons; more of them are counted
_MEASURES = "|".join((*OF_MEASURE, "个", "名", "项", "部", "张", "题"))
_NUMBER = Expression(
    rf"(?<![a-z0-9.])({NUMERAL})(?![a-z0-9.])(?:多|余|来)?({_MEASURES})?(?![年月日号点期场届站次章]|回(?![放看顾])|季度)"
)
_ONLY = Expression("(?:有|只|就|才|仅|共)$")
_ALONE = 9  # below that, a bare numeral of one character counts nothing: 一样


@dataclass(frozen=True, slots=True)
class _Said:
    """One thing that the message says a salon by: its number, city, day, sponsor, or how many
    it had of something. ``salons``: those of which it is true; ``label``: how the message says
    it."""

    kind: type | Kind | Word
    label: str
    salons: tuple[Salon, ...]
    metric: Metric | None = None
    number: int = 0


def answer(question: Question) -> SalonReply | None:
    """Only where every word says which salon is meant or what is claimed of it."""
    claims_more = question.says(_CLAIMS)
    if not (claims_more or question.says(_YES_OR_NO)) or not _is_plain(question):
        return None
    said = list(_said(question))
    of_number = [one for one in said if one.kind in (Word.EQUAL, Word.OVER, Word.WEEKDAY)]
    if not (claims_more or of_number) or len({one.kind for one in said}) != len(said):
        return None
    if question.has(*_COUNTED) and not any(one.metric for one in said):
        return None  # 第7期在上海有回放吧: more is claimed than can be held
    subject = next((one for one in said if len(one.salons) == 1 and not one.metric), None)
    subject = subject or next((one for one in said if len(one.salons) == 1), None)
    spoken_of = _spoken_of(question, said)
    if spoken_of is not None:
        subject = None
    claims = [one for one in said if one is not subject]
    salon = spoken_of or (subject.salons[0] if subject else None)
    if salon is None or not claims:
        return None
    false = [claim for claim in claims if salon not in claim.salons]
    told = [_own(question, salon, claim) for claim in false or claims]
    others = [more for claim in false if (more := _theirs(claim, salon))]
    verdict = "是的" if not false else "没有" if question.says(_THERE) else "不是"
    if any(_is_open(salon, claim) for claim in false):
        verdict = "说不准"
    markdown = f"{verdict}，{'，'.join(told)}。{''.join(f'{more}。' for more in others)}"
    words = tuple(claim.metric.word for claim in claims if claim.metric)
    return SalonReply(markdown, "沙龙：核对", topic("salon", [salon], words))


def _spoken_of(question: Question, said: Sequence[_Said]) -> Salon | None:
    """报名300人对吧, 是周六吧, after a salon: of that, where the message names none."""
    coming = None if question.topic or question.paged else nearest(question.ahead)
    of_day = all(s.kind in (When, Word.WEEKDAY) for s in said)
    if said and of_day and coming and all(when.year is None for when in question.reading.whens):
        return coming  # 是十二号吧, with nothing spoken of
    named = any(s.kind in (Kind.CITY, Ordinals, When) for s in said)
    named = named and not (len(said) == 1 and question.says(_OF_THAT))
    return question.spoken_of if said and not named and question.matter in _LEANS_ON else None


def _is_plain(question: Question) -> bool:
    if any(one.unit and one.unit not in SALON_UNITS for one in question.reading.ordinals):
        return False  # 第一条是mp4吗
    if set(question.reading.words()) - _MAY_STAND:
        return False
    number = _claimed(question)
    left = [piece for piece in question.rest if number is None or piece not in number.said]
    return not left or bool(_guessed(question))


def _guessed(question: Question) -> list[Name]:
    """清华赞助的: a sponsor by a part of its name, where that is all that is left over."""
    there = question.has(Word.HOLD) and "在" in question.text
    if len(question.rest) != 1 or not (question.has(Word.SPONSOR) or there):
        return []
    return question.book.names.guess(question.rest[0], Kind.SPONSOR)


def _said(question: Question) -> Iterator[_Said]:
    book, text = question.book, question.text
    for span in question.reading.spans:
        value_, label = span.value, text[span.start : span.end]
        if isinstance(value_, Ordinals) and _counts_salons(value_):
            salon = book.number(value_.numbers[0])
            yield _Said(Ordinals, f"第 {value_.numbers[0]} 期", (salon,) if salon else ())
        elif isinstance(value_, When) and value_ == When(weekdays=value_.weekdays):
            yield _of_weekdays(question, value_.weekdays, label)
        elif isinstance(value_, When):
            fitting = tuple(s for s in book.standalone if value_.fits(s.held_on))
            yield _Said(When, value_.label, fitting)
        elif value_ is Word.WEEKDAY:
            off = dict(days_off(question.reading)).get(span, False)
            days = range(_SATURDAY, 7) if off else range(_SATURDAY)
            yield _of_weekdays(question, tuple(days), "周末" if off else "工作日")
        elif value_ in (Word.FIRST, Word.LAST):
            ends = book.standalone[:1] if value_ is Word.FIRST else book.standalone[-1:]
            yield _Said(Word.LAST, label, ends)
        elif value_ in (Word.OVER, Word.UNDER):
            yield from _of_limit(question, span)
        elif value_ in _STEPS and question.around:
            then = question.around[-1].held_on + timedelta(days=_STEPS[value_])
            yield _Said(When, f"{label}（{day(then)}）", tuple(book.on_day(then)))
        elif isinstance(value_, tuple):
            yield from _by_name(question, value_, label)
    if guessed := _guessed(question):
        yield _of_names(question, Kind.SPONSOR, guessed, guessed[0].key)
    if number := _claimed(question):
        metric = number.metric
        same = tuple(s for s in book.standalone if exact(metric.of(s)) == number.number)
        label = f"{metric.label} {number.number} {metric.unit}"
        yield _Said(Word.EQUAL, label, same, metric, number.number)


def _of_limit(question: Question, span: Span) -> Iterator[_Said]:
    """不到40人: of people, where nothing else is said."""
    limit, said = limit_of(question.text, span), question.text[span.start : span.end]
    measure = re.search("人次|人|$", said)
    metric = _metric(question, measure[0] if measure and measure[0] else "人")
    if limit is None or metric is None:
        return
    spans = [(s, bounds(metric.of(s))) for s in question.book.standalone]
    least, most = between(said) or (0, sys.maxsize)  # 四十出头
    within = [(s, ends) for s, ends in spans if ends and least <= ends[0] and ends[1] <= most]
    fitting = tuple(s for s, ends in within if limit.fits(*ends))
    yield _Said(Word.OVER, f"{metric.label}{said}", fitting, metric, limit.number)


def _of_weekdays(question: Question, days: Sequence[int], label: str) -> _Said:
    held = (s for s in question.book.standalone if s.held_on.weekday() in days)
    return _Said(Word.WEEKDAY, label, tuple(held))


def _counts_salons(value_: Ordinals) -> bool:
    of_record = value_.unit in SALON_UNITS and value_.unit not in TIMES
    return of_record and len(value_.numbers) == 1 and value_.numbers[0] > 0


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


def _is_open(salon: Salon, claim: _Said) -> bool:
    """Whether the record has no number that would tell: none, or 1xx for one that it may be."""
    if claim.metric is None:
        return False
    span = bounds(claim.metric.of(salon))
    exactly = exact(claim.metric.of(salon)) is not None
    return span is None or (not exactly and span[0] <= claim.number <= span[1])


def _own(question: Question, salon: Salon, claim: _Said) -> str:
    """What the record has of this salon in the place of the claim."""
    number = f"第 {salon.number} 期" if salon.number is not None else salon.title
    if claim.kind is Kind.CITY:
        return f"{number}在{salon.city}"
    if claim.kind is Word.LAST:
        one = claim.salons[0] if claim.salons else salon
        return f"{claim.label}是{short_name(one)}，{day(one.held_on)}"
    if claim.kind is Ordinals:
        alone = len(question.book.in_city(salon.city)) == 1
        return f"{salon.city}{'' if alone else f' {day(salon.held_on)}那场'}是{number}"
    if claim.metric:
        return f"{short_name(salon)}{value(claim.metric, salon)}"
    if claim.kind is Word.WEEKDAY:
        return f"{short_name(salon)}是 {day(salon.held_on)}"
    if claim.kind is When:
        held = "" if salon in question.ahead else "办的"
        return f"{short_name(salon)}是 {day(salon.held_on)}{held}"
    hosts = "、".join(salon.sponsors)
    if not hosts:
        return f"{short_name(salon)}的赞助方没有记录"
    return f"{short_name(salon)}的赞助方是{' ' if hosts[0].isascii() else ''}{hosts}"


def _theirs(claim: _Said, salon: Salon) -> str:
    """Of which salons it is true, where there are any; or what else the number is of this one."""
    for other in METRICS if claim.metric else ():
        if exact(other.of(salon)) == claim.number:
            return f"{other.label}才是 {other.of(salon)} {other.unit}"
    if not claim.salons or claim.kind in (Word.WEEKDAY, Word.LAST):
        return ""
    where = "、".join(map(short_name, claim.salons[:_NAMED]))
    if claim.kind is Ordinals:
        return f"{claim.label}在{claim.salons[0].city}"
    if claim.kind is When:
        return f"{claim.label}办的是{where}" if len(claim.salons) <= _NAMED else ""
    if claim.metric:
        return f"{claim.label}的是{where}" if len(claim.salons) <= _NAMED else ""
    if len(claim.salons) > _NAMED:
        return f"{claim.label}{_DID[claim.kind]}过 {len(claim.salons)} 期，没有这一期"
    return f"{claim.label}{_DID[claim.kind]}的是{where}"


@dataclass(frozen=True, slots=True)
class _Claimed:
    """``said``: how the message says it."""

    number: int
    metric: Metric
    said: str


def _claimed(question: Question) -> _Claimed | None:
    """The one number of a message that counts what salons have; none where there are two."""
    found = []
    others = [s for s in question.reading.spans
              if not isinstance(s.value, Word) or s.value in (Word.OVER, Word.UNDER)]  # fmt: skip
    for match in _NUMBER.finditer(question.text):
        if any(s.start < match.end() and match.start() < s.end for s in others):
            continue
        number = number_in(match[1])
        if number == 1 and not _ONLY.search(question.text[: match.start()]):
            continue  # 是不是一家
        if number is None or (number <= _ALONE and not match[2] and not match[1].isdecimal()):
            continue
        if metric := _metric(question, match[2] or ""):
            found.append(_Claimed(number, metric, match[0]))
    return found[0] if len(found) == 1 else None


def _metric(question: Question, measure: str) -> Metric | None:
    words = [s.value for s in question.reading.spans]  # 线上线下1500是报名人数吗: the last
    said = next((m for word in reversed(words) for m in METRICS if m.word is word), None)
    if said is None and question.has(Word.EQUAL, Word.HEADCOUNT):
        measure = measure if measure == "人次" else "人"
    word = OF_MEASURE.get(measure)
    return said or next((m for m in METRICS if m.word is word), None)

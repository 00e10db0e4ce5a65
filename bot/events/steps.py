"""Salons by their place beside others: the next, the one before, the first, those to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.events.ahead import nearest
from bot.events.calendar import SalonBook
from bot.events.models import Salon
from bot.events.names import Kind
from bot.events.numbers import TIMES
from bot.events.reading import Reading
from bot.events.turns import told_none_coming
from bot.events.vocabulary import Word
from bot.expressions import Expression

_RELATIVE = (
    Word.FIRST, Word.LAST, Word.NEXT, Word.PREVIOUS, Word.FORMER, Word.NEXT_DAY, Word.DAY_BEFORE,
    Word.UPCOMING, Word.ELSEWHERE,
)  # fmt: skip
_PAIR = 2
_LATELY = timedelta(days=30)
_LATEST = Expression("最近|最新|近期|刚刚?[办结]")
# What is only known of a salon that was held, and how people speak of one.
_OF_PAST = (
    Word.REPLAYS, Word.ATTENDANCE, Word.HEADCOUNT, Word.COMPANIES, Word.WINNER, Word.TEAMS,
    Word.CAPTAINS, Word.RECAP, Word.DISCUSSED, Word.IMAGES,
)  # fmt: skip
_WAS = Expression("最新|刚|[讲聊说办开搞来去到请]了(?![吗么没])|过(?![去来])|[办开讲]的")
_TO_COME = (Word.DATE, Word.CLOCK, Word.WEEKDAY, Word.ADDRESS, Word.LIVE, Word.SIGNUPS)
# 下次活动是啥时候: one of them, where a day or a place of it is asked.
_NEXT_TIME = Expression(r"下一?[次回场]的?(?:线下|线上)?的?(?:活动|沙龙|聚会|线下)")
_OF_ONE = (
    *_TO_COME, Word.PLACE, Word.VENUE, Word.CITY, Word.TALKS, Word.TELL, Word.AGENDA,
    Word.SPEAKERS,
)  # fmt: skip
_GOES_ON = Expression("^(?:那|然后)|再[下往后]|呢$|后[面一]|之后|接下来")
# 第3期后面还有几场: all of them
_STILL_LATER = Expression(
    "后[面边]?(?:又|还)(?:有|办|去|搞|开)(?:了|过)*(?:几|哪|多少|吗|么|没|别)"
)
_TWO_ON = Expression("下下一?[个期场届站次回]")
_FURTHER_BACK = Expression("再|更|往前")
_LATER = ("以后", "后续", "之后", "往后", "后面", "接下来")


def means_the_last(reading: Reading, topic: Mapping[str, str]) -> bool:
    """上次, after it was said that nothing is planned and which salon was the last: that one,
    and not the one before it."""
    back = reading.has(Word.PREVIOUS) and not _FURTHER_BACK.search(reading.text)
    return back and told_none_coming(topic)


@dataclass(frozen=True, slots=True)
class Scope:
    """``named``: the message itself says which; else ``salons`` are all. ``missing``: a
    Chinese phrase for what was named but is not in the record. ``beyond``: asked for what
    comes after the last or before the first salon."""

    salons: tuple[Salon, ...]
    named: bool = False
    missing: str = ""
    beyond: bool = False

    @property
    def single(self) -> Salon | None:
        return self.salons[0] if len(self.salons) == 1 else None


@dataclass(frozen=True, slots=True)
class Around:
    """What a message may count from: the day, the salons that are not over, those that the
    conversation was about, those that it listed, and those under way."""

    today: date
    ahead: Sequence[Salon]
    around: Sequence[Salon]
    listed: Sequence[Salon]
    begun: Sequence[Salon] = ()


def is_relative(reading: Reading) -> bool:
    """Whether the message counts from another salon, or from the ends of the record."""
    return reading.has(*_RELATIVE)


def by_relation(
    book: SalonBook,
    scope: Scope,
    reading: Reading,
    beside: Around,
) -> Scope:
    today, around, listed = beside.today, beside.around, beside.listed
    if scope.missing or not scope.salons:
        return scope
    if reading.has(Word.ELSEWHERE) and not reading.named(Kind.CITY):
        home = book.standalone[0].city if book.standalone else ""
        scope = Scope(tuple(s for s in scope.salons if s.city != home), named=True)
    centre = scope.salons if scope.named else tuple(around)
    if reading.has(Word.NEXT_DAY, Word.DAY_BEFORE) and centre:
        step = timedelta(days=1 if reading.has(Word.NEXT_DAY) else -1)
        day = centre[-1].held_on + step
        found = tuple(book.on_day(day))
        return Scope(found, named=True, missing="" if found else f"{day.month} 月 {day.day} 日")
    if reading.has(Word.FORMER):
        return _stepped(book, book.last(today), -1)
    if reading.has(Word.PREVIOUS) and _leads_previous(reading):
        held = tuple(s for s in scope.salons if s.held_on < today and not s.is_cancelled)
        return replace(scope, salons=(held or scope.salons)[-1:], named=True)  # 上次来某地
    if reading.has(Word.PREVIOUS) and (before := _before_in(reading, around, listed)):
        return Scope((before,), named=True)
    if len(around) == _PAIR and not scope.named and (one := _of_pair(reading, around)):
        return _whole(one)
    if reading.has(Word.PREVIOUS) and _is_last_time(reading, centre, beside.today):
        return _whole(_last_held(book, beside))
    if reading.has(Word.PREVIOUS):
        return _stepped(book, centre[0], -1) if centre else _whole(_last_held(book, beside))
    if reading.has(Word.NEXT):
        places = 2 if _TWO_ON.search(reading.text) else 1
        if not scope.named and _counts_from_now(reading, beside):
            row = to_begin(beside.ahead, beside.begun)
            return _whole(row[places - 1] if len(row) >= places else None)
        return _stepped(book, centre[-1], places) if centre else _whole(None)
    if scope.single and scope.named and _STILL_LATER.search(reading.text):
        later = tuple(s for s in book.standalone if s.held_on > scope.salons[0].held_on)
        return Scope(later, named=True, beyond=not later)
    if scope.named and len(scope.salons) == 1 and _asks_beside(reading):
        return _stepped(book, scope.salons[0], 1 if reading.has(Word.AFTER) else -1)
    if not scope.named and len(around) == 1 and _asks_what_was_beside(reading):
        return _stepped(book, around[0], 1 if reading.has(Word.AFTER) else -1)
    if reading.has(Word.FIRST, Word.LAST) and not scope.named and len(listed) > 1:
        scope = Scope(tuple(listed), named=True)
    # 从哪期开始有辩论 means the first of those that have it, which the caller filters.
    if reading.has(Word.FIRST) and not reading.named(Kind.FORM):
        return replace(scope, salons=scope.salons[:1], named=True)
    if not scope.named and _LATEST.search(reading.text) and reading.has(Word.LAST):
        return _whole(_latest(book, reading, beside))
    if reading.has(Word.LAST):
        taking_place = tuple(salon for salon in scope.salons if not salon.is_cancelled)
        return replace(scope, salons=(taking_place or scope.salons)[-1:], named=True)
    if scope.single and not reading.whens and _asks_later(reading):
        later = tuple(s for s in book.standalone if s.held_on > scope.salons[0].held_on)
        return Scope(later, named=True, beyond=not later)
    next_time = _NEXT_TIME.search(reading.text) and reading.has(*_OF_ONE)
    if not scope.named and next_time and (row := to_begin(beside.ahead, beside.begun)):
        return _whole(row[0])
    if reading.has(Word.UPCOMING) and (not scope.named or reading.whens):
        salons = scope.salons if scope.named else book.salons
        coming = tuple(s for s in salons if s.held_on >= today)
        if beside.ahead and not reading.whens:
            coming = salons_first(s for s in coming if s in beside.ahead)
        return Scope(coming, named=True, beyond=not coming)
    return scope


def _is_last_time(reading: Reading, centre: Sequence[Salon], today: date) -> bool:
    """上次来了多少人, the day after a salon that was spoken of: that one, and not the one before
    it, as 上一期 would mean."""
    said = [reading.text[s.start : s.end] for s in reading.spans if s.value is Word.PREVIOUS]
    if len(centre) != 1 or not all(word[-1] in TIMES for word in said):
        return False
    return abs(today - centre[0].held_on) < _LATELY


def _counts_from_now(reading: Reading, beside: Around) -> bool:
    """下一期什么时候, also after a salon that is past or the coming one itself; 那下一期呢 goes
    on from there."""
    if not beside.around:
        return True
    last = beside.around[-1]
    if last.held_on < beside.today and last not in beside.ahead:
        return bool(beside.ahead) and reading.has(*_TO_COME) and not _GOES_ON.search(reading.text)
    return not _GOES_ON.search(reading.text)


def to_begin(ahead: Sequence[Salon], begun: Sequence[Salon]) -> list[Salon]:
    """What 下一期 counts: the salons that have not begun, else the days of series."""
    row = [salon for salon in ahead if salon not in begun]
    return [salon for salon in row if not salon.series] or row


def salons_first(coming: Iterable[Salon]) -> tuple[Salon, ...]:
    """The salons, then of each series its next day: its days are all alike."""
    row = list(coming)
    days: dict[str, Salon] = {}
    for one in row:
        if one.series:
            days.setdefault(one.series, one)
    return (*(one for one in row if not one.series), *days.values())


def _latest(book: SalonBook, reading: Reading, beside: Around) -> Salon | None:
    """最近一期: the nearest to come, or the last that was held where that is spoken of."""
    past = _WAS.search(reading.text) or reading.has(*_OF_PAST)
    if beside.ahead and not past:
        return nearest(beside.ahead)
    return _last_held(book, beside) or nearest(beside.ahead)


def _last_held(book: SalonBook, beside: Around) -> Salon | None:
    """The one that ended today, too."""
    ahead, today = beside.ahead, beside.today
    held = [s for s in book.standalone if s.held_on <= today and s not in ahead]
    return next((salon for salon in reversed(held) if not salon.is_cancelled), None)


def _asks_later(reading: Reading) -> bool:
    """第3期以后还有安排吗."""
    said = (reading.text[s.start : s.end] for s in reading.spans if s.value is Word.UPCOMING)
    return any(word.startswith(_LATER) for word in said)


def _before_in(reading: Reading, around: Sequence[Salon], listed: Sequence[Salon]) -> Salon | None:
    """再上次, after the last time in a city: the time before it there."""
    said = [reading.text[s.start : s.end] for s in reading.spans if s.value is Word.PREVIOUS]
    times = any(word[-1] in TIMES for word in said)
    if not times or len(around) != 1 or around[0] not in listed[1:]:
        return None
    return listed[listed.index(around[0]) - 1]


def _of_pair(reading: Reading, around: Sequence[Salon]) -> Salon | None:
    """前一场 and 后一场 of the two that were spoken of."""
    for span in reading.spans:
        if span.value in (Word.PREVIOUS, Word.NEXT):
            said = reading.text[span.start : span.end]
            return around[0] if said[0] == "前" else around[-1] if said[0] == "后" else None
    return None


def _leads_previous(reading: Reading) -> bool:
    """Whether 上次 stands before the city, whose last salon it then means."""
    spans = [s for s in reading.spans if s.value is Word.PREVIOUS or isinstance(s.value, tuple)]
    said = reading.text[spans[0].start : spans[0].end] if spans else ""
    return said in ("上次", "上回", "上一次", "上一回") and bool(reading.named(Kind.CITY))


def _asks_beside(reading: Reading) -> bool:
    """成都之后是哪里."""
    asks = reading.has(Word.WHICH, Word.PLACE, Word.CITY, Word.DATE)
    return asks and reading.has(Word.AFTER, Word.BEFORE)


def _asks_what_was_beside(reading: Reading) -> bool:
    """之前是什么形式, 之后去了哪, after a salon."""
    asks = reading.has(Word.INTERACTION, Word.PLACE, Word.CITY)
    return asks and reading.has(Word.AFTER, Word.BEFORE) and not reading.has(Word.TALKS, Word.TELL)


def _stepped(book: SalonBook, salon: Salon | None, step: int) -> Scope:
    return _whole(book.beside(salon, step) if salon else None)


def _whole(salon: Salon | None) -> Scope:
    return Scope((salon,), named=True) if salon else Scope((), named=True, beyond=True)


def stepped_over(book: SalonBook, centre: Sequence[Salon], count: int) -> Scope:
    """后面两期 from a salon on, 之前三场 before it."""
    steps = range(1, count + 1) if count > 0 else range(count, 0)
    start = centre[-1] if count > 0 else centre[0]
    found = tuple(s for step in steps if (s := book.beside(start, step)))
    return Scope(found, named=True, beyond=not found)

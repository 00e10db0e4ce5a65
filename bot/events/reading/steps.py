"""Salons by their place beside others: the next, the one before, the first, those to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.events.book.calendar import SalonBook
from bot.events.reading.message import Reading
from bot.events.reading.said_beside import (
    AGAIN,
    STILL_LATER,
    TO_COME,
    asks_beside,
    asks_between,
    asks_later,
    asks_next_time,
    asks_what_was_beside,
    before_in,
    is_last_time,
    leads_previous,
    of_pair,
    places_on,
    several_beside,
    speaks_of_past,
)
from bot.events.record.hours import nearest, salons_first, to_begin
from bot.events.record.models import Salon
from bot.events.replies import short_name
from bot.events.words.names import Kind
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

_PAIR = 2
_LATEST = Expression("最近|最新|近期|刚刚?[办结]")
_GOES_ON = Expression("^(?:那|然后)|再[下往后]|呢$|后[面一]|之后|接下来")


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
    conversation was about, those that it listed, and those under way. ``picks``: 第二个 is one
    of those listed."""

    today: date
    ahead: Sequence[Salon]
    around: Sequence[Salon]
    listed: Sequence[Salon]
    begun: Sequence[Salon] = ()
    picks: bool = False


@dataclass(frozen=True, slots=True)
class _Counted:
    """A message that may count from another salon, and what it counts among: ``scope`` are
    the salons that it names by other words."""

    book: SalonBook
    scope: Scope
    reading: Reading
    beside: Around

    @property
    def centre(self) -> Sequence[Salon]:
        """What is counted from."""
        return self.scope.salons if self.scope.named else self.beside.around


def by_relation(book: SalonBook, scope: Scope, reading: Reading, beside: Around) -> Scope:
    """The salons that are meant by their place beside others, or at an end of ``scope``;
    ``scope`` where the message says no such place."""
    if scope.missing or not scope.salons:
        return scope
    if reading.has(Word.ELSEWHERE) and not reading.named(Kind.CITY):
        home = book.standalone[0].city if book.standalone else ""
        scope = Scope(tuple(s for s in scope.salons if s.city != home), named=True)
    counted = _Counted(book, scope, reading, beside)
    for rule in _BESIDE:
        if (found := rule(counted)) is not None:
            return found
    if reading.has(Word.FIRST, Word.LAST) and not scope.named and len(beside.listed) > 1:
        counted = replace(counted, scope=(scope := Scope(tuple(beside.listed), named=True)))
    for rule in _IN_ORDER:
        if (found := rule(counted)) is not None:
            return found
    return scope


def _day_beside(of: _Counted) -> Scope | None:
    """第二天那场, 前一天."""
    if not of.reading.has(Word.NEXT_DAY, Word.DAY_BEFORE) or not of.centre:
        return None
    step = timedelta(days=1 if of.reading.has(Word.NEXT_DAY) else -1)
    day = of.centre[-1].held_on + step
    found = tuple(of.book.on_day(day))
    return Scope(found, named=True, missing="" if found else f"{day.month} 月 {day.day} 日")


def _former(of: _Counted) -> Scope | None:
    """上上期, from today."""
    if not of.reading.has(Word.FORMER):
        return None
    return _stepped(of.book, of.book.last(of.beside.today), -1)


def _previous_there(of: _Counted) -> Scope | None:
    """上次来某地; 再上次, after the last time there."""
    if not of.reading.has(Word.PREVIOUS):
        return None
    if leads_previous(of.reading):
        salons, today = of.scope.salons, of.beside.today
        held = tuple(s for s in salons if s.held_on < today and not s.is_cancelled)
        return replace(of.scope, salons=(held or salons)[-1:], named=True)
    before = before_in(of.reading, of.beside.around, of.beside.listed)
    return Scope((before,), named=True) if before else None


def _of_two(of: _Counted) -> Scope | None:
    around = of.beside.around
    one = of_pair(of.reading, around) if len(around) == _PAIR and not of.scope.named else None
    return _whole(one) if one else None


def _previous(of: _Counted) -> Scope | None:
    if not of.reading.has(Word.PREVIOUS):
        return None
    if not of.centre or is_last_time(of.reading, of.centre, of.beside.today):
        return _whole(_last_held(of.book, of.beside))
    return _stepped(of.book, of.centre[0], -1)


def _next(of: _Counted) -> Scope | None:
    if not of.reading.has(Word.NEXT):
        return None
    places = places_on(of.reading, of.beside.around)
    if not of.scope.named and _counts_from_now(of.reading, of.beside):
        return _whole(next(iter(to_begin(of.beside.ahead, of.beside.begun)[places - 1 :]), None))
    if places == 1 and (there := _next_there(of)):
        return _whole(there)
    return _stepped(of.book, of.centre[-1], places) if of.centre else _whole(None)


def _next_there(of: _Counted) -> Salon | None:
    """下一场在苏州哪里, 苏州下一场几点: the one to come there, unless it is what is counted from
    (苏州的下一场, with one behind it)."""
    there = [s for s in to_begin(of.beside.ahead, of.beside.begun) if s in of.scope.salons]
    cities = [s.start for s in of.reading.spans if any(n.kind is Kind.CITY for n in s.names)]
    if not there or not cities or of.reading.ordinals:
        return None
    leads = any(s.value is Word.NEXT and s.start < cities[0] for s in of.reading.spans)
    behind = any(salon.held_on > there[0].held_on for salon in of.beside.ahead)
    return there[0] if leads or not behind else None


def _several_beside(of: _Counted) -> Scope | None:
    """长沙之后的几场, 长沙后面还有几场."""
    named = of.scope.named
    side = several_beside(of.reading, named=named) or int(named and of.reading.says(STILL_LATER))
    return _all_beside(of, side) if side and len(of.centre) == 1 else None


def _between(of: _Counted) -> Scope | None:
    if len(of.scope.salons) != _PAIR or not of.scope.named or not asks_between(of.reading):
        return None
    one, other = sorted(of.scope.salons, key=lambda salon: salon.held_on)
    held = of.book.standalone
    found = tuple(s for s in held if one.held_on < s.held_on < other.held_on)
    missing = "" if found else f"{short_name(one)}和{short_name(other)}之间"
    return Scope(found, named=True, missing=missing)


def _before_or_after(of: _Counted) -> Scope | None:
    """成都之后是哪里, 杭州最后一次之前是哪场; 之前是什么形式, after a salon."""
    at_end = _last(of)
    asks = asks_beside if of.scope.named or at_end else asks_what_was_beside
    centre = at_end.salons if at_end else of.centre
    if len(centre) != 1 or not asks(of.reading):
        return None
    return _stepped(of.book, centre[0], 1 if of.reading.has(Word.AFTER) else -1)


def _first(of: _Counted) -> Scope | None:
    """从哪期开始有辩论 means the first of those that have it, which the caller filters."""
    if not of.reading.has(Word.FIRST) or of.reading.named(Kind.FORM):
        return None
    return replace(of.scope, salons=of.scope.salons[:1], named=True)


def _last(of: _Counted) -> Scope | None:
    if not of.reading.has(Word.LAST):
        return None
    if not of.scope.named and _LATEST.search(of.reading.text):
        return _whole(_latest(of.book, of.reading, of.beside))
    taking_place = tuple(salon for salon in of.scope.salons if not salon.is_cancelled)
    return replace(of.scope, salons=(taking_place or of.scope.salons)[-1:], named=True)


def _later(of: _Counted) -> Scope | None:
    asks = of.scope.single and not of.reading.whens and asks_later(of.reading)
    return _all_beside(of, 1) if asks else None


def _next_time(of: _Counted) -> Scope | None:
    if of.scope.named or not asks_next_time(of.reading):
        return None
    row = to_begin(of.beside.ahead, of.beside.begun)
    return _whole(row[0]) if row else None


def _coming(of: _Counted) -> Scope | None:
    """接下来有哪些; 下个月还有吗."""
    whens, today = of.reading.whens, of.beside.today
    over = all(salon.held_on < today for salon in of.scope.salons)
    there = not of.scope.named or whens or (over and of.reading.says(AGAIN))
    since = any(when.since and when.since < today for when in whens)  # 18年之后还办了几场
    if not of.reading.has(Word.UPCOMING) or not there or since:
        return None
    salons = of.scope.salons if of.scope.named else of.book.salons
    coming = tuple(s for s in salons if s.held_on >= today)
    if (ahead := of.beside.ahead) and not whens:
        coming = salons_first(s for s in coming if s in ahead)
    return Scope(coming, named=True, beyond=not coming)


# Beside another salon, then at an end of those in question; the first that is said counts.
_BESIDE = (
    _day_beside, _former, _between, _several_beside, _previous_there, _of_two, _previous, _next,
    _before_or_after,
)  # fmt: skip
_IN_ORDER = (_first, _last, _later, _next_time, _coming)


def _all_beside(of: _Counted, side: int) -> Scope:
    """All salons after one, or before it where ``side`` is negative."""
    day = of.centre[0].held_on
    found = tuple(s for s in of.book.standalone if (s.held_on - day).days * side > 0)
    return Scope(found, named=True, beyond=not found)


def _counts_from_now(reading: Reading, beside: Around) -> bool:
    """下一期什么时候, also after a salon that is past or the coming one itself; 那下一期呢 goes
    on from there."""
    if not beside.around:
        return True
    last = beside.around[-1]
    if last.held_on < beside.today and last not in beside.ahead:
        return bool(beside.ahead) and reading.has(*TO_COME) and not _GOES_ON.search(reading.text)
    return not _GOES_ON.search(reading.text)


def _latest(book: SalonBook, reading: Reading, beside: Around) -> Salon | None:
    """最近一期: the nearest to come, or the last that was held where that is spoken of."""
    if beside.ahead and not speaks_of_past(reading):
        return nearest(beside.ahead)
    return _last_held(book, beside) or nearest(beside.ahead)


def _last_held(book: SalonBook, beside: Around) -> Salon | None:
    """The one that ended today, too."""
    ahead, today = beside.ahead, beside.today
    held = [s for s in book.standalone if s.held_on <= today and s not in ahead]
    return next((salon for salon in reversed(held) if not salon.is_cancelled), None)


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

"""The salons of the days that a message names: 2018年的, 上半年除了3月, 国庆前那场."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from bot.events.book.calendar import SalonBook
from bot.events.reading.message import Reading, Span
from bot.events.reading.steps import Scope
from bot.events.record.models import Salon
from bot.events.words.dates import When
from bot.events.words.numbers import SALON_UNITS
from bot.events.words.vocabulary import Word
from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression

OUTSIDE = ("以外", "之外")
_OFF, _ON = Expression("周末|双休|休息|weekend"), Expression("工作日|平[日时]|上班|workday")
UNTIL = ("到", "至", "-", "~", "到了", "一直到")
_LEAP = 2000  # a year that has every day
_FEW = Expression(
    f"的?(?:头|前|最?[后近]|连着|接连|连续)?的?(?P<count>{NUMERAL})[{SALON_UNITS}](?!共)"
)


def days_off(reading: Reading) -> Iterator[tuple[Span, bool]]:
    """Where a message says 周末 or 工作日, each with whether that means days off: 非周末, 除了周末
    and 周末以外 are days of work. 星期几 says neither."""
    besides = {at for s in reading.spans if s.value is Word.BESIDES for at in (s.start, s.end)}
    for span in reading.spans:
        said = reading.text[span.start : span.end] if span.value is Word.WEEKDAY else ""
        denied = bool(besides & {span.start, span.end}) or said.startswith(("不", "非"))
        if _OFF.search(said) or _ON.search(said):
            yield span, bool(_OFF.search(said)) is not denied


def within_dates(reading: Reading, scope: Scope, book: SalonBook) -> Scope:
    """Of the scope those that the dates of the message leave."""
    scope = _without_dates(reading, _by_date(scope, dates(reading), book))
    return _nearest(reading, scope)


def dates(reading: Reading, *, left_out: bool = False) -> list[When]:
    """The dates that are meant, or those that stand after 除了 or before 以外."""
    text = reading.text
    besides = [s for s in reading.spans if s.value is Word.BESIDES]
    before = {s.end for s in besides if text[s.start : s.end].startswith("除")}
    after = {s.start for s in besides if text[s.start : s.end] in OUTSIDE}
    found: list[tuple[int, When]] = []
    for span in reading.spans:
        when = span.value
        if isinstance(when, When) and (span.start in before or span.end in after) is left_out:
            until = found and text[found[-1][0] : span.start] in UNTIL
            if until and (whole := _from_to(found[-1][1], when)):
                found[-1] = (span.end, whole)
            else:
                found.append((span.end, when))
    return [when for _, when in found]


def _without_dates(reading: Reading, scope: Scope) -> Scope:
    """上半年除了3月还办过吗: the salons of the time that is named, but for that."""
    excepted = dates(reading, left_out=True)
    if not excepted or scope.missing:
        return scope
    kept = tuple(s for s in scope.salons if not any(w.fits(s.held_on) for w in excepted))
    return Scope(kept, named=True, missing="" if kept else f"除了{excepted[0].label}")


def _from_to(first: When, last: When) -> When | None:
    """9月到11月, 2018年12月到2019年4月, 元旦到春节: from the first day to the last."""
    if first.year and last.year and not (first.months or last.months or first.near or last.near):
        return When(since=date(first.year, 1, 1), until=date(last.year, 12, 31))
    begins, ends = _day_of(first, 0), _day_of(last, -1)
    if begins is None or ends is None:
        return None
    over = ends < begins  # into the next year
    year = first.year or (last.year - over if last.year else None)
    if year is None:
        days = (date(_LEAP + over, *ends) - date(_LEAP, *begins)).days
        return When(near=begins, span=(0, days))
    return When(since=date(year, *begins), until=date(last.year or year + over, *ends))


def _day_of(when: When, end: int) -> tuple[int, int] | None:
    """Its first or its last day of any year."""
    if when.near or len(when.months) != 1:
        return when.near
    month = when.months[0]
    last = monthrange(_LEAP + 1, month)[1]
    return month, min((when.days or (1, last))[end], last)


def _by_date(scope: Scope, whens: Sequence[When], book: SalonBook) -> Scope:
    """A date counted from today that fits nothing is taken loosely: 去年年底 is then the end
    of any year, and beside a name it says nothing."""
    if not whens or scope.missing:
        return scope
    whens = _of_one_time(whens)
    found = _fitting(scope.salons, whens)
    if not found and not scope.named:
        found = _fitting(book.salons, whens)  # 本周四的直播: a day of a series
    if not found and any(when.relative for when in whens):
        loose = [rest for when in whens if (rest := when.loosened())]
        found = _fitting(scope.salons, loose) if loose else ()
        if not found and scope.named:
            found = scope.salons
    if not found:
        return Scope((), named=True, missing=whens[0].label)
    return replace(scope, salons=found, named=True)


def _of_one_time(whens: Sequence[When]) -> Sequence[When]:
    """国庆前后的，18年的: a time of the year and a year alone are one time."""
    years = [when for when in whens if when.year and when == When(when.year)]
    others = [when for when in whens if when.year is None and not (when.since or when.until)]
    if len(years) != 1 or len(others) != 1 or len(whens) != 2:
        return whens
    return [replace(others[0], year=years[0].year)]


def _nearest(reading: Reading, scope: Scope) -> Scope:
    """国庆前那场, 国庆后连着两场: of those on that side of a feast the ones next to it."""
    said = [s for s in reading.spans if isinstance(s.value, When) and s.value.near]
    ends = [s.end for s in said]
    that = any(s.value is Word.REFERENCE and s.start in ends for s in reading.spans)
    counted = [m for end in ends if (m := _FEW.match(reading.text, end))]
    count = number_in(counted[0]["count"]) if counted else int(that)
    if len(said) != 1 or not count or len(scope.salons) <= count or not scope.named:
        return scope
    when = said[0].value
    assert isinstance(when, When)
    kept = scope.salons[-count:] if when.span[1] < 0 else scope.salons[:count]
    return replace(scope, salons=kept)


def _fitting(salons: Sequence[Salon], whens: Sequence[When]) -> tuple[Salon, ...]:
    return tuple(s for s in salons if any(when.fits(s.held_on) for when in whens))

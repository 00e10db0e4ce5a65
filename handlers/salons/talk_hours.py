"""Hours of a salon's agenda as organizers change them; rows are those of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.errors import UserError
from bot.events.record.agenda_lines import minutes_between, shifted_talks
from bot.events.record.models import Talk
from bot.events.words.clock_words import on_wall, read_clock
from bot.expressions import Expression
from bot.script import normalise_in_place

_TO = Expression(r"\s*[-–—~～到至]+\s*")
_WHOLE_DAY = 24 * 60  # minutes
_SOME_DAY = date(2000, 1, 1)


def as_row(row: Any) -> dict[str, Any]:
    return dict(row) if isinstance(row, dict) else {"title": str(row)}


def in_order(rows: Sequence[Any]) -> list[Any]:
    """By the clock; what has no hours comes last."""
    return sorted(rows, key=lambda r: str(r.get("start") or "99") if isinstance(r, dict) else "99")


def at_hours(talk: Talk, words: str, earliest: time | None) -> dict[str, Any]:
    """The talk from then on, as long as before where no end is said. Raises UserError for an
    hour that no clock has."""
    begins, lasts = hours_in(words, earliest)
    if lasts is None and talk.start and talk.end:
        lasts = minutes_between(talk.start, talk.end)
    return _between(begins, lasts)


def hours_in(words: str, earliest: time | None) -> tuple[time, int | None]:
    """The beginning, not before ``earliest`` where it may be read so, and the minutes to the
    end. Raises UserError for an hour that no clock has."""
    first, *then = _TO.split(words.strip(), maxsplit=1)
    begins = _clock(first, earliest)
    if not then:
        return begins, None
    lasts = minutes_between(begins, _clock(then[0], begins))
    if lasts <= 0:
        raise UserError(f"「{words}」结束不晚于开始，请写成 14:00-14:45 这样。")
    return begins, lasts


def _clock(words: str, earliest: time | None) -> time:
    clock = read_clock(normalise_in_place(words).strip(), 0)
    if clock is None or not clock.minutes:
        raise UserError(f"没有 {words} 这个时间，请写成 14:00 这样。")
    return clock.on_wall(earliest)


def until(talk: Talk, words: str, said: str) -> dict[str, Any]:
    """The talk with another end. Raises UserError where nobody knows when it begins."""
    begins = _begins(talk, said)
    end = _clock(words, begins.time())
    if end <= begins.time():
        raise UserError(f"「{talk.title}」{begins:%H:%M} 才开始，结束的时间请写得晚一些。")
    return _between(begins.time(), minutes_between(begins.time(), end))


def lasting(talk: Talk, minutes: int, said: str, *, by: bool) -> dict[str, Any]:
    """The talk so many minutes long, or longer ``by`` them."""
    begins = _begins(talk, said)
    if by and talk.end is None:
        raise UserError(f"「{talk.title}」还没有写到几点，这样写：{said}讲到 14:45")
    before = minutes_between(begins.time(), talk.end) if by and talk.end else 0
    if not 0 < before + minutes < _WHOLE_DAY:
        raise UserError(f"「{talk.title}」这样就没有时间了，请写讲到几点。")
    return _between(begins.time(), before + minutes)


def shifted(talk: Talk, minutes: int, said: str) -> dict[str, Any]:
    """The talk earlier or later. Raises UserError where nobody knows when it begins."""
    by = max(-_WHOLE_DAY, min(minutes, _WHOLE_DAY))
    begins = _begins(talk, said) + timedelta(minutes=by)
    if begins.date() != _SOME_DAY:
        raise UserError(f"「{talk.title}」这样就到另一天了，请写改到几点。")
    lasts = minutes_between(talk.start, talk.end) if talk.start and talk.end else None
    return _between(begins.time(), lasts)


def rest_shifted(rows: Sequence[Any], first: int, minutes: int) -> list[Any]:
    """The rows from one on earlier or later. Raises UserError where one leaves the day."""
    moved = shifted_talks(rows[first:], minutes) if minutes else list(rows[first:])
    if not moved and first < len(rows):
        raise UserError("后面的议程没有写几点，或者这样就到另一天了，请写改到几点。")
    return [*rows[:first], *moved]


def without(rows: Sequence[Any], index: int, *, closed_up: bool) -> list[Any]:
    """The rows without one; ``closed_up``: those behind it begin where it did."""
    left = [row for n, row in enumerate(rows) if n != index]
    both = rows[index : index + 2]
    if not closed_up or len(both) < 2 or not all("start" in as_row(row) for row in both):
        return left
    return rest_shifted(left, index, _minutes(as_row(both[0])) - _minutes(as_row(both[1])))


def placed(rows: Sequence[Any], one: int, to: int) -> list[Any]:
    """The rows with one at another place; those between follow one another from where the
    first of them began, each as long as before, where all of them have hours."""
    order = [row for n, row in enumerate(rows) if n != one]
    order.insert(to, rows[one])
    first, last = sorted((one, to))
    between = [as_row(row) for row in order[first : last + 1]]
    if not all("start" in row and "end" in row for row in between):
        return order
    at = min(map(_minutes, between))
    for row in between:
        lasts = _minutes(row, "end") - _minutes(row)
        row |= {"start": f"{on_wall(at):%H:%M}", "end": f"{on_wall(at + lasts):%H:%M}"}
        at += lasts
    return [*order[:first], *between, *order[last + 1 :]]


def _minutes(row: Mapping[str, Any], key: str = "start") -> int:
    hour, minute = str(row[key]).split(":")
    return int(hour) * 60 + int(minute)


def swapped(rows: list[Any], one: int, other: int) -> None:
    """Two talks, each at the hours of the other."""
    hours = [_hours_of(rows[other]), _hours_of(rows[one])]
    for index, new in zip((one, other), hours, strict=True):
        row = {k: v for k, v in as_row(rows[index]).items() if k not in ("start", "end")}
        rows[index] = {**row, **new}
    rows[one], rows[other] = rows[other], rows[one]


def _hours_of(row: Any) -> Mapping[str, Any]:
    return {key: value for key, value in as_row(row).items() if key in ("start", "end")}


def _between(begins: time, lasts: int | None) -> dict[str, Any]:
    """What of a row is otherwise."""
    hours = {"start": f"{begins:%H:%M}"}
    if lasts:
        end = datetime.combine(_SOME_DAY, begins) + timedelta(minutes=lasts)
        hours["end"] = f"{end:%H:%M}"
    return hours


def _begins(talk: Talk, words: str) -> datetime:
    """On some day. Raises UserError where nobody knows when."""
    if talk.start is None:
        raise UserError(f"「{talk.title}」还没有写几点，这样写：{words}的分享改到 14:00-14:45")
    return datetime.combine(_SOME_DAY, talk.start)

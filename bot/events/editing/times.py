"""Times as people write them: 明晚8点, 下周三晚上7点, 12月5日 09:00, 30分钟后, 每周四晚上8点.

A small grammar of our own (the library for it weighs 218 MB): a repetition or a day, then
an hour or a range of hours. What was understood is put into words, to be shown before
anything is saved; what would lie in the past moves on to the next time the words fit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.clock import to_utc
from bot.errors import UserError
from bot.events.replies import day as day_in_words
from bot.events.words.clock_words import ClockWords, on_wall, read_clock, read_delay
from bot.events.words.day_words import DayWords, Repetition, read_day, read_repetition
from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression
from bot.script import normalise_in_place

_OF_WHAT_IS_HELD = Expression(
    rf"\s*(?:活动|沙龙|开始|开场|举办)?的?(?:之?前\s*(?P<before>{NUMERAL})\s*天|当[天日])的?"
)
T = TypeVar("T")
_EXAMPLES = "明晚8点、下周三晚上7点、12月5日 14:00、30分钟后"


@dataclass(frozen=True, slots=True)
class ParsedTime:
    """A time that was understood.

    ``start`` and ``end`` are UTC; ``day``, ``clock`` and ``until`` are the same on the
    wall clock of the zone. Without an hour (``clock`` None) ``start`` is the day's first
    moment. ``has_day``: a day was named. ``rrule`` repeats it (``start`` is the first
    time). ``past``: over already, and nothing to move on to. ``note`` says in Chinese
    what was decided for the writer; empty when nothing was.
    """

    start: datetime
    end: datetime | None
    day: date
    clock: time | None
    until: time | None
    has_day: bool
    rrule: str
    past: bool
    understood: str
    note: str = ""

    @property
    def has_clock(self) -> bool:
        return self.clock is not None

    @property
    def shown(self) -> str:
        """What was understood, with what was decided for the writer."""
        return f"{self.understood}（{self.note}）" if self.note else self.understood


@dataclass(frozen=True, slots=True)
class FoundTime:
    """A time in a text; the text around it is ``text[:start]`` and ``text[end:]``."""

    start: int
    end: int
    time: ParsedTime


def parse_time(text: str, now: datetime, zone: ZoneInfo) -> ParsedTime | None:
    """The time that all of ``text`` is; None when it is none, or something is left over.

    Raises UserError, with an example, for a time that cannot be: 13月, 25点, 2月30日.
    """
    plain = _TRIM.sub("", normalise_in_place(text))
    found = _read(plain, 0, now, zone)
    return found.time if found and not _TAIL.sub("", plain[found.end :]) else None


def require_time(text: str, now: datetime, zone: ZoneInfo) -> ParsedTime:
    """``parse_time``, but what is no time is an error that shows how to write one."""
    found = parse_time(text, now, zone)
    if found is None:
        raise unreadable(text)
    return found


def unreadable(text: str) -> UserError:
    """The error for words that are no time."""
    words = text.strip()[:30]
    return UserError(f"看不懂「{words}」这个时间，可以这样写：{_EXAMPLES}。")


def find_time(text: str, now: datetime, zone: ZoneInfo) -> FoundTime | None:
    """The first time in ``text``, at its start or inside. Inside, a bare 「3点」 does not
    count, and a time that cannot be is passed over; at the start it is a UserError."""
    plain = normalise_in_place(text)
    first = len(plain) - len(plain.lstrip(" \t\n,。:"))
    if found := _read(plain, first, now, zone):
        return found
    for at in _places(plain, first + 1):
        try:
            found = _read(plain, at, now, zone)
        except UserError:
            continue
        if found and (found.time.has_day or len(plain[at : found.end]) > 3):
            return found
    return None


def or_none(
    read: Callable[[str, datetime, ZoneInfo], T | None], text: str, now: datetime, zone: ZoneInfo
) -> T | None:
    """What ``parse_time`` or ``find_time`` reads; None for a time that cannot be as well."""
    try:
        return read(text, now, zone)
    except UserError:
        return None


def when_text(day: date, clock: time | None = None, until: time | None = None) -> str:
    """「2026 年 12 月 5 日（周六）14:00–17:00」; read back by ``parse_time``."""
    if clock is None:
        return day_in_words(day)
    return f"{day_in_words(day)}{clock:%H:%M}" + (f"–{until:%H:%M}" if until else "")


_TRIM = Expression(r"^(?:时间|日期)?[\s:,。;、]*在?|(?<![\s,。;、!])[\s,。;、!]+$")
_TAIL = Expression(r"^\s*(?:整|准时|开始|举行|左右|前后|吧)?\s*$")
_GAP = Expression(r"t(?=\d)|\s*[,、的]?\s*")
_OPENING = Expression(
    r"[\d〇零一二两三四五六七八九十百半今明后大昨前当这本下上月周星礼每隔工凌清早中正午傍晚夜深过]"
)


def from_day(words: str, held_on: date) -> str:
    """「前一天晚上8点」, of what is held on that day, with the day of the calendar."""
    said = _OF_WHAT_IS_HELD.match(words)
    if said is None:
        return words
    day = held_on - timedelta(days=number_in(said["before"] or "") or 0)
    return f"{when_text(day)} {words[said.end() :]}"


def _places(plain: str, at: int) -> Iterator[int]:
    for match in _OPENING.finditer(plain, at):
        before = plain[match.start() - 1]
        is_inside = (before.isascii() and before.isalnum()) or before in ".:/-"
        if not (match[0].isdecimal() and is_inside):
            yield match.start()


@dataclass(frozen=True, slots=True)
class _Moment:
    """A reading of the words: what it is on the wall, and the instant."""

    day: date
    clock: time | None
    start: datetime
    end: datetime | None


def _read(plain: str, at: int, now: datetime, zone: ZoneInfo) -> FoundTime | None:
    today = now.astimezone(zone).date()
    if (delay := read_delay(plain, at)) is not None:
        return FoundTime(at, delay[0], _after(now, delay[1], zone))
    if (repetition := read_repetition(plain, at)) is not None:
        clock = _clock_after(plain, repetition.end)
        end = clock.end if clock else repetition.end
        return FoundTime(at, end, _repeated(repetition, clock, now, zone))
    day = read_day(plain, at, today)
    clock = _clock_after(plain, day.end) if day else read_clock(plain, at)
    if day is None and (clock is None or not clock.minutes):
        return None
    end = clock.end if clock else day.end if day else at
    return FoundTime(at, end, _resolved(day, clock, now, zone))


def _clock_after(plain: str, at: int) -> ClockWords | None:
    gap = _GAP.match(plain, at)
    return read_clock(plain, gap.end() if gap else at)


def _after(now: datetime, delay: timedelta, zone: ZoneInfo) -> ParsedTime:
    start = (now + delay).astimezone(UTC)
    start = max(start.replace(second=0, microsecond=0), now.astimezone(UTC))
    local = start.astimezone(zone)
    clock = local.time().replace(tzinfo=None, fold=0)
    understood = when_text(local.date(), clock)
    return ParsedTime(start, None, local.date(), clock, None, True, "", False, understood)


def _resolved(
    words: DayWords | None, clock: ClockWords | None, now: datetime, zone: ZoneInfo
) -> ParsedTime:
    """The first reading of the words that is not over; else the first, marked as past."""
    today = now.astimezone(zone).date()
    days = words.days if words else (today, today + timedelta(days=1))
    likeliest = on_wall(clock.minutes[0]) if clock and clock.minutes else None
    readings = [
        moment
        for day in days
        for moment in _moments(day, clock, zone)
        # The other half of the day is considered only for what is over in the first.
        if day == today or moment.clock is None or moment.clock == likeliest
    ]
    if words and len(days) > 2 and days[0] == today:
        readings = [m for m in readings if m.day <= today + timedelta(days=1)] or readings[:1]
    first = readings[0]
    chosen = next((m for m in readings if not _is_over(m, now, zone)), first)
    past = _is_over(chosen, now, zone)
    notes = []
    # Of 1月3日, said in December, nobody thinks that it is over.
    nearer = chosen.day.year > first.day.year and chosen.start - now < now - first.start
    if chosen is not first and not nearer:
        hour = f" {first.clock:%H:%M}" if first.clock else ""
        notes.append(f"{first.day.month} 月 {first.day.day} 日{hour} 已经过了，按下一次理解")
    if clock and clock.guessed:
        notes.append("没写上午下午，按下午理解")
    return _parsed(chosen, clock, past, notes, zone, has_day=words is not None)


def _is_over(moment: _Moment, now: datetime, zone: ZoneInfo) -> bool:
    if moment.clock is None:
        return moment.day < now.astimezone(zone).date()
    return moment.start <= now


def _moments(day: date, clock: ClockWords | None, zone: ZoneInfo) -> Iterator[_Moment]:
    if clock is None or not clock.minutes:
        yield _Moment(day, None, to_utc(day, time(0), zone), None)
        return
    for minutes in clock.minutes:
        held_on = day + timedelta(days=minutes // (24 * 60))
        start = to_utc(held_on, on_wall(minutes), zone)
        end = None
        if clock.lasts is not None:
            last = minutes + clock.lasts
            end = to_utc(day + timedelta(days=last // (24 * 60)), on_wall(last), zone)
        yield _Moment(held_on, on_wall(minutes), start, end)


def _parsed(
    moment: _Moment,
    clock: ClockWords | None,
    past: bool,
    notes: list[str],
    zone: ZoneInfo,
    *,
    has_day: bool,
    repeats: Repetition | None = None,
) -> ParsedTime:
    wall = moment.clock
    day = moment.day
    if wall is not None:
        local = moment.start.astimezone(zone)
        if local.time() != wall:
            notes.append(f"当地调夏令时，没有 {wall:%H:%M}")
        day, wall = local.date(), local.time().replace(fold=0)
    until = moment.end.astimezone(zone).time().replace(fold=0) if moment.end else None
    understood = when_text(day, wall, until)
    if wall is None and clock:
        understood += clock.part
    if repeats:
        hours = f" {wall:%H:%M}" if wall else ""
        hours += f"–{until:%H:%M}" if until else ""
        understood = f"{repeats.text}{hours}，第一次：{understood}"
    return ParsedTime(
        start=moment.start,
        end=moment.end,
        day=day,
        clock=wall,
        until=until,
        has_day=has_day,
        rrule=repeats.rrule if repeats else "",
        past=past,
        understood=understood,
        note="；".join(notes),
    )


def _repeated(
    repeats: Repetition, clock: ClockWords | None, now: datetime, zone: ZoneInfo
) -> ParsedTime:
    """The first time of a repetition that is not over."""
    from dateutil.rrule import rrulestr  # on use: 10 ms of a start

    today = now.astimezone(zone).date()
    # Every other week begins with the first that comes, whichever week that is in.
    every = re.sub(r"INTERVAL=\d+;", "", repeats.rrule)
    notes = ["没写上午下午，按下午理解"] if clock and clock.guessed else []
    for found in rrulestr(every, dtstart=datetime.combine(today, time(0))):
        moment = next(_moments(found.date(), clock, zone))
        if not _is_over(moment, now, zone):
            return _parsed(moment, clock, False, notes, zone, has_day=True, repeats=repeats)
    raise unreadable(repeats.text)

"""The hour in what people write of a time: 晚上8点, 中午12点半, 20:00-21:30, 30分钟后.

What was said is kept apart from what it means, since 「8点」 alone may be either half of
the day, and which one depends on the day it is said of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, timedelta

from bot.errors import UserError
from bot.events.words.day_words import FARTHEST_DAYS, impossible
from bot.events.words.wording import number_in
from bot.expressions import Expression

_N = r"(?:\d{1,2}|[〇零一二两三四五六七八九十]{1,3})"
_PARTS = (
    "凌晨", "清晨", "早上", "早晨", "清早", "一早", "上午", "中午", "正午", "午间", "下午", "午后",
    "傍晚", "晚上", "晚间", "夜里", "夜间", "夜晚", "深夜", "半夜", "午夜", "早", "晚", "夜",
)  # fmt: skip
_NIGHT = frozenset("晚夜") | {
    "晚上", "晚间", "夜里", "夜间", "夜晚", "深夜", "半夜", "午夜",
}  # fmt: skip
_AFTERNOON = frozenset({"下午", "午后", "傍晚"})
_NOON = frozenset({"中午", "正午", "午间"})
_TO = r"\s*(?:-+|–|—+|~|到|至)\s*"
_CLOCK = Expression(
    rf"(?:(?P<h>\d{{1,2}}):(?P<m>\d{{2}})(?::\d{{2}})?(?!\d|:)"
    rf"|(?P<hour>{_N})(?:(?:点钟?|时)(?P<minute>半|整|[一三]刻|零?{_N}(?:分(?!钟)|(?![\d〇零一二两三四五六七八九十分钟点时])))?"
    rf"|(?={_TO}{_N}[点时])))"
)
_PART = Expression("|".join(_PARTS))
_RANGE = Expression(_TO)
_DAY_MINUTES = 24 * 60
_FARTHEST = timedelta(days=FARTHEST_DAYS)


@dataclass(frozen=True, slots=True)
class ClockWords:
    """What was said of the hour. ``minutes`` are the readings, in minutes from the day's
    midnight and the likelier first; they pass 24 hours for 今晚12点. Empty when only a
    ``part`` of the day was said. ``ends`` belongs to the first reading."""

    start: int
    end: int
    part: str
    minutes: tuple[int, ...]
    guessed: bool = False
    lasts: int | None = None

    def on_wall(self, earliest: time | None) -> time:
        """The first reading that is not before ``earliest``, else the likeliest: 九点半 of an
        evening is 21:30. There must be one."""
        least = earliest.hour * 60 + earliest.minute if earliest else 0
        return on_wall(next((one for one in self.minutes if one >= least), self.minutes[0]))


@dataclass(frozen=True, slots=True)
class _Said:
    end: int
    part: str
    hour: int
    minute: int
    colon: bool


def read_clock(text: str, at: int) -> ClockWords | None:
    """The hour that stands at ``at``, with its end if it is a range. Raises UserError for
    an hour no clock has, and for an end before its start."""
    part = match[0] if (match := _PART.match(text, at)) else ""
    said = _read_one(text, at + len(part), part)
    if said is None:
        if part in _NOON:
            return ClockWords(at, at + len(part), part, (12 * 60,))
        return ClockWords(at, at + len(part), part, ()) if part else None
    minutes, guessed = _readings(said)
    until = _read_end(text, said)
    if until is None:
        return ClockWords(at, said.end, part, minutes, guessed)
    end, lasts = _lasting(said, until, minutes[0])
    return ClockWords(at, end, part, minutes[:1], guessed, lasts)


def on_wall(minutes: int) -> time:
    """What a clock shows so many minutes after midnight, or after the one before."""
    return time(minutes // 60 % 24, minutes % 60)


def read_delay(text: str, at: int) -> tuple[int, timedelta] | None:
    """(where it ends, how long) of 30分钟后, 一个半小时后; None when there is none."""
    match = _DELAY.match(text, at)
    if match is None or not any(match.group("h", "half", "quarter", "m")):
        return None
    hours = number_in(match["h"]) or 0 if match["h"] else 0
    minutes = number_in(match["m"]) or 0 if match["m"] else 0
    minutes += 30 if match["half"] or match["and_half"] else 0
    minutes += {"一": 15, "三": 45}[match["quarter"]] if match["quarter"] else 0
    delay = timedelta(hours=hours, minutes=minutes)
    if delay > _FARTHEST:
        raise impossible(f"{match[0]}太远了")
    return match.end(), delay


_COUNT = r"\d{1,5}|[一二两三四五六七八九十百]{1,5}"
_DELAY = Expression(
    rf"(?:过\s*)?(?:(?P<half>半)个?(?:小时|钟头)|(?P<quarter>[一三])刻钟"
    rf"|(?:(?P<h>{_COUNT})\s*个?(?P<and_half>半)?(?:小时|钟头)(?:零|又)?)?"
    rf"(?:(?P<m>{_COUNT})\s*分钟?)?)\s*(?:之|以)?后"
)


def _read_one(text: str, at: int, part: str) -> _Said | None:
    gap = re.compile(r"\s*").match(text, at)
    match = _CLOCK.match(text, gap.end() if gap and part else at)
    if match is None:
        return None
    if match["h"]:
        hour, minute = int(match["h"]), int(match["m"])
    else:
        hour, minute = number_in(match["hour"]) or 0, _minute(match["minute"] or "")
    if hour > 24 or (hour == 24 and minute):
        raise impossible(f"没有 {hour} 点{f' {minute} 分' if minute else ''}")
    if minute > 59:
        raise impossible(f"没有 {minute} 分")
    return _Said(match.end(), part, hour, minute, bool(match["h"]))


def _minute(text: str) -> int:
    if text in ("", "整"):
        return 0
    if text == "半":
        return 30
    if text.endswith("刻"):
        return {"一": 15, "三": 45}[text[0]]
    text = text.removesuffix("分")
    return number_in(text.lstrip("零") or "零") or 0


def _read_end(text: str, said: _Said) -> _Said | None:
    match = _RANGE.match(text, said.end)
    if match is None:
        return None
    at = match.end()
    part = found[0] if (found := _PART.match(text, at)) else ""
    return _read_one(text, at + len(part), part)


def _readings(said: _Said) -> tuple[tuple[int, ...], bool]:
    """The minutes of the day it may mean, and whether the first is only likely. A bare
    3点 is meant in the afternoon; a bare 8点 in the morning, unless that is over."""
    if said.part or said.colon or said.hour >= 12 or said.hour == 0:
        return (_in_part(said.part, said.hour) * 60 + said.minute,), False
    late = (said.hour + 12) * 60 + said.minute
    if said.hour < 6:
        return (late,), True
    return (said.hour * 60 + said.minute, late), False


def _in_part(part: str, hour: int) -> int:
    """The hour of the day; 24 and more is the night after."""
    if part in _AFTERNOON and hour < 12:
        return hour + 12
    if part in _NOON and hour < 6:
        return hour + 12
    if part in _NIGHT:
        return hour + 24 if hour < 5 else hour + 12 if hour < 12 else 24 if hour == 12 else hour
    return 0 if part == "凌晨" and hour == 12 else hour


def _lasting(said: _Said, until: _Said, start: int) -> tuple[int, int]:
    """Where the range ends in the text, and how many minutes it lasts."""
    part = until.part or said.part
    end = _in_part(part, until.hour) * 60 + until.minute
    loose = not until.part and not until.colon and until.hour < 12
    if end <= start and loose:
        end = (until.hour + 12) * 60 + until.minute
    if end <= start and start >= 18 * 60 and until.hour <= 6:
        end = _DAY_MINUTES + until.hour * 60 + until.minute  # 22:00-01:00
    if end <= start:
        raise UserError(
            f"结束时间 {on_wall(end):%H:%M} 不晚于开始时间 {on_wall(start):%H:%M}，"
            "请先写开始再写结束，比如：14:00-17:30、晚上8点到9点半。"
        )
    return until.end, end - start

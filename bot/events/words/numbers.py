"""Numbers that count salons, talks and hours: 第7期, 第1到4期, 倒数第二场, 前三期, 下午2点半."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import time

from bot.events.words.wording import NUMERAL, number_in
from bot.phrases import Phrases

SALON_UNITS = "期场届站次回"
TIMES = "次回"  # anything may happen for the nth time, not only a salon
ITEM_UNITS = "个位项条段集讲部名题问道份本"


@dataclass(frozen=True, slots=True)
class Ordinals:
    """第7期, 第1到4期; negative counts from the end. ``unit`` is the measure word: one of
    SALON_UNITS, of ITEM_UNITS, or "" when none was said."""

    numbers: tuple[int, ...]
    unit: str = "期"


@dataclass(frozen=True, slots=True)
class Slice:
    """前三期 (positive), 最近两场 (negative). ``steps``: 后面两期, counted from the salon that
    was spoken of: positive after it, negative before."""

    count: int
    unit: str = "期"
    steps: bool = False


@dataclass(frozen=True, slots=True)
class ClockTime:
    """The hour as said; ``readings`` are the times of day it may mean."""

    hour: int
    minute: int = 0

    @property
    def readings(self) -> tuple[time, ...]:
        hours = (self.hour, self.hour + 12) if 0 < self.hour < 12 else (self.hour % 24,)
        return tuple(time(hour, self.minute) for hour in hours)


Value = Ordinals | Slice | ClockTime
Reader = Callable[[re.Match[str]], Value | None]
_U, _I = f"[{SALON_UNITS}]", f"[{ITEM_UNITS}]"
_THING = "(?:题(?![目库]))?"  # 第一道题
_HAN_NUMBERS = "二三四五六七八九十"
_PLAIN = rf"\d{{1,4}}|[{_HAN_NUMBERS}]{{1,3}}"
_NOT_COUNTED = rf"(?<![\d第就才共这有哪着续的{_HAN_NUMBERS}])"
_OF_ALL = (
    "都(?!讲|聊|谈|分享|请|邀|来了?(?:哪|谁|什么|啥)|有(?:谁|(?:哪些|什么|啥)(?!城|地|赞助)))"
)
_ENGLISH = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_EVENT = "(?:salon|meetup|session|event|one)"
_AFTER = "(?:后|下)[面边]|接下来|[之以随往]后|紧接着"
_PAST = r"半|[一三]刻|多|[0-5]?\d|[一二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九]"
_MINUTES = {"半": 30, "多": 30, "一刻": 15, "三刻": 45}  # about half past, at that
_MANY = "{1,40}"  # without an end, a flood of 第1、第1、 is read once from each of them
_MOST = 200  # a range of numbers is not unrolled further


def _range(match: re.Match[str]) -> Value | None:
    first, last = number_in(match[1]), number_in(match[2])
    if first is None or last is None or not first <= last <= first + _MOST:
        return None
    return Ordinals(tuple(range(first, last + 1)))


def _listed(match: re.Match[str]) -> Value | None:
    numbers = [number_in(text) for text in re.findall(NUMERAL, match[0])]
    return Ordinals(tuple(n for n in numbers if n is not None))


def _listed_items(match: re.Match[str]) -> Value | None:
    """第六第七个."""
    listed = _listed(match)
    return replace(listed, unit=match[0][-1]) if isinstance(listed, Ordinals) else None


def _one(match: re.Match[str]) -> Value | None:
    number = number_in(match[1])
    return None if number is None else Ordinals((number,), match[2] or "")


def _parity(match: re.Match[str]) -> Value | None:
    """单数期, 偶数场; numbers beyond the record do no harm."""
    first = 1 if match[1] in "单奇" else 2
    return Ordinals(tuple(range(first, _MOST, 2)), match[2])


def _from_there_on(match: re.Match[str]) -> Value | None:
    """第三期至今; how long that is, is no count of salons."""
    first = number_in(match[1])
    return Ordinals(tuple(range(first, _MOST)), match[2]) if first else None


def _backward(match: re.Match[str]) -> Value | None:
    number = number_in(match[1])
    return Ordinals((-number,), match[2] or "") if number else None


def _slice(sign: int, *, steps: bool = False) -> Reader:
    def read(match: re.Match[str]) -> Value | None:
        number = number_in(match[1])
        return Slice(sign * number, match[2], steps) if number and number > 1 else None

    return read


def _clock(match: re.Match[str]) -> Value | None:
    hour = number_in(match[1])
    minute = _MINUTES.get(match[2]) or number_in(match[2] or "0")
    if hour is None or minute is None or hour > 24 or minute > 59:
        return None
    return ClockTime(hour, minute)


def _clock_at(match: re.Match[str]) -> Value | None:
    """at 10, at 2:30 pm."""
    hour, minute = int(match[1]), int(match[2] or 0)
    return ClockTime(hour + 12 if match[3] == "pm" and hour < 12 else hour, minute)


def _adjacent(match: re.Match[str]) -> Value | None:
    """五六期 are two, not fifty-six."""
    first, second = number_in(match[1]), number_in(match[2])
    if first is None or second != first + 1:
        return None
    return Ordinals((first, second), match[3])


_READERS: tuple[tuple[str, Reader], ...] = (
    (rf"第?({NUMERAL}){_U}?(?:到|至|-|~)第?({NUMERAL}){_U}", _range),
    (
        rf"第({NUMERAL})({_U})(?:以来|(?:开始|起)?一?直?(?:[到至]现在|[到至]目前|[到至]如今|至今|迄今)(?:为止)?)"
        "(?!.{0,6}(?:多久|多长|几年|几个月|多少(?:年|天|个?月)|多少个?星期))",
        _from_there_on,
    ),
    (
        rf"(?<!最后)第?{NUMERAL}{_U}?(?:(?:、|和|与|跟|&|/)第?{NUMERAL}{_U}?){_MANY}(?<={_U})",
        _listed,
    ),
    (rf"第{NUMERAL}{_I}?(?:(?:、|和|与|跟|&|/)?第{NUMERAL}{_I}?){_MANY}(?<={_I})", _listed_items),
    (rf"第?([一二三四五六七八九])([二三四五六七八九])({_U})", _adjacent),
    (rf"([单奇双偶])数的?({_U})", _parity),
    (rf"倒数第({NUMERAL})({_U}|{_I})?{_THING}", _backward),
    (rf"(?:前面?|头|最早的?|最初的?|开头)({NUMERAL})({_U})", _slice(1)),
    (rf"(?:后|最后的?|最近的?|近|末|最新的?)({NUMERAL})({_U})", _slice(-1)),
    (rf"(?:{_AFTER})[的数]?那?({NUMERAL})({_U})", _slice(1, steps=True)),
    (rf"(?:上面|前边|[之以往]前|再前)[的数]?那?({NUMERAL})({_U})", _slice(-1, steps=True)),
    (rf"第({NUMERAL})({_U}|{_I}){_THING}", _one),
    (rf"最后一?({_I}){_THING}", lambda match: Ordinals((-1,), match[1])),
    # 14期里 and 就三期 count them; 14期都讲了啥 is what one of them had.
    (rf"{_NOT_COUNTED}({_PLAIN})(期)(?!里|中(?!间)|{_OF_ALL}|全|覆盖|跑|加)", _one),
    (
        r"(?:no\.?|#|salon|meetup|session|number) ?#?(\d{1,3})(?!\d)",
        lambda match: Ordinals((int(match[1]),)),
    ),
    (
        rf"(?<!\d)(\d{{1,3}})(?:st|nd|rd|th)(?: {_EVENT})?",
        lambda match: Ordinals((int(match[1]),)),
    ),
    (rf"({'|'.join(_ENGLISH)}) {_EVENT}", lambda match: Ordinals((_ENGLISH.index(match[1]) + 2,))),
    (rf"第({NUMERAL})()(?![{SALON_UNITS}{ITEM_UNITS}章节单天多高大少低\d])", _one),
    (rf"(?<![早晚])上({NUMERAL})({_U})", _slice(-1)),  # not 早上三场
    (r"at (1?\d|2[0-4])(?::([0-5]\d))?(?: ?(am|pm))?(?![\d:])", _clock_at),
    (rf"({NUMERAL})(?:点钟?|:)({_PAST})?分?(?!赞)", _clock),
)
_PHRASES = Phrases([pattern for pattern, _ in _READERS])


def find_numbers(text: str) -> Iterator[tuple[int, int, Value]]:
    """(start, end, value) of everything that may count something; they may overlap."""
    for number, match in _PHRASES.find(text):
        value = _READERS[number][1](match)
        if value is not None:
            yield match.start(), match.end(), value

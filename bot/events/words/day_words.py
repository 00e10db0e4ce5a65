"""The day in what people write of a time: 后天, 下周三, 12月5日, 月底, 每月第一个周六.

Each reader takes the plain text and a position and gives the days that the words may mean,
nearest first, so that whoever knows the hour can pass over one that has gone by.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.clock import WEEKDAYS
from bot.errors import UserError
from bot.events.words.wording import number_in, weekday_in
from bot.expressions import Expression

_N = r"(\d{1,4}|[一二两三四五六七八九十百]{1,5})"
_WEEK = r"(?:周|星期|礼拜)"
_WEEKDAY = f"{WEEKDAYS}天"
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FARTHEST_DAYS = 3660


@dataclass(frozen=True, slots=True)
class DayWords:
    """``days`` are what the words may mean, the first one meant unless it is over;
    ``start``–``end`` is where they stand in the text."""

    start: int
    end: int
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Repetition:
    """每周四, 每天 …: an RRULE without its start, and the words for it."""

    start: int
    end: int
    rrule: str
    text: str


def impossible(what: str) -> UserError:
    """The error for a time that no calendar has."""
    return UserError(f"{what}，请检查一下再写，比如：12月5日 14:00、明晚8点、下周三晚上7点。")


def read_day(text: str, at: int, today: date) -> DayWords | None:
    """The day that stands at ``at``; None when none does. Raises UserError for a date
    that does not exist, and for a weekday that contradicts its date."""
    for pattern, days_of in _READERS:
        if match := pattern.match(text, at):
            days = days_of(match, today)
            if days:
                return DayWords(at, _after_weekday(text, match.end(), days), days)
    return None


def read_repetition(text: str, at: int) -> Repetition | None:
    """The repetition that stands at ``at``; None when none does."""
    for pattern, rule_of in _REPETITIONS:
        if match := pattern.match(text, at):
            rrule, words = rule_of(match)
            return Repetition(at, match.end(), rrule, words)
    return None


def _date(year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise impossible(f"没有 {month} 月")
    if not 1 <= day <= 31 or day > calendar.monthrange(2024, month)[1]:
        raise impossible(f"{month} 月没有 {day} 日")
    if day > calendar.monthrange(year, month)[1]:
        raise impossible(f"{year} 年 {month} 月没有 {day} 日")
    return date(year, month, day)


def _number(text: str) -> int:
    number = number_in(text)
    if number is None:
        raise impossible(f"看不懂「{text}」这个数")
    return number


def _full_date(match: re.Match[str], _: date) -> tuple[date, ...]:
    return (_date(*map(_number, match.groups())),)


def _month_day(match: re.Match[str], today: date) -> tuple[date, ...]:
    """A date without a year: this year's, else the next year's that has it."""
    month, day = _number(match["month"]), _number(match["day"])
    if match.groupdict().get("year"):
        ahead = {"今": 0, "明": 1, "后": 2}[match["year"][0]]
        return (_date(today.year + ahead, month, day),)
    _date(2024, month, day)
    years = range(today.year, today.year + 9)
    return tuple(date(y, month, day) for y in years if day <= calendar.monthrange(y, month)[1])


def _day_of_month(match: re.Match[str], today: date) -> tuple[date, ...]:
    """5号: of this month, else of the next that has it; 下个月5号: of that month."""
    day = _number(match["day"])
    if not 1 <= day <= 31:
        raise impossible(f"没有 {day} 号")
    month = match["month"] or ""
    if month:
        year, number = month_ahead(today, month.count("下"))
        return (_date(year, number, day),)
    months = (month_ahead(today, ahead) for ahead in range(14))
    return tuple(date(y, m, day) for y, m in months if day <= calendar.monthrange(y, m)[1])


def _end_of_month(match: re.Match[str], today: date) -> tuple[date, ...]:
    if match["number"]:
        month = _number(match["number"])
        if not 1 <= month <= 12:
            raise impossible(f"没有 {month} 月")
        year = today.year + (month < today.month)
    else:
        year, month = month_ahead(today, (match["month"] or "").count("下"))
    return (date(year, month, calendar.monthrange(year, month)[1]),)


def month_ahead(today: date, ahead: int) -> tuple[int, int]:
    index = today.year * 12 + today.month - 1 + ahead
    return index // 12, index % 12 + 1


def _relative(match: re.Match[str], today: date) -> tuple[date, ...]:
    ahead = {"前": -2, "昨": -1, "今": 0, "当": 0, "明": 1, "后": 2, "大": 3}[match[0][0]]
    return (today + timedelta(days=ahead),)


def _weekday(match: re.Match[str], today: date) -> tuple[date, ...]:
    """周六: the coming one, today too. 这周五, 下周三: counted by weeks from Monday; this
    week's may be over, and then next week's is meant."""
    number = _weekday_number(match["day"])
    monday = today - timedelta(days=today.weekday())
    which = match["which"] or ""
    if not which:
        first = today + timedelta(days=(number - today.weekday()) % 7)
        return (first, first + timedelta(weeks=1))
    first = monday + timedelta(days=number)
    if which[0] == "上":
        return (first - timedelta(weeks=1),)
    first += timedelta(weeks=which.count("下"))
    return (first, first + timedelta(weeks=1))


def _weekday_number(text: str) -> int:
    if text == "末":
        return 5
    if text.isdecimal():
        return int(text) - 1
    return weekday_in(text)


def _days_later(match: re.Match[str], today: date) -> tuple[date, ...]:
    count, unit = _number(match[1]), match[2]
    if unit.endswith("月"):
        if count > FARTHEST_DAYS // 30:
            raise impossible(f"{match[0]}太远了")
        year, month = month_ahead(today, count)
        return (date(year, month, min(today.day, calendar.monthrange(year, month)[1])),)
    days = count * (1 if unit in "天日" else 7)
    if days > FARTHEST_DAYS:
        raise impossible(f"{match[0]}太远了")
    return (today + timedelta(days=days),)


_DAY = r"(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})"
_MONTH = r"(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])"
_WHICH_MONTH = r"(?:(?P<month>(?:下下个?|下个?|这个?|本)月)的?\s*)?"
_NO_DIGIT = r"(?!\d)"
# Of a weekday: 周五9点 goes on with an hour, 周五12月4日 says the date itself, 周310 is neither.
_NO_MORE = r"(?:(?<!\d)(?!\d{1,4}\s*(?:[年月日号]|[-/.]\d))|(?!\d))"
_READERS: tuple[tuple[Expression, Callable[[re.Match[str], date], tuple[date, ...]]], ...] = (
    (Expression(r"(20\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?" + _NO_DIGIT), _full_date),
    (Expression(r"(20\d{2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})" + _NO_DIGIT), _full_date),
    (Expression(r"(20\d{2})(\d{2})(\d{2})" + _NO_DIGIT), _full_date),
    (Expression(r"(?:(?P<month>(?:下下个?|下个?|这个?|本)月)的?|"
                r"(?P<number>\d{1,2}|十[一二]?|[一二三四五六七八九])月)?(?:(?<=月)|月)[底末]"),
     _end_of_month),
    (Expression(rf"(?:(?P<year>[今明后]年)的?\s*)?{_MONTH}\s*月\s*{_DAY}\s*(?:[日号]|(?!\d|个|点))"),
     _month_day),
    (Expression(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})(?![\d/])"), _month_day),
    # 12.5 is a date only where an hour, a part of the day or a weekday follows.
    (Expression(r"(?P<month>\d{1,2})\.(?P<day>\d{1,2})(?=\s*(?:\d{1,2}[点:]|[早上中下晚凌傍周星(]))"),
     _month_day),
    (Expression(rf"{_WHICH_MONTH}{_DAY}\s*[日号](?![线楼机库位文])"), _day_of_month),
    (Expression(r"大后[天日]|[今明后昨前][天日儿]|当天|[今明后昨](?=早|晚|夜)"), _relative),
    (Expression(rf"(?P<which>下下个?|下个?|这个?|本|上个?)?{_WEEK}(?P<day>[{_WEEKDAY}末]|[1-7]){_NO_MORE}"),
     _weekday),
    (Expression(rf"{_N}\s*(天|日|个?(?:周|星期|礼拜)|个月)(?:之|以)?后"), _days_later),
)  # fmt: skip
_STATED = Expression(rf"\s*(?:[,，]\s*)?(?:\(\s*)?{_WEEK}(?P<day>[{_WEEKDAY}])(?:\s*\))?")


def _after_weekday(text: str, end: int, days: tuple[date, ...]) -> int:
    """Where the day's words end, with a weekday that is said of it: 12月5日（周六）."""
    match = _STATED.match(text, end)
    if match is None:
        return end
    stated, day = _weekday_number(match["day"]), days[0]
    if stated != day.weekday():
        raise UserError(
            f"{day.year} 年 {day.month} 月 {day.day} 日是周{_WEEKDAY[day.weekday()]}，"
            f"不是周{_WEEKDAY[stated]}，请核对一下是哪一天，只写日期就行。"
        )
    return match.end()


_Rule = tuple[str, str]


_DAILY = "FREQ=DAILY", "每天"
_ON_WORKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "每个工作日"


def _weekly(match: re.Match[str]) -> _Rule:
    numbers = sorted(
        {_weekday_number(c) for c in re.sub(r"[^一二三四五六日天末1-7]", "", match[2])}
    )
    if match[2] == "末":
        numbers = [5, 6]
    other = match[1].startswith(("隔", "每隔")) or match[1][1:2] in "两二2"
    interval = "INTERVAL=2;" if other else ""
    words = "、".join(_WEEKDAY[number] for number in numbers)
    days = ",".join(_CODES[number] for number in numbers)
    return f"FREQ=WEEKLY;{interval}BYDAY={days}", f"{'每两周的周' if other else '每周'}{words}"


def _nth_weekday(match: re.Match[str]) -> _Rule:
    day = _weekday_number(match["day"])
    if match["last"]:
        return f"FREQ=MONTHLY;BYDAY=-1{_CODES[day]}", f"每月最后一个周{_WEEKDAY[day]}"
    count = _number(match["count"])
    if not 1 <= count <= 5:
        raise impossible(f"一个月没有第 {count} 个周{_WEEKDAY[day]}")
    return (
        f"FREQ=MONTHLY;BYDAY={count}{_CODES[day]}",
        f"每月第{'一二三四五'[count - 1]}个周{_WEEKDAY[day]}",
    )


def _monthly(match: re.Match[str]) -> _Rule:
    if match["last"]:
        return "FREQ=MONTHLY;BYMONTHDAY=-1", "每月最后一天"
    day = _number(match["day"])
    if not 1 <= day <= 31:
        raise impossible(f"没有 {day} 号")
    return f"FREQ=MONTHLY;BYMONTHDAY={day}", f"每月 {day} 日"


_EACH_WEEK = rf"(每隔一个?{_WEEK}|隔{_WEEK}|每[两二2]个?{_WEEK}|每个?{_WEEK})"
_THIS = f"[{_WEEKDAY}1-7]"
_MORE = rf"(?:[、,和及\s]*(?:{_WEEK})?{_THIS}(?![点月号:])(?:(?<!\d)|(?!\d)))*"
_EACH_MONTH = r"每个?月的?\s*"
_REPETITIONS: tuple[tuple[Expression, Callable[[re.Match[str]], _Rule]], ...] = (
    (Expression(r"每[天日晚早](?<=[天日])|每(?=[晚早])"), lambda _: _DAILY),
    (Expression(r"每个?工作日|工作日每天"), lambda _: _ON_WORKDAYS),
    (Expression(rf"{_EACH_WEEK}(?:的?{_WEEK}|的|\s)?({_THIS}{_MORE}|末){_NO_MORE}"), _weekly),
    (Expression(rf"{_EACH_MONTH}(?:第(?P<count>[一二三四五六1-9])|(?P<last>最后一))个?{_WEEK}"
                rf"(?P<day>{_THIS})"), _nth_weekday),
    (Expression(rf"{_EACH_MONTH}(?:(?P<last>最后一[天日]|月?[底末])|{_DAY}\s*[日号])"), _monthly),
)  # fmt: skip

"""The dates a message names: 2018年11月24号, 5月25, 18年底, 去年, 上个月, 10月中旬.

A date is understood as far as it is given; what is left open fits any value. Words that
count from today are marked, because a record of the past is often asked in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.events.words.day_words import month_ahead
from bot.events.words.wording import number_in, weekday_in
from bot.expressions import Expression
from bot.phrases import Phrases


@dataclass(frozen=True, slots=True)
class When:
    """A stretch of time; ``None`` fits any. ``relative``: counted from today, so the year
    or month may be meant loosely. ``since``/``until`` are inclusive. ``near``: around this
    month and day of any year, ``span`` days before and after it."""

    year: int | None = None
    months: tuple[int, ...] = ()
    days: tuple[int, int] | None = None
    weekdays: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None
    near: tuple[int, int] | None = None
    span: tuple[int, int] = (-14, 14)
    relative: bool = False

    def fits(self, day: date) -> bool:
        return (
            self.year in (None, day.year)
            and (not self.months or day.month in self.months)
            and (self.days is None or self.days[0] <= day.day <= self.days[1])
            and (not self.weekdays or day.weekday() in self.weekdays)
            and (self.since is None or day >= self.since)
            and (self.until is None or day <= self.until)
            and (self.near is None or _is_around(self.near, self.span, day))
        )

    def loosened(self) -> When | None:
        """Without what was counted from today; None when nothing is left."""
        if not self.relative:
            return None
        near = self.near if self.year else None  # 去年国庆
        rest = replace(self, year=None, since=None, until=None, near=near, relative=False)
        return rest if replace(rest, span=When().span) != When() else None

    @property
    def label(self) -> str:
        """What is said of it when nothing fits."""
        year = f"{self.year} 年" if self.year else ""
        months = f"{self.months[0]} 月" if len(self.months) == 1 else ""
        if len(self.months) > 1:
            months = f"{self.months[0]}–{self.months[-1]} 月"
        days = ""
        if self.days:
            first, last = self.days
            days = f"{first} 日" if first == last else f"{first}–{last} 日"
        if self.since and self.until:
            days = f"{self.since.month} 月 {self.since.day} 日"
            if self.since != self.until:
                later = f"{self.until.year} 年 " if self.until.year != self.since.year else ""
                days += f"–{later}{self.until.month} 月 {self.until.day} 日"
            year = f"{self.since.year} 年"
        return " ".join(part for part in (year, months, days) if part) or "这段时间"


# Those of the lunar calendar about where they fall.
_FEASTS = {
    "元旦": (1, 1), "春节": (2, 5), "过年": (2, 5), "元宵": (2, 19), "清明": (4, 5),
    "五一": (5, 1), "劳动节": (5, 1), "端午": (6, 14), "儿童节": (6, 1), "六一": (6, 1),
    "中秋": (9, 20), "国庆": (10, 1), "十一长假": (10, 1), "双十一": (11, 11), "双11": (11, 11),
    "双十二": (12, 12), "圣诞": (12, 25),
}  # fmt: skip
_HAN_YEAR = (
    r"[二两]千零?一?十[一二三四五六七八九]?|[二两一][〇零一二]?[〇零一二三四五六七八九]{2}|"
    r"[一二][〇零一二三四五六七八九]"
)
_HAN_DAY = r"三十一?|二?十[一二三四五六七八九]?"
_DAY_NUMBER = r"3[01]|[12]\d|0?[1-9]"
_YEAR = rf"(?P<year>(?:20)?\d{{2}}|{_HAN_YEAR})年"
_PART = (
    r"(?P<part>[上中下]旬|上半年|下半年|月初|月底|月末|年?初|年?底|年?末|年?中|"
    r"[春夏秋冬][天季]|[寒暑]假(?:期间)?|暑期|第?[一二三四1-4]季度|q[1-4])"
)
_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九元])月份?"
_DAY = rf"(?P<day>{_DAY_NUMBER}|{_HAN_DAY}|[一二三四五六七八九])(?:号|日)?"
_ENGLISH = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_ENGLISH_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _ENGLISH) + "|sept"
_ENGLISH_SPANS = {
    "this month": "这个月", "next month": "下个月", "last month": "上个月", "this week": "这周",
    "next week": "下周", "last week": "上周", "today": "今天", "tonight": "今晚",
    "tomorrow": "明天",
}  # fmt: skip
_ENGLISH_YEARS = {"this year": 0, "next year": 1, "last year": -1}
_SOON = r"(?P<soon>去年|前年|今年|明年|大前年|上一?年)"
_OF_YEAR = rf"(?:(?:{_YEAR}|{_SOON})的?)?"
_MM, _DD = r"(?P<month>0[1-9]|1[0-2])", r"(?P<day>0[1-9]|[12]\d|3[01])"
_M, _D = r"(?P<month>1[0-2]|0?[1-9])", rf"(?P<day>{_DAY_NUMBER})"
# They may overlap: the reading takes what explains most of the message.
_PATTERNS = Phrases((
    rf"(?P<year>20\d{{2}}){_MM}{_DD}(?!\d)",  # 20181124
    rf"(?<!\d)(?P<year>1\d|2\d){_MM}{_DD}(?!\d)",  # 181124
    rf"(?<!\d){_MM}{_DD}(?=那|前后|办|号|的[场期])",  # 1124那场
    rf"(?P<year>20\d{{2}}|\d{{2}})[-/.]{_M}[-/.]{_D}(?!\d)",  # 2018-11-24, 18.11.24
    rf"(?P<year>20\d{{2}})[-/.]{_M}(?![\d.])",  # 2018.11
    rf"{_OF_YEAR}{_MONTH}{_DAY}[、和跟到至~-](?P<last>{_DAY_NUMBER}|{_HAN_DAY})"
    r"(?:号|日|(?=两天|这|那|$))",  # 11月24和25号
    rf"{_OF_YEAR}{_MONTH}{_DAY}",  # 去年11月24
    rf"{_OF_YEAR}{_MONTH}(?:的?{_PART})?",  # 10月中旬
    rf"(?:{_YEAR}|{_SOON})(?:的?{_PART})?",  # 18年底, 去年夏天
    rf"(?P<year>20[12]\d)(?:的?{_PART})?(?![\d年-])",  # 2018下半年
    rf"(?P<english>{_ENGLISH_MONTH})(?![a-z])(?: {_D}(?:st|nd|rd|th)?)?"
    r"(?: (?P<year>20\d{2}))?(?![a-z\d])",  # nov 24th 2018
    r"(?P<english_span>(?:this|next|last) (?:year|month|week)|today|tonight|tomorrow)(?![a-z])",
    r"(?P<part>年初|年底|年末|年中|上半年|下半年|[春夏秋冬][天季]|[寒暑]假(?:期间)?|暑期|第[一二三四1-4]季度)",
    rf"(?<![\d点分第.])(?P<day>{_DAY_NUMBER}|{_HAN_DAY})[号日](?![人线楼机库位称码服])",  # 24号
    rf"(?<![\d.]){_M}[./]{_D}(?=那|这|的|号|日|[\u3400-\u9fff]{{2,3}}[场期站])",  # 11/24那场
    r"(?P<span>(?:[上下]个?|这个|[本当])月[初底末]?|月[初底末]|[上下这本]个?(?:周|星期|礼拜)|"
    r"昨天|前天|今天|今晚|明天|明晚|大后天|后天)(?P<weekday>末|[一二三四五六日天])?(?:晚上?)?",
    r"(?:周|星期|礼拜)(?P<on>[一二三四五六日天])(?![^ ]?(?:末|几(?!点)))",  # 周六办的
    r"(?:最近|近|过去|前(?!一天))(?:这|的)?(?P<back>半|\d{1,2}|[一二两三四五六七八九十]{1,2})"
    r"(?P<backward>年|个?月|[个周]?星期|周|天)(?!前)",  # 最近半年
    r"(?:后面|接下来|未来|[之今往]后|以后)(?:这|的)*(?P<ahead>半|\d{1,2}|[一二两三四五六七八九十]{1,2})"
    r"(?P<forward>年|个?月|[个周]?星期|周|天)(?!前)",  # 未来三个月
    rf"(?:(?:{_YEAR}|{_SOON}|(?P<bare>20[12]\d))的?)?(?P<done>过完|过了)?"
    rf"(?P<feast>{'|'.join(_FEASTS)})节?(?:小?长假|假期|放假|黄金周)?"
    r"(?P<side>期间|前后|前夕|当天|之前|以前|前|之后|以后|过后|完了?|后)?",  # 去年国庆前
))  # fmt: skip
_NEAR = 14  # days
_SEASON = 60
_SIDE = Expression(r"(?:以后|之后|以来|过后|起)|(?:以前|之前)")
_SEASONS = {"春": (3, 4, 5), "夏": (6, 7, 8), "秋": (9, 10, 11), "冬": (12, 1, 2),
            "寒": (1, 2), "暑": (7, 8)}  # fmt: skip
_YEARS_BACK = {"大前年": 3, "前年": 2, "去年": 1, "上年": 1, "上一年": 1, "今年": 0, "明年": -1}
_DAYS_AHEAD = {
    "前天": -2, "昨天": -1, "今天": 0, "今晚": 0, "明天": 1, "明晚": 1, "后天": 2, "大后天": 3,
}  # fmt: skip


def find_dates(text: str, today: date) -> Iterator[tuple[int, int, When]]:
    """(start, end, when) of everything that may be a date; they may overlap."""
    for _, match in _PATTERNS.find(text):
        when = _read(match, today)
        if when is None:
            continue
        end = match.end()
        if side := _SIDE.match(text, end):
            when, end = _one_side(when, side[0]), side.end()
        yield match.start(), end, when


def _read(match: re.Match[str], today: date) -> When | None:
    given = match.groupdict()
    if given.get("span"):
        return _around(given["span"], given.get("weekday"), today)
    if english := given.get("english_span"):
        if english in _ENGLISH_YEARS:
            return When(today.year + _ENGLISH_YEARS[english], relative=True)
        return _around(_ENGLISH_SPANS[english], None, today)
    if given.get("on"):
        return When(weekdays=(weekday_in(given["on"]),))
    if given.get("back"):
        return _until_today(given["back"] or "", given["backward"] or "", today)
    if given.get("ahead"):
        return _from_today(given["ahead"] or "", given["forward"] or "", today)
    if given.get("feast"):
        return _by_feast(given, today)
    year, relative = None, False
    if given.get("year"):
        number = number_in(given["year"])
        if number is None or not (10 <= number < 60 or 2000 <= number < 2100):
            return None
        year = number if number > 100 else 2000 + number
    elif given.get("soon"):
        year, relative = today.year - _YEARS_BACK[given["soon"]], True
    month = number_in(given.get("month") or "") or (1 if given.get("month") == "元" else None)
    if english := given.get("english"):
        month = next(n for n, name in enumerate(_ENGLISH, 1) if name[:3] == english[:3])
    day = number_in(given.get("day") or "")
    last = number_in(given.get("last") or "") or day
    days = (day, last) if day and last else None
    when = When(year, (month,) if month else (), days, relative=relative)
    return _narrowed(when, given.get("part") or "")


_DAYS = {"年": 365, "月": 30, "期": 7, "周": 7, "天": 1}


def _until_today(count: str, unit: str, today: date) -> When | None:
    """最近半年, 过去三个月."""
    back = _as_days(count, unit)
    return When(since=today - back, until=today, relative=True) if back else None


def _from_today(count: str, unit: str, today: date) -> When | None:
    """接下来半年, 未来三个月."""
    ahead = _as_days(count, unit)
    return When(since=today, until=today + ahead, relative=True) if ahead else None


def _as_days(count: str, unit: str) -> timedelta:
    days = _DAYS[unit[-1]]
    return timedelta(days=days // 2 if count == "半" else days * (number_in(count) or 0))


def _by_feast(given: Mapping[str, str | None], today: date) -> When:
    """Around a feast, or on one side of it: 春节以后, 过完国庆, 2018年中秋前."""
    month, day = _FEASTS[given["feast"] or ""]
    side = given.get("side") or ""
    after = bool(given.get("done")) or (side[-1:] in ("后", "完", "了") and side != "前后")
    before = not after and side in ("之前", "以前", "前")
    year = number_in(given.get("year") or given.get("bare") or "")
    if soon := given.get("soon"):
        year = today.year - _YEARS_BACK[soon]
    if year is None or given.get("soon") or not (after or before):
        span = (0, _SEASON) if after else (-_SEASON, -1) if before else (-_NEAR, _NEAR)
        return When(year and _full(year), near=(month, day), span=span, relative=True)
    feast = date(_full(year), month, day)
    if after:
        return When(since=feast, until=date(feast.year, 12, 31))
    return When(since=date(feast.year, 1, 1), until=feast - timedelta(days=1))


def _full(year: int) -> int:
    return year if year > 100 else 2000 + year


def _narrowed(when: When, part: str) -> When:
    """Apply 年底, 中旬, 上半年, 夏天, 二季度 …"""
    if not part:
        return when
    if when.months:
        if part[0] in "上中下":
            first = {"上": 1, "中": 11, "下": 21}[part[0]]
            return replace(when, days=(first, first + 9 if first < 21 else 31))
        late = part[-1] in "底末"
        return replace(when, days=(21, 31) if late else (1, 10) if part[-1] == "初" else (11, 20))
    if part[0] in _SEASONS:
        return replace(when, months=_SEASONS[part[0]])
    if part.endswith("季度") or part[0] == "q":
        quarter = number_in(part.strip("第季度q")) or 1
        return replace(when, months=(3 * quarter - 2, 3 * quarter - 1, 3 * quarter))
    if part.endswith("半年"):
        return replace(when, months=tuple(range(1, 7) if part[0] == "上" else range(7, 13)))
    if part[-1] in "底末":
        return replace(when, months=(11, 12))
    if part[-1] == "初":
        return replace(when, months=(1, 2, 3))
    return replace(when, months=(5, 6, 7, 8))


def _around(span: str, weekday: str | None, today: date) -> When:
    """Stretches counted from today: months, weeks, days."""
    if span in _DAYS_AHEAD:
        day = today + timedelta(days=_DAYS_AHEAD[span])
        return When(since=day, until=day, relative=True)
    step = {"上": -1, "下": 1}.get(span[0], 0)
    if "月" in span:
        first, after = (date(*month_ahead(today, ahead), 1) for ahead in (step, step + 1))
        last = first.replace(day=10) if span[-1] == "初" else after - timedelta(days=1)
        first = first.replace(day=21) if span[-1] in "底末" else first
        return When(since=first, until=last, relative=True)
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
    if weekday and weekday != "末":
        monday += timedelta(days=weekday_in(weekday))
        return When(since=monday, until=monday, relative=True)
    if weekday:
        monday += timedelta(days=5)
        return When(since=monday, until=monday + timedelta(days=1), relative=True)
    return When(since=monday, until=monday + timedelta(days=6), relative=True)


def _is_around(feast: tuple[int, int], span: tuple[int, int], day: date) -> bool:
    years = (day.year - 1, day.year, day.year + 1)
    return any(span[0] <= (day - date(year, *feast)).days <= span[1] for year in years)


def _one_side(when: When, word: str) -> When:
    """2019年以后, 3月之前: an open stretch; needs a year, else it stays what it was."""
    if when.year is None:
        return when
    first = date(when.year, min(when.months, default=1), 1)
    last_month = max(when.months, default=12)
    after = date(when.year + last_month // 12, last_month % 12 + 1, 1)
    if word.endswith("前"):
        return When(until=first - timedelta(days=1), relative=when.relative)
    inclusive = word in ("以来", "起", "以后")
    return When(since=first if inclusive else after, relative=when.relative)

"""What an organizer says of a salon, field by field: 「时间：下周六下午2点」 and the rest.

Each value is checked by itself and becomes keys of the front matter; what cannot be used
is an error that shows how to write it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot import pinyin
from bot.errors import UserError
from bot.events.editing.reminder_words import REMINDER_EXAMPLE, read_reminder_words
from bot.events.editing.times import ParsedTime, require_time
from bot.events.record.agenda_lines import read_agenda, talk_meta
from bot.events.record.agenda_rows import rows_below
from bot.events.record.fields import is_url
from bot.events.words.declining import declines
from bot.events.words.wording import number_in
from bot.expressions import Expression
from bot.markdown import escape_text, is_plain

Changes = Mapping[str, Any]
_NAMES = {
    "标题": ("标题", "题目", "名称", "活动名称", "主题"),
    "时间": ("时间", "日期"),
    "城市": ("城市",),
    "场地": ("场地", "地点", "会场", "地方"),
    "地址": ("地址", "详细地址"),
    "议程": ("议程",),
    "赞助": ("赞助", "赞助方", "赞助商"),
    "直播": ("直播", "直播链接", "直播地址"),
    "名额": ("名额", "人数上限", "容量"),
    "期号": ("期号", "期数"),
    "报名截止": ("报名截止", "截止时间"),
    "提醒": ("提醒", "提醒规则"),
}
FIELDS = tuple(_NAMES)
# A salon may be without it; 提醒 has words of its own for that.
_OPTIONAL = {
    "城市": "city",
    "场地": "venue",
    "地址": "address",
    "议程": "talks",
    "赞助": "sponsor",
    "直播": "live_url",
    "名额": "capacity",
    "期号": "number",
    "报名截止": "signup_until",
}
KEY_OF = {"标题": "title", **_OPTIONAL}
FIELD_OF = {name: field for field, names in _NAMES.items() for name in names}
# Also 「📍活动地点：」, 「【时间】」, 「时　间：」 and 「地点 | 」.
_LABEL = Expression(
    r"(?:^|(?<=[^\w(（「“\"《]))(?:活动|沙龙|举办)?"
    rf"({'|'.join(map(' ?'.join, sorted(FIELD_OF, key=len, reverse=True)))})"
    r"(?:安排)?(?:[*】\s]*[:：|｜]|(?<=【..)】|(?<=【....)】)[\s*]*"
)
_FIRST_LABEL = Expression(r"[^:：]*?([^\s:：,，;；。]{1,12})\s*[:：]")
_TITLE_NUMBER = Expression(r"第\s*(\d{1,4}|[一二三四五六七八九十百]{1,5})\s*期")
_AROUND = " ,，;；。\n"
# Bullets and pictures before a line, and what is left of the label behind it.
_ORNAMENT = Expression(
    r"^(?:[^\S\n]|[•·*#>\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]|-(?!\d))+|\n\W*\Z|[【*]+\Z",
    re.MULTILINE,
)
_MOST_CHARACTERS = 200


def split_fields(text: str) -> dict[str, str]:
    """「标题：… 时间：…」 as field → words; what stands before the first label is the title, and
    rows with hours are the agenda wherever they stand.

    Raises UserError for a field that is given twice."""
    found: dict[str, str] = {}
    first, *pieces = _LABEL.split(text)
    named = ["标题", *(FIELD_OF["".join(name.split())] for name in pieces[::2])]
    rows = ""
    for field, words in zip(named, [first, *pieces[1::2]], strict=True):
        if field in found:
            raise UserError(f"「{field}」写了两次，请只留一个。")
        if field != "议程":
            words, below = rows_below(words)
            rows = rows or below
        words = _ORNAMENT.sub("", words).strip(_AROUND)
        if words or field != "标题":
            found[field] = words
    if rows and not found.get("议程"):
        found["议程"] = rows
    return found


def split_changes(text: str, example: str) -> dict[str, str]:
    """The same for a salon that there is already: each word before a colon that begins the
    text is a field's. Raises UserError also where nothing is to be changed."""
    said, able = split_fields(text), f"能改的有：{'、'.join(FIELDS)}"
    if not said or not re.search(r"[:：]", text):
        raise UserError(f"请写明改什么，比如：{example}。{able}。")
    first = _FIRST_LABEL.match(text)
    if first and first[1] not in FIELD_OF:
        raise UserError(
            f"没有「{escape_text(first[1])}」这一项，{able}。标题里有冒号的，前面写上「标题：」。"
        )
    return said


def read_field(field: str, words: str, now: datetime, zone: ZoneInfo) -> Changes:
    """The keys that a field's words mean; None for one that is to have nothing in it: 没有
    赞助 is no sponsor of that name. Raises UserError with an example."""
    words = words.strip()
    if not words:
        raise UserError(f"「{field}」后面没有内容，比如：{EXAMPLES[field]}")
    if field in _OPTIONAL and declines(words):
        return {_OPTIONAL[field]: None}
    return _READERS[field](words, now, zone)


def read_when(words: str, now: datetime, zone: ZoneInfo) -> ParsedTime:
    """A day, and perhaps hours, of a salon that is still to come."""
    parsed = require_time(words, now, zone)
    if parsed.rrule:
        raise UserError(
            "一场活动只有一个日子；每周、每月重复的请建系列，比如：新建系列 每周四晚上8点 直播答疑"
        )
    if parsed.past:
        raise UserError(
            f"{parsed.understood} 已经过去了，请写一个将来的时间，比如：{EXAMPLES['时间']}"
        )
    if parsed.note and parsed.day.year > now.astimezone(zone).year:
        gone = parsed.note.split("，")[0]
        raise UserError(f"{gone}。说的是 {parsed.day.year} 年，请写上年份；不是，请写将来的日子。")
    if parsed.until and parsed.clock and parsed.until <= parsed.clock:
        raise UserError(f"{parsed.understood} 跨了零点；活动要在同一天里结束，比如：14:00-17:30")
    return parsed


def when_changes(parsed: ParsedTime) -> dict[str, Any]:
    """The keys of a time; hours that were not said are not in it."""
    changes: dict[str, Any] = {"date": parsed.day}
    if parsed.clock:
        changes["start"] = f"{parsed.clock:%H:%M}"
    if parsed.until:
        changes["end"] = f"{parsed.until:%H:%M}"
    return changes


def salon_id(day: date, city: str, number: int | None, taken: Callable[[str], bool]) -> str:
    """A lasting id: 「salon-15-xian」, 「salon-20261205-xian」; never one that is taken."""
    place = pinyin.place_spelling(city)
    if city.isascii() and re.fullmatch(r"[A-Za-z]+", city):
        place = city.lower()
    parts = ["salon", str(number) if number is not None else f"{day:%Y%m%d}", place]
    base = "-".join(part for part in parts if part)
    names = [base, *(f"{base}-{count}" for count in range(2, 100))]
    return next(name for name in names if not taken(name))


def _one_line(field: str, words: str) -> str:
    text = " ".join(words.split())
    if len(text) > _MOST_CHARACTERS:
        raise UserError(f"「{field}」太长了（{len(text)} 字，最多 {_MOST_CHARACTERS} 字）。")
    if not is_plain(text):
        raise UserError(
            f"「{field}」里不能有链接、@所有人 和排版符号，比如：{EXAMPLES[field]}。"
            "直播的链接写在「直播」里，要 @所有人 请发公告。"
        )
    return text


def _title(words: str, now: datetime, zone: ZoneInfo) -> Changes:
    changes: dict[str, Any] = {"title": _one_line("标题", words)}
    if match := _TITLE_NUMBER.search(words):
        changes["number"] = number_in(match[1])
    return changes


def _when(words: str, now: datetime, zone: ZoneInfo) -> Changes:
    parsed = read_when(words, now, zone)
    if not parsed.has_day:
        raise UserError(f"请写明是哪一天，比如：{EXAMPLES['时间']}")
    return when_changes(parsed)


def _city(words: str, now: datetime, zone: ZoneInfo) -> Changes:
    city = _one_line("城市", words).removesuffix("市")
    if len(city) > 20:
        raise UserError("「城市」只写城市名，比如：西安；详细地址请写在「地址」里。")
    return {"city": city}


def _live_url(words: str, now: datetime, zone: ZoneInfo) -> Changes:
    if not is_url(words):
        raise UserError(f"直播链接要写完整的网址，比如：{EXAMPLES['直播']}")
    return {"live_url": words}


def _whole_number(words: str, field: str, most: int) -> int:
    match = re.fullmatch(r"(?:第\s*)?(\d{1,6}|[一二三四五六七八九十百]{1,5})\s*[人位个期]?", words)
    number = number_in(match[1]) if match else None
    if not number or number > most:
        raise UserError(f"「{field}」要写 1 到 {most} 的数字，比如：{EXAMPLES[field]}")
    return number


def _signup_until(words: str, now: datetime, zone: ZoneInfo) -> Changes:
    parsed = read_when(words, now, zone)
    clock = f"{parsed.clock:%H:%M}" if parsed.clock else "23:59"
    return {"signup_until": f"{parsed.day} {clock}"}


EXAMPLES = {
    "标题": "PG天天象上 第 15 期 西安",
    "时间": "12月5日 14:00-17:30",
    "城市": "西安",
    "场地": "大象咖啡",
    "地址": "高新路 1 号 2 楼",
    "议程": "13:30-14:15 逻辑复制实践 张三（某某公司）",
    "赞助": "某某公司",
    "直播": "https://example.com/live/15",
    "名额": "50",
    "期号": "15",
    "报名截止": "12月4日 18:00",
    "提醒": REMINDER_EXAMPLE,
}
_READERS: dict[str, Callable[[str, datetime, ZoneInfo], Changes]] = {
    "标题": _title,
    "时间": _when,
    "城市": _city,
    "场地": lambda words, *_: {"venue": _one_line("场地", words)},
    "地址": lambda words, *_: {"address": _one_line("地址", words)},
    "议程": lambda words, *_: {"talks": [talk_meta(talk) for talk in read_agenda(words)]},
    "赞助": lambda words, *_: {"sponsor": _one_line("赞助", words)},
    "直播": _live_url,
    "名额": lambda words, *_: {"capacity": _whole_number(words, "名额", 100_000)},
    "期号": lambda words, *_: {"number": _whole_number(words, "期号", 9_999)},
    "报名截止": _signup_until,
    "提醒": lambda words, *_: {"reminders": read_reminder_words(words)},
}

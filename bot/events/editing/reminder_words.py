"""Reminder rules as organizers say them in chat: 前三天上午10点；前两小时；结束后半小时.

One item a rule, between them a semicolon or a new line; behind it may stand the groups and
the words: 「前一天晚上8点 发到 学习群：请带身份证」. A rule is written as it stands in a
page, with a name that says its moment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from bot.errors import UserError
from bot.events.record.page_reminders import no_rule
from bot.events.words.clock_words import on_wall, read_clock
from bot.events.words.wording import number_in
from bot.expressions import Expression
from bot.markdown import is_plain
from bot.script import normalise
from bot.settings import REMINDER_FACTS, ReminderRule

REMINDER_EXAMPLE = "前三天上午10点；前两小时；开始时"
_NONE = ("不发", "不提醒", "不用提醒", "不要提醒", "不要", "关", "关闭", "没有", "无")
_USUAL = ("照常", "默认", "恢复", "恢复默认", "和平时一样")
_HOWEVER = "还可以写「不发」一条也不发、「照常」恢复成配置里的、「不要 规则名」去掉一条"
_ITEMS = Expression(r"[;；\n]+")
_SEVERAL = Expression(r"[,，、;；\n]+")
_OFF = Expression(r"(?:不要|去掉|不发|关掉)\s*[「《]?(?P<name>[^」》]+)[」》]?")
_COUNT = r"(?P<count>\d{1,4}|[一二两三四五六七八九十百]{1,4}|半)\s*个?(?P<half>半)?\s*个?"
_UNIT = r"(?P<unit>周|星期|礼拜|天|日|小时|钟头|分钟|分)"
_START = r"(?:活动|沙龙|开始|开场|直播)?"
_BEFORE = Expression(rf"{_START}(?:的?之?前|提前)\s*{_COUNT}{_UNIT}")
_EARLIER = Expression(rf"{_COUNT}{_UNIT}\s*(?:之|以)?前")
_AFTER = Expression(
    rf"(?:活动|沙龙)?(?:结束|散场)(?:以|之)?后\s*(?:{_COUNT}{_UNIT})?(?:以|之)?后?"
)
_AT_START = Expression(rf"{_START}(?:开始|开场|准点|准时)(?:的?时候?|时)?|准点|准时")
_SAME_DAY = Expression(r"(?:活动)?(?:当天|当日|同一天)")
_TO_GROUPS = Expression(r"\s*只?(?:发到|发给|发往)\s*([^：:]{1,200})$")
_NAMES = Expression(r"[、,，\s]+")
_GAP = Expression(r"[\s,，的在]*")
# A colon, but not that of 10:00.
_TEXT = Expression(r"\s*(?:(?<!\d)[：:]|[：:](?!\s*\d\d(?!\d)))\s*(.+)", re.DOTALL)
_MOST_RULES = 10
_LINK = Expression(r"https?://[^\s<>()\[\]]+")


def read_reminder_words(words: str) -> list[dict[str, Any]] | bool | None:
    """What goes under ``reminders`` of a page; False: none at all, None: as usual. Raises
    UserError with an example."""
    said = words.strip(" 。.!！")
    if said in _NONE:
        return False
    if said in _USUAL:
        return None
    rows: dict[str, dict[str, Any]] = {}
    for item in _items(said):
        row = _row(item)
        if row["name"] in rows:
            raise UserError(f"提醒「{row['name']}」写了两次，请只留一条。")
        rows[row["name"]] = row
    if len(rows) > _MOST_RULES:
        raise UserError(f"一场活动最多写 {_MOST_RULES} 条提醒，现在是 {len(rows)} 条。")
    return list(rows.values())


def fitted(
    rows: list[dict[str, Any]], rules: Sequence[ReminderRule], groups: Sequence[str]
) -> list[dict[str, Any]] | None:
    """The rows with what only the configuration knows: whole names of groups, and the name
    of its rule for the same moment, in whose place a row comes. One that says nothing else
    than such a rule is left out. Raises UserError for names that are not there."""
    found: list[dict[str, Any]] = []
    for row in rows:
        if row.get("off"):
            found.append({"name": _known_rule(row["name"], rules), "off": True})
            continue
        if row.get("groups"):
            row = row | {"groups": [_known_group(name, groups) for name in row["groups"]]}
        rule = ReminderRule.model_validate(row)
        same = next((one for one in rules if _moment(one) == _moment(rule)), None)
        if same is None:
            found.append(row)
        elif row.keys() & {"text", "groups"}:
            found.append(row | {"name": same.name})
    return found or None


def _items(said: str) -> list[str]:
    """Separated by semicolons; where no item brings its own words, also by commas."""
    items = [part.strip() for part in _ITEMS.split(said) if part.strip()]
    if len(items) == 1 and not re.search(r"[：:](?!\d\d)|发到|发给|发往", items[0]):
        items = [part.strip() for part in _SEVERAL.split(items[0]) if part.strip()]
    return items


def _row(item: str) -> dict[str, Any]:
    head, text = item, ""
    if match := _TEXT.search(item):
        head, text = item[: match.start()], match[1].strip()
    named: list[str] = []
    if match := _TO_GROUPS.search(head):
        head, groups = head[: match.start()], match[1].strip()
        named = [name.lstrip("@") for name in _NAMES.split(groups) if name]
    if match := _OFF.fullmatch(head.strip()):
        return {"name": match["name"].strip(), "off": True}
    row = _when(item, normalise(head).strip())
    if named:
        row["groups"] = named
    if text:
        row["text"] = _checked_text(text)
    return {"name": _moment_in_words(ReminderRule.model_validate({"name": "-", **row}))} | row


def _when(item: str, plain: str) -> dict[str, Any]:
    """The moment of a rule, with its hour."""
    for pattern, read in _MOMENTS:
        if match := pattern.match(plain):
            row, at = read(match), match.end()
            break
    else:
        raise _unreadable(item)
    gap = _GAP.match(plain, at)
    clock = read_clock(plain, gap.end() if gap else at)
    if clock is not None and clock.minutes:
        duration = str(row.get("before") or row.get("after") or "")
        if not duration.endswith(("d", "w")):
            raise UserError(
                f"「{item[:30]}」：整天的才写几点，几小时、几分钟前的按开始时间算，"
                f"比如：{REMINDER_EXAMPLE}"
            )
        row["at"] = f"{on_wall(clock.minutes[0]):%H:%M}"
        at = clock.end
    if row.get("before") == "0d" and "at" not in row:
        raise UserError("「当天」还要写几点，比如：当天早上8点")
    if plain[at:].strip(" ,.!。发提醒"):
        raise _unreadable(item)
    return row


def _checked_text(text: str) -> str:
    for name in re.findall(r"\{(\w+)\}", text):
        if name not in REMINDER_FACTS:
            raise UserError(
                f"提醒里的 {{{name}}} 不认识，可用的有："
                f"{'、'.join(f'{{{fact}}}' for fact in REMINDER_FACTS)}"
            )
    if not is_plain(_LINK.sub("", text)):
        raise UserError(
            "提醒里不能 @所有人，也不要用排版符号；要 @所有人 请发公告，比如：公告 @所有人 内容"
        )
    if len(text) > 200:
        raise UserError(f"一条提醒最多 200 字，这条有 {len(text)} 字，请短一些。")
    return text


def _before(match: re.Match[str]) -> dict[str, Any]:
    return {"before": _duration(match["count"], match["half"], match["unit"])}


def _after(match: re.Match[str]) -> dict[str, Any]:
    if not match["count"]:
        return {"after": "0m"}
    return {"after": _duration(match["count"], match["half"], match["unit"])}


def _duration(count: str, half: str | None, unit: str) -> str:
    letter = {"周": "w", "星期": "w", "礼拜": "w", "天": "d", "日": "d"}.get(unit, "")
    letter = letter or ("m" if unit.startswith("分") else "h")
    number = 0 if count == "半" else number_in(count) or 0
    if count == "半" or half:
        if letter != "h":
            raise UserError(f"「半{unit}」请写成整数，比如：{REMINDER_EXAMPLE}")
        return f"{number * 60 + 30}m"
    if letter == "d" and not number:
        raise _unreadable(f"{count}{unit}")
    return f"{number}{letter}"


def _moment(rule: ReminderRule) -> tuple[object, ...]:
    return rule.before, rule.at_start, rule.after, rule.at


def _moment_in_words(rule: ReminderRule) -> str:
    at = f" {rule.at:%H:%M}" if rule.at else ""
    if rule.at_start:
        return "开始时"
    if rule.before is not None and not rule.before:
        return f"当天{at}" if at else "开始时"
    if rule.before is not None:
        return f"前{_long(rule.before)}{at}"
    return f"结束后{_long(rule.after)}{at}" if rule.after else "刚结束时"


def _long(duration: timedelta) -> str:
    seconds = int(duration.total_seconds())
    units = ((86_400, "天"), (3_600, "小时"), (60, "分钟"), (1, "秒"))
    return next(f"{seconds // size}{unit}" for size, unit in units if seconds % size == 0)


_MOMENTS: tuple[tuple[Expression, Callable[[re.Match[str]], dict[str, Any]]], ...] = (
    (_BEFORE, _before),
    (_EARLIER, _before),
    (_AFTER, _after),
    (_SAME_DAY, lambda _: {"before": "0d"}),
    (_AT_START, lambda _: {"at_start": True}),
)


def _known_rule(name: str, rules: Sequence[ReminderRule]) -> str:
    names = [rule.name for rule in rules]
    near = [one for one in names if one == name] or [one for one in names if name in one]
    if len(near) != 1:
        raise UserError(f"{no_rule(name[:30], names)}。")
    return near[0]


def _known_group(name: str, groups: Sequence[str]) -> str:
    near = [one for one in groups if one == name] or [one for one in groups if name in one]
    if len(near) != 1:
        there = "、".join(near or groups) or "一个也没有登记"
        raise UserError(f"没有叫「{name[:20]}」的群，登记的群有：{there}。")
    return near[0]


def _unreadable(item: str) -> UserError:
    return UserError(
        f"看不懂「{item[:30]}」这条提醒，可以这样写：{REMINDER_EXAMPLE}。{_HOWEVER}。"
    )

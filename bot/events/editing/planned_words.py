"""A salon to be made, told in a sentence: 下周六在苏州办第17期, 周五晚上8点，线上，名额100.

The day, the place, the number of seats and the rows of an agenda below are taken out of it,
field by field; what it is called is what nothing else explains.
"""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.errors import UserError
from bot.events.editing.salon_fields import FIELD_OF, split_fields
from bot.events.editing.times import find_time, or_none
from bot.events.record.agenda_rows import rows_below
from bot.events.words.regions import cities_in, is_city
from bot.expressions import Expression

_CLAUSES = Expression(r"[，,。；;！!\n]+|(?<!\s)\s+(?=限|名额|最多|人数)")
_SMALL = Expression(
    r"(?:我们?|咱们?|大家|要|想|得|打算|准备|计划|可能|就|再|的|吧|啊|了|时候|开始|一下|时间|是|定在|定|[\s：:])*+"
)
# 「在苏州办第17期」; the place may stand behind: 「办一场沙龙在苏州」.
_HELD = Expression(
    r"(?:[在到去](?P<place>\S{2,12}?))?(?:举办|主办|组织|办|搞|开|来)\s*(?:一?[个场次期]|一?下)?\s*(?P<what>.*)"
)
_PLACE = Expression(
    r"(?:(?:地点|场地|会场|城市|地方)?(?:[在到去：:]|就在)|(?:地点|场地|会场|城市|地方)(?:[换改定][成到为在]|是)|地点|场地|会场)\s*(?P<place>\S.{1,30}?)(?:举[办行])?"
)
_ONLINE = Expression(r"(?:纯)?线上(?:直播|活动|沙龙|分享|举[办行])?|(?:腾讯|钉钉)(?:会议|直播)")
_SEATS = Expression(
    r"(?:名额|人数)?(?:限制?|最多|上限)?\s*+[是为：:]?\s*+(?<=[额数制限多是为：:\s])(?P<seats>\d{1,5})\s*[人个位]?(?:名额)?"
)
_ABOUT = Expression(
    r"(?:主题|题目|标题|名字|叫|讲|聊|分享)(?:是|为|叫)?\s*[：:]?\s*(?P<title>\S.*)"
)
_NUMBER = Expression(r"第\s*(?P<number>\d{1,4}|[一二三四五六七八九十百]{1,5})\s*期")
_ANY = Expression(
    r"(?:一?[个场次期]|线[上下]|技术|的|活动|沙龙|交流会?|聚会|meetup|[\s：:])*", re.IGNORECASE
)
_NO_CITY = tuple("路厅楼馆吧园街号店司室院学层座栋啡心厦区")
_SITE = Expression(r"[\u4e00-\u9fffA-Za-z0-9· ]{2,20}")
_BUILT = Expression(
    r"[\u4e00-\u9fffA-Za-z0-9· ]{2,30}(?:广场|大厦|中心|酒店|宾馆|园区?|大学|学院|学校|咖啡厅?"
    r"|会议室|报告厅|图书馆|书店|[楼层座室号厅])"
    r"[\u4e00-\u9fffA-Za-z0-9· ]{0,12}"
)
# Of what stands behind a place: alone it may as well be one.
_ADDRESS = Expression(
    r"[\u4e00-\u9fffA-Za-z0-9]{1,20}[路街道巷弄]\s?\d{1,5}\s?[号弄][^，,；;]{0,30}"
)
_LONGEST_CITY = 3
A_SALON = Expression(r"第.{1,4}期|(?:会|沙龙|专场|活动|[站场]|夜话?)\s*$")  # it may be called so
_LABELLED = Expression(r"(?:标题|议程)\s*[:：]")
_OF_LINES = ("议程", "提醒")


def planned_fields(text: str, now: datetime, zone: ZoneInfo) -> tuple[dict[str, str], list[str]]:
    """The fields of a message as it is pasted, and what of it says none. Any but an agenda ends
    with its line; lines without a label say what they say in a sentence."""
    said, loose = split_fields(text), list[str]()
    told = said.keys() <= {"标题", "议程"} and not _LABELLED.search(text)
    if told and (sentence := planned(text, now, zone)):
        return sentence, []
    for field, words in said.items():
        first, *more = _with_rest(field, words)
        if field == "标题" and (at := next((n for n in more if A_SALON.search(n)), "")):
            first, more = at, [first, *(one for one in more if one != at)]
        said[field], loose = first, [*loose, *more]
    found, unread = planned_parts("\n".join(loose), now, zone) if loose else ({}, [])
    found = {**_city_and_place(said.get("场地", "")), **found, **said}
    return found, [one for one in unread if re.sub(r"\W", "", one) not in ("", *FIELD_OF)]


def _with_rest(field: str, words: str) -> list[str]:
    """What is the field's, and the lines behind it that are not: those of an agenda stand behind
    the empty line below its last row with hours."""
    if field not in _OF_LINES:
        return words.splitlines() or [""]
    rows = rows_below(f"\n{words}")[1] if field == "议程" else ""
    end = words.index(rows) + len(rows) if rows else len(words)
    return [words[:end], *words[end:].splitlines()]


def when_pasted(text: str) -> str | None:
    """When it is, of lines that say so of a salon, and where it is or what."""
    try:
        said = split_fields(text) if "\n" in text else {}
    except UserError:
        return None
    return said.get("时间") if said.keys() & {"场地", "地址", "城市", "议程"} else ""


def planned(text: str, now: datetime, zone: ZoneInfo) -> dict[str, str] | None:
    """The fields that a sentence says; None where it may as well be a title, such as
    周末读书会: then nobody says that something is held on that day."""
    found, unread = planned_parts(text, now, zone)
    clauses = _CLAUSES.split(_without_time(rows_below(text)[0], now, zone))
    held = "议程" in found or any(_HELD.fullmatch(_plain(clause)) for clause in clauses)
    time = find_time(found["时间"], now, zone) if "时间" in found else None
    numbered = "期号" in found and not unread
    if time is None or len(unread) > 1 or not (held or numbered or (time.time.clock and unread)):
        return None
    return {"标题": unread[0], **found} if unread else found


def planned_parts(text: str, now: datetime, zone: ZoneInfo) -> tuple[dict[str, str], list[str]]:
    """The fields that were read, and the clauses that say none."""
    text, rows = rows_below(text)
    said: dict[str, str] = {"议程": rows} if rows else {}
    unread = []
    rest = _without_time(text, now, zone)
    if rest != text:
        time = find_time(text, now, zone)
        assert time is not None
        said["时间"] = text[time.start : time.end]
    for clause in map(_plain, _CLAUSES.split(rest)):
        if _SEATS.fullmatch(clause) or _ONLINE.fullmatch(clause):
            seats = _SEATS.fullmatch(clause)
            said |= {"名额": seats["seats"]} if seats else {"场地": "线上"}
        elif match := _ABOUT.fullmatch(clause):
            said["标题"] = match["title"]
        elif match := _HELD.fullmatch(clause):
            said |= _place(match["place"]) | _what(match["what"])
        elif match := _PLACE.fullmatch(clause):
            said |= _place(match["place"])
        elif is_city(clause.removesuffix("市")):
            said["城市"] = clause
        elif found := _city_and_place(clause):
            said |= {"地址": clause} if "场地" in said and _ADDRESS.fullmatch(clause) else found
        elif _BUILT.fullmatch(clause) and "场地" not in said:
            said["场地"] = clause
        elif _ADDRESS.fullmatch(clause):
            said["地址"] = clause
        elif _ANY.fullmatch(clause) or _NUMBER.fullmatch(clause):
            said |= _what(clause)
        else:
            unread.append(clause)
    for city in cities_in(said.get("标题") or next(iter(unread), "")):
        said.setdefault("城市", city)
    return said, unread


def _without_time(text: str, now: datetime, zone: ZoneInfo) -> str:
    """The text as it is where no day of it can be used."""
    found = or_none(find_time, text, now, zone)
    if found is None or not found.time.has_day or found.time.rrule or found.time.past:
        return text
    return f"{text[: found.start]}，{text[found.end :]}"


def _plain(clause: str) -> str:
    clause = clause.strip()
    small = _SMALL.match(clause)
    return clause[small.end() :] if small else clause


def _place(place: str | None) -> dict[str, str]:
    if not place:
        return {}
    if found := _city_and_place(place):
        return found
    is_city = len(place) <= _LONGEST_CITY and not place.endswith(_NO_CITY)
    return {"城市" if is_city else "场地": place}


def _city_and_place(clause: str) -> dict[str, str]:
    """「杭州西溪湿地」; empty where no city stands before it, or what follows is no place."""
    for length in range(4, 1, -1):
        city, place = clause[:length], clause[length:].removeprefix("市").strip()
        if is_city(city) and _SITE.fullmatch(place) and place[0] not in "路街":
            return {"城市": city, "场地": place}
    return {}


def _what(words: str) -> dict[str, str]:
    """Its title; where it is called no more than 第17期, its number."""
    number = _NUMBER.search(words)
    if _ANY.fullmatch(_NUMBER.sub("", words)):
        return {"期号": number["number"]} if number else {}
    return {"标题": words.strip()}

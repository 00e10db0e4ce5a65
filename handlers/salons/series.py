"""Series: 新建系列, 系列, 停播, 改播, 结束系列; and 「本周四停播」 as people say it."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import date, time, timedelta

from bot.chat.context import Request, Services
from bot.chat.guards import anything, matching
from bot.chat.router import Router
from bot.errors import UserError
from bot.events.editing.reminder_words import read_reminder_words
from bot.events.editing.salon_fields import read_when
from bot.events.editing.times import ParsedTime, find_time, require_time, when_text
from bot.events.record.page_reminders import reminders_of
from bot.events.record.series import Series, is_unknown, occurrence, occurrence_id
from bot.events.replies import bullets
from bot.expressions import Expression
from bot.markdown import escape_text, is_plain
from bot.messages import Reply, Role
from handlers.repeating import left_out
from handlers.salons.previews import not_saved_yet, own_reminders, with_known_names

router = Router("series", "系列活动")

_EXAMPLE = "新建系列 每周四晚上8点到9点 直播答疑 https://example.com/live"
_URL = Expression(r"(?:直播\s*[:：]\s*)?(https?://\S+)")
_ALWAYS = Expression(r"[，,\s]*节假日(?:照常|不停)")
_REPLAYS = Expression(r"[，,\s]*(?:每次)?(?:要|有|催|提醒)回放")
_OFF = Expression(
    r"^(?P<day>.{2,14}?)(?:的)?(?P<name>.{0,12}?)(?:停播|停一[次期]|不播|先停|暂停)[了吧]?[。!！]?$"
)
_MOVED = Expression(
    r"^(?P<day>.{2,24}?)[，,]?\s*(?:改到|改在|改成|挪到|移到|换到|推迟到|提前到)\s*(?P<when>\S.{1,20}?)吧?[。!！]?$"
)
# 「建个系列：每月…」, 「以后每周四晚上8点办一次直播答疑」
_NEW = Expression(
    r"(?:请|帮我|我们?|咱们|想|要|以后|今后|[，,\s])*(?:(?:新?建|开|搞|加|来|办)一?个?(?:新的?)?系列(?:活动)?[：:，,\s]*(?P<words>每\S.*)"
    r"|(?P<often>每[周月隔两个天]\S.*))[吧。.!！]*"
)
# What is held then: with a verb whatever it is, without one what is called so.
_HELD = Expression(
    r"(?:都|固定|定期|[，,\s])*(?:(?:办|开(?!始)|搞|播)(?:一?[场次期个])?|(?=.{0,20}(?:直播|答疑|沙龙|夜谈)(?:[吧。.!！]*$|\s+https?:)))"
    r"(?P<what>[^，,]{2,40}?(?:\s+https?://\S+)?)[吧。.!！]*"
)
_ASKS = Expression(r"[?？]|[吗呢么]\s*$|什么|谁|哪|多少|怎么|为何")
_REMINDERS = Expression(r"[，,；;\s]*提醒\s*[:：]\s*(\S[\s\S]*)$")
_SHOWN, _MINUTES = 4, 60
TOLD = {"matter": "series"}  # the topic, for 每次多久 after it


@router.command(
    "新建系列",
    role=Role.ORGANIZER,
    help="建一个按周期重复的活动，比如每周的直播",
    usage="新建系列 每周四晚上8点 标题 直播链接",
    takes=anything,
)
async def create_series(request: Request, services: Services) -> Reply:
    """A preview with the first days, and which of them are holidays."""
    now, zone = services.now(), services.zone
    said = _REMINDERS.search(request.arguments)
    words = request.arguments[: said.start()] if said else request.arguments
    kept = {"reminders": read_reminder_words(said[1]) if said else None}
    reminders = with_known_names(kept, services)["reminders"]
    found = find_time(words, now, zone)
    if found is None or not found.time.rrule or found.time.clock is None:
        raise UserError(f"请先写多久一次、几点，再写标题，比如：{_EXAMPLE}")
    rest = words[: found.start] + words[found.end :]
    on_holidays = _ALWAYS.search(rest) is not None
    asks_replay = _REPLAYS.search(rest) is not None
    rest = _REPLAYS.sub("", _ALWAYS.sub("", rest))
    url = match[1] if (match := _URL.search(rest)) else ""
    title = " ".join(_URL.sub("", rest).split()).strip("，,：: ")
    if not title or len(title) > 60:
        raise UserError(f"请写一个 60 字以内的标题，比如：{_EXAMPLE}")
    if not is_plain(title):
        raise UserError("系列的标题里不能有链接、@所有人 和排版符号。")
    if any(one.title == title for one in services.series.series):
        raise UserError(f"已经有叫「{title}」的系列了，换一个标题，或者先发「结束系列 {title}」。")
    series = dataclasses.replace(
        _series(found.time, title, url, services),
        on_holidays=on_holidays,
        asks_replay=asks_replay,
        reminders=reminders_of(reminders),
    )
    payload = {
        "act": "series.add",
        "id": series.id,
        "title": title,
        "rrule": series.rrule,
        "words": series.words,
        "starts_on": series.starts_on.isoformat(),
        "start": f"{series.start:%H:%M}",
        "minutes": str(series.minutes),
        "live_url": url,
        "on_holidays": str(int(on_holidays)),
        "asks_replay": str(int(asks_replay)),
        "reminders": "" if reminders is None else json.dumps(reminders, ensure_ascii=False),
    }
    note = f"（{found.time.note}）" if found.time.note else ""
    card = _card(series, series.starts_on)
    if short := left_out(series.rrule, "办"):
        card += ["", short]
    if own := own_reminders(occurrence(series, series.starts_on), services):
        card += ["", "第一次的提醒：", "", bullets(own)]
    return await not_saved_yet(f"新系列预览{note}", ["\n".join(card)], payload, request, services)


@router.dialogue(role=Role.ORGANIZER, longest=100, reads=matching(_NEW))
async def create_as_people_say(
    request: Request, services: Services, said: re.Match[str]
) -> Reply | None:
    if _ASKS.search(request.text):
        return None
    if (words := said["words"]) is None:
        found = find_time(said["often"], services.now(), services.zone)
        held = _HELD.fullmatch(said["often"], found.end) if found and not found.start else None
        if found is None or held is None:
            return None
        words = f"{said['often'][: found.end]} {held['what']}"
    return await create_series(request.with_arguments(words), services)


def _series(when: ParsedTime, title: str, url: str, services: Services) -> Series:
    assert when.clock
    lasts = when.end - when.start if when.end else timedelta(minutes=_MINUTES)
    base = f"series-{when.day:%Y%m%d}-{when.clock:%H%M}"
    taken = {one.id for one in services.salons.series}
    return Series(
        id=next(i for i in (base, *(f"{base}-{n}" for n in range(2, 999))) if i not in taken),
        title=title,
        rrule=when.rrule,
        words=when.understood.split("，第一次")[0],
        starts_on=when.day,
        start=when.clock,
        minutes=lasts // timedelta(minutes=1),
        live_url=url,
    )


@router.command("系列", aliases=("直播安排",), help="看每周的直播等系列活动，和接下来几次")
async def show_series(request: Request, services: Services) -> Reply:
    return series_told(services)


def series_told(services: Services) -> Reply:
    series = services.series.series
    if not series:
        return Reply.text("目前没有系列活动。")
    today = services.today()
    parts = ["\n".join(_card(one, today)) for one in series]
    return Reply(markdown="\n\n".join(parts), title=f"系列活动 {len(series)} 个", topic=TOLD)


def _card(series: Series, since: date) -> list[str]:
    """The rule and the next days, with what is different on them."""
    days = list(series.days(since - timedelta(days=7), since + timedelta(days=400)))
    ahead = [day for day in days if occurrence(series, day).held_on >= since][:_SHOWN]
    lines = [f"**{escape_text(series.title)}** {series.words}", ""]
    lines.append(bullets(_day_line(series, day) for day in ahead))
    if series.live_url:
        lines += ["", f"直播：{series.live_url}"]
    if series.asks_replay:
        lines += ["", "每次结束后请组织者贴回放。"]
    if any(is_unknown(series, day) for day in ahead):
        years = "、".join(sorted({str(day.year) for day in ahead if is_unknown(series, day)}))
        lines += ["", f"{years} 年节假日未知（放假安排还没有公布），先按平常安排。"]
    return lines


def _day_line(series: Series, day: date) -> str:
    salon = occurrence(series, day)
    if salon.is_cancelled:
        reason = salon.title.removeprefix(series.title) or "（停播）"
        return f"{when_text(day)}{reason}"
    line = when_text(salon.held_on, salon.start, salon.end)
    return line if salon.held_on == day else f"{line}（原定 {day.month} 月 {day.day} 日）"


@router.command(
    "停播",
    aliases=("停一次",),
    role=Role.ORGANIZER,
    help="系列活动停一次",
    usage="停播 哪一天（有几个系列时加上名字）",
    takes=anything,
)
async def skip_once(request: Request, services: Services) -> Reply:
    found = find_time(request.arguments, services.now(), services.zone)
    if found is None or found.start or not found.time.has_day:
        raise UserError("请写是哪一天，比如：停播 本周四")
    return await _skip(found.time.day, request.arguments[found.end :], request, services)


@router.command(
    "改播",
    role=Role.ORGANIZER,
    help="系列活动改一次时间",
    usage="改播 哪一天 改到 什么时候",
    takes=anything,
)
async def move_once(request: Request, services: Services) -> Reply:
    match = _MOVED.match(request.arguments.strip())
    if match is None:
        raise UserError("请写清楚从哪天改到什么时候，比如：改播 本周四 改到 周五晚8点")
    return await _move(match["day"], match["when"], request, services)


@router.command(
    "结束系列",
    role=Role.ORGANIZER,
    help="以后不再办这个系列",
    usage="结束系列 名字",
    takes=anything,
)
async def end_series(request: Request, services: Services) -> Reply:
    words = request.arguments.strip()
    found = [one for one in services.series.series if words in one.title]
    if len(found) != 1:
        names = "、".join(one.title for one in services.series.series) or "还没有系列"
        raise UserError(f"没有找到唯一叫「{escape_text(words[:20])}」的系列，现有：{names}。")
    today = services.today()
    payload = {"act": "series.end", "id": found[0].id, "day": today.isoformat()}
    line = f"**{found[0].title}** 从今天起不再安排。"
    return await not_saved_yet("结束系列预览", [line], payload, request, services)


@router.dialogue(role=Role.ORGANIZER, longest=40)
async def as_people_say(request: Request, services: Services) -> Reply | None:
    """「本周四停播」, 「本周四改到周五晚8点」 from an organizer, where there are series."""
    if not services.series.series:
        return None
    text = request.text.strip().removeprefix("把")
    now, zone = services.now(), services.zone
    if match := _OFF.match(text):
        found = find_time(text, now, zone)
        if found is None or found.start or not found.time.has_day:
            return None
        name = text[found.end : match.end("name")]
        return await _skip(found.time.day, name, request, services)
    if (match := _MOVED.match(text)) and find_time(match["when"], now, zone):
        return await _move(match["day"], match["when"], request, services)
    return None


async def _skip(day: date, name: str, request: Request, services: Services) -> Reply:
    series, nominal = services.series.on_day(day, name.strip())
    payload = {"act": "series.except", "id": series.id, "day": nominal.isoformat()}
    line = f"**{escape_text(series.title)}** {when_text(day, series.start)} 停播一次。"
    return await not_saved_yet("停播预览", [line], payload, request, services)


async def _move(day_words: str, words: str, request: Request, services: Services) -> Reply:
    now, zone = services.now(), services.zone
    found = find_time(day_words, now, zone)
    day = found.time if found and not found.start else require_time(day_words, now, zone)
    name = day_words[found.end :] if found else ""
    series, nominal = services.series.on_day(day.day, name)
    moved = read_when(words, now, zone)
    on = moved.day if moved.has_day else day.day
    start = moved.clock or series.start
    payload = {
        "act": "series.except",
        "id": series.id,
        "day": nominal.isoformat(),
        "moved_on": on.isoformat(),
        "moved_start": f"{start:%H:%M}",
    }
    title = escape_text(series.title)
    before = when_text(day.day, _start(series, nominal, services))
    line = f"**{title}** {before} 这一次改到 {when_text(on, start)}。"
    return await not_saved_yet("改播预览", [line], payload, request, services)


def _start(series: Series, nominal: date, services: Services) -> time | None:
    salon = services.salons.book.get(occurrence_id(series, nominal))
    return salon.start if salon else series.start

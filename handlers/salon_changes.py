"""改期, 取消活动, 改活动, 加议程, 议程检查: organizers change a salon, from preview to done."""

from __future__ import annotations

import dataclasses
import re
from datetime import date, datetime, timedelta
from typing import Any

from bot.announcements import Draft
from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.clock import to_utc
from bot.errors import UserError
from bot.events import Salon
from bot.events.agenda_lines import (
    AGENDA_EXAMPLE,
    check_agenda,
    minutes_between,
    read_agenda,
    shifted_talks,
    talk_meta,
)
from bot.events.editing import Confirmation
from bot.events.hours import zone_of
from bot.events.models import CANCELLED
from bot.events.replies import bullets, headline
from bot.events.salon_fields import read_field, read_when, split_changes, when_changes
from bot.events.times import ParsedTime, find_time, when_text
from bot.markdown import escape_text
from bot.messages import Reply, Role
from handlers.salon_choice import chosen_salon, handle_of, names_salon, number_joined
from handlers.salon_hearers import notes_on_people, who_hears
from handlers.salon_previews import notes_on_time, preview, with_known_names

router = Router("salon changes")

_ASKS = re.compile(r"[?？]|吗\s*$|怎么|如何|什么|能不能|可以")
_MOVED = re.compile(
    r"(?:请|麻烦)?(?:把|将)?(?P<salon>第\s*\S{1,5}\s*[期场次届]|\S{1,12}?)(?:的?(?:活动|沙龙|时间))?"
    r"(?:改期到|改期|改到|改在|改成|推迟到|延期到|提前到|挪到)\s*(?P<when>\S.{0,30}?)[。!！吧]?"
)
_INTO = re.compile(r"^(?:改到|改成|改为|改期到|到|至|为)\s*")


def _orders(arguments: str) -> bool:
    """Whether this gives an order; a question about it goes to the knowledge."""
    return bool(arguments.strip()) and not _ASKS.search(arguments)


def _split(arguments: str, services: Services, example: str) -> tuple[Salon, str]:
    """The salon that the first word names, and the rest. Raises UserError."""
    words, _, rest = number_joined(arguments).strip().partition(" ")
    if "\n" in words:
        words, _, tail = words.partition("\n")
        rest = f"{tail} {rest}"
    return chosen_salon(words, services, example), rest.strip()


def _split_time(arguments: str, services: Services, example: str) -> tuple[Salon, str]:
    """The same for a new time; where it begins with the time, the next salon is meant,
    which the preview shows."""
    first = number_joined(arguments).split(maxsplit=1)[0]
    now, zone = services.now(), services.settings.zone
    found = None if services.salons.book.find(first) else find_time(arguments, now, zone)
    if found is not None and found.start == 0:
        return chosen_salon("", services, example), arguments.strip()
    return _split(arguments, services, example)


@router.command(
    "改期",
    aliases=("改时间", "改活动时间"),
    role=Role.ORGANIZER,
    help="改一场活动的时间，提醒跟着走",
    usage="改期 哪一期 新的时间",
    takes=_orders,
)
async def move_salon(request: Request, services: Services) -> Reply:
    example = "改期 15 12月6日 14:00"
    salon, words = _split_time(request.arguments, services, example)
    if not words:
        raise UserError(f"请写上新的时间，比如：{example}")
    zone = zone_of(salon, services.settings.zone)
    if salon.held_on < services.now().astimezone(zone).date():
        raise UserError(f"{headline(salon)} 已经办过了，不能改期。")
    parsed = read_when(_INTO.sub("", words), services.now(), zone)
    changes = _moved(salon, parsed, services)
    notes = [*notes_on_time(salon, changes, services), *([parsed.note] if parsed.note else [])]
    notes += await _shift_agenda(salon, parsed, changes, services)
    if salon.is_cancelled:
        changes |= {"status": "planned", "cancel_reason": None}
        notes.append("这一场取消过，确认以后恢复举行")
    notes += await notes_on_people(salon, changes, services)
    before = when_text(salon.held_on, salon.start, salon.end)
    change = await services.editing.change(salon, changes, f"改期（原来 {before}）")
    return await preview(f"改期预览（原来 {before}）", change, request, services, notes)


@router.dialogue
async def move_as_people_say(request: Request, services: Services) -> Reply | None:
    """「把第16期改到12月20日」 from an organizer."""
    match = _MOVED.fullmatch(request.text.strip())
    if request.role < Role.ORGANIZER or match is None:
        return None
    known = services.salons.book.find(match["salon"]) or match["salon"].endswith("期")
    if not known or not find_time(match["when"], services.now(), services.settings.zone):
        return None
    arguments = f"{number_joined(match['salon']).strip()} {match['when']}"
    return await move_salon(dataclasses.replace(request, arguments=arguments), services)


async def _shift_agenda(
    salon: Salon, parsed: ParsedTime, changes: dict[str, Any], services: Services
) -> list[str]:
    """Move the hours of the talks with a new start, and say so."""
    minutes = minutes_between(salon.start, parsed.clock) if salon.start and parsed.clock else 0
    if not minutes or not any(talk.start for talk in salon.talks):
        return []
    # A file that may not be written is refused with the new time, not with its talks.
    await services.editing.change(salon, changes, "")
    shifted = shifted_talks(await services.editing.talks(salon), minutes)
    if not shifted:
        return [f"议程的时间没有变，要改请发「改活动 {handle_of(salon, services)} 议程：…」"]
    changes["talks"] = shifted
    return [f"议程整体{'推后' if minutes > 0 else '提前'} {abs(minutes)} 分钟"]


def _moved(salon: Salon, parsed: ParsedTime, services: Services) -> dict[str, Any]:
    """The keys of the new time: the day stays when none was said, the hours likewise, and
    with a new start alone the salon lasts as long as before."""
    changes = when_changes(parsed)
    if not parsed.has_day:
        changes["date"] = salon.held_on
        assert parsed.clock
        if (
            to_utc(salon.held_on, parsed.clock, zone_of(salon, services.settings.zone))
            <= services.now()
        ):
            raise UserError(
                f"{when_text(salon.held_on, parsed.clock)} 已经过去了，请写将来的时间。"
            )
    if parsed.clock and not parsed.until and salon.start and salon.end:
        day = date(2000, 1, 1)
        lasts = datetime.combine(day, salon.end) - datetime.combine(day, salon.start)
        end = datetime.combine(day, parsed.clock) + max(lasts, timedelta(0))
        changes["end"] = f"{end:%H:%M}" if end.date() == day and lasts else None
    now = {"date": salon.held_on, "start": salon.start, "end": salon.end}
    if all(_same(now[key], value) for key, value in changes.items()):
        raise UserError(f"{headline(salon)} 本来就是这个时间，不用改。")
    return changes


def _same(old: object, new: object) -> bool:
    return f"{old:%H:%M}" == new if isinstance(new, str) and old else old == new


@router.command(
    "取消活动",
    aliases=("取消沙龙",),
    role=Role.ORGANIZER,
    help="取消一场活动，后面的提醒不再发",
    usage="取消活动 哪一期 原因（可以不写）",
    takes=_orders,
)
async def cancel_salon(request: Request, services: Services) -> Reply:
    salon, reason = _split(request.arguments, services, "取消活动 15 场地临时有变")
    if salon.is_cancelled:
        handle = handle_of(salon, services)
        raise UserError(f"{headline(salon)}，不用再取消。要恢复请发「改期 {handle} 新的时间」。")
    zone = zone_of(salon, services.settings.zone)
    if salon.held_on < services.now().astimezone(zone).date():
        raise UserError(f"{headline(salon)} 已经办过了，不能取消。")
    changes = {"status": CANCELLED, "cancel_reason": reason[:60] or None}
    what = f"取消（{reason[:60]}）" if reason else "取消"
    change = await services.editing.change(salon, changes, what)
    heading = f"取消活动预览{f'（{escape_text(reason[:60])}）' if reason else ''}"
    notes = await notes_on_people(salon, changes, services)
    return await preview(heading, change, request, services, notes)


@router.command(
    "改活动",
    aliases=("修改活动",),
    role=Role.ORGANIZER,
    help="改一场活动的标题、场地、议程、直播、名额等",
    usage="改活动 哪一期 字段：新的内容",
    takes=_orders,
)
async def edit_salon(request: Request, services: Services) -> Reply:
    example = "改活动 15 场地：大象咖啡 名额：50"
    salon, words = _split(request.arguments, services, example)
    said = split_changes(words, example)
    now, zone = services.now(), zone_of(salon, services.settings.zone)
    changes: dict[str, Any] = {}
    for field, value in said.items():
        changes |= read_field(field, value, now, zone)
    changes = with_known_names(changes, services)
    number = changes.get("number")
    other = services.salons.book.number(number) if number is not None else None
    if other is not None and other.id != salon.id:
        raise UserError(f"第 {number} 期已经有了：{other.title}，请换一个期号。")
    change = await services.editing.change(salon, changes, "、".join(said))
    notes = notes_on_time(salon, changes, services)
    notes += await notes_on_people(salon, changes, services)
    return await preview("修改预览", change, request, services, notes)


@router.command(
    "加议程",
    role=Role.ORGANIZER,
    help="给一场活动加一项或几项议程",
    usage="加议程 哪一期 起止时间 题目 讲师（单位）",
    takes=_orders,
)
async def add_talks(request: Request, services: Services) -> Reply:
    example = f"加议程 15 {AGENDA_EXAMPLE}"
    salon, words = _split(request.arguments, services, example)
    if not words:
        raise UserError(f"请写上要加的议程，比如：{example}")
    talks = await services.editing.talks(salon)
    talks += [talk_meta(talk) for talk in read_agenda(words)]
    talks.sort(key=lambda row: str(row.get("start") or "99") if isinstance(row, dict) else "99")
    change = await services.editing.change(salon, {"talks": talks}, "加议程")
    return await preview("加议程预览", change, request, services)


@router.command(
    "议程检查",
    aliases=("检查议程",),
    role=Role.ORGANIZER,
    help="看议程有没有空档和重叠",
    usage="议程检查 哪一期",
    takes=names_salon,
)
async def check_talks(request: Request, services: Services) -> Reply:
    salon = chosen_salon(request.arguments, services, "议程检查 15")
    if not any(talk.start for talk in salon.talks):
        raise UserError(
            f"{headline(salon)} 的议程还没有时间，"
            f"可以发：加议程 {handle_of(salon, services)} {AGENDA_EXAMPLE}"
        )
    found = check_agenda(salon.talks, salon.start, salon.end)
    told = bullets(found) if found else "没有空档，也没有重叠。"
    return Reply(markdown=f"**{headline(salon)}** 议程检查\n\n{told}", title="议程检查")


@router.command(
    "以文件为准",
    role=Role.ADMIN,
    help="活动在群里和文件里不一样时，去掉群里的版本",
    usage="以文件为准 哪一期",
    takes=_orders,
)
async def settle_conflict(request: Request, services: Services) -> Reply:
    salon = chosen_salon(request.arguments, services, "以文件为准 15")
    if not await services.editing.settle(salon.id, _confirmation("", request, services)):
        return Reply.text(f"{headline(salon)} 没有群里的版本，已经是以文件为准了。")
    return Reply.text(f"好的，{headline(salon)} 以文件为准，群里建的版本已经去掉。")


async def confirm_salon(draft: Draft, request: Request, services: Services) -> Reply:
    """Do what a salon's or a series' draft says; safe to repeat."""
    by = _confirmation(draft.code, request, services)
    if draft.payload["act"].startswith("series."):
        fresh = await services.series.apply(draft.payload, by)
        return Reply.text("好了，发「系列」可以看。" if fresh else f"{draft.code} 已经确认过。")
    fresh = await services.editing.apply(draft.payload, by)
    salon = services.salons.book.get(draft.payload["id"])
    name = headline(salon) if salon else draft.payload["id"]
    if not fresh:
        return Reply.text(f"{draft.code} 已经确认过：{name}")
    if draft.payload["act"] == "create":
        handle = handle_of(salon, services) if salon else draft.payload["id"]
        return Reply(
            markdown=f"活动建好了：**{name}**\n\n"
            f"- 没有另外通知各群，要宣布请发「公告 内容」\n"
            f"- 群友 @我 发「报名 {handle}」就能报名；您私聊我发「名单 {handle}」看谁报了名\n"
            f"- 提醒按规则自动发，已经到点的马上就发；改时间发「改期 {handle} 新的时间」",
            title="活动建好了",
            follow_ups=(f"议程 {handle}", f"公告 {name} 开始报名，@我 发「报名 {handle}」"),
        )
    told = await who_hears(draft.payload, salon, services)
    return Reply(markdown=f"改好了：**{name}**{told}", title="改好了")


def _confirmation(code: str, request: Request, services: Services) -> Confirmation:
    return Confirmation(code, request.message.staff_id, request.source, services.now())

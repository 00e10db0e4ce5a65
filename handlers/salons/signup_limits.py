"""How many may sign up and until when, in organizers' own words: 限30人, 名额不限, 停止报名.

Each is the preview of 改活动. Members hear whose business it is.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from bot.attendance.windows import windows_of
from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.errors import UserError
from bot.events.editing.times import from_day
from bot.events.reading.turns import after_page
from bot.events.record.hours import zone_of
from bot.events.replies import headline
from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression
from bot.messages import Reply, Role
from handlers.salon_asked import nearest
from handlers.salon_choice import handle_of, on_salon
from handlers.salons.changes import edited
from handlers.salons.talk_targets import salon_said
from handlers.salons.targets import Target, previewed, target_ordered
from handlers.salons.words import (
    AFTER,
    BEFORE,
    LONGEST_ORDER,
    OF_SALONS,
    SALON,
    SMALL,
    may_be_time,
)
from handlers.signup.words import moment

router = Router("signup_limits", "报名的名额和截止")

_EXAMPLE = "改活动 15 名额：50"
# Patterns. 位 and 个 are of people only where nothing else is counted.
_SEATS = r"(?:名额|座位数?|席位|人数|报名人数|(?<!字数)(?<!长度)限制)"
_AT_MOST = "(?:以内|之内|以下|封顶|为限)?"
_LIMIT = Expression(
    rf"{BEFORE}{SALON}{SMALL}(?:"
    rf"{_SEATS}(?:的?上限|限制)?(?:就|都|改|换|调|设|定|限|控制?|压|提[高升]?|升|加|增加|扩|放宽?|降|减少?|缩|最多|[是为成到在])*(?<![加减增少])[\s：:]*(?P<seats>{NUMERAL})\s*[个人名位]?(?:名额|座位?|人)?{_AT_MOST}"
    rf"|(?:限制?|最多|至多|上限|只[收招要接]|只能[来收]|最多(?:只?能|可以)?[来收])(?:报名|人数)?[是为到]?\s*(?P<people>{NUMERAL})\s*(?P<unit>个?人|名|位|个?名额|个?座位?)?{_AT_MOST}"
    rf"(?:报名|参加)?){AFTER}(?:改一?下)?{AFTER}"
)
_NO_LIMIT = Expression(
    rf"{BEFORE}{SALON}{SMALL}(?:{_SEATS}(?:的?(?:限制|上限))?(?:就|都|也)*(?:不限制?|不设上?限|无上?限|放开|取消|去掉|随便)"
    rf"|(?:放开|取消|去掉|不要)(?:名额|人数)(?:的?(?:限制|上限))?|(?<!限)不限制?{_SEATS})(?:[了吧，,\s]*(?:不限制?|限制|上限))?{AFTER}"
)
# 人太多了先关掉报名
_BECAUSE = r"(?:(?:人|报|已经|名额|座位|场地)[^，,。\d]{0,8}?[了满][，,。\s]*)?"
_STOP = r"(?:停止|关闭|关掉|关上|关了?|截止|结束|停掉?|暂停)"
_CLOSE = Expression(
    rf"{_BECAUSE}{BEFORE}{SALON}{SMALL}(?:先|就)*(?:{_STOP}(?:接受|接收)?(?:一下)?(?:的|了|掉)?报名(?:通道|入口|开关)?"
    rf"|报名(?:通道|入口|开关)?(?:就|先|现在|马上|可以|要|给我|给)*{_STOP}(?:掉|一下)?"
    rf"|(?:先|暂时|暂)*(?:不再|不要再?|别再?|不)(?:(?:接受|接收|收|让人?|让大家)*报名|[让给](?:人|大家)报)){AFTER}"
)
_START = r"(?:开放|打开|开启|开始|恢复|重开|开通|放开|开)"
_OPEN = Expression(
    rf"{BEFORE}{SALON}(?:活动|沙龙|[这那]一?[场期次]|现在|就|先|的|[，,\s])*(?:重新|再次?)?(?:{_START}(?:接受)?(?:一下)?(?:的|了)?报名(?:通道|入口|开关)?"
    rf"|报名(?:通道|入口|开关)?(?:可以|现在|马上|重新|再|先|给|要)*{_START}"
    rf"|(?:又(?:可以|能)(?:再|继续)*报名?了|[让叫](?:人|大家)(?:再|继续|接着|重新)*报名?)[了吧，,\s]*(?:{_START}|打开)?){AFTER}"
)
_UNTIL = Expression(
    rf"{BEFORE}{SALON}(?:报名(?:的?(?:截止|截至))?|截止)(?:时间|日期)?(?:(?:(?:[到至在是为：:\s]|改[到成为]|定在|延[长到]到?|推迟到|开放?到|持续到)+|(?=[今明后当前这本下周星礼\d]))(?P<when>.+?)"
    rf"(?:为止|就?(?:截止|结束|关闭|关掉?|停|止))?|(?P<by>[^吗么]+?)(?:为止|截止|结束|关闭)){AFTER}"
    rf"|{BEFORE}(?P<before>.{{2,20}}?)(?:截止|停止|结束|关闭)报名{AFTER}"
)
_BY = Expression(
    rf"{BEFORE}{SALON}(?:报名)?的?(?:截止|截至)(?:的?(?:时间|日期))?{SMALL}(?:再|往|向)*"
    rf"(?:(?P<back>后|推迟|延后|延长?|晚|宽)|前|提前|早)[延推移挪提]?\s*(?P<count>{NUMERAL})\s*个?"
    rf"(?P<unit>天|周|小时){AFTER}"
)
_UNITS = {"天": timedelta(days=1), "周": timedelta(weeks=1), "小时": timedelta(hours=1)}
_ASKS = Expression(r"[?？]|吗|么$|没有?$|怎么|如何|几|多少|什么|哪|谁|不$")
_DAY = Expression(r"[点时日号天晚早上下午周星期:：\d一二三四五六七八九十]")
# 「…，超了候补」: that is so in any case.
_FULL = Expression(r"[，,；;]\s{0,4}(?:超|满|多|再来)[^，,]{0,6}候补[^，,]{0,3}$")
_OF_SEATS = Expression(rf"{OF_SALONS}|座位?|人数")


def _order(pattern: Expression, text: str) -> re.Match[str] | None:
    return None if _ASKS.search(text) else pattern.fullmatch(_FULL.sub("", text))


def _limited(text: str) -> tuple[str, str] | None:
    """The words for the salon, and the new number; 不限 for none."""
    said = _order(_LIMIT, text)
    if said and (said["seats"] or said["unit"] or said["salon"]):  # 限50 alone is of anything
        return said["salon"], said["seats"] or said["people"]
    said = _order(_NO_LIMIT, text)
    return (said["salon"], "不限") if said else None


@router.dialogue(role=Role.MEMBER, longest=LONGEST_ORDER, reads=_limited)
async def limit_as_people_say(
    request: Request, services: Services, said: tuple[str, str]
) -> Reply | None:
    """「限30个人」, 「座位上限 50」, 「名额不限了」."""
    words, seats = said
    other = words.strip() and not services.salons.book.find(words.strip(" 的场站"))
    if not _OF_SEATS.search(request.text) and (after_page(request.history) or other):
        return None  # 并发最多100人
    if request.role < Role.ORGANIZER:
        return _not_theirs("名额", services)
    target = await target_ordered(words, request, services, _EXAMPLE)
    return await edited(target, {"名额": seats}, request, services) if target else None


@router.dialogue(role=Role.MEMBER, longest=LONGEST_ORDER, reads=lambda text: _order(_CLOSE, text))
async def close_as_people_say(
    request: Request, services: Services, said: re.Match[str]
) -> Reply | None:
    """「停止报名」: the deadline is this minute."""
    if request.role < Role.ORGANIZER:
        return _not_theirs("报名的截止", services)
    target = await target_ordered(said["salon"], request, services, _EXAMPLE)
    if target is None:
        return None
    salon = target.salon
    now = services.now()
    if not windows_of(salon, services.zone).takes_signups(now):
        raise UserError(f"{headline(salon)} 的报名已经截止了，不用再关。")
    local = now.astimezone(zone_of(salon, services.zone))
    return await _until(target, local, request, services)


@router.dialogue(role=Role.MEMBER, longest=LONGEST_ORDER, reads=lambda text: _order(_OPEN, text))
async def open_as_people_say(
    request: Request, services: Services, said: re.Match[str]
) -> Reply | None:
    """「开放报名」: a salon takes sign-ups from its making on, unless its deadline is past."""
    if request.role < Role.ORGANIZER:
        return None  # they ask when it begins, which is answered elsewhere
    target = await target_ordered(said["salon"], request, services, _EXAMPLE)
    if target is None:
        return None
    salon = target.salon
    windows, now = windows_of(salon, services.zone), services.now()
    if windows.takes_signups(now):
        handle = handle_of(salon, services)
        call = f"公告 {headline(salon)} 开始报名，@我 发「报名 {handle}」"
        closes = moment(windows.signup_until, services.zone)
        return on_salon(
            salon,
            "已经可以报名",
            f"**{headline(salon)}** 现在就能报名，{closes} 截止，不用另外打开。"
            f"群友 @我 发「报名 {handle}」；要告诉大家，发「公告 内容」。",
            follow_ups=(call,),
        )
    if now >= windows.starts_at:
        raise UserError(f"{headline(salon)} 已经开始或办过了，不再报名；到现场的直接签到。")
    return await _until(target, None, request, services)


@router.dialogue(
    role=Role.ORGANIZER, longest=LONGEST_ORDER, reads=lambda text: _order(_UNTIL, text)
)
async def deadline_as_people_say(
    request: Request, services: Services, said: re.Match[str]
) -> Reply | None:
    """「报名截止到周五晚上12点」."""
    words, when = said["salon"] or "", said["when"] or said["by"]
    if said["before"]:  # 「西安12月3号截止报名」
        words, when = salon_said(said["before"], nearest(services))
    when = when.strip()
    if not (_DAY.search(when) and may_be_time(from_day(when, services.today()), services)):
        return None
    target = await target_ordered(words, request, services, _EXAMPLE)
    return await edited(target, {"报名截止": when}, request, services) if target else None


@router.dialogue(role=Role.ORGANIZER, longest=LONGEST_ORDER, reads=lambda text: _order(_BY, text))
async def deadline_later_as_people_say(
    request: Request, services: Services, said: re.Match[str]
) -> Reply | None:
    """「报名截止往后延一天」, from what it is. Raises UserError where there is none."""
    target = await target_ordered(said["salon"], request, services, _EXAMPLE)
    if target is None:
        return None
    until = target.salon.signup_until
    if until is None:
        raise UserError(
            f"{headline(target.salon)} 没有写报名截止，请写到哪一天，比如：报名截止改到 12月4日"
        )
    by = _UNITS[said["unit"]] * (number_in(said["count"]) or 0)
    moved = until + by if said["back"] else until - by
    return await edited(target, {"报名截止": f"{moved:%Y-%m-%d %H:%M}"}, request, services)


async def _until(
    target: Target, moment: datetime | None, request: Request, services: Services
) -> Reply:
    """The preview of another deadline; None for the beginning."""
    until = f"{moment:%Y-%m-%d %H:%M}" if moment else None
    changes: dict[str, Any] = {"signup_until": until}
    heading = "关闭报名预览" if moment else "重新开放报名预览"
    notes = ["已经报上名的不受影响；要再开，发「开放报名」"] if moment else []
    return await previewed(heading, target, changes, request, services, notes, what="报名截止")


def _not_theirs(what: str, services: Services) -> Reply | None:
    if not nearest(services):
        return None
    return Reply.text(f"{what}由组织者定，您目前是成员。需要的话，请在群里找组织者。")

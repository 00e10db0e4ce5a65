"""How many checked in, as it stands: 现在多少人签到了, 签到情况, 我签上了吗.

The record has how many came to the salons of the past. At a salon, and until somebody has
counted, only the store knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.attendance.checkins import Checkin
from bot.attendance.signups import SignupState
from bot.attendance.windows import windows_of
from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.events import Salon
from bot.events.reading.meant import Meant
from bot.events.reading.turns import after_page
from bot.events.replies import headline, visits
from bot.expressions import Expression
from bot.messages import Reply, ReplyKind, Role
from handlers.salon_asked import ASIDES, AT_HAND, LONGEST_QUESTION, meant, nearest, opened
from handlers.salon_choice import handle_of, on_salon
from handlers.signup.words import moment

router = Router("arrivals", "到场人数")

_CHECKED = r"签到|签上|签(?=了|的|过|没|成)"
_CAME = (
    r"没来|没到(?=场|的|吗|$)|都[来到]|来齐|到齐|爽约|缺席|到场|到现场|来现场|到会|(?<=人)到|(?<=人)来|[来到](?=了)"
    r"|实到|出席"
)
_OTHERS = (
    r"多少|几|人数|人员|人|位|名单|名|个|情况|进度|统计|数量|数|怎么样|咋样|谁|哪些|第|成功|上|率|比例|我"
    r"|现场|看|一下|没来|没签|还差|报了?名?|齐"
)
_WORDS = Expression(rf"(?:{_CHECKED}|{_CAME}|{_OTHERS}|{ASIDES})++")
_ABOUT = Expression(rf"{_CHECKED}|{_CAME}")
_OF_CHECKINS = Expression("签")
_COUNTS = Expression(
    "多少|几|人数|情况|进度|统计|数|有没有人|有人|比例|率|怎么样|咋样|还差|都[来到]|齐|爽约"
)
_OWN = Expression(
    r"我(?!们).*签|签.*我(?!们)|我(?!们).*第几|^签到?(?:成功)?了?(?:没有?|吗)[?？]?$"
)
_OWN_ASKS = Expression(r"吗|没|么|成功|第几|[?？]")
_NOW = Expression("现在|目前|已经|今天|当前|到了")
_WHO = Expression("谁|名单|哪些人")
_EVER = Expression("过|总|一共|累计|历")
_NOTHING_ON = "近期没有安排活动，没有人在签到。"


@router.dialogue(role=Role.MEMBER, longest=LONGEST_QUESTION)
async def tell_arrivals(request: Request, services: Services) -> Reply | None:
    """None for whatever has anything else in it, and where the store knows of nobody."""
    text = request.text.strip()
    if not _ABOUT.search(text):
        return None
    said = await meant(request, services)
    asked = _read(text, request)
    if said.compares or asked is None or not _WORDS.fullmatch(said.rest):
        return None
    salon = _salon_of(said, services, now=asked.of_now)
    if salon is None:
        # 签到情况, 现在到了多少人: nobody is anywhere.
        leans = after_page(request.history) and not asked.of_checkins
        idle = asked.of_now and not (said.named or said.salons or nearest(services))
        idle = idle and not (leans or _EVER.search(text))
        return Reply.text(_NOTHING_ON, ReplyKind.EVENT) if idle else None
    windows, now = windows_of(salon, services.zone), services.now()
    if now < windows.checkin_from:
        opens = moment(windows.checkin_from, services.zone)
        told = f"还没开始签到：**{headline(salon)}** 从 {opens} 开始签到。"
        return _reply(told, salon) if asked.of_now else None
    checkins = await services.attendance.checkins.of_salon(salon.id)
    if asked.own:
        return _reply(_own(salon, checkins, request.message.person), salon)
    counted = salon.attendance is not None and not asked.of_checkins
    if windows.is_over(now) and (counted or not checkins):
        return None  # the record has what is known of it
    told = await _numbers(salon, checkins, services)
    return _reply(f"{told}。{_names(salon, text, request, services)}", salon)


@dataclass(frozen=True, slots=True)
class _Asked:
    """``own``: whether the asker is among them. ``of_checkins``: of who checked in, and not of
    who came. ``of_now``: of the salon at hand, and never of salons in general."""

    own: bool
    of_checkins: bool
    of_now: bool


def _read(text: str, request: Request) -> _Asked | None:
    organizes = request.role >= Role.ORGANIZER
    of_checkins = _OF_CHECKINS.search(text) is not None
    own = _OWN.search(text) is not None and _OWN_ASKS.search(text) is not None
    # Organizers get the names themselves, from the command for them; but not of who is missing.
    whose = "没" in text if organizes else of_checkins
    if not (own or _COUNTS.search(text) or (whose and _WHO.search(text))):
        return None
    return _Asked(own, of_checkins, of_checkins or organizes or _NOW.search(text) is not None)


async def _numbers(salon: Salon, checkins: Sequence[Checkin], services: Services) -> str:
    signups = await services.attendance.signups.of_salon(salon.id)
    seated = {one.attendee.person for one in signups if one.state is SignupState.SEATED}
    came = sum(one.attendee.person in seated for one in checkins)
    told = f"**{headline(salon)}** 签到 {len(checkins)} 人"
    if seated:
        told += f"（报名 {len(seated)} 人，其中到了 {came} 人）"
    if salon.attendance is not None:
        told += f"，记下的线上线下人次 {visits(salon.attendance)}"
    return told


def _salon_of(said: Meant, services: Services, *, now: bool) -> Salon | None:
    """The one that is meant; else that of these days, or of what is asked as of ``now`` the
    next one."""
    if said.named or said.single is not None:
        return said.single if said.single and not said.single.is_cancelled else None
    if current := opened(services, within=AT_HAND):
        return current
    return next(iter(nearest(services)), None) if now else None


def _own(salon: Salon, checkins: list[Checkin], person: str) -> str:
    place = next((n for n, one in enumerate(checkins, 1) if one.attendee.person == person), 0)
    if place:
        return f"您签过到了：**{headline(salon)}**，您是第 {place} 位。"
    return f"您还没有签到：**{headline(salon)}**。口令在现场的大屏上，发「签到 口令」就行。"


def _names(salon: Salon, text: str, request: Request, services: Services) -> str:
    if request.role >= Role.ORGANIZER:
        return f"名字私聊我发「名单 {handle_of(salon, services)}」。"
    return "名字只给组织者看。" if _WHO.search(text) else ""


def _reply(markdown: str, salon: Salon) -> Reply:
    return on_salon(salon, f"签到：{headline(salon)}", markdown)

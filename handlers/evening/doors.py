"""The doors of a salon, as organizers speak of them: 开始签到, 停止签到, and 补签 for whoever
came without checking in."""

from __future__ import annotations

import re

from bot.attendance.signups import Signup
from bot.attendance.windows import windows_of
from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.errors import UserError
from bot.events import Salon
from bot.events.replies import headline
from bot.expressions import Expression, first_whole
from bot.markdown import escape_text
from bot.messages import Reply, ReplyKind, Role
from handlers.evening.checkin import show_code
from handlers.salon_asked import AT_HAND, nearest, opened
from handlers.salon_choice import about, handle_of, on_salon
from handlers.signup.words import moment, not_open_yet

router = Router("doors", "现场签到")

_MOST_CHARACTERS = 40
# Patterns.
_PLEASE = r"(?:请|麻烦|帮我|帮忙|给我|我要|现在|可以|那就?|把|[，,\s])*"
_END = r"(?:了|吧|啦|呗|一下|一个|一份|[。.!！\s])*"
_OPEN = Expression(
    rf"{_PLEASE}(?:(?:开始|打开|开启|开放|启动|发起|投屏|大屏)签到(?:通道|入口|功能)?|签到(?:现在|可以|就)*开始"
    rf"|(?:现场|大屏上?|屏幕上?|门口|要|得)*(?:生成|给|要|出|来|做|打印|展示|显示|发|放|贴|投|取|看|创建|弄)?(?:我)?(?:一?[个张份]|下)?(?:活动|现场|沙龙)?签到(?:的)?(?:二维码|口令|密码|码))"
    rf"(?:发一?[下份个]|发过来|发我|给我|发我一下|是多少|是什么|生成|打开|呢)?{_END}"
)
_RENEW = Expression(
    rf"{_PLEASE}(?:签到的?)?(?:口令|签到码|二维码)(?:被|给)?(?:泄露|泄漏|外传|传出去|流出去|晒出去|有问题|不安全)了?[，,。\s]*{_PLEASE}(?:换|改|重新)?.{{0,8}}"
    rf"|{_PLEASE}(?:换|更换|重新生成|刷新)(?:一?[个下])?(?:新的?)?(?:签到的?)?(?:口令|签到码|二维码){_END}"
)
_SHUT = Expression(
    rf"{_PLEASE}(?:(?:停止|结束|关闭|关掉|截止|停|关)(?:一下|掉)?签到(?:通道|入口)?"
    rf"|签到(?:就|可以|通道|入口|先)*(?:停止|结束|关闭|关掉|截止|停|关)掉?){_END}"
)
_NAME = r"(?P<who>[^\s，,。！!？?给帮替的]{1,16}?)"
_FOR = (
    Expression(
        rf"{_PLEASE}(?:帮|给|替|为|代){_NAME}(?:也)?(?:补(?:一?[个下])?(?:签到?)|签(?:个|一下)?到){_END}"
    ),
    Expression(
        rf"{_PLEASE}{_NAME}(?:迟到了?|来晚了|晚到了?|忘(?:了|记)?(?:签到?)?了?|没签上|签不上|没带手机|手机没电了?|到了|来了|也来了)"
        rf"[，,。\s]*(?:请|麻烦|帮我)?(?:(?:给|帮|替)(?:他|她|ta|人家)?)?(?:补(?:一下|个)?签到?|签(?:个|一下)?到|签一?[下个]){_END}"
    ),
)
_CAME = Expression(
    rf"{_PLEASE}(?P<who>[^\s，,。！!？?有在都]{{1,16}}?)(?:有没有|今天|现在|已经|也|是不是|到底)*(?:签到?|到场|到|来)(?:了|过|上|成功)*(?:吗|没有?|么)[?？。]*"
)
_ANY_NAME = Expression(r"\s*(?P<who>[^\s?？][^?？\n]{0,30}?)\s*[。.!！]*")
_NOBODY = ("我", "大家", "自己", "他", "她", "你", "所有人", "别人")


def _somebody(text: str) -> str | None:
    said = first_whole(_FOR, text)
    return said["who"] if said and said["who"] not in _NOBODY else None


@router.command(
    "补签",
    role=Role.ORGANIZER,
    help="给来了却没签到的人补签，写报名时的名字；办完三天内都行",
    usage="补签 名字",
    reads=matching(_ANY_NAME),
)
async def check_in_somebody(request: Request, services: Services, said: re.Match[str]) -> Reply:
    return await _vouched(said["who"], request, services)


@router.dialogue(role=Role.MEMBER, longest=_MOST_CHARACTERS, reads=_somebody)
async def check_in_as_people_say(request: Request, services: Services, who: str) -> Reply | None:
    """「给陈小雨补签」, 「陈小雨迟到了，给他补签」."""
    if request.role < Role.ORGANIZER:
        if not nearest(services):
            return None
        return Reply.text(
            "签到要本人来：请对方发「签到 口令」，口令在现场的大屏上；签不了的请组织者补签。",
            ReplyKind.EVENT,
        )
    return await _vouched(who, request, services)


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, reads=matching(_CAME))
async def tell_of_somebody(
    request: Request, services: Services, said: re.Match[str]
) -> Reply | None:
    """「成员3签到了吗」, at a salon; None for who has neither signed up nor come."""
    salon = opened(services, within=AT_HAND)
    if salon is None:
        return None
    attendance, who = services.attendance, said["who"]
    came = [one.attendee.nick for one in await attendance.checkins.of_salon(salon.id)]
    signed = [one.attendee.nick for one in await attendance.signups.of_salon(salon.id)]
    if who not in (*came, *signed):
        return None
    name = escape_text(who)
    if who in came:
        return on_salon(salon, "签到了", f"{name} 签到了，第 {came.index(who) + 1} 位。")
    told = f"{name} 报了名，还没有签到。人来了发「补签 {name}」。"
    return on_salon(salon, "还没有签到", told, follow_ups=(f"补签 {who}",))


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, takes=matching(_OPEN))
async def open_doors(request: Request, services: Services) -> Reply | None:
    """「开始签到」: what one needs for it is the code."""
    return await show_code(request.with_arguments(""), services)


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, takes=matching(_RENEW))
async def tell_how_to_renew(request: Request, services: Services) -> Reply | None:
    """「口令泄露了，换一个」: in 1:1, and in the command's own words, since the old one ends."""
    ahead = nearest(services)
    if not ahead:
        return None
    command = f"签到码 {handle_of(ahead[0], services)} 换新"
    return on_salon(
        ahead[0],
        "换签到口令",
        f"换新以后旧口令马上作废，已经签到的不受影响。私聊我发「{command}」。",
        follow_ups=() if request.message.is_group else (command,),
    )


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, takes=matching(_SHUT))
async def tell_when_doors_shut(request: Request, services: Services) -> Reply:
    """They shut by themselves; a code that got out is changed."""
    ahead = nearest(services)
    if not ahead:
        return Reply.text("近期没有安排活动，没有人在签到。")
    salon, zone = ahead[0], services.zone
    windows, handle = windows_of(salon, zone), handle_of(salon, services)
    return on_salon(
        salon,
        "签到自动结束",
        f"**{headline(salon)}** 的签到不用关：{moment(windows.checkin_from, zone)} 开始，"
        f"{moment(windows.ends_at, zone)} 自动结束，迟到的一直能签。\n\n"
        f"口令外传了，私聊我发「签到码 {handle} 换新」，旧的马上作废。",
    )


async def _vouched(who: str, request: Request, services: Services) -> Reply:
    """Whoever signed up by that name has come; the organizer answers for it. Raises
    UserError."""
    salon = _under_way(services)
    signups = await services.attendance.signups.of_salon(salon.id)
    signup = _by_name(who, signups, salon)
    outcome = await services.attendance.checkins.vouch(
        salon.id, signup.attendee, request.act(services)
    )
    name = escape_text(signup.attendee.nick)
    if outcome.again:
        return Reply.text(f"{name} 已经签过到了：{headline(salon)}，第 {outcome.place} 位。")
    return Reply(
        markdown=f"补签好了：{name}，**{headline(salon)}** 第 {outcome.place} 位到场的。",
        title="补签好了",
        topic=about(salon),
    )


def _under_way(services: Services) -> Salon:
    """The salon whose doors have opened, or which was held in these days. Raises UserError."""
    if salon := opened(services, within=AT_HAND):
        return salon
    if ahead := nearest(services):
        raise UserError(not_open_yet(ahead[0], services.zone))
    raise UserError("近期没有活动可以补签；办完三天以后不再补。")


def _by_name(who: str, signups: list[Signup], salon: Salon) -> Signup:
    """The only one of that name. Raises UserError."""
    found = [one for one in signups if one.attendee.nick == who]
    found = found or [one for one in signups if who in one.attendee.nick]
    if len(found) == 1:
        return found[0]
    said = escape_text(who[:16])
    if found:
        raise UserError(
            f"{headline(salon)} 的报名里有 {len(found)} 个人叫「{said}」，分不清是谁，请写全名字，"
            "或者请本人发「签到 口令」。"
        )
    raise UserError(
        f"{headline(salon)} 的报名里没有叫「{said}」的人。名字要和报名时的昵称一样，"
        "私聊我发「名单」看；没报名的请本人发「签到 口令」。"
    )

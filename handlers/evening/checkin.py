"""Checking in at the venue with a code, and the code as organizers show it."""

from __future__ import annotations

import asyncio
import io
import re

from bot.attendance.checkins import Refusal
from bot.attendance.people import Attendee
from bot.attendance.windows import windows_of
from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.errors import UserError
from bot.events.replies import headline
from bot.expressions import Expression
from bot.messages import Attachment, Reply, ReplyKind, Role
from handlers.salon_asked import ASIDES, all_ahead
from handlers.salon_choice import chosen_salon, handle_of, names_salon
from handlers.signup.words import not_open_yet, span

router = Router("checkin", "签到")

_CODE = Expression(r"\s*([0-9０-９]{4,8})\s*[。.!！]?\s*")
# What somebody may type for a code: answered with what a code looks like.
_ATTEMPT = Expression(r"\s*[0-9０-９A-Za-z]{1,12}\s*[。.!！]?\s*")
_ALONE = Expression(
    r"(?:(?:我|我们)?(?:已经)?(?:到|来)(?:现场|会场)?了|打卡|签个到)?[，,。：:\s]*(?P<code>[0-9０-９]{6})[。.!！]?"
)
_ASKS_FOR_CODE = Expression(
    r"(?:怎么|如何|咋|在哪里?|哪里)(?:现场)?签到|签到(?:怎么|如何|咋|在哪|哪里)"
    r"|^我(?:也|还|现在|来|要|想|没)*签(?:个|一下)?到(?:一下)?[吧了呀啊]?[。!！]*$"
    r"|(?:能|可以|来得及|赶得上).{0,3}签到|签到.{0,3}(?:来得及|赶得上|截止)"
    r"|签到.{0,3}(?:口令|码|密码|二维码).{0,4}(?:多少|什么|哪|怎么|给我|告诉)"
    r"|^(?:我(?:们)?|人)?(?:已经?|刚|都)*(?:到|来)(?:达|现场|会场|场地|这儿|门口|楼下)*了?[啊呀哦]?[。!！~]*$"
    r"|^(?:我(?:来|要|想)?)?(?:签(?:个|一?下)到?|打(?:个)?卡|报(?:个)?到)[啦了吧呀]?[。!！~]*$"
)
# 打卡 and 到了 are of a salon only while its doors are open.
_ARRIVED = Expression(
    r"(?:人|已经?|刚|都)*(?:到|来)(?:达|现场|会场|场地|这儿|门口|楼下)*了?[啊呀哦]?[。!！~]*|(?:打个?卡|报个?到)[啦了吧呀]?[。!！~]*"
)
_WHERE_CODES_ARE = (
    "签到口令在现场的大屏上，开始前一小时到结束有效。@我 或私聊我发「签到 口令」就行，"
    "比如「签到 123456」。"
)
_NOTHING_ON = (
    "近期没有安排活动，现在不用签到。到了活动那天，口令在现场的大屏上，发「签到 口令」就行。"
)
# Nothing but the wish for it: 我要签到, 签到码是多少; not 到现场怎么签到.
_BARELY = Expression(
    rf"(?:签个?到|口令|密码|二维码|码|怎么|如何|咋|在|哪里|哪儿|多少|什么|我|想|[?？。!！]|{ASIDES})++"
)
_RENEW = Expression(r"\s*(?:换新|更换|换一个|重新生成)\s*$")
_QR_SCALE = 10


@router.command(
    "签到",
    aliases=("checkin",),
    help="活动现场签到，口令看现场大屏",
    usage="签到 口令",
    takes=matching(_ATTEMPT),
    glued=matching(_CODE),
)
async def check_in(request: Request, services: Services) -> Reply:
    """Once a person and salon, only around its time."""
    match = _CODE.fullmatch(request.arguments)
    if match is None:
        raise UserError("口令是现场大屏上的六位数字，比如：签到 123456")
    outcome = await services.attendance.checkins.check_in(
        # Full-width digits too: int() knows them all.
        "".join(str(int(digit)) for digit in match[1]),
        Attendee.of(request.message),
        lambda salon_id: _judge(salon_id, services),
        source=request.source,
        now=services.now(),
    )
    if isinstance(outcome, tuple):
        raise UserError(_refusal(*outcome, services))
    salon = services.salons.book.get(outcome.salon_id)
    name = headline(salon) if salon else "本场活动"
    if outcome.again:
        return Reply.text(f"您已经签过到了：{name}，您是第 {outcome.place} 位。")
    return Reply(
        markdown=f"签到成功：**{name}**，您是第 {outcome.place} 位到场的。", title="签到成功"
    )


@router.dialogue(role=Role.MEMBER, longest=20, takes=lambda text: _ASKS_FOR_CODE.search(text))
async def tell_of_codes(request: Request, services: Services) -> Reply | None:
    """Where the code of a salon that is to come is found. Without one, that nothing is on; to
    whatever says more the pages answer."""
    if _ARRIVED.fullmatch(request.text.strip()) and not _is_open(services):
        return None
    if not all_ahead(services):
        plain = "".join(request.text.split())
        return Reply.text(_NOTHING_ON, ReplyKind.EVENT) if _BARELY.fullmatch(plain) else None
    whose = "您私聊我发「签到码」就能取到。" if request.role >= Role.ORGANIZER else ""
    return Reply.text(_WHERE_CODES_ARE + whose)


def _is_open(services: Services) -> bool:
    """Whether the doors of a salon are open."""
    now, zone = services.now(), services.zone
    return any(windows_of(salon, zone).takes_checkins(now) for salon in all_ahead(services))


@router.dialogue(role=Role.MEMBER, longest=16, reads=matching(_ALONE))
async def check_in_by_code_alone(
    request: Request, services: Services, digits: re.Match[str]
) -> Reply | None:
    """Six digits and at most 「我到了」, while the doors of a salon are open."""
    if not _is_open(services):
        return None
    return await check_in(request.with_arguments(digits["code"]), services)


@router.command(
    "签到码",
    aliases=("checkincode",),
    role=Role.ORGANIZER,
    help="私聊里取签到口令和二维码，末尾加「换新」就换一个",
    usage="签到码 哪一期",
    takes=names_salon,
)
async def show_code(request: Request, services: Services) -> Reply:
    """The code and its picture, in 1:1 only: in a group everybody could check in from home."""
    if request.message.is_group:
        raise UserError("签到口令只在私聊里给：请私聊我发「签到码」，到现场再放到大屏上。")
    renew = _RENEW.search(request.arguments) is not None
    salon = chosen_salon(_RENEW.sub("", request.arguments), services, "签到码 7", past=False)
    windows, now = windows_of(salon, services.zone), services.now()
    if salon.is_cancelled or windows.is_over(now):
        raise UserError(f"{headline(salon)} 已经结束或取消，不再需要签到口令。")
    code = await services.attendance.checkins.code_for(
        salon.id, request.act(services), renew=renew
    )
    zone = services.zone
    return Reply(
        markdown=f"**{headline(salon)}** 的签到口令：**{code}**\n\n"
        f"- 有效：{span(windows.checkin_from, windows.ends_at, zone)}\n"
        f"- 大家 @我 或私聊我发「签到 {code}」；二维码扫出来就是这句话\n"
        f"- 外传了就发「签到码 {handle_of(salon, services)} 换新」，旧口令马上作废",
        title=f"签到口令 {code}",
        attachments=(Attachment("签到码.png", await asyncio.to_thread(_picture, f"签到 {code}")),),
    )


def _judge(salon_id: str, services: Services) -> Refusal | None:
    salon, now = services.salons.book.get(salon_id), services.now()
    if salon is None or salon.is_cancelled:
        return Refusal.TOO_LATE
    windows = windows_of(salon, services.zone)
    if now < windows.checkin_from:
        return Refusal.TOO_EARLY
    return None if windows.takes_checkins(now) else Refusal.TOO_LATE


def _refusal(why: Refusal, salon_id: str, services: Services) -> str:
    salon = services.salons.book.get(salon_id)
    if why is Refusal.TOO_MANY:
        return "口令错得太多了，请过十分钟再试，或者请现场的组织者帮忙。"
    if why is Refusal.WRONG or salon is None:
        return "口令不对，请照着现场大屏上的六位数字发，比如：签到 123456"
    if why is Refusal.TOO_EARLY:
        return not_open_yet(salon, services.zone)
    return f"{headline(salon)} 的签到已经结束了。"


def _picture(text: str) -> bytes:
    import segno  # on use, and in a thread: a start would wait for it, and so would others

    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=_QR_SCALE, border=4)
    return out.getvalue()

"""Organizers ask of announcements: which there are, who has not read one, and which still come
by the clock."""

from __future__ import annotations

from datetime import timedelta

from bot.announcements.text import Announcement
from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.expressions import Expression
from bot.messages import Reply, ReplyKind, Role
from bot.schedule.deliveries import DeliveryKind, announcement_code
from handlers.announcements.announced import in_short, list_announcements, repeated_lines

router = Router("announcement_questions")

_KIND = DeliveryKind.ANNOUNCEMENT
_MOST_BUTTONS = 3
_AHEAD = timedelta(days=3_660)

# Patterns: what announcements are called, and who may have read one.
_ONES = "(?:公告|通知|群发)(?:消息)?"
_WHO = "(?:都)?(?:有)?(?:谁|哪些人|哪几个人?|什么人|多少人|几个人)(?:都)?"
_READ = "(?:还)?(?:没有?|未)?(?:已读|看过?|读过?|看到|看见|收到|点开)(?:了|过|的)*"
_SMALL = (
    "(?:帮我|请|查|看|一?下|想知道|知道|发(?:了|出去)+|[之以]?后|刚才|刚刚|上一?条|[这那]一?[条个]|最近|的|是|呢|吗|啊|呀"
    "|[?？。，, ])*"
)
_READERS = Expression(
    rf"{_SMALL}(?:{_ONES}{_SMALL}(?:{_WHO}{_READ}|[看读]的?人(?:多不多|[多少]|数)|{_READ}{_WHO})|{_WHO}{_READ}{_SMALL}{_ONES}){_SMALL}"
)
_BY_CLOCK = "(?:定时|定点|反复|周期|每周|每天|待发|预约|排好|要发|计划)(?:发?的|发)?"
_HOW_MANY = "(?:什么|啥|哪些|哪几[条个]|几[条个]|多少[条个]?)?"
_WHICH = rf"(?:都|现在|目前|还|总共|一共)*(?:有|查|看|列)?(?:一?下)?(?:没有?)?{_HOW_MANY}"
_PLANNED = Expression(
    rf"{_SMALL}{_WHICH}{_BY_CLOCK}{_ONES}(?:列表|清单)?(?:都)?(?:有)?(?:没有?)?{_HOW_MANY}{_SMALL}"
    rf"|{_SMALL}(?:定时|反复|预约|排好)的?(?:都|现在|还)*有?{_HOW_MANY[:-1]}{_SMALL}"
    rf"|{_SMALL}{_WHICH}{_ONES}(?:还|都)*(?:没有?|未)有?(?:发(?:出去?|送)?|到(?:时间|点))的?有?{_HOW_MANY}{_SMALL}"
)
_SENT = r"(?:都|现在|目前|一共|总共|我们?)*(?:有|发[过了]?)(?:过|了)?"
_MANY = "(?:什么|啥|哪些|哪几[条个]|几[条个]|多少[条个]?)"
_ALL = Expression(
    rf"{_SMALL}(?:{_SENT}{_MANY}{_ONES}|{_ONES}{_SENT}{_MANY}|{_ONES}(?:列表|清单|记录)){_SMALL}"
)


@router.dialogue(role=Role.ORGANIZER, longest=30, takes=matching(_ALL))
async def list_all(request: Request, services: Services) -> Reply | None:
    return await list_announcements(request, services)


@router.dialogue(role=Role.ORGANIZER, longest=30, takes=matching(_READERS))
async def tell_of_readers(request: Request, services: Services) -> Reply:
    """The platform counts who has read an announcement, and names nobody."""
    drafts = await services.announcements.recent(services.now())
    codes = [draft.code for draft in drafts if draft.state == "confirmed"]
    code = codes[0] if codes else "编号"
    return Reply(
        markdown="谁看了、谁没看查不到：钉钉只给已读的人数，不给名单。"
        f"有多少人已读，发「投递 {code} 已读」。",
        title="谁看了公告",
        kind=ReplyKind.HELP,
        follow_ups=(f"投递 {code} 已读",) if codes else ("公告列表",),
    )


@router.dialogue(role=Role.ORGANIZER, longest=30, takes=matching(_PLANNED))
async def list_planned(request: Request, services: Services) -> Reply:
    """What is repeated, then what leaves once at its time."""
    recurring = await services.announcements.recurring.active()
    lines = repeated_lines(recurring)
    codes = list(recurring)
    zone = services.zone
    # By what waits, not by the drafts of the last days: one may have been written long before.
    waiting = await services.outbox.upcoming(services.now() + _AHEAD)
    for code in dict.fromkeys(announcement_code(one) for one in waiting if one.kind is _KIND):
        if code in recurring:
            continue
        one = Announcement.from_payload((await services.drafts.look_up(code)).payload)
        if one.at is not None:
            codes.append(code)
            lines.append(f"- {code}：{in_short(one)}（{one.at.astimezone(zone):%m-%d %H:%M}）")
    if not lines:
        return Reply.text("没有定时的公告在等。要定一条：定时公告 明晚8点 内容。")
    return Reply(
        markdown="**定时的公告**\n\n"
        + "\n".join(lines)
        + "\n\n不想发了发「取消 编号」；连提醒一起看发「待发」。",
        title="定时的公告",
        follow_ups=(*(f"取消 {code}" for code in codes[:_MOST_BUTTONS]), "待发"),
    )

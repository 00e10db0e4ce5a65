"""Announcements in organizers' own words: 「明天9点发公告：…」, 「给所有群发一条：…」, and what is
to be done about one that was wrong or is no longer wanted.

Each is a preview, or tells the command for it; nothing leaves, and nothing stops, by itself.
"""

from __future__ import annotations

import dataclasses
import re

from bot.announcements import Announcement
from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.drafts import Draft
from bot.errors import UserError
from bot.events.times import find_time
from bot.expressions import Expression
from bot.messages import Reply, Role
from bot.schedule import DeliveryState, announcement_subject
from handlers.announce import draft_announcement, draft_scheduled
from handlers.announced import in_short
from handlers.announcement_questions import list_planned

router = Router("announcement_wishes")

_MOST_CHARACTERS = 600
_BRIEF = 40
# Patterns.
_ALL = r"(?:大家|所有人|全体|全员|各位|各?个?群里?|群里面|所有的?群里?|全部群|每个群|群友们?)"
_SAY = (
    r"(?:群?发(?:布|送|出)?|通知|公布|宣布|推送|播报|广播|提醒|喊|说|告诉|转告)"
    r"(?:一[个条份则下声]|下|个|条|一?遍)?"
)
_PLEASE = r"(?:请|麻烦|帮我|帮忙|[，,\s])*"
_COLON = r"\s*[：:，,\n]\s*"
_CALLED = r"(?:的?(?:群?公告|群?通知|群?消息))"
# 「给所有群发一条：元旦快乐」, 「在群里说一声，今晚八点直播」
_TO_ALL = Expression(
    rf"{_PLEASE}(?:(?:给|向|往|在|到|跟|对)(?:我们|咱们)?{_ALL}里?{_SAY}{_CALLED}?|{_SAY}{_CALLED}?(?:给|到|往){_ALL}里?)"
    rf"{_COLON}(?P<text>\S.*)",
    re.DOTALL,
)
# Behind a time: 「发公告：…」, 「在群里发：…」, 「提醒大家，…」.
_THEN = Expression(
    rf"(?:的时候|的|准时|再|就|帮我|请|麻烦|给我|[，,\s])*(?:(?:给|向|往|在|到){_ALL}里?)?{_SAY}(?:给|到)?{_ALL}?{_CALLED}?"
    rf"{_COLON}(?P<text>\S.*)",
    re.DOTALL,
)
_BEFORE_TIME = Expression(r"(?:请|麻烦|帮我|帮忙|给我|到|在|等|[，,\s])*")
_LAST = (
    r"(?:刚才|刚刚|上一?[条个]|之前|昨天|今天|[那这][条个]"
    r"|发的|发出去的|的|把|将|我|[，,\s])*"
)
_ONE = r"(?:公告|群?通知|群发(?:的?消息)?)"
_CORRECTS = Expression(
    rf"{_LAST}{_ONE}(?:里|的|内容|时间|地点|链接|[，,\s])*(?:(?:[写发打搞弄说]错|有误|不对|有问题)了?|要?(?:更正|修改|改正|改成|改为|改一?下|改|订正|纠正))"
    rf"(?:[，,。：:\s].*)?|(?:更正|修改|改一?下|订正|纠正|编辑)(?:一?下)?{_LAST}{_ONE}(?:[，,。：:\s].*)?|{_ONE}更正(?:[，,。：:\s].*)?",
    re.DOTALL,
)
_OFF = r"(?:取消|停掉?|停止|删掉?|删除|撤掉|撤销|不要|去掉)"
_WHEN_OF_IT = r"(?:.{0,12}?)"
_STOPS = Expression(
    rf"(?:请|麻烦|帮我|把|将)*(?:{_OFF}(?:发)?{_WHEN_OF_IT}(?:定时|反复)?的?{_ONE}|{_WHEN_OF_IT}(?:定时|反复)?的?{_ONE}(?:都|就|先)*(?:{_OFF}|[别不](?:要|用)?(?:再)?发)"
    rf"|(?P<day>每.{{1,8}}?|[明后]天.{{0,4}}?|今晚.{{0,3}}?|(?:下?周|星期).{{1,4}}?)(?:的|要发的)?(?:那[个条]|提醒|消息|那次)?(?:都|就|先)*[别不](?:要|用)?(?:再)?发)"
    r"(?:一?下|掉|了|吧)*[。.!！]*"
)
# 「给报名的人发个消息：请带身份证」
_TO_SOME = Expression(
    rf"{_PLEASE}(?:给|向|对|通知|提醒|告诉)(?:一下|所有|全部|那些|这些)*"
    r"(?:已经?|还?没有?|未)?(?:报(?:了|过|上)?名?了?|签到?了?|来|中奖|候补|排队)的(?:那些)?(?:人|同学|朋友|群友|成员)们?"
    r"(?:都)?(?:群?发|说|[，,。：:\s]|私聊|通知|提醒|$).*",
    re.DOTALL,
)
_NOT_YET = Expression(
    rf"(?:看看?|查一?下|请问|现在|目前|还|都|[，,\s])*(?:有)?(?:哪些|哪几[条个]|什么|几条|多少条?)?{_ONE}(?:还|都)*(?:没有?|未)(?:有)?(?:发(?:出去?|送)?|到(?:时间|点))(?:的)?(?:有哪些|有几条|有什么|呢)?[?？。]*"
)


@router.dialogue(role=Role.ORGANIZER, longest=_BRIEF, takes=matching(_NOT_YET))
async def list_what_waits(request: Request, services: Services) -> Reply | None:
    """「有哪些公告还没发」."""
    return await list_planned(request, services)


@router.dialogue(role=Role.ORGANIZER, longest=_BRIEF, takes=matching(_STOPS))
async def offer_to_stop(request: Request, services: Services) -> Reply | None:
    """「取消明天的公告」: those that wait, each with its 取消; a draft that is not confirmed yet
    comes first."""
    drafts = await services.drafts.waiting(request.message.staff_id, services.now())
    draft = next((one for one in drafts if one.kind == "announcement"), None)
    if draft is not None:
        what = in_short(Announcement.from_payload(draft.payload))
        return Reply(
            markdown=f"草稿 {draft.code}（{what}）还没有确认，什么也没有发。"
            f"不要了发「取消 {draft.code}」。定时的看「公告列表」。",
            title=f"草稿 {draft.code}",
            follow_ups=(f"取消 {draft.code}", "公告列表"),
        )
    planned = await list_planned(request, services)
    if planned is None or planned.follow_ups:
        return planned
    return Reply.text(
        "没有定时的公告在等。还没到时间的发「取消 编号」停下，发了的发「撤回 编号」收回，"
        "编号在「公告列表」里。"
    )


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, takes=matching(_CORRECTS))
async def tell_how_to_correct(request: Request, services: Services) -> Reply:
    """「刚才的公告写错了」: of the last one, whatever became of it."""
    drafts = await services.announcements.recent(services.now())
    last = next((one for one in drafts if not _has_lapsed(one, services)), None)
    if last is None:
        return Reply.text("最近没有发过公告，也没有草稿。要发一条：公告 内容。")
    code, what = last.code, in_short(Announcement.from_payload(last.payload))
    if last.state == "draft":
        told, way = "还没有发", f"取消 {code}"
    elif await _waits(code, services):
        told, way = "还没到时间", f"取消 {code}"
    else:
        told, way = "已经发了", f"撤回 {code}"
    return Reply(
        markdown=f"最近的公告是 {code}（{what}），{told}。公告的内容改不了："
        f"先发「{way}」，再重新写一条「公告 更正：…」。别的看「公告列表」。",
        title=f"更正公告 {code}",
        follow_ups=(way, "公告列表"),
    )


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, takes=matching(_TO_SOME))
async def tell_who_hears(request: Request, services: Services) -> Reply:
    """What leaves 1:1 is about one's own seat; all else goes to the groups."""
    return Reply(
        markdown="不能只发给一部分人。活动改期、换地方、取消和候补转正，我会自动私聊通知报了名的人；"
        "别的话请发到群里：**公告 内容**，前面写 @群名 只发那几个群。"
        "名字在「名单」里，私聊我发「名单」就有。",
        title="发给谁",
        follow_ups=("公告", "名单"),
    )


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS)
async def announce_as_people_say(request: Request, services: Services) -> Reply | None:
    """「给所有群发一条：…」 now, 「明天9点发公告：…」 at its time."""
    text = request.text.strip()
    if said := _TO_ALL.fullmatch(text):
        told = dataclasses.replace(request, arguments=said["text"])
        return await draft_announcement(told, services)
    try:
        found = find_time(text[:_BRIEF], services.now(), services.settings.zone)
    except UserError:
        return None
    if found is None or not _BEFORE_TIME.fullmatch(text[: found.start]):
        return None
    said = _THEN.fullmatch(text[found.end :])
    if said is None:
        return None
    arguments = f"{text[found.start : found.end]} {said['text']}"
    return await draft_scheduled(dataclasses.replace(request, arguments=arguments), services)


def _has_lapsed(draft: Draft, services: Services) -> bool:
    return draft.state == "draft" and draft.expires_at <= services.now()


async def _waits(code: str, services: Services) -> bool:
    """Whether it still comes, at its time or again and again."""
    deliveries = await services.outbox.of_subject(announcement_subject(code))
    return any(one.state is DeliveryState.PENDING for one in deliveries)

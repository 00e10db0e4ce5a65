"""Announcements in organizers' own words: 「明天9点发公告：…」, 「给所有群发一条：…」, and what is
to be done about one that was wrong or is no longer wanted.

Each is a preview, or tells the command for it; nothing leaves, and nothing stops, by itself.
"""

from __future__ import annotations

import re

from bot.announcements import Announcement
from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.drafts import Draft
from bot.errors import UserError
from bot.events import Salon
from bot.events.editing.times import find_time
from bot.events.reading.turns import after_page
from bot.events.replies import headline, period
from bot.expressions import Expression
from bot.markdown import escape_text
from bot.messages import Reply, Role
from bot.schedule import DeliveryState, announcement_subject
from handlers.announcements.announce import draft_announcement, draft_scheduled
from handlers.announcements.announced import in_short
from handlers.announcements.questions import list_planned
from handlers.salon_asked import nearest
from handlers.salon_choice import about, handle_of
from handlers.signup.signup import takes_signups

router = Router("announcement_wishes")

_MOST_CHARACTERS = 600
_BRIEF = 40
_QUESTION = Expression(r"[?？]|吗|怎么|如何|什么|哪|能不能")
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
    rf"{_PLEASE}(?:(?:给|向|往|在|到|跟|对)(?:我们|咱们)?{_ALL}里?{_SAY}{_CALLED}?|群里面?{_SAY}{_CALLED}?|{_SAY}{_CALLED}?(?:给|到|往){_ALL}里?)"
    rf"{_COLON}(?P<text>\S.*)",
    re.DOTALL,
)
# 「跟大家说一声周六照常」: the words of telling are clear enough without a colon.
_TELLS = Expression(
    rf"{_PLEASE}(?:(?:给|跟|向|对){_ALL}(?:说|讲|通知|喊|提醒)一[声下]|(?:通知|告诉|转告)(?:一[声下])?{_ALL})[，,：:\s]*(?P<text>(?!报名)\S.{{3,}})",
    re.DOTALL,
)
# 「公告发到筹备群：…」, 「只发到学习群：…」
_TO_ONE = Expression(
    rf"{_PLEASE}(?:把)?(?:这条|下面的?)?(?:公告|通知|消息)?(?:只|单独)?(?:发到|发往|发给|发在|通知)\s*@?(?P<group>[^：:，,\n]{{1,40}}?群)(?:里面?)?"
    rf"\s*[：:]\s*(?P<text>\S.*)",
    re.DOTALL,
)
# 「公告明早九点发」: when, and not what.
_WHEN_ALONE = Expression(
    rf"{_PLEASE}(?:(?:公告|群?通知)(?:就|再|都|改)?|(?P<draft>(?:改|换|推迟|延|等)(?:成|到|为)))(?P<when>[^\s吗么?？：:，,]{{2,12}}?)(?:再|才|准时)?发(?:出去|布|送)?[吧了。.!！]*"
)
_EVERYBODY = Expression(r"[@＠](?:所有人|全体成员|全员|all)[\s,，:：]+(?P<text>\S.*)", re.DOTALL)
# 「发个报名公告」, 「在群里宣传一下第15期」, 「提醒大家报名」
_CALL = Expression(
    rf"{_PLEASE}(?:(?:给我|起草|写|做|出)*(?:发布?|来)?(?:一?[个条份]|一下)?(?:活动|沙龙)?(?:报名|招募)的?(?:公告|通知|链接|消息)(?:到|发到?|在)?(?:各?群里?)?"
    rf"|(?:提醒|通知|叫|喊|催|号召)(?:一下|下)?{_ALL}(?:来|去|赶紧|快)?(?:报名|参加)|(?:在|到|往)?{_ALL}?(?:宣传|推广|预告|公布)(?:一下|下)?)"
    r"\s*(?:参加)?(?P<salon>\S{0,14}?)(?:的?(?:活动|沙龙))?(?:吧|了|一下|[。.!！])*"
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
    rf"(?:[，,。：:\s].*|到?[^吗么?？]{{1,14}}发(?:布|送|出去)?)?|(?:更正|修改|改一?下|订正|纠正|编辑)(?:一?下)?{_LAST}{_ONE}(?:[，,。：:\s].*)?|{_ONE}更正(?:[，,。：:\s].*)?",
    re.DOTALL,
)
_OF_DRAFT = Expression(
    r"(?:再|还|也|后面|最后|末尾|里面?)*(?:加|补|添)(?:上|充)?一[句条行][：:，,\s]*\S.*"
    r"|(?:不对|(?:我|有)?[写发打弄]?错了?(?:一?个?[字处])?|先?(?:别|不)发[，,\s]*我?(?:再|还要?|先)?改改?|(?:等)?我?再改改?|有错(?:字|别字)?)[，,。：:\s]*.{0,40}",
    re.DOTALL,
)
# LISTEN and NOTIFY are 通知 as well: without a word of groups, salons or days it is theirs.
_BARE_NOTICE = Expression(
    r"(?!.*(?:公告|群|发|活动|沙龙|报名|[条个]|明天|今|周|星期|每|点|错|大家|刚)).*通知.*|.*(?:notify|listen).*",
    re.IGNORECASE | re.DOTALL,
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
    r"(?:都|再|单独|私下|分别|挨个)*(?:群?发|说|[，,。：:\s]|私聊|通知|提醒|$)(?:一?[个条下声]|消息|通知)*[，,：:\s]*(?P<text>.*)",
    re.DOTALL,
)
_NOT_YET = Expression(
    r"(?:看看?|查一?下|请问|现在|目前|还|都|[，,\s])*(?:有)?(?:哪些|哪几[条个]|什么|几条|多少条?)?"
    rf"{_ONE}(?:还|都)*(?:没有?|未)(?:有)?(?:发(?:出去?|送)?|到(?:时间|点))(?:的)?"
    r"(?:有哪些|有几条|有什么|呢)?[?？。]*"
)


@router.dialogue(role=Role.ORGANIZER, longest=_BRIEF, takes=matching(_NOT_YET))
async def list_what_waits(request: Request, services: Services) -> Reply | None:
    """「有哪些公告还没发」."""
    return await list_planned(request, services)


@router.dialogue(role=Role.ORGANIZER, longest=_BRIEF, takes=matching(_STOPS))
async def offer_to_stop(request: Request, services: Services) -> Reply | None:
    """「取消明天的公告」: those that wait, each with its 取消; a draft that is not confirmed yet
    comes first."""
    if _BARE_NOTICE.fullmatch(request.text.strip()):
        return None
    if (draft := await _draft(request, services)) is not None:
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


async def _draft(request: Request, services: Services) -> Draft | None:
    """The sender's announcement that waits for its 确认."""
    drafts = await services.drafts.waiting(request.message.staff_id, services.now())
    return next((one for one in drafts if one.kind == "announcement"), None)


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, takes=matching(_OF_DRAFT))
async def correct_draft(request: Request, services: Services) -> Reply | None:
    """「错了」, 「加一句：…」 after a preview; None where none waits."""
    if await _draft(request, services) is None or after_page(request.history):
        return None
    return await tell_how_to_correct(request, services)


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, takes=matching(_CORRECTS))
async def tell_how_to_correct(request: Request, services: Services) -> Reply | None:
    """「刚才的公告写错了」: of the last one, whatever became of it."""
    if _BARE_NOTICE.fullmatch(request.text.strip()):
        return None
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


@router.dialogue(role=Role.ORGANIZER, longest=_BRIEF, reads=matching(_WHEN_ALONE))
async def tell_how_to_time(
    request: Request, services: Services, said: re.Match[str]
) -> Reply | None:
    """「公告明早九点发」: a draft cannot be given a time; None where that is no time."""
    try:
        found = find_time(said["when"], services.now(), services.zone)
    except UserError:
        return None
    draft = await _draft(request, services)
    if found is None or found.start or (said["draft"] and draft is None):
        return None
    first = f"草稿 {draft.code} 还没有发，不用就发「取消 {draft.code}」。" if draft else ""
    return Reply(
        markdown=f"{first}到时间再发的公告，时间和内容写在一条里："
        f"**定时公告 {escape_text(said['when'])} 内容**",
        title="定时公告",
        follow_ups=(f"取消 {draft.code}",) if draft else (),
    )


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, reads=matching(_TO_SOME))
async def tell_who_hears(request: Request, services: Services, said: re.Match[str]) -> Reply:
    """What leaves 1:1 is about one's own seat; all else goes to the groups."""
    return Reply(
        markdown="不能只发给一部分人。活动改期、换地方、取消和候补转正，我会自动私聊通知报了名的人；"
        "别的话请发到群里：**公告 内容**，前面写 @群名 只发那几个群。"
        "名字在「名单」里，私聊我发「名单」就有。",
        title="发给谁",
        follow_ups=(f"公告 {said['text']}" if said["text"] else "公告", "名单"),
    )


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS)
async def announce_as_people_say(request: Request, services: Services) -> Reply | None:
    """「给所有群发一条：…」 now, 「明天9点发公告：…」 at its time."""
    text = request.text.strip()
    if said := _TO_ONE.fullmatch(text):
        told = request.with_arguments(f"发到 {said['group']}：{said['text']}")
        return await draft_announcement(told, services)
    if said := _EVERYBODY.fullmatch(text):
        return _with_everybody(said["text"]) if len(text) <= _BRIEF else None
    if (said := _CALL.fullmatch(text)) and (salon := _called_to(said["salon"], services)):
        return _call_to_sign_up(salon, services)
    if said := _TO_ALL.fullmatch(text) or (
        None if _QUESTION.search(text) else _TELLS.fullmatch(text)
    ):
        told = request.with_arguments(said["text"])
        return await draft_announcement(told, services)
    try:
        found = find_time(text[:_BRIEF], services.now(), services.zone)
    except UserError:
        return None
    if found is None or not _BEFORE_TIME.fullmatch(text[: found.start]):
        return None
    rest = text[found.end :]
    called = _EVERYBODY.fullmatch(rest.strip())
    said = called or _THEN.fullmatch(rest)
    if said is None:
        return None
    everyone = "@所有人 " if called else ""
    arguments = f"{everyone}{text[found.start : found.end]} {said['text']}"
    return await draft_scheduled(request.with_arguments(arguments), services)


def wants_announcement(text: str) -> bool:
    """Whether the text wants something said in the groups."""
    patterns = (_TO_ONE, _TO_ALL, _TELLS, _CALL, _CORRECTS)
    return any(one.fullmatch(text) for one in patterns) and not _BARE_NOTICE.fullmatch(text)


def _with_everybody(text: str) -> Reply:
    """@所有人 before a message may as well be part of a question to the bot."""
    call = f"公告 @所有人 {text}"
    return Reply(
        markdown=f"要发成公告的话，发「{escape_text(call)}」，先看预览再确认；"
        "我自己不会 @所有人。",
        title="发成公告",
        follow_ups=(call,),
    )


def _called_to(words: str, services: Services) -> Salon | None:
    """The salon that people are to sign up for; None where there is none to come."""
    ahead = [one for one in nearest(services) if takes_signups(one, services)]
    if not words:
        return ahead[0] if ahead else None
    return next((one for one in services.salons.book.find(words) if one in ahead), None)


def _call_to_sign_up(salon: Salon, services: Services) -> Reply:
    facts = (period(salon.start, salon.end), salon.city, salon.venue)
    where = " ".join(fact for fact in facts if fact)
    call = f"公告 {headline(salon)} {where} 开始报名，@我 发「报名 {handle_of(salon, services)}」"
    return Reply(
        markdown=f"可以这样发，先看预览再确认，字可以改：\n\n{escape_text(call)}",
        title="报名公告",
        follow_ups=(call,),
        topic=about(salon),
    )


def _has_lapsed(draft: Draft, services: Services) -> bool:
    return draft.state == "draft" and draft.expires_at <= services.now()


async def _waits(code: str, services: Services) -> bool:
    """Whether it still comes, at its time or again and again."""
    deliveries = await services.outbox.of_subject(announcement_subject(code))
    return any(one.state is DeliveryState.PENDING for one in deliveries)

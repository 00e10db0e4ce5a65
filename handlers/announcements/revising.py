"""An announcement in other words: 「改成后天发」, 「加一句…」 to the preview, which is shown anew;
and what is to be done about one that was confirmed and was wrong.
"""

from __future__ import annotations

import dataclasses
import re
from datetime import timedelta

from bot.announcements.text import Announcement
from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.drafts import Draft
from bot.events.editing.times import find_time, or_none
from bot.events.reading.turns import after_page
from bot.expressions import Expression
from bot.markdown import escape_text
from bot.messages import Reply, ReplyKind, Role
from bot.schedule.deliveries import DeliveryState, announcement_subject
from handlers.announcements import edit_words as words
from handlers.announcements.announce import previewed, try_out, when_words
from handlers.announcements.announced import in_short
from handlers.announcements.edits import Desk, edited
from handlers.announcements.order_words import QUESTION
from handlers.draft_codes import confirm_or_cancel, shown_draft
from handlers.questions.ask import answer_question, answered_or

router = Router("revising")
unread = Router("unread revisions")  # is asked when nothing else has read it

_MOST_CHARACTERS = 600
_BRIEF, _UNREAD = 40, 60
_AT_ONCE = timedelta(minutes=5)
_MAY_STAND = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN)
# Patterns.
_SHOW_ME = Expression(
    r"(?:先|给|帮|请|单独|只|再)*(?:试发|试一?[下试]|(?:发|私聊|私发|单聊)(?:给)?我(?:自己)?|给我(?:先)?(?:看|瞧)|预览)(?:一?[下份遍个]|先|看看|看一?[下眼]|看|预览|效果|自己|吧|[。.!！])*+"
)
_ASKS = Expression(
    r"(?:这[条个]|公告|草稿|现在|是|会|要|都|能|不会|没有?|只|[，,\s])*(?:(?:发|送)(?:到|给|往)?(?:了)?|[两二几]个群|所有群|哪(?:些|个|几个)群|哪里|几点|什么时候|[@＠艾特]+所有人|都|[去出]|会|吗|呢|么|的|是|要|[?？])+"
)
_ASKING = Expression(r"[?？]|[吗呢么]$|哪|[几多][点个少]|什么时候")
_LAST = (
    r"(?:(?:完了|糟了?|坏了|哎呀?|[，,。！!\s])*(?:把|将|我)*(?:刚才?|上一?[条个]|之前|昨天|今天|明天|明早|今晚|定时|[那这][条个]"
    r"|发出去|[发定]|的)*)"
)
_ONE = r"(?:公告|群?通知|群发(?:的?消息)?)"
_WRONG = r"(?:[写发打搞弄说]错|有误|不对|有问题)"
_CORRECTING = r"(?:更正|修改|改正|订正|纠正|编辑|改)"
# 「刚才的公告更正一下，…」, 「定时的那个改到…」: of which, and what is to become of it.
_OF_ANOTHER = Expression(
    rf"(?P<which>{_LAST}(?:{_ONE}|[那这][条个]|定时的(?:那[条个])?))(?:里|的)*(?:(?:(?:内容|时间|地点)?{_WRONG}了?|{_CORRECTING}一?下)[，,：:\s]*)?(?P<rest>\S.*)",
    16,
)
_CORRECTS = Expression(
    rf"{_LAST}{_ONE}(?:里|的|内容|时间|地点|链接|[，,\s])*(?:{_WRONG}了?|要?{_CORRECTING}[成为]?一?下?)"
    rf"(?:[，,。：:\s].*|到?[^吗么?？]{{1,14}}发(?:布|送|出去)?)?|{_CORRECTING}(?:一?下)?{_LAST}{_ONE}(?:[，,。：:\s].*)?|{_ONE}更正(?:[，,。：:\s].*)?",
    16,
)
_OF_DRAFT = Expression(
    r"(?:(?:等等|糟了?|哎呀?|坏了)?[，,\s]*(?:不对|(?:我|有)?[写发打弄选]?错了?(?:一?个?[字处]|群了?)?)|先?(?:别|不)发[，,\s]*我?(?:再|还要?|先)?改改?|(?:等)?我?再改改?|(?:想)?(?:再)?改一?[下改]|有错(?:字|别字)?)[，,。：:\s]*.{0,40}"
    r"|(?:.{0,3}太\S{1,3}了?|换个说法|重新?写一?[下遍条]?|(?:再|写|改|弄)+[得的]?\S{1,3}一?点)[吧了。，,]*(?:.{0,3}一?点)?",
    16,
)
# 「公告明早九点发」: when, and not what.
_WHEN_ALONE = Expression(
    r"(?:公告|群?通知)(?:就|再|都)?(?P<when>[^\s吗么?？：:，,]{2,12}?)(?:再|才|准时)?发(?:出去|布|送)?[吧了。.!！]*"
)
# LISTEN and NOTIFY are 通知 as well: without a word of groups, salons or days it is theirs.
_OF_PROGRAMS = Expression(
    r"(?!.*(?:公告|群|发|活动|沙龙|报名|[条个]|明天|今|周|星期|每|点|错|大家|刚)).*通知.*|.*(?:notify|listen).*",
    18,
)
_NOT_READ = "这句话没看懂，草稿没有变。"
# What speaks to many, as it is pasted to be passed on.
_TO_MANY = Expression(
    r"(?:各位|大家好|尊敬的|亲爱的|全体)\S{0,12}?\s{0,8}[，,：:！!\n]|敬请|请\S{0,8}(?:知悉|周知|留意|做好准备|相互转告)|特此(?:通知|公告)|(?:通知|公告)[】》：:\n]"
)
_LEAST_NOTICE, _LONGEST_TAP, _LONGEST_NOTICE = 30, 200, 2_000
_HOW = (
    "直接说怎么改就行，比如：「三点改成两点」「加一句 …」「去掉链接」「明早九点发」"
    "「只发学习群」「内容改成 …」。"
)


def of_programs(text: str) -> bool:
    """Whether 通知 is of LISTEN and NOTIFY there."""
    return _OF_PROGRAMS.fullmatch(text) is not None


async def waiting_draft(request: Request, services: Services) -> Draft | None:
    """The sender's announcement that waits for its 确认."""
    drafts = await services.drafts.waiting(request.message.staff_id, services.now())
    return next((one for one in drafts if one.kind == "announcement"), None)


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS)
async def revise(request: Request, services: Services) -> Reply | None:
    """「两点改成三点」 to the preview that was shown last; None for what says nothing of it."""
    draft = await shown_draft(request, services)
    if draft is None or draft.kind != "announcement" or after_page(request.history):
        return None
    text = request.text.strip()
    if _SHOW_ME.fullmatch(text):
        return await try_out(request, services, draft.code)
    if _ASKS.fullmatch(text) and _ASKING.search(text):
        return await _as_it_is(draft, services)
    if _ASKING.search(text.splitlines()[0][:_BRIEF]):
        return None
    old = Announcement.from_payload(draft.payload)
    new = edited(_as_hour(text, old, request, services), old, _desk(services))
    if new is None:
        if words.INSTEAD.fullmatch(text):  # of what was shown, and of no salon
            return how_to_revise(draft, _NOT_READ)
        return how_to_revise(draft) if _OF_DRAFT.fullmatch(text) else None
    if new == old:
        return await _as_it_is(draft, services)
    return await previewed(new, "", request, services, old=draft)


def _as_hour(text: str, old: Announcement, request: Request, services: Services) -> str:
    """「9点」 of what has a time, or after 「明天再发」, which was asked for its hour."""
    hour = words.AFTER.sub("", text)
    found = find_time(hour, services.now(), services.zone)
    if found is None or found.start or found.end < len(hour) or found.time.has_day:
        return text
    last = words.WHEN.fullmatch(words.AFTER.sub("", request.history[-1].question.strip()))
    day = last["when"] if last and last["sends"] else ""
    before = find_time(day, services.now(), services.zone) if day else None
    return f"{day if before and before.time.clock is None else ''}{hour}发"


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, reads=matching(_OF_ANOTHER))
async def revise_confirmed(
    request: Request, services: Services, said: re.Match[str]
) -> Reply | None:
    """「定时的那个改到后天九点」: another in the place of one that still waits; of one that is
    in the groups a correction."""
    drafts = await services.announcements.recent(services.now())
    for draft in (one for one in drafts if one.state == "confirmed"):
        old = Announcement.from_payload(draft.payload)
        waits = await _waits(draft.code, services)
        new = edited(said["rest"], old, _desk(services))
        if new is None or (new.text == old.text and not waits):
            continue
        if waits:
            return await previewed(new, "", request, services, old=draft)
        if not await _is_out(draft.code, services):
            return _is_off(draft)
        new = dataclasses.replace(new, text=f"更正：{new.text}", at=None, recurrence=None)
        reply = await previewed(new, "", request, services)
        first = f"公告 {draft.code} 已经发出去了，要收回发「撤回 {draft.code}」；下面是更正。"
        return dataclasses.replace(reply, markdown=f"{first}\n\n{reply.markdown}")
    return None


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, takes=matching(_CORRECTS))
async def tell_how_to_correct(request: Request, services: Services) -> Reply | None:
    """「刚才的公告写错了」: of the last one, whatever became of it."""
    if of_programs(request.text.strip()):
        return None
    drafts = await services.announcements.recent(services.now())
    own = await waiting_draft(request, services)
    last = next((one for one in drafts if one == own or one.state == "confirmed"), None)
    if last is None:
        return Reply.text("最近没有发过公告，您也没有等确认的草稿。要发一条：公告 内容。")
    if last.state == "draft":
        return how_to_revise(last)
    what = f"最近的公告是 {last.code}（{in_short(Announcement.from_payload(last.payload))}）"
    if await _waits(last.code, services):
        way, told = f"取消 {last.code}", "还没到时间"
    elif not await _is_out(last.code, services):
        return _is_off(last)
    else:
        way, told = f"撤回 {last.code}", "已经发了"
    return Reply(
        markdown=f"{what}，{told}。要改，说「那条公告三点改成两点」这样的话，我重新起草；"
        f"不要了发「{way}」。别的看「公告列表」。",
        title=f"更正公告 {last.code}",
        follow_ups=(way, "公告列表"),
    )


@router.dialogue(role=Role.ORGANIZER, longest=_BRIEF, reads=matching(_WHEN_ALONE))
async def tell_how_to_time(
    request: Request, services: Services, said: re.Match[str]
) -> Reply | None:
    """「公告明早九点发」 where no draft waits; None where that is no time."""
    found = or_none(find_time, said["when"], services.now(), services.zone)
    if found is None or found.start:
        return None
    return Reply(
        markdown="发什么？到时间再发的公告，时间和内容写在一条里："
        f"**定时公告 {escape_text(said['when'])} 内容**",
        title="定时公告",
    )


@unread.dialogue(role=Role.ORGANIZER, longest=_UNREAD)
async def tell_how_to_revise(request: Request, services: Services) -> Reply | None:
    """How a draft can be changed, in place of a refusal to what was said to its preview; None
    where the last turn was of anything else, and for what is answered."""
    last = request.history[-1] if request.history else None
    if last is None or last.kind is not ReplyKind.COMMAND or QUESTION.search(request.text):
        return None
    draft = await shown_draft(request, services)
    if draft is None or draft.kind != "announcement" or services.now() - last.asked_at > _AT_ONCE:
        return None
    return await answered_or(how_to_revise(draft, _NOT_READ), request, services)


@unread.dialogue(role=Role.ORGANIZER, longest=_LONGEST_NOTICE)
async def offer_to_announce(request: Request, services: Services) -> Reply | None:
    """「各位同事：机房将于…」, which nothing answers: it may be meant for the groups."""
    text = request.text.strip()
    if len(text) < _LEAST_NOTICE or QUESTION.search(text) or not _TO_MANY.search(text):
        return None
    told = Reply(
        markdown="看着是要发给大家的通知。要原样发到群里，前面写上「公告」再发一遍，先看预览，确认了才发。",
        title="发成公告",
        kind=ReplyKind.HELP,
        follow_ups=(f"公告 {text}",) if len(text) <= _LONGEST_TAP else (),
    )
    reply = await answer_question(request, services)
    return reply if reply.kind is ReplyKind.ANSWER else told  # it may name a day of no salon


def how_to_revise(draft: Draft, first: str = "") -> Reply:
    """What can be said to a draft."""
    what = in_short(Announcement.from_payload(draft.payload))
    return Reply(
        markdown=f"{first}草稿 {draft.code}（{what}）还没有发。{_HOW}"
        f"\n\n不要了发「取消 {draft.code}」。",
        title=f"改草稿 {draft.code}",
        follow_ups=(f"取消 {draft.code}",),
    )


async def _as_it_is(draft: Draft, services: Services) -> Reply:
    """Where the draft goes, when, and whom it calls."""
    announcement = Announcement.from_payload(draft.payload)
    legs = await services.announcements.legs(announcement, services.now())
    places = "、".join(escape_text(leg.group.name) for leg in legs)
    calls = "会 @所有人" if any(leg.everyone for leg in legs) else "不会 @ 任何人"
    when = when_words(announcement, services) or "确认以后马上发"
    return Reply(
        markdown=f"草稿 {draft.code} 现在是：发到 {places}；{when}；{calls}。还没有发，{_HOW}",
        title=f"草稿 {draft.code}",
        follow_ups=confirm_or_cancel(draft.code),
    )


def _desk(services: Services) -> Desk:
    return Desk(services.announcements.groups, services.now(), services.zone)


def _is_off(draft: Draft) -> Reply:
    """Of one that was stopped, taken back or never arrived there is nothing to be corrected."""
    what = in_short(Announcement.from_payload(draft.payload))
    return Reply(
        markdown=f"公告 {draft.code}（{what}）没有在群里，也不会再发，没有可更正的。"
        f"经过发「投递 {draft.code}」看；要重新发，发「公告 内容」。",
        title=f"公告 {draft.code}",
        follow_ups=(f"投递 {draft.code}",),
    )


async def _waits(code: str, services: Services) -> bool:
    """Whether it still comes, at its time or again and again."""
    deliveries = await services.outbox.of_subject(announcement_subject(code))
    return any(one.state is DeliveryState.PENDING for one in deliveries)


async def _is_out(code: str, services: Services) -> bool:
    """Whether it stands in a group, or may."""
    deliveries = await services.outbox.of_subject(announcement_subject(code))
    return any(one.state in _MAY_STAND and one.recalled_at is None for one in deliveries)

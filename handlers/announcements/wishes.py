"""Announcements in organizers' own words: 「明天9点发公告：…」, 「给所有群发一条：…」, and what is
to be done about one that was wrong or is no longer wanted.

Each is a preview, or tells the command for it; nothing leaves, and nothing stops, by itself.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from bot.announcements.text import Announcement
from bot.attendance.windows import windows_of
from bot.chat.context import Request, Services
from bot.chat.dialogues import Dialogue
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.errors import UserError
from bot.events import Salon
from bot.events.editing.times import find_time
from bot.events.reading.turns import after_page
from bot.events.replies import headline, period
from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression
from bot.markdown import escape_text
from bot.messages import Reply, Role
from handlers.announcements.announce import ask_for_text, previewed
from handlers.announcements.announced import in_short
from handlers.announcements.orders import Order, read_order
from handlers.announcements.questions import list_planned
from handlers.announcements.revising import of_programs, waiting_draft
from handlers.announcements.words import Targets, scheduled, spoken_groups, unknown_group
from handlers.draft_codes import gives_up
from handlers.salon_asked import nearest
from handlers.salon_choice import about, handle_of
from handlers.signup.signup import takes_signups

router = Router("announcement_wishes")

_MOST_CHARACTERS = 600
_BRIEF = 40
# Patterns.
_ALL = r"(?:大家|所有人|全体|全员|各位|各?个?群里?|群里面|所有的?群里?|全部群|每个群|群友们?)"
_PLEASE = r"(?:请|麻烦|帮我|帮忙|[，,\s])*"
_EVERYBODY = Expression(r"[@＠](?:所有人|全体成员|全员|all)[\s,，:：]+(?P<text>\S.*)", re.DOTALL)
# 「发个报名公告」, 「在群里宣传一下第15期」, 「提醒大家报名」
_CALL = Expression(
    rf"{_PLEASE}(?:(?:给我|起草|写|做|出)*(?:发布?|来)?(?:一?[个条份]|一下)?(?:活动|沙龙)?(?:报名|招募)的?(?:公告|通知|链接|消息)(?:到|发到?|在)?(?:各?群里?)?"
    rf"|(?:提醒|通知|叫|喊|催|号召)(?:一下|下)?{_ALL}(?:来|去|赶紧|快)?(?:报名|参加)|(?:在|到|往)?{_ALL}?(?:宣传|推广|预告|公布)(?:一下|下)?)"
    r"\s*(?:参加)?(?P<salon>\S{0,14}?)(?:的?(?:活动|沙龙))?(?:吧|了|一下|[。.!！])*"
)
# 「活动前一天晚上八点」, 「开场前两小时」
_BEFORE_IT = Expression(
    rf"{_PLEASE}(?:活动|沙龙|开场|开讲|开始)+(?:的)?(?:前(?:的)?(?:(?P<days>{NUMERAL})天|(?P<hours>{NUMERAL}|半)个?(?:小时|钟头)"
    rf"|(?P<minutes>{NUMERAL})分钟)|当天|那天)"
)
_ONE = r"(?:公告|群?通知|群发(?:的?消息)?)"
_OFF = r"(?:取消|停掉?|停止|删掉?|删除|撤掉|撤销|不要|去掉)"
_WHEN_OF_IT = r"(?:.{0,12}?)"
_STOPS = Expression(
    rf"(?:请|麻烦|帮我|把|将)*(?:{_OFF}(?:发)?{_WHEN_OF_IT}(?:定时|反复)?的?{_ONE}|{_WHEN_OF_IT}(?:定时|反复)?的?{_ONE}(?:都|就|先)*(?:{_OFF}|[别不](?:要|用)?(?:再)?发)"
    rf"|(?P<day>每.{{1,8}}?|[明后]天.{{0,4}}?|今晚.{{0,3}}?|(?:下?周|星期).{{1,4}}?)(?:的|要发的)?(?:那[个条]|提醒|消息|那次)?(?:都|就|先)*[别不](?:要|用)?(?:再)?发"
    rf"|(?:以后|今后|就|都)*(?:{_OFF}|[别不]用?)(?:再|了)*每[周天月日]\S{{0,6}}?的?(?:发|提醒|通知)(?:大家)?|[撤停]了吧?[，,\s]+先?[别不]发)"
    r"(?:一?下|掉|了|吧)*[。.!！]*"
)
# 「给报名的人发个消息：请带身份证」
_TO_SOME = Expression(
    rf"{_PLEASE}(?:给|向|对|通知|提醒|告诉)(?:一下|所有|全部|那些|这些)*"
    r"(?:已经?|还?没有?|未|昨天|今天|上次|这次|到场|过|[，,\s])*(?:报(?:了|过|上)?名?了?|签到?了?|[来到][了过场]*|中奖|候补|排队)的(?:那些)?(?:人|同学|朋友|群友|成员)们?"
    r"(?:都|再|单独|私下|分别|挨个)*(?:群?发|说|[，,。：:\s]|私聊|通知|提醒|$)(?:一?[个条下声]|消息|通知)*[，,：:\s]*(?P<text>.*)",
    re.DOTALL,
)
_AGAIN = Expression(
    rf"{_PLEASE}(?:把|将)?(?:刚才|刚刚|上面|上一?[次条个]|最近|之前|昨天|前面|[那这][条个]|同样|原样|的|内容|公告|通知|消息|[，,])*+"
    r"(?:再|重新?)(?:群?发|推送?|通知)(?:一?[遍次下条份])?(?:公告|通知)?"
    r"(?:[给到往在]?(?P<whom>[^\s，,]{1,20}?群)(?:里|都|也)*(?:发?一?[遍次下条份])?)?[吧了。.!！]*"
)
_HOUR = "announcement.hour"


@router.dialogue(role=Role.ORGANIZER, longest=_BRIEF, takes=matching(_STOPS))
async def offer_to_stop(request: Request, services: Services) -> Reply | None:
    """「取消明天的公告」: those that wait, each with its 取消; a draft that is not confirmed yet
    comes first."""
    if of_programs(request.text.strip()):
        return None
    if (draft := await waiting_draft(request, services)) is not None:
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
    if (said := _CALL.fullmatch(text)) and (salon := _called_to(said["salon"], services)):
        return _call_to_sign_up(salon, services)
    groups, now = services.announcements.groups, services.now()
    order = read_order(_dated(text, services), groups, now, services.zone)
    if order is None:
        called = _EVERYBODY.fullmatch(text) if len(text) <= _BRIEF else None
        return _with_everybody(called["text"]) if called else None
    if order.timed or (order.when is not None and order.when.clock is None):
        return await _ask_hour(order, request, services) if order.text else None
    announcement = scheduled(order.text, order.targets, order.when)
    if not order.text:
        return await ask_for_text(announcement, request, services)
    understood = order.when.shown if order.when else ""
    return await previewed(announcement, understood, request, services)


def _dated(text: str, services: Services) -> str:
    """「活动前一天晚上八点…」, 「开场前两小时…」 with the day, or the hour, of the next salon."""
    said, ahead = _BEFORE_IT.match(text), nearest(services)
    if said is None or not ahead:
        return text
    salon = ahead[0]
    starts = windows_of(salon, services.zone).starts_at.astimezone(services.zone)
    hours = 0.5 if said["hours"] == "半" else number_in(said["hours"] or "") or 0
    minutes = number_in(said["minutes"] or "") or 0
    if (hours or minutes) and salon.start is None:
        return text
    at = starts - timedelta(days=number_in(said["days"] or "") or 0, hours=hours, minutes=minutes)
    clock = f"{at:%H:%M}" if hours or minutes else ""
    return f"{at.month}月{at.day}日{clock} {text[said.end() :]}"


async def _ask_hour(order: Order, request: Request, services: Services) -> Reply:
    """The next message is taken for it."""
    begun = scheduled(order.text, order.targets, None).to_payload()
    state = {**begun, "when": order.said_when}
    await services.dialogues.save(
        request.message, Dialogue(_HOUR, state, request.source), services.now()
    )
    return Reply(
        markdown=f"{escape_text(order.said_when)}几点发？把钟点发给我就行，比如「晚上8点」；"
        "不发了就说「算了」。",
        title="几点发",
        follow_ups=(f"定时公告 {order.said_when or '今天'}9点 {order.text}", "算了"),
    )


@router.continues(_HOUR, longest=_BRIEF)
async def take_hour(request: Request, services: Services, dialogue: Dialogue) -> Reply | None:
    """「八点」, from whoever was asked when it is to leave."""
    text = request.text.strip(" 。.!！吧")
    if gives_up(text):
        await services.dialogues.end(request.message)
        return Reply.text("好的，不发了。")
    state = dict(dialogue.state)
    said = re.sub("(?:再|准时|就)?发(?:出去|布)?$", "", text)
    now, zone = services.now(), services.zone
    found = find_time(said, now, zone)
    if found is None or not found.time.has_day:
        said = f"{state.pop('when')}{said}"
        found = find_time(said, now, zone)
    if found is None or found.start or found.end < len(said) or found.time.clock is None:
        return None
    old = Announcement.from_payload(state)
    new = scheduled(old.text, Targets(old.groups, old.everyone), found.time)
    reply = await previewed(new, found.time.shown, request, services)
    await services.dialogues.end(request.message)
    return reply


@router.dialogue(role=Role.ORGANIZER, longest=_BRIEF, reads=matching(_AGAIN))
async def announce_again(
    request: Request, services: Services, said: re.Match[str]
) -> Reply | None:
    """「再发一遍」, 「上次的公告再发到南京群」: the last that was confirmed, as a preview."""
    drafts = await services.announcements.recent(services.now())
    last = next((one for one in drafts if one.state == "confirmed"), None)
    if after_page(request.history):
        return None
    if last is None:
        raise UserError("最近没有发过公告，没有可以再发的。要发一条，发「公告 内容」。")
    old, groups = Announcement.from_payload(last.payload), services.announcements.groups
    to = spoken_groups(said["whom"], groups) if said["whom"] else old.groups
    if to is None:
        raise unknown_group(said["whom"], groups)
    new = replace(old, at=None, recurrence=None, groups=to)
    return await previewed(new, "", request, services)


def wants_announcement(text: str, services: Services) -> bool:
    """Whether the text wants something said in the groups."""
    if of_programs(text):
        return False
    try:
        return bool(_CALL.fullmatch(text)) or (
            read_order(text, services.announcements.groups, services.now(), services.zone)
            is not None
        )
    except UserError:
        return True


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

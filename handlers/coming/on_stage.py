"""Whether a salon has begun or is over, how long until it, and who is speaking and who comes
next while it is under way: by its hours and those of its agenda.

The record has one agenda for a salon at any time; what of it is on tells only the clock.
"""

from __future__ import annotations

from datetime import time

from bot.attendance.windows import windows_of
from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.events import Salon
from bot.events.reading.elsewhere import names_database, says_salon
from bot.events.reading.turns import after_page, none_coming
from bot.events.record.hours import zone_of
from bot.events.record.models import Talk
from bot.events.replies import bullets, headline, joined, period, short_name, talk_line
from bot.expressions import Expression
from bot.messages import Reply, ReplyKind, Role
from handlers.salon_asked import (
    ASIDES,
    LONGEST_QUESTION,
    is_ahead,
    is_under_way,
    meant,
    nearest,
    when_and_where,
)
from handlers.salon_choice import on_salon

router = Router("on_stage", "现在讲到哪")

# Patterns: what is on, what follows, and the small words of both.
_ON = r"正在|(?<=[谁么])在|在(?=[讲说聊台]|分享)|台上|进行|轮到|(?<=[讲行])到|到(?=[谁哪第什啥])"
_NEXT = r"下一?[个位]|接下来|接着|然后|后面|待会儿?|等会儿?|等下|马上"
_BEFORE = r"刚[才刚]|刚(?=讲|说|结束|下)|[上前]一?个"
_LEFT = r"还(?:剩下?|有)(?:几|多少)个?|剩下?的?|还能(?:听|赶)[到上]?"
_OTHERS = (
    r"谁|几点|什么时候|多久|[他她完位个]|过去|哪[位个里儿]?|什么|啥|讲师?|说|聊|听|分享|第几个?"
    r"|环节|议题|题目|内容|老师|嘉宾|人|是"
)
_WORDS = Expression(rf"(?:{_ON}|{_NEXT}|{_BEFORE}|{_LEFT}|{_OTHERS}|{ASIDES}|[?？。!！])++")
_ASKS = Expression("谁|哪|什么|啥|第?几|多少|呢$")
_OF_TALKS = Expression("讲|台上|分享|环节|议题|嘉宾|老师")
_SAYS = _, _, _SAYS_BEFORE, _SAYS_LEFT = [*map(Expression, (_ON, _NEXT, _BEFORE, _LEFT))]
# 开始了吗, 结束了没
_STATE = Expression(
    r"(?:已经|都|现在|是不是|还)*(?:(?P<over>结束|散场?|完事?|闭幕)|开始|开场)(?:了|啦)?"
    r"(?:吗|么|没有?|没|嘛|吧)+[?？]?"
)
_UNTIL = Expression(
    r"(?:离|距离?|到)?(?:开始|开场|结束|散场)?(?:还有|还剩下?|还要|还差)(?:几|多少|多)(?:天|久|长时间|个?小时)"
    r"(?:就|才|会|能)*(?:开始|开场|举?办|到|结束|散场?|完)?(?:了|呢|啊|呀)*[?？]?"
    # 现在出发来得及吗
    r"|(?:现在|我|才|再|去|过去|赶过去|出发|出门|动身|还)+(?:来得及|赶得[上及])(?:吗|么|不)[?？]?"
)
# 张三换人了吗, 李四还讲吗
_SPEAKER = Expression(
    r"(?P<role>讲师|嘉宾|主讲人?)?(?P<who>[a-z0-9\u3400-\u9fff]{0,10}?)(?:有没有|是不是|会不会)?"
    r"(?:(?P<swapped>换人)|还会?(?:来?讲|来?分享|来))(?:了|过)?(?:吗|么|没有?|不|嘛)+[?？]?"
)
# Nobody of an agenda: 管理员换人了吗
_OF_GROUP = frozenset({*(role.label for role in Role), "群主"})
_MAY_ASK_SPEAKER = Expression(r"换人|还会?(?:来|讲|分享)")
_MAY_ASK_STATE = Expression(
    r"(?:[始场束散完事幕了啦])(?:吗|么|没有?|嘛|吧)+[?？]?$|还[有剩要差](?:下)?[几多]|来得及|赶得[上及]"
)


@router.dialogue(role=Role.MEMBER, longest=LONGEST_QUESTION)
async def tell_what_is_on(request: Request, services: Services) -> Reply | None:
    """None unless a salon is under way, and for whatever has anything else in it."""
    text = "".join(request.text.split())
    if _MAY_ASK_STATE.search(text) and (told := await _state(text, request, services)):
        return told
    if _MAY_ASK_SPEAKER.search(text) and (told := await _still_speaks(request, services)):
        return told
    if not _ASKS.search(text) or not any(one.search(text) for one in _SAYS):
        return None
    if after_page(request.history) and not _OF_TALKS.search(text):
        return None
    salon = next((s for s in nearest(services) if is_under_way(s, services)), None)
    if salon is None:
        return None
    said = await meant(request, services)
    if said.compares or not _WORDS.fullmatch(said.rest):
        return None
    if (said.named or said.single) and said.salons != (salon,):
        return None
    lines = _on_and_next(salon, services)
    if not lines:
        return None
    begun, later = _by_now(salon, services)
    if _SAYS_LEFT.search(text) and later:
        lines = [lines[0], f"后面还有 {len(later)} 项：", *map(talk_line, later)]
    elif _SAYS_BEFORE.search(text):
        over = [talk for talk in begun if not lines[0].endswith(talk_line(talk))]
        lines.insert(0, f"刚讲完：{talk_line(over[-1])}" if over else "前面没有讲过的")
    return _reply(salon, f"**{headline(salon)}**", lines)


def _reply(salon: Salon, head: str, lines: list[str]) -> Reply:
    return on_salon(salon, headline(salon), joined([head, bullets(lines) if lines else ""]))


async def _still_speaks(request: Request, services: Services) -> Reply | None:
    """张三换人了吗, 李四还讲吗: who stands in the agenda of the salon to come."""
    if after_page(request.history) and not says_salon(request.text):
        return None
    said = await meant(request, services)
    asked = _SPEAKER.fullmatch(said.rest)
    if asked is None or said.compares:
        return None
    if asked["who"] in _OF_GROUP or names_database(asked["who"]):
        return None
    named = said.salons if said.named else nearest(services)
    salons = [salon for salon in named if is_ahead(salon, services)]
    if not salons:
        return _none_ahead(services) if asked["swapped"] and not said.named else None
    who = asked["who"]
    known = [p for p in services.salons.book.people if who in (p.name, *p.aliases)]
    names = {who, *(person.name for person in known)}
    for salon in salons:
        if own := [t for t in salon.talks if any(s.name in names for s in t.speakers)]:
            return _reply(salon, f"**{headline(salon)}** 的议程里现在有：", [*map(talk_line, own)])
    salon, lacks = salons[0], f"没有{who}" if who else ""
    if not (known or asked["swapped"]) and (who or not asked["role"]):
        return None
    speakers = "、".join(dict.fromkeys(one.name for one in salon.speakers))
    now = f"写的讲师是{speakers}" if speakers else "没有写讲师"
    told = "，".join(part for part in (lacks if speakers else "", now) if part)
    return _reply(salon, f"**{headline(salon)}** 的议程里现在{told}。", [])


async def _state(text: str, request: Request, services: Services) -> Reply | None:
    """开始了吗, 活动结束了没, 还有几天: of the salon that is named, under way or to come."""
    if after_page(request.history) and not says_salon(text):
        return None
    said = await meant(request, services)
    asked, until = _STATE.fullmatch(said.rest), _UNTIL.fullmatch(said.rest)
    if said.compares or not (asked or until) or (said.named and said.single is None):
        return None
    ahead = nearest(services)
    current = next((s for s in ahead if is_under_way(s, services)), None)
    salon = said.single if said.named else current or next(iter(ahead), None)
    if salon is None:
        return _none_ahead(services) if says_salon(text) else None
    if salon.is_cancelled:
        return None
    over = asked["over"] is not None if asked else True  # 还有多久, while it is on
    if until and services.now() < windows_of(salon, services.zone).starts_at:
        return _reply(salon, f"{_left_until(salon, services)}：{when_and_where(salon)}", [])
    return _reply(salon, *_asked_state(salon, services, over=over))


def _asked_state(salon: Salon, services: Services, *, over: bool) -> tuple[str, list[str]]:
    """Where the salon stands by the clock, and what is on."""
    now, windows = services.now(), windows_of(salon, services.zone)
    name = f"**{headline(salon)}** {period(salon.start, salon.end)}".strip()
    if windows.is_over(now):
        return f"已经结束了：{name}", []
    if now < windows.starts_at:
        return f"还没开始：{name}", []
    if salon.start is None:
        return f"就在今天，几点开始还没有写：{name}", _on_and_next(salon, services)
    return f"{'还没结束' if over else '开始了'}：{name}", _on_and_next(salon, services)


def _left_until(salon: Salon, services: Services) -> str:
    """「离 第 15 期西安 还有 4 天」; on the day itself hours, where they are known."""
    zone = zone_of(salon, services.zone)
    days = (salon.held_on - services.now().astimezone(zone).date()).days
    left = windows_of(salon, services.zone).starts_at - services.now()
    minutes = int(left.total_seconds()) // 60
    if days or salon.start is None:
        return f"离 **{short_name(salon)}** 还有 {days} 天"
    return f"离 **{short_name(salon)}** 开始还有 {minutes // 60} 小时 {minutes % 60} 分"


def _none_ahead(services: Services) -> Reply:
    """活动结束了吗, with nothing ahead: that, and which was the last."""
    now, zone = services.now(), services.zone
    held = [s for s in services.salons.book.standalone if windows_of(s, zone).is_over(now)]
    past = [salon for salon in held if not salon.is_cancelled]
    last = f"最近的一场是 **{headline(past[-1])}**，已经结束了。" if past else ""
    return Reply(
        markdown=f"近期没有安排活动。{last}",
        title="近期没有活动",
        kind=ReplyKind.EVENT,
        topic=none_coming(past[-1:]),
    )


def _on_and_next(salon: Salon, services: Services) -> list[str]:
    """What is on and what follows, as far as the agenda has hours; empty where it has none."""
    begun, later = _by_now(salon, services)
    now = services.now().astimezone(zone_of(salon, services.zone)).time()
    current = begun[-1] if begun and not _is_over(begun[-1], now) else None
    on = f"正在讲：{talk_line(current)}" if current else "这会儿议程里没有安排"
    then = f"下一个：{talk_line(later[0])}" if later else "后面议程里没有了"
    return [on, then] if begun or later else []


def _by_now(salon: Salon, services: Services) -> tuple[list[Talk], list[Talk]]:
    """The talks that have begun and those to come, as far as they have hours."""
    timed = sorted((t for t in salon.talks if t.start), key=lambda t: t.start or time.min)
    now = services.now().astimezone(zone_of(salon, services.zone)).time()
    begun = [talk for talk in timed if talk.start and talk.start <= now]
    return begun, timed[len(begun) :]


def _is_over(talk: Talk, now: time) -> bool:
    return talk.end is not None and talk.end <= now

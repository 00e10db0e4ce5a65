"""Who is speaking and who comes next, while a salon is under way: by the hours of its agenda.

The record has one agenda for a salon at any time; what of it is on tells only the clock.
"""

from __future__ import annotations

from datetime import time

from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.events import Salon
from bot.events.hours import zone_of
from bot.events.models import Talk
from bot.events.replies import bullets, headline, joined, period, talk_line
from bot.events.turns import after_page
from bot.expressions import Expression
from bot.messages import Reply, Role
from handlers.salon_asked import ASIDES, LONGEST_QUESTION, is_under_way, meant, nearest
from handlers.salon_choice import on_salon

router = Router("on_stage", "现在讲到哪")

# Patterns: what is on, what follows, and the small words of both.
_ON = r"正在|(?<=谁)在|(?<=什么)在|在(?=[讲说聊]|台上|分享)|台上|进行|轮到|(?:讲|进行)到"
_NEXT = r"下一?[个位]|接下来|接着|然后|后面|待会儿?|等会儿?|等下|马上"
_OTHERS = r"谁|哪[位个里儿]?|什么|啥|讲师?|说|聊|分享|第几个?|环节|议题|题目|内容|老师|嘉宾|人|是"
_WORDS = Expression(rf"(?:{_ON}|{_NEXT}|{_OTHERS}|{ASIDES}|[?？。!！])++")
_ASKS = Expression("谁|哪|什么|啥|第几")
_OF_TALKS = Expression("讲|台上|分享|环节|议题|嘉宾|老师")
_SAYS_ON, _SAYS_NEXT = Expression(_ON), Expression(_NEXT)
_BEGAN = Expression(r"(?:活动|沙龙)?(?:已经|都|现在)?开始(?:了|啦)?(?:吗|么|没有?|嘛|吧)[?？]?")


@router.dialogue(role=Role.MEMBER, longest=LONGEST_QUESTION)
async def tell_what_is_on(request: Request, services: Services) -> Reply | None:
    """None unless a salon is under way, and for whatever has anything else in it."""
    text = "".join(request.text.split())
    began = _BEGAN.fullmatch(text) is not None
    asks = _ASKS.search(text) and (_SAYS_ON.search(text) or _SAYS_NEXT.search(text))
    if not began and not asks:
        return None
    if after_page(request.history) and not _OF_TALKS.search(text):
        return None
    salon = next((s for s in nearest(services) if is_under_way(s, services)), None)
    if salon is None:
        return None
    said = await meant(request, services)
    if not began and (said.compares or not _WORDS.fullmatch(said.rest)):
        return None
    if (said.named or said.single) and said.salons != (salon,):
        return None
    lines = _on_and_next(salon, services)
    if not began and not lines:
        return None
    head = f"**{headline(salon)}**"
    if began:
        head = f"开始了：{head} {period(salon.start, salon.end)}"
    return on_salon(
        salon, f"正在进行：{headline(salon)}", joined([head, bullets(lines) if lines else ""])
    )


def _on_and_next(salon: Salon, services: Services) -> list[str]:
    """What is on and what follows, as far as the agenda has hours; empty where it has none."""
    timed = sorted((t for t in salon.talks if t.start), key=lambda t: t.start or time.min)
    if not timed:
        return []
    now = services.now().astimezone(zone_of(salon, services.zone)).time()
    begun = [talk for talk in timed if talk.start and talk.start <= now]
    later = [talk for talk in timed if talk not in begun]
    current = begun[-1] if begun and not _is_over(begun[-1], now) else None
    on = f"正在讲：{talk_line(current)}" if current else "这会儿议程里没有安排"
    then = f"下一个：{talk_line(later[0])}" if later else "后面议程里没有了"
    return [on, then]


def _is_over(talk: Talk, now: time) -> bool:
    return talk.end is not None and talk.end <= now

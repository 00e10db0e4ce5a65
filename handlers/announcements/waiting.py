"""Organizers: what goes out next, wherever it comes from."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.chat.context import Request, Services
from bot.chat.forecast import coming
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.expressions import Expression
from bot.markdown import escape_text
from bot.messages import Reply, Role
from bot.schedule.groups import unheard

router = Router("waiting")

_AHEAD = timedelta(days=14)
_WHEN = "(?:什么时候|啥时候|几点|哪天|何时|多久)"
_ASKED = Expression(
    rf"(?:请问|那)?(?:这一?场|那一?场|下一?[期场条次]|活动|沙龙|直播|的)*(?:提醒|公告)(?:都|会|要|是|在)*{_WHEN}"
    r"(?:会|能|才|要)?发(?:出|送)?(?:的|呢|啊)*[?？。]*"
    rf"|(?:请问|那)?(?:[今明后本下]\S{{1,2}})?{_WHEN}(?:会|能|才|要)?发(?:送)?(?:下一?[条次])?(?:活动|沙龙|的)*(?:提醒|公告)"
    r"(?:的|呢|啊|来着)*[?？。]*"
    r"|(?:接下来|后面|还|这周|下周|[这两]+周|今后|[里的])+(?:会|要|有|自动)+(?:发)?(?:什么|啥|哪些)+(?:提醒|公告|消息|通知)*"
    r"(?:[没未要](?:有)?发(?:出去)?)?(?:的|提醒|公告|消息)*[?？。]*"
    r"|[^，,。]{0,10}?(?:会|要|能)(?:不会)?(?:自动|提前|再|准时)*提醒(?:大家|我们|群里|一[下次])*(?:吗|么|几次)[?？。]*"
)
_SHOWN = 15
_LONG = Expression(r"^(.{42}).{2,}(.{17})$")  # what it is about stands at either end


@router.command(
    "待发",
    aliases=("接下来发什么", "提醒列表", "coming"),
    role=Role.ORGANIZER,
    help="看今后两周要发的提醒和公告：什么时候、发到哪里",
)
async def show_coming(request: Request, services: Services) -> Reply:
    """By time; the same as ``xiangwen simulate`` prints in full."""
    now, zone = services.now(), services.zone
    found = await coming(services, now, now + _AHEAD, now)
    gone = unheard(services.settings.groups, await services.outbox.silenced())
    notes = [f"{escape_text(gone)}，没有列。"] if gone else []
    if not found:
        return Reply.text("\n\n".join(["今后两周没有要发的提醒和公告。", *notes]))
    # What goes to several groups at the same time is one line.
    places: dict[tuple[datetime, str], list[str]] = {}
    for one in found:
        title = _LONG.sub(r"\1…\2", one.reply.title)
        there = places.setdefault((one.at, title), [])
        there.append(escape_text(services.settings.place_of(one.destination)))
    lines = [
        f"- {at.astimezone(zone):%m-%d %H:%M} {escape_text(title)}（{'、'.join(there)}）"
        for (at, title), there in list(places.items())[:_SHOWN]
    ]
    if len(places) > _SHOWN:
        lines.append(f"- 后面还有 {len(found) - sum(map(len, list(places.values())[:_SHOWN]))} 条")
    title = f"今后两周要发 {len(found)} 条"
    parts = [f"**{title}**", "\n".join(lines), *notes]
    return Reply(markdown="\n\n".join(parts), title=title)


@router.dialogue(role=Role.ORGANIZER, longest=24, takes=matching(_ASKED))
async def answer_when(request: Request, services: Services) -> Reply | None:
    """「提醒什么时候发」"""
    return await show_coming(request, services)

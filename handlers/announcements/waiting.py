"""Organizers: what goes out next, wherever it comes from."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.chat.context import Request, Services
from bot.chat.forecast import coming
from bot.chat.router import Router
from bot.expressions import Expression, made_of
from bot.markdown import escape_text
from bot.messages import Reply, Role
from bot.schedule.groups import unheard

router = Router("waiting")

_AHEAD = timedelta(days=14)
_WHEN = "(?:什么时候|啥时候|几点|哪天|何时|多久)"
_WHAT, _ONES = "(?:什么|啥|哪些)", "(?:提醒|公告|消息|通知)"
_WORD = Expression(
    rf"请问|那么?|现在|[这那]一?场|[这那下两]{{1,2}}周|下一?[期场条次]|[今明后本]天|活动|沙龙|直播|{_WHEN}|{_WHAT}|{_ONES}"
    r"|接下来|后面|今后|自动|待|发[出送]?去?|[两没未都还会能才要是在有的里呢啊?？。]|来着"
)
_ASKED = Expression(
    rf"(?=.*(?:提醒|公告)).*{_WHEN}|(?=.*(?:后|来|还|周|待|要|自动)).*(?:(?:发|提醒){_WHAT}|{_WHAT}.*(?:发|提醒|公告))"
)
_REMINDS = Expression(
    "[^，,。]{0,10}?[会要能](?:不会)?(?:自动|提前|再|准时)*提醒(?:大家|我们|群里|一[下次])*[吗么几][次?？。]*"
)
_SHOWN = 15
_LONG = Expression(r"^(.{42}).{2,}(.{17})$")  # what it is about stands at either end


def _asked(text: str) -> bool:
    asked = _ASKED.match(text) and made_of(_WORD, text)
    return bool(asked or _REMINDS.fullmatch(text))


@router.dialogue(role=Role.ORGANIZER, longest=24, takes=_asked)
@router.command(
    "待发",
    aliases=("接下来发什么", "提醒列表", "coming"),
    role=Role.ORGANIZER,
    help="看今后两周要发的提醒和公告：什么时候、发到哪里",
)
async def show_coming(request: Request, services: Services) -> Reply:
    """By time; the same as ``xiangwen simulate`` prints in full. 「提醒什么时候发」 as well."""
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

"""Organizers: what goes out next, wherever it comes from."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.context import Request, Services
from bot.chat.forecast import coming
from bot.chat.router import Router
from bot.markdown import escape_text
from bot.messages import Destination, Reply, Role

router = Router("waiting")

_AHEAD = timedelta(days=14)
_SHOWN = 15


@router.command(
    "待发",
    aliases=("接下来发什么", "提醒列表", "coming"),
    role=Role.ORGANIZER,
    help="看今后两周要发的提醒和公告：什么时候、发到哪里",
)
async def show_coming(request: Request, services: Services) -> Reply:
    """By time; the same as ``xiangwen simulate`` prints in full."""
    now, zone = services.now(), services.settings.zone
    found = await coming(services, now, now + _AHEAD)
    if not found:
        return Reply.text("今后两周没有要发的提醒和公告。")
    lines = [
        f"- {one.at.astimezone(zone):%m-%d %H:%M} {_place(one.destination, services)}："
        f"{escape_text(one.reply.title)[:60]}"
        for one in found[:_SHOWN]
    ]
    if len(found) > _SHOWN:
        lines.append(f"- 还有 {len(found) - _SHOWN} 条")
    title = f"今后两周要发 {len(found)} 条"
    return Reply(markdown=f"**{title}**\n\n" + "\n".join(lines), title=title)


def _place(to: Destination, services: Services) -> str:
    if not to.is_group:
        return f"单聊（工号 {escape_text(to.staff_id)}）"
    group = services.settings.group_named(to.conversation_id)
    return escape_text(group.name if group else f"群 {to.conversation_id}")

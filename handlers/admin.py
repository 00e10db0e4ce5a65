"""Admins: reload the folder, see how the bot is, read what was asked in vain."""

from __future__ import annotations

from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.markdown import escape_text
from bot.messages import Reply, Role

router = Router("admin")


@router.command(
    "重载",
    aliases=("reload", "重新加载", "刷新知识库"),
    role=Role.ADMIN,
    help="马上重新读取知识文件夹",
)
async def reload_knowledge(request: Request, services: Services) -> Reply:
    return Reply(markdown=await services.reload(), title="知识库已重新读取")


@router.command(
    "状态",
    aliases=("status", "机器人状态", "运行状态"),
    role=Role.ADMIN,
    help="看连接、知识库和投递的情况",
)
async def show_status(request: Request, services: Services) -> Reply:
    return Reply(markdown=await services.status(), title="象问的状态")


@router.command(
    "未答",
    aliases=("unanswered", "没答上来的问题"),
    role=Role.ADMIN,
    help="看大家问了、我没答上来的问题",
)
async def show_unanswered(request: Request, services: Services) -> Reply:
    """The latest questions that met a refusal, without names."""
    questions = await services.feedback.unanswered()
    if not questions:
        return Reply.text("目前没有答不上来的问题。")
    zone = services.settings.zone
    lines = [
        f"- {escape_text(q.question)[:80]}"
        f"（{q.times} 次，最近 {q.asked_at.astimezone(zone):%m-%d %H:%M}）"
        for q in questions
    ]
    return Reply(
        markdown="**最近没答上来的问题**\n\n"
        + "\n".join(lines)
        + "\n\n在知识文件夹里加一页就能答了，写法见 knowledge/README.md。",
        title="没答上来的问题",
    )

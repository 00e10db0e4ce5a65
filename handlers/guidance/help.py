"""Help by role, who am I, and the hello for an empty @."""

from __future__ import annotations

import asyncio
import dataclasses
import re
from collections.abc import Iterable

from bot.chat.context import Request, Services
from bot.chat.router import Command, Router
from bot.events.replies import bullets
from bot.expressions import Expression
from bot.markdown import escape_text
from bot.messages import Reply, ReplyKind, Role
from handlers.guidance.how_to import named_in

router = Router("help", "怎么用我")

_MOST = 3
# What whoever writes the configuration looks for; 群号 is another number, by which one joins.
_AN_ID = Expression(
    r"(?:请问)?(?:怎么|如何|在哪)?(?:看|查|找)?(?:我|这个?|本|咱们?)?的?(?:员工|工|群|会话|staff|conversation)"
    r"[ _]?的?(?:编号|id|(?<=工)号)(?:是|在)?(?:多少|什么|啥|哪里?|几)?(?:怎么|如何)?(?:看|查|找)?"
    r"[呢啊呀吗 ?？。]*",
    re.IGNORECASE,
)
_WANTED = "命令"  # right after an answer it asks for how that is done


@router.command(
    "帮助",
    aliases=("help", "菜单", "命令"),
    help="看我能做什么",
    takes=lambda arguments: len(arguments.split()) <= 1,
)
async def show_help(request: Request, services: Services) -> Reply:
    """What this person can do, by role, or how one command is written."""
    word = request.arguments.strip("/／「」。？?！! ")
    answered = bool(request.history) and request.history[-1].kind is ReplyKind.ANSWER
    if answered and request.text.strip() == _WANTED:
        asked = await _as_question(request, services)
        if asked.kind is ReplyKind.ANSWER:
            return asked
    if not word:
        return await _overview(request, services)
    command = services.router.named(word)
    commands = [command] if command else named_in(word, services) or _begun(word, services)
    if not commands:
        return await _as_question(request, services)  # 「帮助 我看下锁」 asks
    return Reply(
        markdown="\n\n".join(one.manual for one in commands[:_MOST]),
        title=f"{commands[0].name}怎么用",
        kind=ReplyKind.HELP,
    )


async def _as_question(request: Request, services: Services) -> Reply:
    assert services.router.fallback is not None
    return await services.router.fallback(dataclasses.replace(request, command=""), services)


def _begun(word: str, services: Services) -> list[Command]:
    """「帮助 新建」: the commands whose names begin so."""
    return [c for c in services.router.commands if len(word) > 1 and c.name.startswith(word)]


async def _overview(request: Request, services: Services) -> Reply:
    """Members' commands with what they do; of the others the names, or nobody would read
    it on a phone."""
    commands = [c for c in services.router.commands if c.role <= request.role]
    of_salons = "「那上海呢」「有录像吗」" if services.salons.book.salons else ""
    how = f"**直接{' @我 ' if request.message.is_group else ''}提问就行**"
    parts = [
        _with_examples(how, await _examples(services)),
        f"追问可以省着说：{of_salons}「怎么配置」。"
        "对上一条回答可以发「展开」「换一个」「来源」「为什么」。",
        "**常用命令**（前面加不加 / 都行）",
        "\n".join(f"- **{c.usage}**：{c.help}" for c in commands if c.role is Role.MEMBER),
    ]
    for role in (Role.ORGANIZER, Role.ADMIN):
        names = [c.name for c in commands if c.role is role]
        if names:
            parts.append(f"**{role.label}还能用**：{'、'.join(names)}")
    parts.append("发「帮助 命令名」看某个命令的写法，比如「帮助 报名」。")
    return Reply(markdown="\n\n".join(parts), title="象问能做什么", kind=ReplyKind.HELP)


@router.dialogue(role=Role.MEMBER, longest=24, takes=_AN_ID.fullmatch)
@router.command(
    "我是谁",
    aliases=("whoami",),
    help="看自己的身份和本群的编号",
    glued=lambda rest: not rest.strip("?？。!！ "),
)
async def show_identity(request: Request, services: Services) -> Reply:
    """Staff id, role and group id: what an admin needs for the configuration."""
    message = request.message
    lines = [
        f"- 昵称：{escape_text(message.sender_nick) or '（未知）'}",
        f"- 身份：{request.role.label}",
        f"- 员工号（staff id）：{message.staff_id or '没有，您不在机器人所在的组织里'}",
    ]
    if message.is_group:
        group = services.settings.group_named(message.conversation_id)
        lines.append(f"- 本群编号：{message.conversation_id}")
        lines.append(f"- 提醒和公告：{'发到本群' if group else '本群没有登记，不会主动发'}")
    return Reply(markdown="\n".join(lines), title="您的身份", kind=ReplyKind.COMMAND)


async def hello(request: Request, services: Services) -> Reply:
    """For an empty message: a hello with three questions that the knowledge can answer."""
    questions = await _examples(services)
    how = "@我 时把问题写在后面" if request.message.is_group else "有问题直接发给我"
    return Reply(
        markdown=f"你好，我是象问。{_with_examples(how, questions)}\n\n发「帮助」看全部用法。",
        title="你好，我是象问",
        kind=ReplyKind.HELP,
        follow_ups=tuple(questions),
    )


def _with_examples(how: str, questions: Iterable[str]) -> str:
    """Of an empty folder there are none."""
    told = bullets(map(escape_text, questions))
    return f"{how}，比如：\n\n{told}" if told else f"{how}。"


async def _examples(services: Services) -> list[str]:
    questions = await asyncio.to_thread(services.knowledge.examples, 2)
    salon = services.salons.example()
    return [*questions, salon] if salon else questions

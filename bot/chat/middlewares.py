"""Between the queue and the handler: time limit, errors to replies, rights, commands."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import secrets

from bot.chat.commands import Command, Match
from bot.chat.context import Handler, Request, Services
from bot.chat.dialogues import Dialogue
from bot.errors import DeliveryError, UserError
from bot.markdown import escape_text
from bot.messages import MessageKind, Reply, ReplyKind, Role
from bot.precedence import answering

logger = logging.getLogger(__name__)


async def answer(request: Request, services: Services, limit_seconds: float) -> Reply | None:
    """The reply to a request; None: nothing is to be said. Whatever goes wrong in a handler
    becomes a sentence, so nothing is raised but cancellation."""
    code = secrets.token_hex(3)
    try:
        with answering():
            async with asyncio.timeout(limit_seconds):
                handler, request = _choose(request, services)
                return await handler(request, services)
    except UserError as error:
        return Reply.text(str(error))
    except TimeoutError:
        logger.error("message %s: handler took too long, code %s", request.source, code)
        return Reply.text(f"这个问题我想得太久了，先放一放，请稍后再问一次。（编号 {code}）")
    except DeliveryError as error:
        logger.exception("message %s: failed, code %s", request.source, code)
        return Reply.text(f"{error}（编号 {code}）")
    except Exception:  # the supervised edge: a fault in one handler answers one message
        # The store's errors as well: what the database said helps nobody in a chat.
        logger.exception("message %s: failed, code %s", request.source, code)
        return Reply.text(f"抱歉，我这里出了点问题，没能回答。管理员可凭编号 {code} 查日志。")


def _choose(request: Request, services: Services) -> tuple[Handler, Request]:
    """The handler for a request: a command the sender may use, else the fallback."""
    router = services.router
    limits = services.settings.limits
    if request.message.kind in (MessageKind.TEXT, MessageKind.VOICE):
        match = router.match(request.text[: limits.command_chars])
        if match is not None:
            return _for_command(request, match, services)
        return _dialogue_or_fallback, request
    assert router.fallback is not None
    return router.fallback, request


async def _dialogue_or_fallback(request: Request, services: Services) -> Reply | None:
    """Whoever is in a dialogue is answered there, and a command word alone with how it is
    written; everything else is a question."""
    running = None
    if request.role > Role.MEMBER:
        running = await services.dialogues.current(request.message, services.now())
    if (reply := await _in_dialogue(request, services, running)) is not None:
        return dataclasses.replace(reply, in_dialogue=running is not None)
    if command := services.router.bare(request.text, request.role):
        return Reply(markdown=command.manual, title=f"{command.name}怎么写", kind=ReplyKind.HELP)
    assert services.router.fallback is not None
    meant = services.router.meant(request.text, request.role)
    if meant is not None and meant.role > Role.MEMBER:
        request = dataclasses.replace(request, command=meant.name)
    reply = await services.router.fallback(request, services)
    return _with_usage(meant, reply) if meant and reply is not None else reply


async def _in_dialogue(
    request: Request, services: Services, running: Dialogue | None
) -> Reply | None:
    """The next step of the dialogue that the sender stands in, else the word of the first
    that is for the message."""
    if (
        running is not None
        and (goes_on := services.router.continued.get(running.topic)) is not None
        and (reply := await goes_on(request, services, running)) is not None
    ):
        return reply
    for dialogue in services.router.dialogues:
        if (reply := await dialogue(request, services)) is not None:
            return reply
    return None


def _with_usage(command: Command, reply: Reply) -> Reply:
    """What begins with a command's word and does not fit it may be a question: then it is
    answered. Whoever meant the command learns how it is written either way."""
    refused = reply.kind is ReplyKind.REFUSAL
    answered = reply.kind in (ReplyKind.ANSWER, ReplyKind.EVENT) and command.role > Role.MEMBER
    if not refused and not answered:
        return reply
    hint = f"想用命令「{command.name}」的话，这样写：{command.usage}"
    return dataclasses.replace(reply, markdown=f"{reply.markdown}\n\n{hint}")


def _for_command(request: Request, match: Match, services: Services) -> tuple[Handler, Request]:
    command = match.command
    if command is None:
        return _unknown_command(match.word, services), request
    if request.role < command.role:
        raise UserError(
            f"「{command.name}」要{command.role.label}才能用，您目前是{request.role.label}。"
            "发「我是谁」可以看到自己的身份，需要权限请找管理员。"
        )
    if not command.takes(match.arguments):
        raise UserError(f"「{command.name}」的用法：{command.usage}")
    return command.handler, dataclasses.replace(
        request, command=command.name, arguments=match.arguments, direct=match.direct
    )


def _unknown_command(word: str, services: Services) -> Handler:
    near = services.router.near(word)
    hint = f"您是不是想用「{near}」？" if near else ""

    async def tell(request: Request, services: Services) -> Reply:
        return Reply.text(
            f"没有「{escape_text(word[:20])}」这个命令。{hint}发「帮助」看全部命令。"
        )

    return tell

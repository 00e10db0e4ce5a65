"""The routes of a message, in the order in which they are tried: a command alone, or the dialogues
one by one and then the fallback. Whatever goes wrong on a route becomes a reply.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.chat.context import Answering, Handler, Request, Services
from bot.chat.dialogues import Dialogue
from bot.chat.router import Command, Match
from bot.errors import DeliveryError, UserError
from bot.markdown import escape_text
from bot.messages import MessageKind, Reply, ReplyKind, Role
from bot.precedence import answering

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Route:
    """One route. ``command``: the command that was said, or that the reply tells of; ``subject``:
    what a dialogue is about, in Chinese. Without both it is the fallback, or the reply to an
    unknown command word."""

    handler: Handler
    request: Request
    command: Command | None = None
    subject: str = ""


async def answer(request: Request, services: Services, limit_seconds: float) -> Reply:
    """The reply to a request. Whatever goes wrong in a handler becomes a sentence, so nothing is
    raised but cancellation."""
    try:
        with answering():
            async with asyncio.timeout(limit_seconds):
                return await first_reply(request, services)
    except UserError as error:
        return Reply.text(str(error))
    except Exception as error:  # the supervised edge: a fault in one handler answers one message
        code = secrets.token_hex(3)
        logger.exception("message %s: failed, code %s", request.source, code)
        return Reply.text(_apology(error, code))


def _apology(error: Exception, code: str) -> str:
    """``code`` is what the log has beside the error."""
    if isinstance(error, TimeoutError):
        return f"这个问题我想得太久了，先放一放，请稍后再问一次。（编号 {code}）"
    if isinstance(error, DeliveryError):
        return f"{error}（编号 {code}）"
    # Other errors are for the log alone: what a database says helps nobody in a chat.
    return f"抱歉，我这里出了点问题，没能回答。管理员可凭编号 {code} 查日志。"


async def first_reply(
    request: Request, services: Services, hear: Callable[[Route], object] = lambda route: None
) -> Reply:
    """The reply of the first route that has one. ``hear`` is told of each route before it is
    tried, so that the last one it heard of has replied or failed."""
    limits = services.settings.limits
    if request.message.kind not in (MessageKind.TEXT, MessageKind.VOICE):
        assert services.router.fallback is not None
        routes = iter([Route(services.router.fallback, request)])
    elif match := services.router.match(request.text[: limits.command_chars]):
        routes = iter([_of_command(request, match, services)])
    else:
        running = None
        if request.role > Role.MEMBER:
            running = await services.dialogues.current(request.message, services.now())
        routes = _in_order(request, services, running)
    for route in routes:
        hear(route)
        if (reply := await route.handler(route.request, services)) is not None:
            return reply
    raise AssertionError("the last route always replies")


def _in_order(request: Request, services: Services, running: Dialogue | None) -> Iterator[Route]:
    """A dialogue that the sender is in comes first, and a command word alone is answered with how
    it is written; everything else is a question."""
    router = services.router
    if running is not None:
        fitting = router.continued.get(running.topic)
        if fitting and (goes_on := fitting(request)):
            yield Route(_within(lambda r, s: goes_on(r, s, running), running), request)
    for subject, fitting in router.dialogues:
        if handler := fitting(request):
            yield Route(_within(handler, running), request, subject=subject)
    if command := router.bare(request.text, request.role):
        how = Reply(command.manual, f"{command.name}怎么写", ReplyKind.HELP)
        yield Route(_saying(how), request, command)
    assert router.fallback is not None
    meant = router.meant(request.text, request.role)
    if meant is not None and meant.role > Role.MEMBER:
        request = dataclasses.replace(request, command=meant.name)
    yield Route(_with_usage(router.fallback, meant) if meant else router.fallback, request)


def _within(handler: Handler, running: Dialogue | None) -> Handler:
    """Marks replies to somebody who is in a dialogue."""
    if running is None:
        return handler

    async def handle(request: Request, services: Services) -> Reply | None:
        reply = await handler(request, services)
        return None if reply is None else dataclasses.replace(reply, in_dialogue=True)

    return handle


def _saying(reply: Reply) -> Answering:
    async def say(request: Request, services: Services) -> Reply:
        return reply

    return say


def _with_usage(fallback: Answering, command: Command) -> Answering:
    """What begins with a command's word and does not fit it may be a question, and is answered as
    one. Whoever meant the command learns how it is written all the same."""

    async def handle(request: Request, services: Services) -> Reply:
        reply = await fallback(request, services)
        refused = reply.kind is ReplyKind.REFUSAL
        answered = reply.kind in (ReplyKind.ANSWER, ReplyKind.EVENT) and command.role > Role.MEMBER
        if not refused and not answered:
            return reply
        hint = f"想用命令「{command.name}」的话，这样写：{command.usage}"
        return dataclasses.replace(reply, markdown=f"{reply.markdown}\n\n{hint}")

    return handle


def _of_command(request: Request, match: Match, services: Services) -> Route:
    command = match.command
    if command is None:
        near = services.router.near(match.word)
        hint = f"您是不是想用「{near}」？" if near else ""
        unknown = f"没有「{escape_text(match.word[:20])}」这个命令。{hint}发「帮助」看全部命令。"
        return Route(_saying(Reply.text(unknown)), request)
    if request.role < command.role:
        told = (
            f"「{command.name}」要{command.role.label}才能用，您目前是{request.role.label}。"
            "发「我是谁」可以看到自己的身份，需要权限请找管理员。"
        )
        return Route(_saying(Reply.text(told)), request, command)
    if not command.takes(match.arguments):
        usage = f"「{command.name}」的用法：{command.usage}"
        return Route(_saying(Reply.text(usage)), request, command)
    request = dataclasses.replace(
        request, command=command.name, arguments=match.arguments, direct=match.direct
    )
    return Route(command.handler, request, command)

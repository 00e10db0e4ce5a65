"""What a text must be for a handler to get it: the conditions that stand where a handler is
registered. They are looked at before it runs, so that none of them can be forgotten in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bot.chat.context import Handler, HandlerOf, Request, Services
from bot.expressions import Expression
from bot.messages import Reply, Role


def nothing(arguments: str) -> bool:
    """For commands that are a word and no more."""
    return not arguments.strip("。.!！?？ ")


def anything(arguments: str) -> bool:
    """For commands that take free text: at least one character of it."""
    return bool(arguments.strip())


def matching(pattern: Expression) -> Callable[[str], re.Match[str] | None]:
    """For what the whole text must match. Not ``pattern.fullmatch`` itself: asking for it
    would compile the pattern at the import (`bot.expressions`)."""
    return lambda text: pattern.fullmatch(text)


def given(
    reads: Callable[[str], Any], handler: HandlerOf[Any]
) -> tuple[Callable[[str], bool], Handler]:
    """What a command takes whose arguments are read, and its handler with what was read."""
    return (
        lambda arguments: reads(arguments) is not None,
        lambda request, services: handler(request, services, reads(request.arguments)),
    )


def guarded(
    handler: Callable[..., Any],
    role: Role,
    longest: int | None,
    takes: Callable[[str], object] | None = None,
    reads: Callable[[str], object | None] | None = None,
) -> Callable[..., Any]:
    """The handler of a dialogue behind its conditions. The length comes before the words:
    what a pattern does on a flood of them is no matter where the flood is too long for it."""

    async def handle(request: Request, services: Services, *more: object) -> Reply | None:
        text = request.text.strip()
        if request.role < role or (longest is not None and len(text) > longest):
            return None
        if takes is not None and not takes(text):
            return None
        if reads is not None:
            if (read := reads(text)) is None:
                return None
            more = (*more, read)
        reply: Reply | None = await handler(request, services, *more)
        return reply

    return handle

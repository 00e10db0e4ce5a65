"""What a text must be for a handler to get it: the conditions that stand where a handler is
registered. They are looked at before it runs, so that none of them can be forgotten in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bot.chat.context import Handler, HandlerOf, Request
from bot.expressions import Expression
from bot.messages import Role

# Who answers a request; None: it is not for them. No handler is begun to find that out, since
# every question is asked of nearly a hundred.
Fitting = Callable[[Request], Callable[..., Any] | None]


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
) -> Fitting:
    """The handler of a dialogue behind its conditions. The length comes before the words:
    what a pattern does on a flood of them is no matter where the flood is too long for it."""

    def fitting(request: Request) -> Callable[..., Any] | None:
        text = request.text.strip()
        if request.role < role or (longest is not None and len(text) > longest):
            return None
        if takes is not None and not takes(text):
            return None
        if reads is None:
            return handler
        read = reads(text)
        return None if read is None else lambda asked, services: handler(asked, services, read)

    return fitting

"""The conditions under which a handler gets a text, named where the handler is registered.

They are checked before it runs, so that no handler can forget them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bot.chat.context import Answering, AnsweringOf, Request
from bot.expressions import Expression
from bot.messages import Role

# The handler for a request; None: the request is not for it. No handler runs to find that out,
# since every question is tried with nearly a hundred.
Fitting = Callable[[Request], Callable[..., Any] | None]


def nothing(arguments: str) -> bool:
    """For commands without arguments."""
    return not arguments.strip("。.!！?？ ")


def anything(arguments: str) -> bool:
    """For commands that take free text, at least one character."""
    return bool(arguments.strip())


def matching(pattern: Expression) -> Callable[[str], re.Match[str] | None]:
    """For a pattern that the whole text must match. Not ``pattern.fullmatch`` itself, which would
    compile the pattern during the import (`bot.expressions`)."""
    return lambda text: pattern.fullmatch(text)


def given(
    reads: Callable[[str], Any], handler: AnsweringOf[Any]
) -> tuple[Callable[[str], bool], Answering]:
    """For a command whose arguments are read: what it takes, and its handler bound to the
    reading."""
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
    """The handler of a dialogue behind its conditions. The length is checked before the words, so
    that no pattern meets a text that is too long for it."""

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

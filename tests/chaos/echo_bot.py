"""A real App whose only handler repeats the question."""

from __future__ import annotations

import asyncio
import re

from bot.app import App
from bot.assembly import prepare
from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.clock import SystemClock
from bot.messages import Reply
from tests.chaos.bot_process import serve

router = Router("echo")
SLOW_SECONDS = 3.0
_ANSWER = re.compile(r"答：([^\s（]+)")


@router.otherwise
async def repeat(request: Request, services: Services) -> Reply:
    # Some work, so that kills also meet rows in `working`.
    await asyncio.sleep(SLOW_SECONDS if request.text.startswith("慢") else 0.02)
    return Reply.text(f"答：{request.text}")


def answered_in(text: str) -> list[str]:
    """The questions that a message of the bot answers, in order. A busy group gets several
    answers in one message, and a word on how long it had to wait."""
    return _ANSWER.findall(text)


if __name__ == "__main__":
    serve(lambda settings: App(settings, (router,), SystemClock()), prepare)

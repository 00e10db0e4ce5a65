"""A real App whose only handler repeats the question: what the chaos harness kills.

Started as ``python -m tests.chaos.echo_bot SETTINGS.json``; runs until it is killed.
"""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import sys
from pathlib import Path

from bot.app import App
from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.clock import SystemClock
from bot.messages import Reply
from bot.settings import Settings

router = Router("echo")


@router.otherwise
async def repeat(request: Request, services: Services) -> Reply:
    await asyncio.sleep(0.02)  # some work, so that kills also meet rows in `working`
    return Reply.text(f"答：{request.text}")


async def main(settings: Settings) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with App(settings, (router,), SystemClock()) as app:
        await app.run(stop)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    asyncio.run(main(Settings(**json.loads(Path(sys.argv[1]).read_text("utf-8")))))

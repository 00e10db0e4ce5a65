"""A real App whose only handler repeats the question: what the harnesses kill and press.

Started as ``python -m tests.chaos.echo_bot SETTINGS.json``; runs until it is killed or
told to stop. On stopping it prints the longest stalls of its event loop.
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
from bot.cli.runtime import loaded, starting
from bot.clock import SystemClock
from bot.desk import prepare
from bot.messages import Reply
from bot.settings import Settings
from tests.chaos.stalls import StallMeter

router = Router("echo")
SLOW_SECONDS = 3.0


@router.otherwise
async def repeat(request: Request, services: Services) -> Reply:
    # Some work, so that kills also meet rows in `working`.
    await asyncio.sleep(SLOW_SECONDS if request.text.startswith("慢") else 0.02)
    return Reply.text(f"答：{request.text}")


async def main(settings: Settings) -> None:
    meter = StallMeter()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with App(settings, (router,), SystemClock()) as app:
        loaded()
        await app.run(stop)
    print(json.dumps(await meter.end()), flush=True)


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    with starting():  # as the command does
        prepare()
        asyncio.run(main(Settings(**json.loads(Path(sys.argv[1]).read_text("utf-8")))))

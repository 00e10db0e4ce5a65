"""A real App whose only handler repeats the question: what the harnesses kill and press.

Started as ``python -m tests.chaos.echo_bot SETTINGS.json``; runs until it is killed or
told to stop. On stopping it prints the longest stall of its event loop.
"""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import sys
import time
from pathlib import Path

from bot.app import App
from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.clock import SystemClock
from bot.messages import Reply
from bot.settings import Settings

router = Router("echo")
SLOW_SECONDS = 3.0
_BEAT = 0.005


@router.otherwise
async def repeat(request: Request, services: Services) -> Reply:
    # Some work, so that kills also meet rows in `working`.
    await asyncio.sleep(SLOW_SECONDS if request.text.startswith("慢") else 0.02)
    return Reply.text(f"答：{request.text}")


async def watch_loop(stalls: list[float]) -> None:
    """How late a timer of 5 ms comes: the time in which nothing else could run."""
    while True:
        before = time.perf_counter()
        await asyncio.sleep(_BEAT)
        stalls.append(time.perf_counter() - before - _BEAT)


async def main(settings: Settings) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    stalls: list[float] = []
    async with App(settings, (router,), SystemClock()) as app:
        watching = asyncio.create_task(watch_loop(stalls))
        await app.run(stop)
        watching.cancel()
    stalls.sort()
    longest = [round(stall * 1000, 1) for stall in stalls[-5:]]
    print(json.dumps({"stalls_ms": longest, "beats": len(stalls)}), flush=True)


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    asyncio.run(main(Settings(**json.loads(Path(sys.argv[1]).read_text("utf-8")))))

"""A bot as a process of its own, which the harnesses kill and press.

Each of them is started as ``python -m tests.chaos.… SETTINGS.json`` and runs until it is killed
or told to stop. On stopping it prints the longest stalls of its event loop.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import signal
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from bot.app import App
from bot.cli.runtime import loaded, starting
from bot.settings import Settings
from tests.chaos.stalls import StallMeter

Make = Callable[[Settings], AbstractAsyncContextManager[App]]


async def _serve(make: Make, settings: Settings) -> None:
    meter = StallMeter()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with make(settings) as app:
        loaded()
        await app.run(stop)
    print(json.dumps(await meter.end()), flush=True)


def serve(make: Make, before: Callable[[], object]) -> None:
    """``before`` imports and opens what the command opens before there is a loop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("settings", type=Path)
    file = parser.parse_args().settings
    logging.basicConfig(level=logging.ERROR)
    with starting():  # as the command does
        before()
        settings = Settings(**json.loads(file.read_text("utf-8")))
        asyncio.run(_serve(make, settings))

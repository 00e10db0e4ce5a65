"""The real App with the real handlers, as ``xiangwen run`` starts it, and a meter beside it.

Started as ``python -m tests.chaos.real_bot SETTINGS.json``; on stopping it prints the longest
stalls of its event loop.
"""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import sys
from pathlib import Path

from bot.cli.runtime import loaded, starting
from bot.cli.serve import load_application
from bot.clock import SystemClock
from bot.settings import Settings
from tests.chaos.stalls import StallMeter


async def main(settings: Settings) -> None:
    meter = StallMeter()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with load_application()(settings, SystemClock(), "") as app:
        loaded()
        await app.run(stop)
    print(json.dumps(await meter.end()), flush=True)


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    with starting():  # as the command does
        load_application()
        asyncio.run(main(Settings(**json.loads(Path(sys.argv[1]).read_text("utf-8")))))

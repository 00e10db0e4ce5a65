"""Signals become a stop event: the first asks, the second ends the process at once.

Everything that must not be lost is a row before it is an action, so that ending at once
is safe; the deadline keeps a stop within five seconds even while something hangs.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

logger = logging.getLogger(__name__)

_DEADLINE_SECONDS = 5.0


class Stop:
    """``event`` ends the run; ``asked`` tells whether somebody wanted that."""

    def __init__(self) -> None:
        self.event = asyncio.Event()
        self.asked = False

    def ask(self) -> None:
        self.asked = True
        self.event.set()


@contextmanager
def stopping_on_signals() -> Iterator[Stop]:
    """SIGINT and SIGTERM ask to stop within the block; then the old handlers are back."""
    stop = Stop()
    loop = asyncio.get_running_loop()
    deadline = threading.Timer(_DEADLINE_SECONDS, _give_up)
    deadline.daemon = True

    def ask(number: int, _: FrameType | None) -> None:
        if stop.asked:
            os._exit(128 + number)
        stop.asked = True
        deadline.start()
        loop.call_soon_threadsafe(stop.event.set)

    # signal.signal rather than loop.add_signal_handler: the latter runs nothing while the
    # loop is busy, and does not exist on Windows.
    previous = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        deadline.cancel()
        for number, handler in previous.items():
            signal.signal(number, handler)


def _give_up() -> None:
    logger.error("did not stop within %.0f seconds, ending now", _DEADLINE_SECONDS)
    os._exit(1)

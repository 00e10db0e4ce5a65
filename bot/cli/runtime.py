"""How the interpreter behaves during a start, and once somebody is served.

Loading makes hundreds of thousands of objects that all stay: looking through them again and
again while they grow costs a tenth of a start, and later each full collection that much of
a second in which nobody is answered.
"""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

import click

from bot.allocator import reuse_memory

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.offline import OfflineBot
    from bot.settings import Settings

logger = logging.getLogger(__name__)

# A question changes threads a few times, and each time, as with each system call of the loop,
# may wait as long as this for a thread that loads or refreshes: a tenth of what is usual, at
# no cost that could be measured.
_SWITCH_SECONDS = 0.0005
# New objects, and rounds: by itself Python looks through everything that an edit has made.
_COLLECT_AFTER = (10_000, 20, 20)


@contextmanager
def starting() -> Iterator[None]:
    """Nothing is collected within, until ``loaded``; threads that compute hand over soon."""
    reuse_memory()
    collecting, interval = gc.isenabled(), sys.getswitchinterval()
    gc.disable()
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        if collecting:
            gc.enable()


def loaded() -> None:
    """All that lives as long as the program is there: it is never looked through again, and
    from now on what comes and goes is collected."""
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)
    gc.enable()


@asynccontextmanager
async def loaded_offline(
    settings: Settings, clock: Clock, *, complete: bool = False
) -> AsyncIterator[OfflineBot]:
    """What answers a command without the running bot; ``complete``: with all sentence
    vectors, however long they take."""
    # Imported on use: `--help` and a mistyped option need not wait for it.
    from bot.offline import open_offline
    from handlers import routers

    async with open_offline(settings, routers, clock) as offline:
        loaded()
        if complete:
            if waiting := offline.knowledge.without_vectors:
                click.echo(f"正在为 {waiting} 页计算句向量，只有第一次要等……", err=True)
            try:
                await offline.deepen()
            except Exception as error:  # as in the running bot: words alone answer as well
                logger.debug("sentence vectors cannot be computed", exc_info=True)
                click.echo(f"句向量算不出来（{type(error).__name__}），这次只按词找。", err=True)
        yield offline

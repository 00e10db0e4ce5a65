"""Work that is done while the bot already answers: what the first questions would have to wait
for, then the sentence vectors of the loaded pages.
"""

from __future__ import annotations

import asyncio
import logging

from bot.allocator import give_back_memory
from bot.clock import set_within
from bot.expressions import compile_all
from bot.faults import Duty, Faults
from bot.knowledge import Knowledge
from bot.precedence import give_way

logger = logging.getLogger(__name__)

_SLICE_SECONDS = 0.25  # the longest that a stop or an edit waits
_REST_SECONDS = 0.25  # between slices, for questions
_IDLE_SECONDS = 1.0
_RETRY_SECONDS = 60.0


async def deepen(knowledge: Knowledge, stop: asyncio.Event, faults: Faults) -> None:
    """Compute until ``stop``, edited pages as they come. Where vectors cannot be computed, words
    alone decide."""
    try:
        await asyncio.to_thread(_prepare, knowledge)
    except Exception:  # tried only once: the first question that needs it makes it
        logger.exception("what the first questions need could not be made ready")
    waiting = left = 0

    async def compute() -> None:
        nonlocal left
        left = await asyncio.to_thread(knowledge.deepen, _SLICE_SECONDS)

    while not stop.is_set():
        if not await faults.attempt(Duty.VECTORS, compute):
            await set_within(stop, _RETRY_SECONDS)
            continue
        if left > waiting:
            logger.info("sentence vectors: %d pages wait", left)
        elif waiting and not left:
            logger.info("sentence vectors: complete")
        waiting = left
        await set_within(stop, _REST_SECONDS if left else _IDLE_SECONDS)


def _prepare(knowledge: Knowledge) -> None:
    knowledge.prepare()
    compile_all(give_way)
    give_back_memory()  # what compiling needed: nothing as large follows for a while

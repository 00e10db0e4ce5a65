"""Which of the questions that were asked in vain still are."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.chat.context import Services
from bot.chat.rehearsal import rehearse
from bot.feedback import UnansweredQuestion
from bot.precedence import give_way

logger = logging.getLogger(__name__)

Asked = Sequence[UnansweredQuestion]
# Sentence vectors come later than the pages, and change answers.
_HOLDS = timedelta(minutes=10)


class OpenQuestions:
    """Asks each question again, once for each ``state`` of the pages and salons. Two hundred
    questions take seconds, during which members go first."""

    def __init__(self, state: Callable[[], object]) -> None:
        self._state = state
        self._refused: dict[str, bool] = {}
        self._of: object = None
        self._until: datetime | None = None
        self._asking = asyncio.Lock()

    async def parted(
        self, asked: Asked, services: Services, most: int
    ) -> tuple[Asked, Asked, int]:
        """Up to ``most`` questions that are still asked in vain, those before the last of them
        that are answered by now, both in the order of ``asked``, and how many others there are."""
        waiting: list[UnansweredQuestion] = []
        done: list[UnansweredQuestion] = []
        async with self._asking:
            self._begin_anew_after_a_change(services.now())
            for one in asked:
                if len(waiting) == most:
                    break
                if one.question not in self._refused:
                    await asyncio.to_thread(give_way)
                    self._refused[one.question] = await _is_refused(one.question, services)
                (waiting if self._refused[one.question] else done).append(one)
        others = await services.feedback.wordings() - len(waiting) - len(done)
        return waiting, done, max(others, 0)

    def _begin_anew_after_a_change(self, now: datetime) -> None:
        state = self._state()
        if self._of != state or self._until is None or now >= self._until:
            self._refused = {}
            self._of, self._until = state, now + _HOLDS


async def _is_refused(question: str, services: Services) -> bool:
    """Whether somebody who asks it now is refused, whichever route it takes. A question that fails
    is not answered, and must not keep the others from being asked."""
    try:
        return (await rehearse(question, services)).refused
    except Exception:
        logger.exception("a question that was asked in vain fails")
        return True

"""没答上: what members asked in vain, and still do."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from bot.chat.context import Services
from bot.chat.rehearsal import rehearse
from bot.console.entry import HOME, Visit, go_to
from bot.feedback import UnansweredQuestion
from bot.folder_watch import FolderWatch
from bot.knowledge import IndexReport
from bot.messages import Act
from bot.precedence import give_way

logger = logging.getLogger(__name__)

_MOST = 200
_Questions = Sequence[UnansweredQuestion]
# Sentence vectors come after the pages, and with them other answers.
_HOLDS = timedelta(minutes=10)


class OpenQuestions:
    """Asks each question again, once for each state of the knowledge folder: two hundred of
    them take seconds, during which members go first."""

    def __init__(self, services: Services, watch: FolderWatch) -> None:
        self._services = services
        self._watch = watch
        self._refused: dict[str, bool] = {}
        self._of: IndexReport | None = None
        self._until: datetime | None = None
        self._asking = asyncio.Lock()

    async def sorted(self) -> tuple[_Questions, _Questions, int]:
        """What is still asked in vain, what is answered by now, and how many older there are."""
        asked = await self._services.feedback.unanswered(_MOST)
        async with self._asking:
            self._begin_anew_after_a_change()
            known = self._refused
            fresh = [one.question for one in asked if one.question not in known]
            for question in fresh:
                await asyncio.to_thread(give_way)
                known[question] = await self._is_refused(question)
            for question in known.keys() - {one.question for one in asked}:
                del known[question]
        waiting = [one for one in asked if known[one.question]]
        older = await self._services.feedback.wordings() - len(asked)
        return waiting, [one for one in asked if not known[one.question]], max(older, 0)

    def _begin_anew_after_a_change(self) -> None:
        now = self._services.now()
        if self._of is not self._watch.report or self._until is None or now >= self._until:
            self._refused = {}
            self._of, self._until = self._watch.report, now + _HOLDS

    async def _is_refused(self, question: str) -> bool:
        """As somebody is answered who asks it now, whichever way it goes. What fails is no
        answer, and must not take the page with all the others along."""
        try:
            return (await rehearse(question, self._services)).refused
        except Exception:
            logger.exception("console: a question that was asked in vain fails")
            return True


async def unanswered(services: Services, still_open: OpenQuestions) -> dict[str, Any]:
    """Each with a way to try it, to the page that was nearest, and off the list."""
    waiting, done, older = await still_open.sorted()
    return {
        "template": "questions.html",
        "waiting": waiting,
        "done": done,
        "older": older,
        "zone": services.settings.zone,
    }


async def dismiss(services: Services, visit: Visit) -> web.StreamResponse:
    """Off the list, with a trace of who did it."""
    by = Act(visit.staff_id, f"console/{secrets.token_hex(8)}", services.now())
    await services.feedback.dismiss(visit.form.get("question", ""), by)
    return go_to(f"{HOME}/questions")

"""没答上: what members asked in vain."""

from __future__ import annotations

import secrets
from typing import Any

from aiohttp import web

from bot.chat.context import Services
from bot.console.entry import HOME, Visit, go_to
from bot.console.open_questions import OpenQuestions
from bot.messages import Act


class Questions:
    def __init__(self, services: Services, still_open: OpenQuestions) -> None:
        self._services = services
        self._open = still_open

    async def unanswered(self, _: Visit) -> dict[str, Any]:
        """Each with a way to try it, to the page that was nearest, and off the list."""
        waiting, done = await self._open.sorted()
        return {
            "template": "questions.html",
            "waiting": waiting,
            "done": done,
            "zone": self._services.settings.zone,
        }

    async def dismiss(self, visit: Visit) -> web.StreamResponse:
        """Off the list, with a trace of who did it."""
        await self._services.feedback.dismiss(
            visit.form.get("question", ""),
            Act(visit.staff_id, f"console/{secrets.token_hex(8)}", self._services.now()),
        )
        return go_to(f"{HOME}/questions")

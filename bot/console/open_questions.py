"""没答上: what members asked in vain, and still do."""

from __future__ import annotations

import secrets
from typing import Any

from aiohttp import web

from bot.chat.context import Services
from bot.chat.open_questions import Asked
from bot.console.entry import HOME, Visit, go_to
from bot.messages import Act

_MOST = 200


async def still_open(services: Services) -> tuple[Asked, Asked, int]:
    """What is still asked in vain, what is answered by now, and how many older there are."""
    asked = await services.feedback.unanswered(_MOST)
    return await services.open_questions.parted(asked, services, _MOST)


async def unanswered(services: Services) -> dict[str, Any]:
    """Each with a way to try it, to the page that was nearest, and off the list."""
    waiting, done, older = await still_open(services)
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

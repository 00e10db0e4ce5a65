"""概况: how the bot is, what is coming, and what waits for somebody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.attendance import coming
from bot.chat.context import Services
from bot.console.open_questions import OpenQuestions
from bot.console.salons import rows_of
from bot.folder_watch import FolderWatch

_LATELY = timedelta(days=7)
_FEW = 5


async def overview(
    services: Services, watch: FolderWatch, still_open: OpenQuestions
) -> dict[str, Any]:
    """The first page."""
    now, zone = services.now(), services.settings.zone
    lately = await services.outbox.lately(now - _LATELY, now)
    waiting, _ = await still_open.sorted()
    ahead = coming(services.salons.book.salons, now, zone)
    return {
        "template": "overview.html",
        "condition": (await services.status()).partition("\n\n")[2],
        "ahead": (await rows_of(services, ahead))[:_FEW],
        "lost": [one for one in lately if one.state.is_lost][:_FEW],
        "unanswered": waiting[:_FEW],
        "unanswered_count": len(waiting),
        "faulty": len(watch.skipped) + len(services.salons.book.problems),
        "zone": zone,
    }

"""概况 and 活动: how the bot is and what waits for somebody; the salons that are coming with their
sign-ups, and those that are over.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from bot.attendance.signups import Standing
from bot.attendance.windows import coming, windows_of
from bot.chat.context import Services
from bot.console.open_questions import still_open
from bot.console.past import alike
from bot.events import Salon
from bot.events.replies import held_at, people_count
from bot.folder_watch import FolderWatch

_LATELY = timedelta(days=7)
_FEW = 5


async def overview(services: Services, watch: FolderWatch) -> dict[str, Any]:
    """The first page."""
    now, zone = services.now(), services.settings.zone
    lately = await services.outbox.lately(now - _LATELY, now)
    waiting, _, older = await still_open(services)
    ahead = coming(services.salons.book.salons, now, zone)
    return {
        "template": "overview.html",
        "condition": (await services.status()).partition("\n\n")[2],
        "ahead": (await _rows_of(services, ahead))[:_FEW],
        "lost": alike((one for one in lately if one.state.is_lost), services)[:_FEW],
        "unanswered": waiting[:_FEW],
        "unanswered_count": f"{len(waiting)}{'+' if older else ''}",
        "faulty": len(watch.skipped) + len(services.salons.book.problems),
        "zone": zone,
    }


async def salons(services: Services) -> dict[str, Any]:
    now, zone = services.now(), services.settings.zone
    book = services.salons.book
    ahead = coming(book.salons, now, zone)
    known = {salon.id for salon in ahead}
    gone = [salon for salon in reversed(book.standalone) if salon.id not in known]
    return {
        "template": "salons.html",
        "ahead": await _rows_of(services, ahead),
        "over": await _rows_of(services, [one for one in gone if not one.is_cancelled]),
        "cancelled": await _rows_of(services, [one for one in gone if one.is_cancelled]),
        "problems": book.problems,
    }


async def _rows_of(services: Services, found: Iterable[Salon]) -> list[dict[str, Any]]:
    """What the tables show of salons."""
    standings = await services.attendance.signups.standings()
    return [_row(salon, standings.get(salon.id, Standing()), services) for salon in found]


def _row(salon: Salon, standing: Standing, services: Services) -> dict[str, Any]:
    windows = windows_of(salon, services.settings.zone)
    now = services.now()
    if salon.is_cancelled:
        state = "已取消"
    elif windows.is_over(now):
        state = "已结束"
    elif windows.takes_checkins(now):
        state = "签到中"
    else:
        state = "报名中" if windows.takes_signups(now) else "报名截止"
    return {
        "title": salon.title,
        "held_at": held_at(salon),
        "place": salon.venue or salon.city or "未定",
        "state": state,
        "seated": _seated(salon, standing),
        "waiting": standing.waiting,
        "talks": len(salon.talks),
        "replays": salon.replays,
        "path": salon.path,
    }


def _seated(salon: Salon, standing: Standing) -> str:
    """By the store, else what the record of the day says."""
    if standing.seated or not salon.signups:
        most = f" / {salon.capacity}" if salon.capacity else ""
        return f"{standing.seated}{most}" if standing.seated or most else ""
    return people_count(salon.signups)

"""投递 and 操作记录: what was sent and will be, and who did what that needs a right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from bot.chat.acts import in_words
from bot.chat.context import Services
from bot.console.entry import Visit
from bot.schedule.deliveries import Delivery, DeliveryState
from bot.schedule.groups import unheard

_BACK = timedelta(days=30)
_AHEAD = timedelta(days=30)
_MOST = 100  # of each table: every one is drawn as it is sent
_MOST_ACTS = 200


async def deliveries(services: Services, visit: Visit) -> dict[str, Any]:
    """What is planned, and what came of the last thirty days; of one state with ``state``."""
    now = services.now()
    wanted = visit.request.query.get("state", "")
    past = await services.outbox.lately(now - _BACK, now)
    ahead = await services.outbox.upcoming(now + _AHEAD)
    gone = await services.outbox.silenced()
    ahead = [one for one in ahead if one.destination.conversation_id not in gone]
    planned = [one for one in ahead if one.due_at > now]
    counts = Counter(one.state for one in past)
    shown = [one for one in past if wanted in ("", one.state.value)]
    coming = alike(planned, services)
    gone_by = alike(shown, services)
    return {
        "template": "deliveries.html",
        "silenced": unheard(services.settings.groups, gone),
        "planned": coming[:_MOST],
        "planned_count": len(coming),
        "places": len(planned),
        "past": gone_by[:_MOST],
        "more": max(len(gone_by) - _MOST, 0),
        "states": [(state, counts[state]) for state in DeliveryState if counts[state]],
        "wanted": wanted,
        "zone": services.settings.zone,
    }


def alike(found: Iterable[Delivery], services: Services) -> list[tuple[Delivery, list[str]]]:
    """What says the same in one minute and came to the same, once: with all whom it is for."""
    rows: dict[object, tuple[Delivery, list[str]]] = {}
    for one in found:
        minute = one.due_at.replace(second=0, microsecond=0)
        became = (one.state, one.error, one.recalled_at is None)
        key = (minute, one.kind, one.title, one.markdown, *became)
        rows.setdefault(key, (one, []))[1].append(services.settings.place_of(one.destination))
    return list(rows.values())


async def acts(services: Services) -> dict[str, Any]:
    """Who did what, and who may."""
    entries = await services.members.audit(_MOST_ACTS)
    roles = await services.members.roles()
    return {
        "template": "acts.html",
        "acts": list(zip(entries, await in_words(entries, services), strict=True)),
        "roles": [
            (staff_id, role.label, services.members.is_configured(staff_id))
            for staff_id, role in sorted(roles.items(), key=lambda one: -one[1])
        ],
        "zone": services.settings.zone,
    }

"""投递 and 操作记录: what was sent and will be, and who did what that needs a right."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from bot.chat.acts import in_words
from bot.chat.context import Services
from bot.console.entry import Visit
from bot.messages import Destination
from bot.schedule.deliveries import Delivery, DeliveryState

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
    planned = [one for one in ahead if one.due_at > now]
    counts = Counter(one.state for one in past)
    shown = [one for one in past if wanted in ("", one.state.value)]
    names = {group.conversation_id: group.name for group in services.settings.groups}
    return {
        "template": "deliveries.html",
        "planned": planned[:_MOST],
        "planned_count": len(planned),
        "past": shown[:_MOST],
        "more": max(len(shown) - _MOST, 0),
        "states": [(state, counts[state]) for state in DeliveryState if counts[state]],
        "wanted": wanted,
        "zone": services.settings.zone,
        "whom": lambda delivery: _whom(delivery, names),
    }


def _whom(delivery: Delivery, names: dict[str, str]) -> str:
    destination: Destination = delivery.destination
    if destination.is_group:
        return names.get(destination.conversation_id, "不在配置里的群")
    return f"员工号 {destination.staff_id}"


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

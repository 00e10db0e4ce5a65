"""Notices: what is told, 1:1, to one of those who look after the bot."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.messages import Destination
from bot.schedule.deliveries import DeliveryKind, NewDelivery

# Longer nobody needs to hear of it.
_KEEP = timedelta(days=2)


def notice(
    name: str,
    staff_id: str,
    title: str,
    markdown: str,
    now: datetime,
    *,
    subject: str = "notice",
    essential_on: str = "",
) -> NewDelivery:
    """To one person, due at once. ``name`` tells it from all other notices: a person gets
    each name once."""
    return NewDelivery(
        key=f"notice:{name}:{staff_id}",
        kind=DeliveryKind.NOTICE,
        subject=subject,
        destination=Destination(staff_id=staff_id),
        title=title,
        markdown=markdown,
        due_at=now,
        expires_at=now + _KEEP,
        essential_on=essential_on,
    )

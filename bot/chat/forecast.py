"""Every message of the coming weeks, as it would be posted: rules, plans and what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta

from bot.chat.context import Services
from bot.messages import Role
from bot.schedule import Delivery, NewDelivery
from bot.schedule.forecast import Coming, forecast
from bot.schedule.plan import near_salons, posts, requests


async def coming(services: Services, start: datetime, end: datetime) -> list[Coming]:
    """What would be posted from ``start`` to ``end`` if nothing changed until then."""
    settings = services.settings
    near = near_salons(services.salons.book.salons, settings.reminders, start, end)
    organizers = services.members.with_role(Role.ORGANIZER)
    found: list[NewDelivery] = [
        *posts(near, settings.reminders, settings.groups, settings.zone),
        *requests(near, organizers, settings.zone),
    ]
    recurring = services.announcements.recurring
    for code, announcement in (await recurring.active()).items():
        found += recurring.times(code, announcement, start, end)
    found += _new(await services.outbox.upcoming(end), max(start, services.now()))
    window = timedelta(minutes=settings.limits.digest_minutes)
    return forecast(found, start, end, window)


def _new(waiting: Sequence[Delivery], start: datetime) -> list[NewDelivery]:
    """Rows as what they were; those that are overdue leave at once."""
    names = [field.name for field in fields(NewDelivery)]
    kept = {name for name in names if name in Delivery.__slots__}
    return [
        NewDelivery(
            **{name: getattr(row, name) for name in kept if name != "due_at"},
            due_at=max(row.due_at, start),
        )
        for row in waiting
    ]

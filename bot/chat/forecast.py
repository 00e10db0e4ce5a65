"""Every message of the coming weeks as it would be posted, from rules, plans and the outbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.chat.context import Services
from bot.messages import Role
from bot.schedule.deliveries import NewDelivery
from bot.schedule.digests import Coming, forecast
from bot.schedule.plan import near_salons, posts, requests


async def coming(
    services: Services, start: datetime, end: datetime, now: datetime
) -> list[Coming]:
    """What would be posted from ``start`` to ``end`` if nothing changed until then. Messages that
    were due before ``now`` leave now; none go to a group that is gone."""
    settings = services.settings
    near = near_salons(services.salons.book.salons, settings.reminders, start, end)
    organizers = await services.members.with_role(Role.ORGANIZER)
    found: list[NewDelivery] = [
        *posts(near, settings.reminders, settings.groups, settings.zone),
        *requests(near, organizers, settings.zone),
    ]
    recurring = services.announcements.recurring
    for code, announcement in (await recurring.active()).items():
        found += recurring.times(code, announcement, start, end)
    for row in await services.outbox.upcoming(end):
        found.append(replace(row, due_at=max(row.due_at, now)))
    gone = await services.outbox.silenced()
    found = [one for one in found if one.destination.conversation_id not in gone]
    window = timedelta(minutes=settings.limits.digest_minutes)
    return forecast(found, start, end, window)

"""What would be posted in a span of time, without posting it. Pure.

The planner's deliveries, grouped as the outbox groups them, so that what is shown is what
would stand in the groups.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.messages import Destination, Reply
from bot.schedule.deliveries import Delivery, NewDelivery
from bot.schedule.digests import batch_of, digest


@dataclass(frozen=True, slots=True)
class Coming:
    """One message as it would be posted."""

    at: datetime
    destination: Destination
    reply: Reply


def forecast(
    deliveries: Iterable[Delivery | NewDelivery],
    start: datetime,
    end: datetime,
    window: timedelta,
) -> list[Coming]:
    """The messages due from ``start`` to ``end``, by time; ``window`` as for the outbox. Of
    two with the same key the later one counts."""
    places = defaultdict(list)
    for one in {one.key: one for one in deliveries}.values():
        if start <= one.due_at <= end and (one.expires_at is None or one.due_at < one.expires_at):
            places[one.destination].append(one)
    coming = [post for waiting in places.values() for post in _in_one_place(waiting, window)]
    return sorted(coming, key=lambda post: post.at)


def _in_one_place(waiting: list[Delivery | NewDelivery], window: timedelta) -> Iterable[Coming]:
    waiting.sort(key=lambda one: one.due_at)  # else in the order in which they were planned
    while waiting:
        first, *rest = waiting
        batch = batch_of(first, rest, first.due_at, window)
        gone = {one.key for one in batch}
        waiting = [one for one in rest if one.key not in gone]
        yield Coming(first.due_at, first.destination, digest(batch))

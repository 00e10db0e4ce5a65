"""What would be posted in a span of time, without posting it. Pure.

The same deliveries and the same digest as the planner's and the outbox's, so that what is
shown is what would stand in the groups.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.messages import Destination, Reply
from bot.schedule.deliveries import DIGESTED, NewDelivery, digest


@dataclass(frozen=True, slots=True)
class Coming:
    """One message as it would be posted."""

    at: datetime
    destination: Destination
    reply: Reply


def forecast(
    deliveries: Iterable[NewDelivery], start: datetime, end: datetime, window: timedelta
) -> list[Coming]:
    """The messages due from ``start`` to ``end``, by time; ``window`` as for the outbox."""
    by_key = {new.key: new for new in deliveries if start <= new.due_at <= end}
    waiting = sorted(by_key.values(), key=lambda new: (new.due_at, new.key))
    coming = []
    while waiting:
        first = waiting[0]
        batch = [new for new in waiting if new is first or _goes_with(first, new, window)]
        waiting = [new for new in waiting if new not in batch]
        coming.append(Coming(first.due_at, first.destination, digest(batch)))
    return coming


def _goes_with(first: NewDelivery, new: NewDelivery, window: timedelta) -> bool:
    if not window or first.destination != new.destination:
        return False
    if first.kind not in DIGESTED or new.kind not in DIGESTED:
        return False
    return new.due_at <= first.due_at + (timedelta(0) if new.exact else window)

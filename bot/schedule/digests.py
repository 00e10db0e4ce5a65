"""What falls together at a destination and leaves as one message; and with that, what would be
posted in a span of time, without posting it. Pure.

One definition for the outbox, which claims, and for the forecast, which only tells: so what is
shown is what would stand in the groups.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from bot.messages import Destination, Reply
from bot.schedule.deliveries import Delivery, DeliveryKind, NewDelivery

_MOST = 10
_TOGETHER = frozenset(
    {
        DeliveryKind.REMINDER,
        DeliveryKind.CORRECTION,
        DeliveryKind.CHANGE,
        DeliveryKind.THANKS,
        DeliveryKind.REPLAY,
    }
)
_Any = TypeVar("_Any", bound=NewDelivery)


def batch_of(first: _Any, waiting: Iterable[_Any], now: datetime, window: timedelta) -> list[_Any]:
    """``first``, which leaves now, and what goes in the same message, at most ten in all.

    ``waiting`` is pending for the same destination, in the order in which it is due; what
    is due within ``window`` goes along, unless its moment is exact or must be its own. No
    window: everything goes alone.
    """
    if not window or _goes_alone(first):
        return [first]
    beside = (other for other in waiting if _goes_along(other, now, window))
    return [first, *islice(beside, _MOST - 1)]


def _goes_along(other: NewDelivery, now: datetime, window: timedelta) -> bool:
    if _goes_alone(other) or (other.expires_at is not None and other.expires_at <= now):
        return False
    return other.due_at <= (now if other.exact else now + window)


def _goes_alone(one: NewDelivery) -> bool:
    """A resend says of itself that it may be one; what was refused is tried alone, so that
    it takes nothing else with it."""
    if isinstance(one, Delivery) and (one.alone or one.resends):
        return True
    return one.kind not in _TOGETHER


def digest(batch: Sequence[NewDelivery]) -> Reply:
    """A batch as one message; one alone stays as it is."""
    first = batch[0]
    if len(batch) == 1:
        return Reply(
            markdown=first.markdown,
            title=first.title,
            mention_asker=False,
            mention_everyone=first.everyone,
        )
    return Reply(
        markdown="\n\n---\n\n".join(delivery.markdown for delivery in batch),
        title=f"{first.title} 等 {len(batch)} 条",
        mention_asker=False,
    )


@dataclass(frozen=True, slots=True)
class Coming:
    """One message as it would be posted."""

    at: datetime
    destination: Destination
    reply: Reply


def forecast(
    deliveries: Iterable[NewDelivery], start: datetime, end: datetime, window: timedelta
) -> list[Coming]:
    """The messages due from ``start`` to ``end``, by time; ``window`` as for the outbox. Of
    two with the same key the later one counts."""
    places = defaultdict(list)
    for one in {one.key: one for one in deliveries}.values():
        if start <= one.due_at <= end and (one.expires_at is None or one.due_at < one.expires_at):
            places[one.destination].append(one)
    coming = [post for waiting in places.values() for post in _in_one_place(waiting, window)]
    return sorted(coming, key=lambda post: post.at)


def _in_one_place(waiting: list[NewDelivery], window: timedelta) -> Iterable[Coming]:
    waiting.sort(key=lambda one: one.due_at)  # else in the order in which they were planned
    while waiting:
        first, *rest = waiting
        batch = batch_of(first, rest, first.due_at, window)
        gone = {one.key for one in batch}
        waiting = [one for one in rest if one.key not in gone]
        yield Coming(first.due_at, first.destination, digest(batch))

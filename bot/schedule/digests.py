"""What falls together at a destination and leaves as one message. Pure.

One definition for the outbox, which claims, and for the forecast, which only tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from bot.messages import Reply
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
_Any = TypeVar("_Any", bound=Delivery | NewDelivery)


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


def _goes_along(other: Delivery | NewDelivery, now: datetime, window: timedelta) -> bool:
    if _goes_alone(other) or (other.expires_at is not None and other.expires_at <= now):
        return False
    return other.due_at <= (now if other.exact else now + window)


def _goes_alone(one: Delivery | NewDelivery) -> bool:
    """A resend says of itself that it may be one; what was refused is tried alone, so that
    it takes nothing else with it."""
    if isinstance(one, Delivery) and (one.alone or one.resends):
        return True
    return one.kind not in _TOGETHER


def digest(batch: Sequence[Delivery | NewDelivery]) -> Reply:
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

"""When a salon begins and ends, as instants. Pure.

The one place for what is assumed where the record has no hours; all instants are UTC, and
``default`` is the zone of salons that name none.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import to_utc
from bot.events.models import Salon

_DAY = timedelta(days=1)
_USUAL_LENGTH = timedelta(hours=4)
_EVENING = time(18, 0)


def zone_of(salon: Salon, default: ZoneInfo) -> ZoneInfo:
    return ZoneInfo(salon.timezone) if salon.timezone else default


def starts_at(salon: Salon, default: ZoneInfo) -> datetime | None:
    """The instant a salon begins; None while its time of day is not known."""
    if salon.start is None:
        return None
    return to_utc(salon.held_on, salon.start, zone_of(salon, default))


def planned_at(salon: Salon) -> dict[str, str]:
    """When a salon begins, as it is kept: in drafts, so that it can be told after a move."""
    start = salon.start.strftime("%H:%M") if salon.start else ""
    return {"on": salon.held_on.isoformat(), "start": start}


def ends_at(salon: Salon, default: ZoneInfo) -> datetime | None:
    """The instant a salon ends; None while its time of day is not known."""
    if salon.end is None:
        return None
    return to_utc(salon.held_on, salon.end, zone_of(salon, default))


def over_at(salon: Salon, default: ZoneInfo) -> datetime:
    """When it is over for certain, so that nobody is turned away too early: at its end or,
    while that is not known, with its day."""
    midnight = to_utc(salon.held_on + _DAY, time(0), zone_of(salon, default))
    return ends_at(salon, default) or midnight


def presumed_end(salon: Salon, default: ZoneInfo) -> datetime:
    """When it has probably ended, so that nobody is thanked at midnight: at its end or,
    while that is not known, four hours after the start, or at 18:00 of its day."""
    if (end := ends_at(salon, default)) is not None:
        return end
    if (start := starts_at(salon, default)) is not None:
        return start + _USUAL_LENGTH
    return to_utc(salon.held_on, _EVENING, zone_of(salon, default))

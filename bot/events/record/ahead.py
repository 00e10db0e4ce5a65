"""Which salons are still to come or under way, as of an instant. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import to_utc
from bot.events.record.hours import over_at, starts_at, zone_of
from bot.events.record.models import Salon

# Days after which a salon is over in any zone of the world, whatever its hours.
_LONG_OVER = timedelta(days=3)


def to_come(salons: Iterable[Salon], now: datetime, zone: ZoneInfo) -> tuple[Salon, ...]:
    """The salons that are not over and not cancelled, the nearest first."""
    since = now.date() - _LONG_OVER  # an instant takes a hundred times as long to work out
    found = [
        (starts_at(one, zone) or to_utc(one.held_on, time(0), zone_of(one, zone)), one.id, one)
        for one in salons
        if one.held_on >= since and not one.is_cancelled and over_at(one, zone) > now
    ]
    return tuple(one for _, _, one in sorted(found, key=lambda found: found[:2]))


def begun(ahead: Iterable[Salon], now: datetime, zone: ZoneInfo) -> tuple[Salon, ...]:
    """Those under way: 下一期, asked in the hall, is the next one to begin."""
    return tuple(one for one in ahead if (at := starts_at(one, zone)) is not None and at <= now)


def nearest(ahead: Sequence[Salon]) -> Salon | None:
    """The next salon; a day of a series only where there is nothing else."""
    return next((one for one in ahead if not one.series), ahead[0] if ahead else None)

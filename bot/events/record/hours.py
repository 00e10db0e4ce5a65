"""When a salon begins and ends, as instants, and which are still to come. Pure.

The one place for what is assumed where the record has no hours; all instants are UTC, and
``default`` is the zone of salons that name none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import to_utc
from bot.events.record.models import HELD, PLANNED, Salon

_DAY = timedelta(days=1)
_USUAL_LENGTH = timedelta(hours=4)
_EVENING = time(18, 0)
# Days after which a salon is over in any zone of the world, whatever its hours.
_LONG_OVER = timedelta(days=3)


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


def signup_until(salon: Salon, default: ZoneInfo) -> datetime:
    """Until when one can sign up: as the record says, else until it begins."""
    over = over_at(salon, default)
    if (said := salon.signup_until) is not None:
        return min(over, to_utc(said.date(), said.time(), zone_of(salon, default)))
    return min(over, starts_at(salon, default) or over)


def turns_of(salon: Salon, default: ZoneInfo) -> tuple[datetime, ...]:
    """The instants from which the book tells something else of a salon: nobody signs up or
    withdraws any more, and it is over."""
    begun = starts_at(salon, default) or over_at(salon, default)
    return max(begun, signup_until(salon, default)), over_at(salon, default)


def as_it_went(salon: Salon, seated: int | None, now: datetime, default: ZoneInfo) -> Salon:
    """The salon with how many signed up, once that is final and where the record has no
    number of its own; one that was planned and is over was held."""
    final, over = turns_of(salon, default)
    if salon.signups is None and seated and now >= final and not salon.is_cancelled:
        salon = replace(salon, signups=seated)
    return replace(salon, status=HELD) if salon.status == PLANNED and now >= over else salon


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


def to_begin(ahead: Sequence[Salon], begun: Sequence[Salon]) -> list[Salon]:
    """What 下一期 counts: the salons that have not begun, else the days of series."""
    row = [salon for salon in ahead if salon not in begun]
    return [salon for salon in row if not salon.series] or row


def salons_first(coming: Iterable[Salon]) -> tuple[Salon, ...]:
    """The salons, then of each series its next day: its days are all alike."""
    row = list(coming)
    days: dict[str, Salon] = {}
    for one in row:
        if one.series:
            days.setdefault(one.series, one)
    return (*(one for one in row if not one.series), *days.values())

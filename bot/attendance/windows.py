"""When one can sign up for a salon and check in at it. Pure: no clock, no I/O."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import to_utc
from bot.events import Salon
from bot.events.record.hours import over_at, signup_until, starts_at, to_come, zone_of

_EARLY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Windows:
    """The instants that matter, all UTC. Where the record has no time of day, the salon
    lasts from midnight to midnight."""

    starts_at: datetime
    ends_at: datetime
    signup_until: datetime
    checkin_from: datetime

    def is_over(self, now: datetime) -> bool:
        return now >= self.ends_at

    def takes_signups(self, now: datetime) -> bool:
        return now < self.signup_until

    def takes_checkins(self, now: datetime) -> bool:
        return self.checkin_from <= now < self.ends_at


def windows_of(salon: Salon, default: ZoneInfo) -> Windows:
    """Sign-up ends at the start, or when the record says; check-in runs from an hour
    before the start to the end."""
    zone = zone_of(salon, default)
    start, over = starts_at(salon, default), over_at(salon, default)
    opens = start or to_utc(salon.held_on, time(0), zone)
    return Windows(
        starts_at=opens,
        ends_at=over,
        signup_until=signup_until(salon, default),
        checkin_from=start - _EARLY if start else opens,
    )


def coming(salons: Iterable[Salon], now: datetime, zone: ZoneInfo) -> list[Salon]:
    """The salons that are not over and not cancelled, the nearest first."""
    return list(to_come(salons, now, zone))


def latest(salons: Iterable[Salon], now: datetime, zone: ZoneInfo) -> Salon | None:
    """The salon that people at a venue mean: the last one whose doors have opened; a day
    of a series only where there is nothing else."""
    opened = [
        (not salon.series, windows.starts_at, salon)
        for salon in salons
        if not salon.is_cancelled and (windows := windows_of(salon, zone)).checkin_from <= now
    ]
    return max(opened, key=lambda one: (*one[:2], one[2].id))[2] if opened else None

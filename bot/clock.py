"""The time, for everything that asks for it or waits for it.

Timers, leases and expiries all use one Clock, so that a test or the sandbox can move it.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.tasks import first_of

# Years that are accepted. Nearer to the ends of the calendar, adding a zone or a few weeks leaves
# it, and whatever looks ahead or back would fail.
YEARS = range(1970, 2200)
WEEKDAYS = "一二三四五六日"


def to_utc(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """A wall-clock time as an instant. In a gap of daylight saving: the first instant
    after it; in a fold: the first of the two."""
    local = datetime.combine(day, wall, tzinfo=zone)
    instant = local.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return instant
    # In a gap fold=0 uses the offset before it, which lands as far behind the gap as the
    # wall time lies inside it; the gap itself ends where fold=1's offset says it does.
    inside = local.replace(fold=1).astimezone(UTC)
    low, high = min(instant, inside), max(instant, inside)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == low.astimezone(zone).utcoffset():
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


class Clock(Protocol):
    """``now`` is aware and in UTC. ``wait`` returns True when ``stop`` was set first."""

    def now(self) -> datetime: ...

    async def wait(self, seconds: float, *wake: asyncio.Event) -> bool: ...


class SystemClock:
    """Real time plus an offset. Moving it wakes everyone who waits."""

    def __init__(self) -> None:
        self._offset = timedelta(0)
        self._moved: set[asyncio.Event] = set()

    @property
    def offset(self) -> timedelta:
        return self._offset

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def move(self, by: timedelta) -> None:
        """Set the clock forward or back; waits that are under way end early, so that what is due
        is looked at again."""
        self._offset += by
        for event in tuple(self._moved):
            event.set()

    def set_to(self, moment: datetime) -> None:
        self.move(moment - self.now())

    async def wait(self, seconds: float, *wake: asyncio.Event) -> bool:
        """Sleep, but end early when the clock moves or one of ``wake`` is set.

        Returns True when one of ``wake`` is set.
        """
        moved = asyncio.Event()
        self._moved.add(moved)
        try:
            if not any(event.is_set() for event in wake):
                await first_of(moved, *wake, seconds=max(seconds, 0))
        finally:
            self._moved.discard(moved)
        return any(event.is_set() for event in wake)


class FixedClock(SystemClock):
    """A clock that stands still until it is moved; ``wait`` still takes real time."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self._moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        return self._moment

    def move(self, by: timedelta) -> None:
        self._moment += by
        super().move(timedelta(0))


async def set_within(event: asyncio.Event, seconds: float) -> bool:
    """Wait for it, at most so many seconds of real time; whether it is set."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True

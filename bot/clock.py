"""The time, for everything that asks for it or waits for it.

Timers, leases and expiries all use one Clock, so that a test or the sandbox can move it.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """``now`` is aware and in UTC. ``wait`` returns True when ``stop`` was set first."""

    def now(self) -> datetime: ...

    async def wait(self, seconds: float, *wake: asyncio.Event) -> bool: ...


class SystemClock:
    """Real time, shifted by ``offset``. Moving the offset wakes everyone who waits."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self._offset = offset
        self._moved: set[asyncio.Event] = set()

    @property
    def offset(self) -> timedelta:
        return self._offset

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def move(self, by: timedelta) -> None:
        """Set the clock forward or back; waits that are under way end early, and those
        who wait look again at what is due."""
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
            return await _first_of(seconds, moved, wake)
        finally:
            self._moved.discard(moved)


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


async def _first_of(seconds: float, moved: asyncio.Event, wake: tuple[asyncio.Event, ...]) -> bool:
    if any(event.is_set() for event in wake):
        return True
    waiters = [asyncio.ensure_future(event.wait()) for event in (moved, *wake)]
    try:
        await asyncio.wait(waiters, timeout=max(seconds, 0), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for waiter in waiters:
            waiter.cancel()
        await asyncio.gather(*waiters, return_exceptions=True)
    return any(event.is_set() for event in wake)

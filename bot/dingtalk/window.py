"""Sliding windows: how many messages may leave in any stretch of time, in all and per person."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable


class Window:
    """At most ``count`` takes in any ``seconds``; a burst may use all of it at once.

    A list, since thousands of conversations have windows and an empty deque is large.
    """

    __slots__ = ("_count", "_rests_until", "_seconds", "_taken")

    def __init__(self, count: int, seconds: float) -> None:
        self._count = count
        self._seconds = seconds
        self._taken: list[float] = []  # ascending
        self._rests_until = 0.0

    def remember(self, now: float, ages: Iterable[float]) -> None:
        """Count takes from before this window existed, so many seconds ago."""
        self._taken = sorted([*self._taken, *(now - age for age in ages)])

    def rest(self, now: float, seconds: float) -> None:
        """Let nothing be taken for so long: the platform has counted differently."""
        self._rests_until = max(self._rests_until, now + seconds)

    def resting(self, now: float) -> float:
        return max(self._rests_until - now, 0.0)

    def delay(self, now: float, cost: int = 1) -> float:
        """Seconds until ``cost`` more may be taken; 0 when they may be now."""
        if self._taken and now - self._taken[0] >= self._seconds:
            self._taken = [moment for moment in self._taken if now - moment < self._seconds]
        over = len(self._taken) + min(cost, self._count) - self._count
        until = self._taken[over - 1] + self._seconds if over > 0 else 0.0
        return max(until - now, self._rests_until - now, 0.0)

    def has_taken(self, now: float) -> int:
        return sum(now - moment < self._seconds for moment in self._taken)

    def take(self, now: float, cost: int = 1) -> None:
        self._taken.extend([now] * cost)

    async def turn(self, elapsed: Callable[[], float]) -> None:
        """Wait until one more may be taken, and take it."""
        seconds = self.delay(elapsed())
        while seconds > 0:
            await asyncio.sleep(seconds)
            seconds = self.delay(elapsed())
        self.take(elapsed())

    def is_idle(self, now: float) -> bool:
        if now < self._rests_until:
            return False
        return not self._taken or now - self._taken[-1] >= self._seconds


class FairShares:
    """How much of a group's window one person may use: the platform counts the conversation, and
    blocks all of it whoever asked too much.

    ``window`` has ``count`` messages in any ``seconds``. One person gets a third where others ask
    as well, and half where nobody does. Steps of a dialogue do not count while half is left for
    others: whoever is asked something by the bot must be able to answer.
    """

    __slots__ = ("_count", "_people", "_seconds", "_window")

    def __init__(self, window: Window, count: int, seconds: float) -> None:
        self._window = window
        self._count = count
        self._seconds = seconds
        self._people: dict[str, Window] = {}

    def delay(
        self, person: str, now: float, cost: int, *, in_dialogue: bool, others_wait: bool
    ) -> float:
        """Seconds until this person's limit allows it."""
        own = self._people.get(person)
        if own is None:
            return 0.0
        may_pass = in_dialogue or not (others_wait or self._others_asked(person, now))
        return 0.0 if may_pass and self.leaves_half(now, cost) else own.delay(now)

    def leaves_half(self, now: float, cost: int) -> bool:
        return 2 * (self._window.has_taken(now) + cost) <= self._count

    def take(self, people: Iterable[str], now: float) -> None:
        """One message of each."""
        self._people = {p: w for p, w in self._people.items() if not w.is_idle(now)}
        for person in people:
            window = Window(max(self._count // 3, 1), self._seconds)
            self._people.setdefault(person, window).take(now)

    def _others_asked(self, person: str, now: float) -> bool:
        others = (window for one, window in self._people.items() if one != person)
        return not all(window.is_idle(now) for window in others)

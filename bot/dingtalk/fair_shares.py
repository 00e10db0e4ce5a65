"""How much of a group's window one person may have: the platform counts the conversation and
blocks all of it, whoever asked too much.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.dingtalk.window import Window


class FairShares:
    """Parts of ``window``, of ``count`` messages in any ``seconds``. One person has a third
    where others ask as well, half where nobody does. Steps of a dialogue do not count while
    half is left for others: whoever is asked something by the bot must be able to answer.
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

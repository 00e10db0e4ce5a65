"""What a start must know of the run before it: when it could last hear, and what it said.

While the bot restarts, people go on asking and the platform goes on counting: so a start must
know how long nobody listened, and how much of the last minute is used up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.dingtalk.stream_state import StreamState
from bot.faults import Duty, Faults
from bot.schedule.pace import EVERYTHING, rest
from bot.store import Store, Transaction, from_text

_NOTE_SECONDS = 15.0
_LATELY = timedelta(seconds=90)
_ANSWERS = "answers "

Ages = Mapping[str, list[float]]


@dataclass(frozen=True, slots=True)
class SaidLately:
    """By conversation id, how many seconds ago answers were given, and for how many more seconds
    the platform wants to hear nothing; under the empty id: nothing at all from our address."""

    answers: Ages
    rests: Mapping[str, float]


class LastRun:
    """Read it before anything is said; ``run`` keeps what the next start will read."""

    def __init__(
        self,
        store: Store,
        robot: str,
        clock: Clock,
        resting: Callable[[], Mapping[str, float]],
        faults: Faults,
    ) -> None:
        self._store = store
        self._resting = resting
        self._faults = faults
        self._robot = robot
        self._clock = clock

    async def silence(self) -> float:
        """Seconds since the robot could last hear; 0 at its first start."""
        row = await self._store.run(lambda tx: tx.one("last_run.last_heard", robot=self._robot))
        if row is None:
            return 0.0
        return max((self._clock.now() - from_text(row["heard_at"])).total_seconds(), 0.0)

    async def said_lately(self) -> SaidLately:
        """What was said in the last minute and a half."""
        now = self._clock.now()

        def work(tx: Transaction) -> SaidLately:
            since = now - _LATELY
            answers: dict[str, list[float]] = {}
            for row in tx.all("last_run.answers_since", since=since):
                age = (now - from_text(row["updated_at"])).total_seconds()
                answers.setdefault(row["conversation_id"], []).append(age)
            return SaidLately(answers, dict(_rests(tx, now)))

        return await self._store.run(work)

    async def run(self, state: StreamState, stop: asyncio.Event) -> None:
        """Note every quarter of a minute whether we hear, and what rests."""
        while not await self._clock.wait(_NOTE_SECONDS, stop):
            await self.note(heard=state.is_connected)

    async def note(self, *, heard: bool = True) -> None:
        """Note it once. Never raises: without it the next start reports a longer silence, or is
        refused once more."""
        await self._faults.attempt(Duty.LAST_RUN, partial(self._write, heard))

    async def _write(self, heard: bool) -> None:
        now, resting = self._clock.now(), dict(self._resting())

        def work(tx: Transaction) -> None:
            if heard:
                tx.execute("last_run.heard", robot=self._robot, now=now)
            for conversation_id, seconds in resting.items():
                name = f"{_ANSWERS}{conversation_id}" if conversation_id else EVERYTHING
                rest(tx, name, now, now + timedelta(seconds=seconds))

        if not heard and not resting:
            return
        await self._store.run(work)


def _rests(tx: Transaction, now: datetime) -> Iterator[tuple[str, float]]:
    for row in tx.all("rests.current", now=now):
        name = "" if row["name"] == EVERYTHING else row["name"].removeprefix(_ANSWERS)
        if name != row["name"]:
            yield name, (from_text(row["until"]) - now).total_seconds()

"""What the run before this one leaves to know: when it could last hear, and what it said.

The platform goes on counting while the bot restarts, and people go on asking: so a start
must know how long nobody listened, and how much of the last minute is used up.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.dingtalk.stream_state import StreamState
from bot.errors import StoreError
from bot.messages import Destination
from bot.store import Store, Transaction, from_text, to_text

logger = logging.getLogger(__name__)

_NOTE_SECONDS = 15.0
_LATELY = timedelta(seconds=90)

Ages = Mapping[str, list[float]]


@dataclass(frozen=True, slots=True)
class SaidLately:
    """How many seconds ago something was said, by conversation id: by session webhook, and
    by the group's own robot."""

    answers: Ages
    posts: Ages


class LastRun:
    """Read before anything is said; ``run`` keeps what the next start will read."""

    def __init__(self, store: Store, robot: str, clock: Clock) -> None:
        self._store = store
        self._robot = robot
        self._clock = clock

    async def silence(self) -> float:
        """Seconds since the robot could last hear; 0 when it never did before."""
        row = await self._store.run(lambda tx: tx.one("last_run.last_heard", robot=self._robot))
        if row is None:
            return 0.0
        return max((self._clock.now() - from_text(row["heard_at"])).total_seconds(), 0.0)

    async def said_lately(self) -> SaidLately:
        """Of the last minute and a half."""
        now = self._clock.now()

        def work(tx: Transaction) -> SaidLately:
            since = to_text(now - _LATELY)
            answers: dict[str, list[float]] = {}
            for row in tx.all("last_run.answers_since", since=since):
                age = (now - from_text(row["updated_at"])).total_seconds()
                answers.setdefault(row["conversation_id"], []).append(age)
            posts: dict[str, list[float]] = {}
            for row in tx.all("last_run.robot_posts_since", since=since):
                group = Destination.parse(row["destination"]).conversation_id
                age = (now - from_text(row["updated_at"])).total_seconds()
                posts.setdefault(group, []).append(age)
            return SaidLately(answers, posts)

        return await self._store.run(work)

    async def run(self, state: StreamState, stop: asyncio.Event) -> None:
        """Note every quarter of a minute that we hear."""
        while not await self._clock.wait(_NOTE_SECONDS, stop):
            if state.is_connected:
                await self.note()

    async def note(self) -> None:
        """We hear. Never raises: without it the next start tells of a longer silence."""
        try:
            await self._store.run(
                lambda tx: tx.execute(
                    "last_run.heard", robot=self._robot, now=to_text(self._clock.now())
                )
            )
        except StoreError:
            logger.exception("it could not be noted that the bot hears")

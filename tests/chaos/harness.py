"""Messages, faults and kill -9 against the real App; then the count of what became of each.

The emulator lives in this process and survives the bot, so it knows what was acknowledged
and what really stands in the chats; the bot's own rows are read from its database.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.answers import FINAL, Answers
from tests.chaos.spawning import as_table, crowded, end, spawn, write_page


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything. ``seed`` makes faults and kills repeatable in kind."""

    messages: int = 200
    groups: int = 10
    people: int = 20
    kills: int = 20
    pause: float = 0.15
    kill_after: float = 0.8
    send_faults: bool = False
    cut_every: int = 29  # messages between cut sockets
    recycle_every: int = 41  # messages between announced disconnects
    gentle: bool = False  # SIGTERM instead of kill -9
    seed: int = 1


@dataclass(slots=True)
class Outcome(Answers):
    """What the run showed; ``table`` prints it."""

    lost_on_the_way: int = 0
    in_flight_at_kills: int = 0
    ambiguous_faults: int = 0

    @property
    def unknown_allowed(self) -> int:
        """A send that was under way at a kill, or whose answer the platform swallowed."""
        return self.in_flight_at_kills + self.ambiguous_faults

    def table(self) -> str:
        rows = [
            ("acknowledged", self.acknowledged),
            ("pushed into a dead connection, as in life", self.lost_on_the_way),
            *self.ends(),
            ("sends in flight at the kills", self.in_flight_at_kills),
            ("sends whose answer was swallowed", self.ambiguous_faults),
            ("kills", self.kills),
            *self.wrongs(),
        ]
        return as_table(rows)


class Harness:
    """``run`` plays a plan to its end and returns the outcome."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._plan = plan
        self._folder = folder
        self._database = folder / "chaos.db"
        self._random = random.Random(plan.seed)
        self._bot: asyncio.subprocess.Process | None = None
        self._emulator = crowded(plan.people, plan.groups, seed=plan.seed)
        self._emulator.faults.redeliver_after = 2.5  # longer than a restart takes
        self._emulator.faults.redeliveries = 200
        self._said: dict[str, str] = {}
        self.outcome = Outcome()

    async def run(self) -> Outcome:
        await self._emulator.start()
        try:
            await self._start_bot()
            killing = asyncio.create_task(self._kill_now_and_then())
            await self._talk()
            await killing
            await self._quiet()
        finally:
            await end(self._bot)
            await self._emulator.stop()
        self._count()
        return self.outcome

    async def _talk(self) -> None:
        groups, people = self._emulator.groups, self._emulator.people
        for n in range(self._plan.messages):
            group, person = self._random.choice(groups), self._random.choice(people)
            text = f"第{n}问"
            if n % 7 == 0:
                self._emulator.faults.add("ack", "drop")
            if n % 11 == 0:
                self._emulator.faults.add("push", "duplicate")
            if n % 3 == 0:
                # Slow enough that kills also meet sends that are under way.
                self._emulator.faults.add("session", "slow", seconds=0.5)
            if self._plan.send_faults and n % 13 == 0:
                self._break_a_send()
            await self._connected()
            self._said[await self._emulator.say(group.id, person.id, text)] = text
            if n % self._plan.cut_every == 0:
                self._emulator.gateway.sockets.kill()
            if n % self._plan.recycle_every == 0:
                await self._emulator.gateway.sockets.announce_disconnect()
            await asyncio.sleep(self._plan.pause)

    def _break_a_send(self) -> None:
        fault = self._random.choice(["500", "busy", "reset", "applied-reset", "applied-504"])
        self._emulator.faults.add("session", fault)
        if fault != "busy":  # a 5xx may come after the message was posted
            self.outcome.ambiguous_faults += 1

    async def _kill_now_and_then(self) -> None:
        for _ in range(self._plan.kills):
            await self._connected()
            await asyncio.sleep(self._plan.kill_after * self._random.random())
            await self._kill_bot()
            await self._start_bot()

    async def _connected(self) -> None:
        while not self._emulator.gateway.sockets.open:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)

    async def _start_bot(self) -> None:
        settings = {
            "knowledge": {"paths": [str(write_page(self._folder))], "vectors": False},
            "storage": {
                "url": f"sqlite:///{self._database}",
                "index_dir": str(self._folder / "index"),
            },
            "limits": {"http_seconds": 2},
            "web": {"listen": ""},
        }
        self._bot = await spawn("echo_bot", self._emulator, self._folder, settings)

    async def _kill_bot(self) -> None:
        assert self._bot is not None
        if self._plan.gentle:
            self._bot.terminate()
        else:
            self._bot.kill()
        async with asyncio.timeout(15):
            await self._bot.wait()
        self.outcome.kills += 1
        # Read after the death: exactly what was claimed for sending at that moment.
        self.outcome.in_flight_at_kills += self._states()["sending"]

    async def _quiet(self) -> None:
        """Wait until nothing is open: redeliveries acknowledged, rows final."""
        await self._emulator.gateway.settled(timeout=60)
        for _ in range(600):
            states = self._states()
            if states and not any(state not in FINAL for state in states):
                return
            await asyncio.sleep(0.1)

    def _rows(self) -> dict[str, str]:
        if not self._database.exists():
            return {}
        connection = sqlite3.connect(f"{self._database.as_uri()}?mode=ro", uri=True)
        try:
            return dict(connection.execute("SELECT message_id, state FROM messages").fetchall())
        except sqlite3.OperationalError:
            return {}  # killed before the first migration was committed
        finally:
            connection.close()

    def _states(self) -> Counter[str]:
        return Counter(self._rows().values())

    def _count(self) -> None:
        outcome = self.outcome
        outcome.count(self._emulator, self._said, self._rows())
        outcome.lost_on_the_way = len(self._said) - outcome.acknowledged
        assert outcome.lost_on_the_way <= self._emulator.gateway.lost


# What docs/reliability.md shows: every fault, and a kill every few seconds.
# Sockets are cut seldom enough that the bot does not take them for a failing network and
# wait ever longer before it comes back.
LONG = Plan(
    messages=5_000,
    groups=300,
    people=400,
    kills=40,
    pause=0.03,
    kill_after=5.0,
    send_faults=True,
    cut_every=500,
    recycle_every=701,
)


def main() -> None:
    """By hand: ``python -m tests.chaos.harness``; a few minutes."""
    import tempfile

    argparse.ArgumentParser(description=main.__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(Harness(LONG, Path(folder)).run())
    print(outcome.table())


if __name__ == "__main__":
    main()

"""Two instances on one PostgreSQL database: killed, paused for longer than they are thought to
live, and woken up; then the count of what became of each message, and in which order.

The platform gives each message to either of them, and people write several in a row.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
from asyncio.subprocess import Process
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.chaos.answers import FINAL, Answers
from tests.chaos.spawning import as_table, crowded, end, spawn, write_page

Holders = dict[str, tuple[str, str]]  # state and holder of each row, by message id


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything; ``in_a_row`` messages a person writes at once."""

    rounds: int = 30
    in_a_row: int = 3
    groups: int = 4
    people: int = 8
    kills: int = 2
    pauses: int = 2
    gap: float = 0.2
    apart: float = 0.05
    seed: int = 1


@dataclass(slots=True)
class Outcome(Answers):
    """What the run showed; ``table`` prints it."""

    pauses: int = 0
    under_way_elsewhere: int = 0
    sending_at_stops: int = 0
    in_order: int = 0
    out_of_order: list[str] = field(default_factory=list)

    def table(self) -> str:
        return as_table(
            [
                ("acknowledged", self.acknowledged),
                ("kills (-9)", self.kills),
                ("pauses, longer than it takes to be thought gone", self.pauses),
                ("messages taken over", self.under_way_elsewhere),
                *self.ends(),
                ("sends under way at kills and pauses", self.sending_at_stops),
                ("said after another one of the same person was heard", self.in_order),
                ("of these answered before it", len(self.out_of_order)),
                *self.wrongs(),
            ]
        )


@dataclass(frozen=True, slots=True)
class Said:
    """``after`` so many acknowledgements."""

    text: str
    place: tuple[str, str]
    after: int


class Pair:
    """``run`` plays a plan to its end and returns the outcome."""

    def __init__(self, plan: Plan, folder: Path, url: str) -> None:
        self._plan = plan
        self._folder = folder
        self._url = url
        self._random = random.Random(plan.seed)
        self._bots: list[Process] = []
        self._emulator = crowded(plan.people, plan.groups, seed=plan.seed)
        self._emulator.faults.redeliver_after = 1.5
        self._emulator.faults.redeliveries = 200
        # By message id: what was said, by whom and where, and what was acknowledged before.
        self._said: dict[str, Said] = {}
        self.outcome = Outcome()

    async def run(self) -> Outcome:
        await self._emulator.start()
        try:
            self._bots = [await self._started(name) for name in ("one", "two")]
            await self._emulator.gateway.sockets.wait_open(2)
            disturbing = asyncio.create_task(self._disturb())
            talking = asyncio.create_task(self._talk(disturbing))
            await disturbing
            await talking
            await self._emulator.gateway.settled(timeout=60)
            await self._quiet()
        finally:
            for bot in self._bots:
                await end(bot)
            await self._emulator.stop()
        self._count()
        return self.outcome

    async def _started(self, name: str) -> Process:
        folder = self._folder / name
        folder.mkdir(exist_ok=True)
        settings = {
            "knowledge": {"paths": [str(write_page(self._folder))], "vectors": False},
            "storage": {"url": self._url, "index_dir": str(folder / "index")},
            "limits": {"http_seconds": 2, "group_per_minute": 1000},
            "web": {"listen": ""},
        }
        return await spawn("paired_bot", self._emulator, folder, settings)

    async def _talk(self, disturbing: asyncio.Task[None]) -> None:
        """So many rounds at least, and for as long as there are disturbances."""
        said, rounds = 0, 0
        while rounds < self._plan.rounds or not disturbing.done():
            rounds += 1
            group = self._random.choice(self._emulator.groups).id
            person = self._random.choice(self._emulator.people).id
            if rounds % 4 == 0:
                # Slow enough that something is under way whenever a process is stopped.
                self._emulator.faults.add("session", "slow", seconds=0.5)
            for _ in range(self._plan.in_a_row):
                said += 1
                text = f"第{said}问"
                after = len(self._emulator.gateway.acks)
                message_id = await self._emulator.say(group, person, text)
                self._said[message_id] = Said(text, (group, person), after)
                await asyncio.sleep(self._random.random() * self._plan.apart)
            await asyncio.sleep(self._plan.gap)

    async def _disturb(self) -> None:
        stops = ["kill"] * self._plan.kills + ["pause"] * self._plan.pauses
        self._random.shuffle(stops)
        for stop in stops:
            await asyncio.sleep(1 + self._random.random())
            which = self._random.randrange(2)
            bot = self._bots[which]
            before = await self._stopped_at_work(bot)
            self.outcome.sending_at_stops += sum(s == "sending" for s, _ in before.values())
            if stop == "kill":
                bot.kill()
                await bot.wait()
                self.outcome.kills += 1
            left = _under_way(before, bot)
            after = await self._ended_elsewhere(left)
            self.outcome.under_way_elsewhere += sum(after[one][1] != left[one] for one in left)
            if stop == "kill":
                self._bots[which] = await self._started(("one", "two")[which])
                await self._emulator.gateway.sockets.wait_open(2)
            else:
                bot.send_signal(signal.SIGCONT)
                self.outcome.pauses += 1

    async def _stopped_at_work(self, bot: Process) -> Holders:
        """Stop it in a moment in which it has something under way: what there was then."""
        while True:
            bot.send_signal(signal.SIGSTOP)
            await asyncio.sleep(0.05)  # what it had sent to the server is written
            if _under_way(before := self._holders(), bot):
                return before
            bot.send_signal(signal.SIGCONT)
            await asyncio.sleep(0.05)

    async def _ended_elsewhere(self, left: Iterable[str]) -> Holders:
        """It is thought gone, and the other one has ended what was left; unless it was stopped
        in a transaction that holds its rows."""
        for _ in range(75):
            await asyncio.sleep(0.2)
            holders = self._holders()
            if all(holders[one][0] in FINAL for one in left):
                break
        return holders

    def _holders(self) -> Holders:
        with psycopg.connect(self._url) as connection:
            found = connection.execute("SELECT message_id, state, claimed_by FROM messages")
            return {str(one): (str(state), str(holder)) for one, state, holder in found}

    async def _quiet(self) -> None:
        for _ in range(300):
            if all(state in FINAL for state, _ in self._holders().values()):
                return
            await asyncio.sleep(0.2)

    def _count(self) -> None:
        states = {one: state for one, (state, _) in self._holders().items()}
        texts = {one: said.text for one, said in self._said.items()}
        self._compare(states, self.outcome.count(self._emulator, texts, states))

    def _compare(self, states: dict[str, str], answers: list[str]) -> None:
        """Of two messages of one person in a group the first comes first, where the bot had it
        before the second was said: of two that come at once nobody knows. What ended unknown
        was given up: it may come when it likes."""
        acked: dict[str, int] = {}
        for n, ack in enumerate(self._emulator.gateway.acks):
            if ack.code == 200:
                acked.setdefault(ack.push_id, n)
        stands_at = {text: n for n, text in enumerate(answers)}
        earlier: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        for message_id, said in self._said.items():
            if message_id not in acked or states[message_id] != "answered":
                continue
            before = [text for at, text in earlier[said.place] if at < said.after]
            self.outcome.in_order += bool(before)
            if any(stands_at[said.text] < stands_at[text] for text in before):
                self.outcome.out_of_order.append(said.text)
            earlier[said.place].append((acked[message_id], said.text))


def _under_way(holders: Holders, bot: Process) -> dict[str, str]:
    """What this process has not ended, and the name that it is held by."""
    return {
        one: holder
        for one, (state, holder) in holders.items()
        if state not in FINAL and holder.startswith(f"{bot.pid}-")
    }


# What docs/reliability.md shows.
LONG = Plan(rounds=300, groups=20, people=40, kills=8, pauses=8, gap=0.1)


def main() -> None:
    """By hand: ``python -m tests.chaos.instances``; a few minutes."""
    import tempfile

    from tests.postgres import fresh_database, shared_server

    argparse.ArgumentParser(description=main.__doc__).parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        shared_server() as server,
        fresh_database(server) as url,
    ):
        outcome = asyncio.run(Pair(LONG, Path(folder), url).run())
    print(outcome.table())


if __name__ == "__main__":
    main()

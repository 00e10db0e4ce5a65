"""The bot under pressure: how soon it acknowledges and answers while others misbehave.

Run by hand: ``python -m tests.chaos.pressure``. Figures of one machine: the tables say
what was measured, a test asserts only counts.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.sandbox.emulator import Emulator
from bot.settings.file import shipped_knowledge
from tests.chaos.echo_bot import answered_in
from tests.chaos.spawning import crowded, spawn, write_page

_QUESTIONS = (
    "怎么备份数据库",
    "下一期是什么时候",
    "wal_keep_size 是什么",
    "有没有回放",
    "vacuum full 会锁表吗",
    "死锁怎么排查",
    "一共办了几场沙龙",
    "autovacuum 的参数怎么调",
    "今天天气怎么样",
    "你好",
)


@dataclass(slots=True)
class Measured:
    """Latencies in milliseconds, and how many were answered of how many asked."""

    name: str
    milliseconds: list[float]
    asked: int

    def row(self) -> str:
        values = sorted(self.milliseconds) or [float("nan")]
        p50, p99 = values[len(values) // 2], values[min(len(values) * 99 // 100, len(values) - 1)]
        return (
            f"| {self.name} | {len(self.milliseconds)}/{self.asked} "
            f"| {p50:.1f} | {p99:.1f} | {values[-1]:.1f} |"
        )


@dataclass(slots=True)
class Run:
    """An emulator, and the bot beside it in a process of its own."""

    emulator: Emulator
    process: asyncio.subprocess.Process
    waiting: dict[str, asyncio.Event] = field(default_factory=dict)

    async def latency(self, chat: str, person: str, text: str, limit: float) -> float | None:
        """Milliseconds from saying to the answer; None when none came in time."""
        self.waiting[text] = answered = asyncio.Event()
        began = time.perf_counter()
        await self.emulator.say(chat, person, text)
        try:
            async with asyncio.timeout(limit):
                await answered.wait()
        except TimeoutError:
            return None
        return (time.perf_counter() - began) * 1000

    async def listen(self) -> None:
        """One reader for all who wait: each for itself would slow the imitation down."""
        lines = self.emulator.world.subscribe()
        while True:
            line = await lines.get()
            if line.from_bot:
                for text in answered_in(line.text):
                    if text in self.waiting:
                        self.waiting[text].set()

    async def stop(self) -> dict[str, Any]:
        self.process.terminate()
        output, _ = await self.process.communicate()
        return dict(json.loads(output.splitlines()[-1]))


@asynccontextmanager
async def running(
    groups: int, people: int, folder: Path, bot: str = "echo_bot"
) -> AsyncIterator[Run]:
    """A connected bot; killed at the end if it was not stopped."""
    knowledge = write_page(folder)
    async with crowded(people, groups) as emulator:
        settings = {
            "knowledge": {"paths": [str(knowledge)]},
            "storage": {"url": f"sqlite:///{folder}/p.db", "index_dir": str(folder / "index")},
            "web": {"listen": ""},
        }
        process = await spawn(bot, emulator, folder, settings, stdout=asyncio.subprocess.PIPE)
        await emulator.gateway.sockets.wait_opened()
        run = Run(emulator, process)
        listening = asyncio.create_task(run.listen())
        try:
            yield run
        finally:
            listening.cancel()
            if process.returncode is None:
                process.kill()
                await process.wait()


async def slow_answers(folder: Path, quick: int = 400) -> list[str]:
    """50 slow answers and a webhook that never answers are under way; others ask on."""
    async with running(60, 120, folder) as run:
        groups, people = run.emulator.groups, run.emulator.people
        run.emulator.faults.add("session", "hang")
        await run.emulator.say(groups[59].id, people[119].id, "这条的 webhook 不应答")
        for n in range(50):
            await run.emulator.say(groups[n].id, people[n].id, f"慢{n}")
        seen = len(run.emulator.gateway.acks)
        found = await asyncio.gather(
            *(
                _after(n * 0.01, run, groups[n % 58].id, people[50 + n % 60].id, f"快{n}")
                for n in range(quick)
            )
        )
        await run.emulator.gateway.settled(timeout=30)
        acks = [ack.seconds * 1000 for ack in list(run.emulator.gateway.acks)[seen:]]
        stalls = await run.stop()
    return [
        Measured("acknowledged beside 50 slow answers", acks, len(acks)).row(),
        Measured("quick answers beside 50 slow ones", _present(found), quick).row(),
        *_stall_rows(stalls["stalls"]),
    ]


async def flood(
    folder: Path, messages: int = 10_000, others: int = 100, rate: float = 500.0
) -> list[str]:
    """One person sends thousands; people in other groups and in the same one ask.

    The platform itself stops a robot at 6,000 messages a minute; ``rate`` is five times
    that, in messages a second.
    """
    async with running(40, 60, folder) as run:
        groups, people = run.emulator.groups, run.emulator.people

        async def pour() -> None:
            began = time.perf_counter()
            for n in range(messages):
                await run.emulator.say(groups[0].id, people[0].id, f"洪水{n}")
                await asyncio.sleep(max(0.0, began + n / rate - time.perf_counter()))

        pouring = asyncio.create_task(pour())
        elsewhere = asyncio.gather(
            *(
                _after(n * 0.1, run, groups[1 + n % 39].id, people[1 + n % 50].id, f"别处{n}")
                for n in range(others)
            )
        )
        same = asyncio.gather(
            *(
                _after(n * 0.5, run, groups[0].id, people[51 + n].id, f"同群{n}", 90.0)
                for n in range(8)
            )
        )
        found, here = await elsewhere, await same
        await pouring
        acks = [ack.seconds * 1000 for ack in run.emulator.gateway.acks]
        stalls = await run.stop()
    return [
        Measured("acknowledged in the flood", acks, len(acks)).row(),
        Measured("people in other groups", _present(found), others).row(),
        Measured("people in the same group", _present(here), 8).row(),
        *_stall_rows(stalls["stalls"]),
    ]


async def real_answers(folder: Path, people: int = 40, questions: int = 5) -> list[str]:
    """The shipped knowledge is indexed from nothing, everybody asks something real, and
    pages are edited meanwhile. Each asks less than the pace of one person allows."""
    knowledge = folder / "knowledge"
    await asyncio.to_thread(shutil.copytree, shipped_knowledge(), knowledge)
    async with running(people, people, folder, "real_bot") as run:
        emulator = run.emulator

        async def ask(number: int) -> list[float]:
            chat, person = emulator.groups[number].id, emulator.people[number].id
            found = []
            for turn in range(questions):
                await asyncio.sleep(0.02 * number if turn == 0 else 1.0)
                text = _QUESTIONS[(number + turn) % len(_QUESTIONS)]
                found.append(await _answered(emulator, chat, person, text))
            return found

        async def edit() -> None:
            for number in range(3):
                await asyncio.sleep(1.5)
                page = knowledge / "faq" / f"edited-{number}.md"
                page.write_text(f"---\ntitle: 新页{number}\n---\n正文。\n", "utf-8")

        found = await asyncio.gather(*(ask(number) for number in range(people)), edit())
        stalls = await run.stop()
    latencies = [one for each in found if each for one in each]
    return [
        Measured("real answers, pages edited meanwhile", latencies, people * questions).row(),
        *_stall_rows(stalls["stalls"]),
    ]


async def _answered(emulator: Emulator, chat: str, person: str, text: str) -> float:
    """Milliseconds until the next line of the bot in this chat."""
    before = len(emulator.bot_lines(chat))
    began = time.perf_counter()
    await emulator.say(chat, person, text)
    await emulator.wait_for_line(lambda _: len(emulator.bot_lines(chat)) > before, timeout=60)
    return (time.perf_counter() - began) * 1000


def _stall_rows(stalls: list[dict[str, float]]) -> list[str]:
    """The longest by either reckoning, one row each."""
    rows = [
        f"| stall at {one['at'] / 1000:.1f} s: {one['wall']} ms late, {one['own']} own, "
        f"{one['cpu']} computing | | | | |"
        for one in sorted(stalls, key=lambda one: -one["own"])
    ]
    longest = max((one["own"] for one in stalls), default=0.0)
    wall = max((one["wall"] for one in stalls), default=0.0)
    return [*rows, f"| longest stall of the event loop, ms | own {longest} | wall {wall} | | |"]


async def _after(
    seconds: float, run: Run, chat: str, person: str, text: str, limit: float = 60.0
) -> float | None:
    await asyncio.sleep(seconds)
    return await run.latency(chat, person, text, limit)


def _present(found: Iterable[float | None]) -> list[float]:
    return [one for one in found if one is not None]


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    print("| what | answered | p50 ms | p99 ms | max ms |\n|---|---|---|---|---|")
    for scenario in (slow_answers, flood, real_answers):
        with tempfile.TemporaryDirectory() as folder:
            for row in asyncio.run(scenario(Path(folder))):
                print(row)


if __name__ == "__main__":
    main()

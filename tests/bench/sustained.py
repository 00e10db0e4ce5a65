"""The running bot under steady load: questions at a fixed rate through the emulator, from
people in groups of their own, each waiting for the answer in its own chat.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.clock import SystemClock
from bot.sandbox.emulator import Chat, Emulator, Person
from tests.bench.measuring import Latency

_PATIENCE_SECONDS = 30.0
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True, slots=True)
class Load:
    """How much: questions a second, for so many seconds, from so many people and groups."""

    rate: float = 100.0
    seconds: float = 60.0
    people: int = 2_000


@dataclass(frozen=True, slots=True)
class Sustained:
    """``answered`` of ``asked``; latency from the moment a question was due to the reply in
    its chat; ``per_second`` as answered; ``cpu``: seconds of the bot per question;
    ``memory``: megabytes of the bot at the end."""

    asked: int
    answered: int
    latency: Latency
    per_second: float
    cpu: float
    memory: float


async def sustain(
    load: Load, folders: Sequence[Path], questions: Sequence[str], work: Path, *, vectors: bool
) -> Sustained:
    persons = [Person(f"p{n}", f"成员{n}", f"{n:06d}") for n in range(load.people)]
    chats = [Chat(f"cidLoad{n}==", f"群{n}", (p.id,)) for n, p in enumerate(persons)]
    async with Emulator(SystemClock(), people=persons, groups=chats) as emulator:
        config = work / "load.toml"
        config.write_text(_config(emulator, folders, work, vectors=vectors), encoding="utf-8")
        config.chmod(0o600)
        if vectors:
            bot = (sys.executable, "-m", "bot", "index", "--config", str(config))
            indexing = await asyncio.create_subprocess_exec(
                *bot, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
            )
            assert await indexing.wait() == 0
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", "--config", str(config)),
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            await emulator.gateway.sockets.wait_opened()
            return await _ask_on(load, emulator, questions, process.pid)
        finally:
            process.terminate()
            await process.wait()


async def _ask_on(load: Load, emulator: Emulator, questions: Sequence[str], pid: int) -> Sustained:
    lines = emulator.world.subscribe()
    due: dict[str, deque[float]] = defaultdict(deque)  # slow answers may overlap in a chat
    taken: list[float] = []
    all_said, all_answered = False, asyncio.Event()

    async def listen() -> None:
        while True:
            line = await lines.get()
            if line.from_bot and due[line.chat_id]:
                taken.append((time.perf_counter() - due[line.chat_id].popleft()) * 1000)
            if all_said and not any(due.values()):
                all_answered.set()

    listening = asyncio.create_task(listen())
    chats = [chat.id for chat in emulator.groups]
    total = int(load.rate * load.seconds)
    before = _cpu(pid)
    start = time.perf_counter() + 0.5
    for number in range(total):
        moment = start + number / load.rate
        await asyncio.sleep(max(0.0, moment - time.perf_counter()))
        place = number % load.people
        due[chats[place]].append(moment)
        await emulator.say(chats[place], f"p{place}", questions[number % len(questions)])
    all_said = True
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE_SECONDS if any(due.values()) else 0):
            await all_answered.wait()
    wall = time.perf_counter() - start
    listening.cancel()
    return Sustained(
        total,
        len(taken),
        Latency.of(taken or [float("nan")]),
        len(taken) / wall,
        (_cpu(pid) - before) / total,
        _resident(pid),
    )


def _cpu(pid: int) -> float:
    """CPU seconds of another process so far; not a number where that is not told."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _resident(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return float("nan")
    return next(float(s.split()[1]) for s in status.splitlines() if s.startswith("VmRSS")) / 1024


def _config(emulator: Emulator, folders: Sequence[Path], work: Path, *, vectors: bool) -> str:
    table = emulator.dingtalk_table()
    paths = ", ".join(f"'{folder.resolve()}'" for folder in folders)
    return f"""
[dingtalk]
client_id = "{table.client_id}"
client_secret = "{table.client_secret.get_secret_value()}"
robot_code = "{table.robot_code}"
api_base = "{table.api_base}"
oapi_base = "{table.oapi_base}"
[knowledge]
paths = [{paths}]
vectors = {str(vectors).lower()}
[storage]
url = 'sqlite:///{work}/load.db'
index_dir = '{work}'
[web]
listen = ""
"""

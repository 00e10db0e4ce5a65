"""What it costs to start and answer one question with an index that has not changed, and
how soon an edited file is answered from while others ask on.
"""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.assembly import assemble
from bot.cli.runtime import loaded, starting
from bot.clock import SystemClock
from bot.offline import OfflineBot
from bot.running.deepening import deepen
from bot.store.sqlite import SqliteStore
from handlers import routers
from tests.bench.ours import settings_over

_PATIENCE_SECONDS = 30.0
_EDIT = "---\ntitle: {title}\n---\n{title}要这样看。\n"


def seconds_to_first_answer(
    question: str, folders: Sequence[Path], index_dir: Path, runs: int, *, vectors: bool
) -> list[float]:
    """CPU seconds of ``ask`` in a process of its own, all its threads included, after
    everything was computed. The sources are compiled, as in a bot that was installed, also
    where the environment of who measures leaves nothing compiled behind."""
    config = index_dir / "config.toml"
    paths = ", ".join(f"'{folder.resolve()}'" for folder in folders)
    config.write_text(
        f"[knowledge]\npaths = [{paths}]\nvectors = {str(vectors).lower()}\n"
        f"[storage]\nindex_dir = '{index_dir}'\n"
        f"url = 'sqlite:///{index_dir}/none.db'\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(index_dir / "compiled")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def run(*arguments: str) -> float:
        before = _children()
        command = [sys.executable, "-m", "bot", *arguments, "--config", str(config)]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=environment)
        return _children() - before

    run("index")
    run("ask", question)  # the first one compiles what the index did not need
    return [run("ask", question) for _ in range(runs)]


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@dataclass(frozen=True, slots=True)
class Edit:
    """``visible``: seconds from the write to the first answer from it, edit by edit.
    ``quiet`` and ``during``: milliseconds of as many questions before each edit, and from
    its write until shortly after it was seen."""

    visible: list[float]
    quiet: list[list[float]]
    during: list[list[float]]

    @property
    def quiet_longest(self) -> float:
        """Of one stretch, the middle of all: a busy machine holds questions up as well."""
        return median(map(max, self.quiet))

    @property
    def during_longest(self) -> float:
        return median(map(max, self.during))


async def edit_while_asking(
    folders: Sequence[Path], questions: Sequence[str], work: Path, edits: int, *, vectors: bool
) -> Edit:
    """Over a copy of the folders, with the watcher that the running bot has, and with what
    gives vectors to its pages."""
    copies = [work / f"pages{n}" for n in range(len(folders))]
    for folder, copy in zip(folders, copies, strict=True):
        shutil.copytree(folder, copy)
    settings = settings_over(copies, work, vectors=vectors)
    store = await SqliteStore.open_memory()

    async def nobody(_: object) -> None: ...

    async def status() -> str:
        return ""

    with starting():
        assembly = assemble(
            settings, store, SystemClock(), routers, on_broken=nobody, status=status
        )
        report = await assembly.watch.load()
        loaded()
        offline = OfflineBot(assembly, report)
        stop = asyncio.Event()
        await offline.deepen()
        watching = asyncio.create_task(assembly.watch.run(stop))
        deepening = asyncio.create_task(deepen(offline.knowledge, stop, assembly.faults))
        try:
            await asyncio.sleep(2.5)  # the watcher looks once when it begins
            return await _edits(offline, copies[0], questions, edits)
        finally:
            stop.set()
            await watching
            await deepening
            await store.close()


async def _edits(offline: OfflineBot, folder: Path, questions: Sequence[str], edits: int) -> Edit:
    found = Edit([], [], [])
    asked = 0

    async def ask(into: list[float]) -> None:
        nonlocal asked
        answered = await offline.ask(questions[asked % len(questions)], top=0)
        into.append(answered.milliseconds)
        asked += 1
        await asyncio.sleep(0.005)

    for number in range(edits):
        title = f"第{number}次改动的暗号{number * 7919}"
        text = _EDIT.format(title=title)
        found.during.append([])
        await asyncio.to_thread((folder / "edited.md").write_text, text, "utf-8")
        began = time.perf_counter()
        while not any(p.title == title for p in offline.knowledge.search(title, 3)):
            if time.perf_counter() - began > _PATIENCE_SECONDS:
                raise SystemExit("an edit was not seen")
            await ask(found.during[-1])
        found.visible.append(time.perf_counter() - began)
        for _ in range(20):  # what comes after the swap belongs to the edit as well
            await ask(found.during[-1])
        await asyncio.sleep(0.5)
        found.quiet.append([])
        for _ in found.during[-1]:
            await ask(found.quiet[-1])
    return found

"""Starting a bot beside an emulator, in a process of its own, and ending it."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.sandbox.emulator import Chat, Emulator, Person


def crowded(people: int, groups: int, *, seed: int = 0) -> Emulator:
    """An imitated platform with so many people, all of them in each of so many groups."""
    persons = [Person(f"p{n}", f"成员{n}", f"{n:06d}") for n in range(people)]
    everyone = tuple(person.id for person in persons)
    chats = [Chat(f"cidChaos{n}==", f"群{n}", everyone) for n in range(groups)]
    return Emulator(SystemClock(), people=persons, groups=chats, seed=seed)


async def spawn(
    bot: str,
    emulator: Emulator,
    folder: Path,
    settings: Mapping[str, Any],
    *arguments: str,
    stdout: int | None = None,
) -> Process:
    """Start ``tests.chaos.<bot>`` with these settings and the emulator's credentials."""
    table = emulator.dingtalk_table()
    credentials = {**table.model_dump(), "client_secret": table.client_secret.get_secret_value()}
    path = folder / "settings.json"
    path.write_text(json.dumps({"dingtalk": credentials, **settings}), "utf-8")
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"tests.chaos.{bot}", str(path), *arguments, stdout=stdout
    )


async def end(process: Process | None) -> None:
    """Ask it to stop, and wait; nothing where it has ended already."""
    if process is not None and process.returncode is None:
        process.terminate()
        process.send_signal(signal.SIGCONT)  # one that is paused would hear of it never
        await process.wait()


def as_table(rows: list[tuple[str, int]]) -> str:
    """What a run counted, as rows of Markdown."""
    return "\n".join(f"| {name} | {count} |" for name, count in rows)


def write_page(folder: Path) -> Path:
    """A knowledge folder of one page, below ``folder``."""
    knowledge = folder / "knowledge"
    if not knowledge.exists():
        knowledge.mkdir()
        (knowledge / "page.md").write_text("---\ntitle: 页\n---\n正文。\n", "utf-8")
    return knowledge

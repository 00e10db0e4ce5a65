"""The real App in a group of the emulator, over a small knowledge folder of its own."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.clock import Clock, FixedClock
from bot.sandbox.emulator import Emulator, Line
from bot.settings import Settings
from bot.store import Transaction, to_text
from bot.web.links import LinkPolicy
from handlers import routers
from tests.builders import write_files
from tests.postgres import store_url
from tests.waiting import eventually

TALKATIVE = {"group_per_minute": 600}  # groups hear any number of answers
SALON = """---
id: salon-15-xian
number: 15
title: PG天天象上 第 15 期 西安
date: {date}
start: "14:00"
city: 西安
venue: 大象咖啡
signups: 45
---
## 概况
在西安。
"""
PAGE = """---
title: VACUUM FULL 会锁表吗
aliases: [vacuum full 锁]
versions: "14-18"
updated: 2026-11-23
source: https://www.postgresql.org/docs/current/sql-vacuum.html
---
会。VACUUM FULL 全程持有 ACCESS EXCLUSIVE 锁，读写都要等它做完。

## 不想锁表怎么办
用 pg_repack 或 pg_squeeze，只在切换的一瞬间短暂加锁。
"""


def write_knowledge(folder: Path, *, held_on: str = "2026-12-05") -> Path:
    """A folder with one page and one salon; returns it."""
    salon = SALON.format(date=held_on)
    pages = {"faq/vacuum-full-lock.md": PAGE, "events/2026-12-05-xian.md": salon}
    return write_files(folder, pages)


@dataclass(slots=True)
class Bot:
    """One running bot, and the chat as people see it. ``member`` and so on are ids."""

    emulator: Emulator
    app: App
    folder: Path
    member: str = "xiaoyu"
    other: str = "haoran"
    organizer: str = "linxi"
    admin: str = "zhoulan"
    outsider: str = "jiangfan"
    _read: set[str] = field(default_factory=set)

    @property
    def group(self) -> str:
        return self.emulator.groups[0].id

    async def ask(self, text: str, *, by: str | None = None, chat: str = "", **how: Any) -> Line:
        """Say something and return the answer, which in a group comes by the session.

        A delivery to the same group goes another way, and may well overtake the answer. In
        one-to-one, where files and pictures come that other way, it is the next line.
        """
        chat = chat or self.group
        in_group = any(group.id == chat for group in self.emulator.groups)
        await self.emulator.say(chat, by or self.member, text, **how)
        return await self.next_line(chat, route="session" if in_group else "")

    async def next_line(self, chat: str = "", *, route: str = "", seconds: float = 30.0) -> Line:
        """The next line of the bot here, by that route if one is named, not returned before."""

        def unread(_: Line | None = None) -> Sequence[Line]:
            return [line for line in self.unread(chat) if route in ("", line.route)]

        await self.emulator.wait_for_line(lambda line: bool(unread(line)), timeout=seconds)
        line = unread()[0]
        self._read.add(line.id)
        return line

    def skip(self, chat: str = "") -> None:
        """What the bot said so far in that chat was read."""
        self._read.update(line.id for line in self.unread(chat))

    def unread(self, chat: str = "") -> Sequence[Line]:
        lines = self.emulator.bot_lines(chat or self.group)
        return [line for line in lines if line.id not in self._read]

    def posts(self, text: str) -> Counter[str]:
        """How often it was posted in which group unasked."""
        return Counter(
            group.id
            for group in self.emulator.groups
            for line in self.emulator.bot_lines(group.id)
            if text in line.text and line.route != "session"
        )

    async def settled(self) -> None:
        """All that is to be posted by now stands in the chats, and what became of it in the
        rows, which follow: before that it means nothing that a line is missing, however long
        one waits."""
        await self.app._planner.plan()
        self.app._worker.wake()
        now = to_text(self.app.assembly.services.now())

        def nothing_is_left(tx: Transaction) -> bool:
            """Looked at in one moment: what is behind a message is not free to leave."""
            states = {row["state"] for row in tx.all("deliveries.count_by_state")}
            due = tx.all("deliveries.next_due", frugal_on="")[0]["due_at"]
            return "sending" not in states and (due is None or due > now)

        await eventually(lambda: self.app._store.run(nothing_is_left))


@asynccontextmanager
async def living_bot(
    emulator: Emulator, folder: Path, data: Path, clock: Clock, **changes: Any
) -> AsyncIterator[Bot]:
    """A bot that is connected; on leaving it is stopped as by a signal."""
    # Settings that are built like this read no variable: without a word each of these bots
    # would load the model.
    knowledge = {"paths": (folder,), "vectors": False, **changes.pop("knowledge", {})}
    settings = Settings(
        **{
            "dingtalk": emulator.dingtalk_table(),
            "knowledge": knowledge,
            "storage": {"url": store_url(data / "bot.db"), "index_dir": data / "index"},
            "roles": emulator.roles_table(),
            "groups": emulator.group_tables(),
            "web": {"listen": ""},
            **changes,
        }
    )
    stop = asyncio.Event()
    links = LinkPolicy(outside=False, allowed=frozenset({emulator.base_url}))
    async with App(settings, routers, clock, links=links) as app:
        running = asyncio.create_task(app.run(stop))
        await emulator.gateway.sockets.wait_open(1)
        try:
            yield Bot(emulator, app, folder)
        finally:
            stop.set()
            await running


@asynccontextmanager
async def small_bot(
    tmp_path: Path, clock: FixedClock, *, held_on: str = "2026-12-05", **changes: Any
) -> AsyncIterator[Bot]:
    """Over one page and one salon, in an imitated platform of its own."""
    folder = write_knowledge(tmp_path / "knowledge", held_on=held_on)
    async with (
        Emulator(clock) as emulator,
        living_bot(emulator, folder, tmp_path / "data", clock, **changes) as bot,
    ):
        yield bot


def as_fixture(make: Callable[..., AbstractAsyncContextManager[Bot]], **changes: Any) -> Any:
    """The fixture ``bot`` of a module of tests, started anew for each of them."""

    @pytest.fixture(name="bot")
    async def fixture(tmp_path: Path, clock: FixedClock) -> AsyncIterator[Bot]:
        async with make(tmp_path, clock, **changes) as bot:
            yield bot

    return fixture


def own_chat(bot: Bot, person: str) -> str:
    """The 1:1 conversation of a person with the bot."""
    chat = bot.emulator.single_chat(person)
    assert chat is not None
    return chat.id


async def say(bot: Bot, text: str) -> str:
    """What the organizer is answered in the group."""
    return (await bot.ask(text, by=bot.organizer)).text


async def say_alone(bot: Bot, text: str, *, by: str = "", **how: Any) -> str:
    """What somebody is answered in 1:1, by default the organizer."""
    by = by or bot.organizer
    return (await bot.ask(text, by=by, chat=own_chat(bot, by), **how)).text


async def confirmed_alone(bot: Bot, command: str) -> str:
    """Drafted and confirmed by the organizer in 1:1, so that groups hold only what is posted;
    the code of it."""
    code = code_of(await say_alone(bot, command))
    assert "已确认" in await say_alone(bot, f"确认 {code}")
    return code


async def confirmed(bot: Bot, text: str) -> str:
    """Send a command as an organizer, confirm its preview, and return what was said."""
    return await say(bot, f"确认 {code_of(await say(bot, text))}")


def code_of(preview: str) -> str:
    """By which it is confirmed."""
    found = re.search(r"确认 ([A-Z0-9]{4})", preview)
    assert found, preview
    return found[1]

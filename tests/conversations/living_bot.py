"""The real App in a group of the emulator, over a small knowledge folder of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.app import App
from bot.clock import Clock
from bot.sandbox.emulator import Emulator, Line
from bot.settings import Settings
from bot.store import Transaction, to_text
from bot.web import LinkPolicy
from handlers import routers
from tests.postgres import store_url
from tests.waiting import eventually

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
    for name, text in (
        ("faq/vacuum-full-lock.md", PAGE),
        ("events/2026-12-05-xian.md", SALON.format(date=held_on)),
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


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

    async def settled(self) -> None:
        """All that is to be posted by now stands in the chats: before that it means nothing
        that a line is missing, however long one waits."""
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


async def confirmed(bot: Bot, text: str) -> str:
    """Send a command as an organizer, confirm its preview, and return what was said."""
    preview = (await bot.ask(text, by=bot.organizer)).text
    assert "确认 " in preview, preview
    code = preview.split("确认 ")[1][:4]
    return (await bot.ask(f"确认 {code}", by=bot.organizer)).text

"""The bot without the platform: for a command that asks, searches or looks ahead by itself.

Over a store in memory, with what came by chat read in from the real one: the whole path of a
question, and nothing is written.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

from bot.assembly import Assembly, assemble
from bot.chat.context import Request, Services
from bot.chat.rehearsal import imagined
from bot.chat.router import Router
from bot.chat.routes import answer
from bot.clock import Clock
from bot.folder import Skipped
from bot.knowledge import IndexReport, Knowledge, Passage
from bot.messages import Reply, Role
from bot.settings import Settings
from bot.store import Store, Transaction, open_store
from bot.store.opening import read_only_rows
from bot.store.sqlite import SqliteStore

_SLICE_SECONDS = 1.0  # of computing vectors, so that Ctrl+C is heard


@dataclass(frozen=True, slots=True)
class Answered:
    """A question walked through the whole path. ``passages`` is always the knowledge
    ranking; ``milliseconds`` runs from question to reply."""

    question: str
    reply: Reply
    passages: Sequence[Passage]
    milliseconds: float


class OfflineBot:
    """Answers questions like the bot in a group, each asker new in a new group. ``report``:
    what the index was built of."""

    def __init__(self, assembly: Assembly, report: IndexReport) -> None:
        self.services = assembly.services
        self._conversations = assembly.conversations
        self.report = report
        self.salons = assembly.services.salons

    @property
    def knowledge(self) -> Knowledge:
        return self.services.knowledge

    async def deepen(self) -> None:
        """Wait until every page has its sentence vectors: minutes for a manual, once."""
        while await asyncio.to_thread(self.knowledge.deepen, _SLICE_SECONDS):
            pass

    async def ask(self, question: str, *, context: Sequence[str] = (), top: int = 5) -> Answered:
        asker = uuid4().hex
        for earlier in context:
            await self._answer(earlier, asker)
        started = time.perf_counter()
        reply = await self._answer(question, asker)
        elapsed = (time.perf_counter() - started) * 1000
        passages: Sequence[Passage] = ()
        if top:
            # What the bot reads of a question is all that counts; a pasted log is longer.
            read = question[: self.services.settings.limits.question_chars]
            passages = await asyncio.to_thread(self.knowledge.search, read, top)
        return Answered(question, reply, passages, elapsed)

    async def _answer(self, text: str, asker: str) -> Reply:
        services = self.services
        now = services.now()
        message = imagined(text.strip(), services, asker)
        request = Request(
            message=message,
            text=message.text,
            role=Role.MEMBER,
            history=await self._conversations.history(message, now),
        )
        reply = await answer(request, services, services.settings.limits.handler_seconds)
        if reply is None:
            return Reply.text("")
        await self._conversations.remember(message, message.text, reply, now)
        return reply


@asynccontextmanager
async def open_offline(
    settings: Settings, routers: Sequence[Router], clock: Clock
) -> AsyncIterator[OfflineBot]:
    """With everything loaded; waits until the index is complete. Vectors come with ``deepen``."""
    store = await SqliteStore.open_memory()
    try:
        await _copy_salons(settings, store)
        assembly = assemble(settings, store, clock, routers, on_broken=_ignore, status=_no_status)
        report = await assembly.watch.load()
        yield OfflineBot(assembly, report)
    finally:
        await store.close()


@asynccontextmanager
async def open_over(settings: Settings, clock: Clock) -> AsyncIterator[Services]:
    """The services over the real store, which no bot on SQLite may use meanwhile; nothing is
    sent. Raises StoreError."""
    store = await open_store(settings.storage.address)
    try:
        assembly = assemble(settings, store, clock, (), on_broken=_ignore, status=_no_status)
        await assembly.watch.load()
        yield assembly.services
    finally:
        await store.close()


async def _copy_salons(settings: Settings, store: Store) -> None:
    """What came by chat: salons, replays, roles, announcements, and what waits."""
    url = settings.storage.address
    replays = await asyncio.to_thread(read_only_rows, url, "events.replays")
    salons = await asyncio.to_thread(read_only_rows, url, "chat_salons.all")
    planned = {
        copy: await asyncio.to_thread(read_only_rows, url, read)
        for read, copy in (
            ("copying.deliveries", "copying.add_delivery"),
            ("copying.silenced", "groups.silence"),
            ("copying.recurring", "recurring.add"),
            ("copying.roles", "roles.grant"),
            ("copying.series", "series.add"),
            ("series.exceptions", "copying.add_exception"),
        )
    }

    def work(tx: Transaction) -> None:
        for row in replays:
            tx.execute("events.add_replay", **row, added_by="", source="", now="")
        for row in salons:
            kept = {"id": row["id"], "page": row["page"], "source": row["id"]}
            tx.execute("chat_salons.add", **kept, staff_id="", now="")
        for name, rows in planned.items():
            for row in rows:
                tx.execute(name, **row)

    await store.run(work)


async def _ignore(_: Sequence[Skipped]) -> None:
    """A command that looks once has nobody to tell; `index` and `check` print them."""


async def _no_status() -> str:
    return "机器人没有在运行。"

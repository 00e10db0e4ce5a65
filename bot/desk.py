"""The services put together over a store: what the running bot and `ask` have in common.

`open_desk` does so over a store in memory, with the replays of the real one read in: the
whole path of a question, and nothing is written.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import uuid4

from bot.announcements import (
    Announcements,
    LinkChecker,
    NoLinkChecker,
    NoPlatform,
    Platform,
)
from bot.attendance import Attendance
from bot.chat.context import Request, Services
from bot.chat.conversation import Conversations
from bot.chat.dialogues import Dialogues
from bot.chat.middlewares import answer
from bot.chat.router import Router
from bot.clock import Clock
from bot.drafts import Drafts
from bot.events import Salons, prepare_phrases
from bot.events.editing import SalonEditing
from bot.events.page_reminders import unknown_names
from bot.events.series_desk import SeriesDesk
from bot.faults import Faults
from bot.feedback import Feedback
from bot.folder import Skipped
from bot.folder_watch import FolderWatch
from bot.knowledge import IndexReport, Knowledge, Passage, prepare_segmenter
from bot.members import Members
from bot.messages import IncomingMessage, MessageKind, Reply, Role
from bot.schedule import Outbox, ReplayPosts
from bot.settings import Settings
from bot.settings_file import shipped_knowledge
from bot.store import Store, Transaction
from bot.store.sqlite import SqliteStore, read_only_rows

OnBroken = Callable[[Sequence[Skipped]], Awaitable[None]]
Status = Callable[[], Awaitable[str]]


def prepare() -> None:
    """Once per process, before its event loop: what would hold the loop up later, even
    from a thread."""
    prepare_segmenter()
    prepare_phrases()


_SLICE_SECONDS = 1.0  # of computing vectors, so that Ctrl+C is heard


@dataclass(frozen=True, slots=True)
class Assembly:
    """The services and what feeds them."""

    services: Services
    watch: FolderWatch
    conversations: Conversations
    faults: Faults


def assemble(
    settings: Settings,
    store: Store,
    clock: Clock,
    routers: Sequence[Router],
    *,
    on_broken: OnBroken,
    status: Status,
    platform: Platform | None = None,
    links: LinkChecker | None = None,
) -> Assembly:
    """Build every service over ``store``. Nothing is read yet: call ``watch.load()``."""
    faults = Faults(clock.now)
    knowledge = Knowledge(
        settings.storage.index_dir,
        settings.knowledge.paths,
        vectors=settings.knowledge.vectors,
    )
    salons = Salons(
        store,
        settings.zone,
        clock,
        kinds=knowledge.word_kinds,
        renamed=knowledge.renamed,
        subjects=knowledge.subjects,
        check=partial(
            unknown_names,
            groups=[group.name for group in settings.groups],
            rules=[rule.name for rule in settings.reminders],
        ),
    )
    watch = FolderWatch(
        settings.knowledge.paths,
        shipped_knowledge(),
        settings.limits,
        knowledge,
        salons,
        on_broken,
        faults,
    )
    services = Services(
        settings=settings,
        clock=clock,
        knowledge=knowledge,
        salons=salons,
        feedback=Feedback(store),
        drafts=Drafts(store, two_person=settings.roles.two_person),
        announcements=Announcements(
            store,
            settings.groups,
            settings.zone,
            everyone_per_day=settings.limits.everyone_per_day,
        ),
        platform=platform or NoPlatform(),
        links=links or NoLinkChecker(),
        editing=SalonEditing(
            store, salons, writable=settings.knowledge.writable, reload=watch.load
        ),
        dialogues=Dialogues(store),
        series=SeriesDesk(store, salons),
        attendance=Attendance.over(
            store, salons, settings.groups, settings.zone, settings.roles.told
        ),
        outbox=Outbox(store, digest=timedelta(minutes=settings.limits.digest_minutes)),
        replays=ReplayPosts(store, settings.groups, settings.zone),
        members=Members(store, admins=settings.roles.admins, organizers=settings.roles.organizers),
        router=Router.joined(routers),
        reload=lambda: _reload(watch, salons),
        status=status,
    )
    keep = timedelta(minutes=settings.limits.follow_up_minutes)
    return Assembly(services, watch, Conversations(store, keep), faults)


async def _reload(watch: FolderWatch, salons: Salons) -> str:
    report = await watch.load()
    lines = [
        f"知识库已重新读取：{report.documents} 页、{report.passages} 段，"
        f"这次变化 {report.changed} 页。"
    ]
    if watch.skipped:
        lines += ["", "没有收录：", *(f"- {s.path}：{s.reason}" for s in watch.skipped[:20])]
    if problems := salons.book.problems:
        lines += ["", "沙龙的数据要改："]
        lines += [f"- {p.file} 第 {p.line} 行：{p.remedy}" for p in problems[:20]]
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Answered:
    """A question walked through the whole path. ``passages`` is always the knowledge
    ranking; ``milliseconds`` runs from question to reply."""

    question: str
    reply: Reply
    passages: Sequence[Passage]
    milliseconds: float


class Desk:
    """Answers questions like the bot in a group, each asker new in a new group."""

    def __init__(self, assembly: Assembly, report: IndexReport) -> None:
        self._services = assembly.services
        self._conversations = assembly.conversations
        self.report = report
        self.salons = assembly.services.salons

    @property
    def services(self) -> Services:
        return self._services

    @property
    def knowledge(self) -> Knowledge:
        return self._services.knowledge

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
            read = question[: self._services.settings.limits.question_chars]
            passages = await asyncio.to_thread(self.knowledge.search, read, top)
        return Answered(question, reply, passages, elapsed)

    async def _answer(self, text: str, asker: str) -> Reply:
        services = self._services
        now = services.now()
        message = IncomingMessage(
            robot_code="ask",
            message_id=uuid4().hex,
            kind=MessageKind.TEXT,
            text=text.strip(),
            conversation_id=asker,
            is_group=True,
            sender_id=asker,
            received_at=now,
        )
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
async def open_desk(
    settings: Settings, routers: Sequence[Router], clock: Clock
) -> AsyncIterator[Desk]:
    """A desk with everything loaded; waits until the index is complete."""
    store = await SqliteStore.open_memory()
    try:
        await _copy_salons(settings, store)
        assembly = assemble(settings, store, clock, routers, on_broken=_ignore, status=_no_status)
        report = await assembly.watch.load()
        yield Desk(assembly, report)
    finally:
        await store.close()


async def _copy_salons(settings: Settings, store: Store) -> None:
    """What came by chat: salons, replays, roles, announcements, and what waits."""
    path = settings.storage.database
    replays = await asyncio.to_thread(read_only_rows, path, "events.replays")
    salons = await asyncio.to_thread(read_only_rows, path, "chat_salons.all")
    planned = {
        copy: await asyncio.to_thread(read_only_rows, path, read)
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

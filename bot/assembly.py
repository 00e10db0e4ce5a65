"""The services put together over a store: what the running and the offline bot share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from bot.announcements.platform import LinkChecker, NoLinkChecker, NoPlatform, Platform
from bot.announcements.service import Announcements
from bot.attendance.services import Attendance
from bot.chat.context import Services
from bot.chat.conversation import Conversations
from bot.chat.dialogues import Dialogues
from bot.chat.open_questions import OpenQuestions
from bot.chat.router import Router
from bot.clock import Clock
from bot.drafts import Drafts
from bot.events import Salons, prepare_phrases
from bot.events.editing.salon_editing import SalonEditing
from bot.events.editing.series_editing import SeriesEditing
from bot.events.record.page_reminders import unknown_names
from bot.faults import Faults
from bot.feedback import Feedback
from bot.folder_watch import FolderWatch, OnBroken
from bot.knowledge import Knowledge, messages_to_refuse, prepare_segmenter
from bot.members import Members
from bot.schedule.outbox import Outbox
from bot.schedule.replays import ReplayPosts
from bot.settings import Settings
from bot.settings.file import shipped_knowledge
from bot.sign_ins import SignIns
from bot.store import Store

_MOST_LISTED = 20  # lines of a kind that one reply to `重载` lists
Status = Callable[[], Awaitable[str]]


def prepare() -> None:
    """Do once per process, before its event loop, what would hold up the loop later, even from a
    thread."""
    prepare_segmenter()
    prepare_phrases()


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
    console: Callable[[], str] = lambda: "",
    platform: Platform | None = None,
    links: LinkChecker | None = None,
) -> Assembly:
    """Build every service over ``store``. Nothing is loaded yet: call ``watch.load()``."""
    faults = Faults(clock.now)
    knowledge = Knowledge(
        settings.storage.index_dir,
        settings.knowledge.paths,
        vectors=settings.knowledge.vectors,
        to_refuse=messages_to_refuse(),
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
        series=SeriesEditing(store, salons),
        attendance=Attendance.over(
            store, salons, settings.groups, settings.zone, settings.roles.told
        ),
        outbox=Outbox(store, digest=timedelta(minutes=settings.limits.digest_minutes)),
        replays=ReplayPosts(store, settings.groups, settings.zone),
        members=Members(store, admins=settings.roles.admins, organizers=settings.roles.organizers),
        sign_ins=SignIns(store),
        open_questions=OpenQuestions(lambda: (watch.report, salons.book)),
        router=Router.joined(routers),
        reload=lambda: _reload(watch, salons),
        status=status,
        console=console,
    )
    keep = timedelta(minutes=settings.limits.follow_up_minutes)
    return Assembly(services, watch, Conversations(store, keep), faults)


async def _reload(watch: FolderWatch, salons: Salons) -> str:
    report = await watch.load()
    lines = [
        f"知识库已重新读取：{report.documents} 页、{report.passages} 段，"
        f"这次变化 {report.changed} 页。"
    ]
    lines += _listed("没有收录", [f"{one.path}：{one.reason}" for one in watch.skipped])
    problems = salons.book.problems
    lines += _listed(
        "沙龙的数据要改", [f"{one.file} 第 {one.line} 行：{one.remedy}" for one in problems]
    )
    return "\n".join(lines)


def _listed(what: str, rows: Sequence[str]) -> list[str]:
    rest = len(rows) - _MOST_LISTED
    more = [f"- 还有 {rest} 处没有列，私聊我发「控制台」看全部"] if rest > 0 else []
    told = [f"- {row}" for row in rows[:_MOST_LISTED]]
    return ["", f"{what}：", *told, *more] if rows else []

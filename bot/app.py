"""The composition root: opens everything in order, runs the tasks, and stops in order.

A task that ends by itself ends the application, named in the log: the process manager
restarts it. The bot does not half-live. What is done again and again goes on after an error
(``faults``): the same row or page would end the bot after every restart.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any

import aiohttp

from bot.assembly import Assembly, assemble
from bot.attendance.upkeep import Upkeep
from bot.chat.dispatch import Dispatcher
from bot.chat.inbox import Inbox
from bot.chat.router import Router
from bot.chat.unanswered import report
from bot.clock import Clock
from bot.condition import Condition
from bot.deepening import deepen
from bot.dingtalk import DingTalkSender, OpenApi, StreamConnection
from bot.dingtalk.sent_messages import SentMessages
from bot.faults import Duty
from bot.folder import Skipped
from bot.group_events import GroupEvents
from bot.last_run import LastRun
from bot.messages import Destination, IncomingMessage, Role
from bot.schedule import CallBudget, DeliveryKind, LossReports, NewDelivery
from bot.schedule.groups import GroupLife
from bot.schedule.planner import Planner
from bot.schedule.worker import DeliveryWorker
from bot.settings import Settings
from bot.store import open_store
from bot.web import CalendarFeed, LinkPolicy, LinkProbe, WebServer

logger = logging.getLogger(__name__)

_GRACE_SECONDS = 4.0


class App:
    """``async with App(…) as app: await app.run(stop)``. Entering opens the store, loads
    the knowledge and takes up what the last run left; leaving closes everything."""

    def __init__(
        self,
        settings: Settings,
        routers: Sequence[Router],
        clock: Clock,
        *,
        links: LinkPolicy | None = None,
    ) -> None:
        self._settings = settings
        self._routers = routers
        self._clock = clock
        self._link_policy = links or LinkPolicy()
        self._exits = AsyncExitStack()
        self.assembly: Assembly
        self.stream: StreamConnection
        self.sender: DingTalkSender
        self.web: WebServer | None = None
        self.ready = asyncio.Event()

    async def __aenter__(self) -> App:
        try:
            await self._open()
        except BaseException:
            await self._exits.aclose()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._exits.aclose()

    async def _open(self) -> None:
        settings = self._settings
        store = await open_store(settings.storage.url.get_secret_value())
        self._exits.push_async_callback(store.close)
        timeout = aiohttp.ClientTimeout(total=settings.limits.http_seconds)
        http = await self._exits.enter_async_context(aiohttp.ClientSession(timeout=timeout))
        self._budget = CallBudget(
            store, settings.limits.calls_per_month, settings.zone, settings.roles.told
        )
        openapi = OpenApi(settings, http, self._clock, on_call=self._budget.note)
        sender = self.sender = DingTalkSender(
            settings,
            openapi,
            http,
            self._clock,
            on_gone=self._gone,
            sparing=lambda: bool(self._budget.frugal_on(self._clock.now())),
        )
        self._exits.push_async_callback(sender.close)
        probe = LinkProbe(self._link_policy)
        self._exits.push_async_callback(probe.close)
        self.assembly = assemble(
            settings,
            store,
            self._clock,
            self._routers,
            on_broken=self._tell_broken,
            status=lambda: self._condition.status(),
            platform=SentMessages(sender, openapi),
            links=probe,
        )
        await self.assembly.watch.load()
        faults = self.assembly.faults
        self._last_run = LastRun(
            store, settings.dingtalk.robot, self._clock, sender.resting, faults
        )
        services = self.assembly.services
        self._inbox = Inbox(store, timedelta(minutes=settings.limits.resume_minutes))
        self._worker = DeliveryWorker(
            services.outbox,
            sender,
            self._clock,
            lease=timedelta(seconds=3 * settings.limits.http_seconds),
            reports=LossReports(
                store,
                settings.roles.told,
                {group.conversation_id: group.name for group in settings.groups},
                beside=report,
            ),
            budget=self._budget,
            faults=faults,
            at_once=settings.limits.sends_at_once,
            robot_per_minute=settings.limits.group_per_minute,
        )
        self._group_events = GroupEvents(
            GroupLife(store, settings.groups, settings.roles.told),
            self._clock,
            self._worker.wake,
        )
        self._exits.push_async_callback(self._group_events.close)
        self._planner = Planner(
            services.salons,
            store,
            self._clock,
            rules=settings.reminders,
            groups=settings.groups,
            zone=settings.zone,
            replays=services.replays,
            organizers=lambda: services.members.with_role(Role.ORGANIZER),
            faults=faults,
            beside={
                Duty.SERIES: services.salons.roll,
                Duty.RECURRING: services.announcements.recurring.plan,
                Duty.CHANGES: services.attendance.changes.plan,
                Duty.SEATS: lambda now: services.attendance.signups.plan_notices(
                    services.salons.book.salons, now
                ),
            },
            on_planned=self._worker.wake,
        )
        services.salons.on_change(self._planner.wake)
        self._upkeep = Upkeep(
            store,
            services.attendance.signups,
            services.salons,
            self._clock,
            zone=settings.zone,
            keep=timedelta(days=settings.limits.keep_attendance_days),
            on_moved=self._worker.wake,
            faults=faults,
        )
        services.salons.on_change(self._upkeep.wake)
        self._calendar = CalendarFeed(store, services.salons, self._clock, settings.zone)
        self._dispatcher = Dispatcher(
            services,
            self._inbox,
            self.assembly.conversations,
            sender,
            faults,
            on_command=self._worker.wake,
        )
        self.stream = StreamConnection(
            settings,
            http,
            self._accept,
            self._clock,
            on_event=self._group_events.take,
            on_gap=self._tell_gap,
        )
        self._condition = Condition(
            self.stream, self.assembly.watch, self._inbox, services, self._budget, sender, faults
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until ``stop`` is set; raises what ended a task that should not end."""
        await self._dispatcher.resume()
        silent = await self._last_run.silence()
        said = await self._last_run.said_lately()
        self.sender.remember(said.answers, said.rests)
        no_more_messages, no_more_work = asyncio.Event(), asyncio.Event()
        hearing = self._start("stream", self.stream.run(no_more_messages, silent=silent))
        services = self.assembly.services
        tasks = [
            hearing,
            self._start("dispatcher", self._dispatcher.run(no_more_work, _GRACE_SECONDS)),
            self._start("deliveries", self._worker.run(stop)),
            self._start("planner", self._planner.run(stop)),
            self._start("folder", self.assembly.watch.run(stop)),
            self._start("vectors", deepen(services.knowledge, stop, self.assembly.faults)),
            self._start("attendance", self._upkeep.run(stop)),
            self._start("last-run", self._last_run.run(self.stream.state, stop)),
        ]
        if self._settings.web.listen:
            self.web = WebServer(self._settings.web.listen, self._condition.health, self._calendar)
            tasks.append(self._start("web", self.web.run(stop)))
        stopped = self._start("stop", stop.wait())
        self.ready.set()
        try:
            done, _ = await asyncio.wait([*tasks, stopped], return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopped}:
                # One that ends together with the stop was told to.
                if not stop.is_set():
                    logger.error("task %s ended by itself", task.get_name())
                task.result()
        finally:
            heard = self.stream.state.is_connected
            # First no new messages, then what was taken up is answered, then the rest.
            stop.set()
            no_more_messages.set()
            await asyncio.wait([hearing], timeout=2)
            no_more_work.set()
            _, late = await asyncio.wait(tasks, timeout=_GRACE_SECONDS + 0.5)
            for task in [*late, stopped]:
                task.cancel()
            await asyncio.gather(*tasks, stopped, return_exceptions=True)
            await self._last_run.note(heard=heard)

    @staticmethod
    def _start(name: str, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        return asyncio.create_task(work, name=name)

    async def _accept(self, message: IncomingMessage) -> None:
        # At once, so that they share a commit.
        await asyncio.gather(self._dispatcher.accept(message), self._group_events.heard(message))

    def _gone(self, conversation_id: str, code: str) -> None:
        self._group_events.refused(conversation_id, code)

    async def _tell_broken(self, skipped: Sequence[Skipped]) -> None:
        lines = "\n".join(f"- {one.path}：{one.reason}" for one in skipped[:20])
        await self._notify("知识库有地方要改", f"**刚才的修改有这些问题：**\n\n{lines}")

    async def _tell_gap(self, since: datetime, until: datetime) -> None:
        zone = self._settings.zone
        first, last = since.astimezone(zone), until.astimezone(zone)
        day = "" if first.date() == last.date() else f"{last:%m-%d} "
        await self._notify(
            "机器人刚才听不到消息",
            f"**{first:%m-%d %H:%M:%S} 到 {day}{last:%H:%M:%S} 听不到消息"
            "（与钉钉的连接断了，或者我没有在运行），这段时间 @我 的消息可能没有收到。**"
            "现在已经恢复。",
        )

    async def _notify(self, title: str, markdown: str) -> None:
        now = self._clock.now()
        await self.assembly.services.outbox.enqueue(
            (
                NewDelivery(
                    key=f"notice:{title}:{now.isoformat()}:{staff_id}",
                    kind=DeliveryKind.NOTICE,
                    subject="notice",
                    destination=Destination(staff_id=staff_id),
                    title=title,
                    markdown=markdown,
                    due_at=now,
                    expires_at=now + timedelta(days=2),
                )
                for staff_id in self._settings.roles.told
            ),
            now,
        )
        self._worker.wake()

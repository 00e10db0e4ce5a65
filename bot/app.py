"""The composition root: opens everything in order, runs the tasks, and stops in order.

A task that ends by itself is named in the log and ends the application, which the process
manager restarts: no bot runs with half of its tasks. Recurring work goes on after an error
(``faults``), since the same row or page would end the bot again after every restart.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from typing import Any

import aiohttp

from bot.assembly import Assembly, assemble
from bot.attendance.upkeep import Upkeep
from bot.chat.dispatch import Dispatcher
from bot.chat.inbox import Inbox
from bot.chat.no_reply import report
from bot.chat.router import Router
from bot.clock import Clock
from bot.console.address import opened_at
from bot.console.site import Console
from bot.dingtalk.openapi import OpenApi
from bot.dingtalk.sender import DingTalkSender
from bot.dingtalk.sent_messages import SentMessages
from bot.dingtalk.stream import StreamConnection
from bot.dingtalk.wire import Wire
from bot.faults import Duty
from bot.messages import IncomingMessage, Role
from bot.running.alerts import Alerts
from bot.running.condition import Condition
from bot.running.deepening import deepen
from bot.running.group_events import GroupEvents
from bot.running.last_run import LastRun
from bot.schedule.budget import CallBudget
from bot.schedule.groups import GroupLife
from bot.schedule.planner import Planner
from bot.schedule.reports import LossReports
from bot.schedule.worker import DeliveryWorker
from bot.settings import Settings
from bot.store import open_store
from bot.tasks import cancel
from bot.web.calendar_feed import CalendarFeed
from bot.web.links import LinkPolicy, LinkProbe
from bot.web.server import WebServer

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

    async def __aexit__(self, *_: object) -> None:
        await self._exits.aclose()

    async def _open(self) -> None:
        """Each step uses what the steps before it made; what is opened is closed in reverse
        order."""
        await self._open_store()
        await self._open_platform()
        await self._load_services()
        self._make_worker()
        self._make_planner()
        self._make_upkeep()
        self._make_dispatcher()
        self._make_stream()
        self._make_condition()

    async def _open_store(self) -> None:
        self._store = await open_store(self._settings.storage.address)
        self._exits.push_async_callback(self._store.close)

    async def _open_platform(self) -> None:
        settings = self._settings
        self._http = await self._exits.enter_async_context(aiohttp.ClientSession())
        self._budget = CallBudget(
            self._store, settings.limits.calls_per_month, settings.zone, settings.roles.told
        )
        wire = Wire(self._http, settings.limits.http_seconds)
        self._openapi = OpenApi(settings, wire, on_call=self._budget.note)
        self.sender = DingTalkSender(
            settings,
            self._openapi,
            wire,
            self._clock,
            on_gone=lambda group, code: self._group_events.refused(group, code),
            sparing=lambda: bool(self._budget.frugal_on(self._clock.now())),
        )
        self._exits.push_async_callback(self.sender.close)

    async def _load_services(self) -> None:
        probe = LinkProbe(self._link_policy)
        self._exits.push_async_callback(probe.close)
        self.assembly = assemble(
            self._settings,
            self._store,
            self._clock,
            self._routers,
            on_broken=lambda skipped: self._alerts.broken(skipped),
            status=lambda: self._condition.status(),
            console=self._console_address,
            platform=SentMessages(self._openapi),
            links=probe,
        )
        await self.assembly.watch.load()

    def _make_worker(self) -> None:
        settings, services = self._settings, self.assembly.services
        self._worker = DeliveryWorker(
            services.outbox,
            self.sender,
            self._clock,
            lease=timedelta(seconds=3 * settings.limits.http_seconds),
            reports=LossReports(
                self._store, settings.roles.told, settings.place_of, beside=report
            ),
            budget=self._budget,
            faults=self.assembly.faults,
            at_once=settings.limits.sends_at_once,
            robot_per_minute=settings.limits.group_per_minute,
        )
        self._alerts = Alerts(
            services.outbox, self._clock, settings.zone, settings.roles.told, self._worker.wake
        )

    def _make_planner(self) -> None:
        settings, services = self._settings, self.assembly.services
        self._planner = Planner(
            services.salons,
            self._store,
            self._clock,
            rules=settings.reminders,
            groups=settings.groups,
            zone=settings.zone,
            replays=services.replays,
            organizers=lambda: services.members.with_role(Role.ORGANIZER),
            faults=self.assembly.faults,
            beside={
                Duty.SERIES: services.salons.roll,
                Duty.RECURRING: services.announcements.recurring.plan,
                Duty.CHANGES: services.attendance.changes.plan,
                Duty.SEATS: partial(services.attendance.signups.plan_notices, services.salons),
            },
            on_planned=self._worker.wake,
        )
        services.salons.on_change(self._planner.wake)

    def _make_upkeep(self) -> None:
        settings, services = self._settings, self.assembly.services
        self._upkeep = Upkeep(
            self._store,
            services.attendance.signups,
            services.salons,
            self._clock,
            zone=settings.zone,
            keep=timedelta(days=settings.limits.keep_attendance_days),
            on_moved=self._worker.wake,
            faults=self.assembly.faults,
        )
        services.salons.on_change(self._upkeep.wake)

    def _make_dispatcher(self) -> None:
        resume = timedelta(minutes=self._settings.limits.resume_minutes)
        self._inbox = Inbox(self._store, resume)
        self._dispatcher = Dispatcher(
            self.assembly.services,
            self._inbox,
            self.assembly.conversations,
            self.sender,
            self.assembly.faults,
            on_command=self._worker.wake,
        )

    def _make_stream(self) -> None:
        settings = self._settings
        self._group_events = GroupEvents(
            GroupLife(self._store, settings.groups, settings.roles.told),
            settings.dingtalk.robot,
            self._clock,
            self._worker.wake,
        )
        self._exits.push_async_callback(self._group_events.close)
        self.stream = StreamConnection(
            settings,
            self._http,
            self._accept,
            self._clock,
            on_event=self._group_events.take,
            on_gap=self._alerts.gap,
        )
        robot, faults = settings.dingtalk.robot, self.assembly.faults
        self._last_run = LastRun(self._store, robot, self._clock, self.sender.resting, faults)

    def _make_condition(self) -> None:
        services, faults = self.assembly.services, self.assembly.faults
        watch = self.assembly.watch
        self._condition = Condition(
            self.stream, watch, self._inbox, services, self._budget, self.sender, faults
        )
        self._calendar = CalendarFeed(
            self._store, services.salons, self._clock, self._settings.zone
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
            self.web = self._web_server()
            tasks.append(self._start("web", self.web.run(stop)))
        stopped = self._start("stop", stop.wait())
        self.ready.set()
        try:
            done, _ = await asyncio.wait([*tasks, stopped], return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopped}:
                # A task that ends together with the stop was told to.
                if not stop.is_set():
                    logger.error("task %s ended by itself", task.get_name())
                task.result()
        finally:
            heard = self.stream.state.is_connected
            # First no new messages, then answers to those taken up, then everything else.
            stop.set()
            no_more_messages.set()
            await asyncio.wait([hearing], timeout=2)
            no_more_work.set()
            _, late = await asyncio.wait(tasks, timeout=_GRACE_SECONDS + 0.5)
            await cancel(*late, stopped)
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._last_run.note(heard=heard)

    def _web_server(self) -> WebServer:
        table = self._settings.web
        more = Console(self.assembly.services, self.assembly.watch, table).add_to
        health, faults = self._condition.health, self.assembly.faults
        return WebServer(table.listen, health, self._calendar, faults, more)

    def _console_address(self) -> str:
        return opened_at(self._settings.web, self.web.address if self.web else "")

    @staticmethod
    def _start(name: str, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        return asyncio.create_task(work, name=name)

    async def _accept(self, message: IncomingMessage) -> None:
        await self._group_events.heard(message, self._dispatcher.accept(message))

"""The supervised Stream connection: hears DingTalk, whatever happens to the network.

It opens the next connection before it gives up the old one, notices silence, waits longer after
each failure, stops within a second, and reports from when to when it could not hear.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import aiohttp

from bot.clock import Clock, set_within
from bot.dingtalk.connection import Connection
from bot.dingtalk.gateway import GatewayError, GatewayTiming, connect
from bot.dingtalk.inbound import Inbound, OnEvent
from bot.dingtalk.stream_state import Gap, StreamState
from bot.messages import Accept
from bot.settings import Settings
from bot.tasks import Tasks, cancel, first_of

logger = logging.getLogger(__name__)

# The bot's name, as some clients leave it before what people wrote.
_NAMES = ("象问",)
OnGap = Callable[[datetime, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class StreamTiming:
    """Seconds of real time: the network does not follow a clock that people move."""

    gateway: GatewayTiming = field(default_factory=GatewayTiming)
    backoff: float = 1.0
    longest_backoff: float = 60.0
    refused: float = 60.0  # after a refusal of the credentials; five times at most
    silence: float = 90.0  # without a frame or a pong a connection counts as dead
    steady: float = 10.0  # one that ends sooner counts as a failure
    gap: float = 90.0  # a longer time without hearing is reported
    handover: float = 5.0  # for what an old connection still has to acknowledge
    closing: float = 0.4  # the same when the bot stops


def uptime() -> float:
    """Monotonic seconds, counting the machine's sleep where the system can."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)


class StreamConnection:
    """``run`` until ``stop`` is set. ``accept`` is awaited before a message is acknowledged.

    ``on_event`` is told group events, once each; ``on_gap`` from when to when nothing
    could be heard, as soon as it can be again.
    """

    def __init__(
        self,
        settings: Settings,
        http: aiohttp.ClientSession,
        accept: Accept,
        clock: Clock,
        *,
        on_event: OnEvent,
        on_gap: OnGap,
        timing: StreamTiming | None = None,
        elapsed: Callable[[], float] = uptime,
    ) -> None:
        self._dingtalk = settings.dingtalk
        self._http = http
        self._clock = clock
        self._on_gap = on_gap
        self._timing = timing or StreamTiming()
        self._elapsed = elapsed
        self.state = StreamState()
        self._inbound = Inbound(
            accept,
            on_event,
            clock,
            self.state,
            robot_code=settings.dingtalk.robot,
            bot_names=_NAMES,
        )
        self._deaf_since = elapsed()
        self._failures = 0
        self._short_lived = 0
        self._told_refused = False
        self._tasks = Tasks()

    async def run(self, stop: asyncio.Event, *, silent: float = 0.0) -> None:
        """Stay connected until ``stop``, and end within about a second of it. ``silent``: for how
        many seconds nobody was listening before."""
        self._deaf_since = self._elapsed() - silent
        live: Connection | None = None
        try:
            while not stop.is_set():
                fresh = await self._open(stop)
                if live is not None:
                    self._tasks.start(live.close(self._timing.handover), "stream-close")
                live = fresh
                if live is not None:
                    await self._watch(live, stop)
        finally:
            self.state.connected_since = None
            if live is not None:
                await live.close(self._timing.closing)
            await self._tasks.wait(self._timing.closing)
            await self._tasks.end()

    async def _open(self, stop: asyncio.Event) -> Connection | None:
        """The next connection, however long it takes; None when stopped first."""
        while not stop.is_set():
            if await set_within(stop, self._delay()):
                break
            connecting = connect(self._http, self._dingtalk, self._timing.gateway)
            opening = asyncio.create_task(connecting, name="stream-open")
            try:
                await first_of(opening, stop)
            finally:
                # When we are cancelled or stopped, it may have succeeded this very moment.
                socket = await self._result_of(opening, wanted=not _is_cancelling())
            if socket is not None:
                return self._opened(socket)
        return None

    async def _result_of(
        self, opening: asyncio.Task[aiohttp.ClientWebSocketResponse], *, wanted: bool
    ) -> aiohttp.ClientWebSocketResponse | None:
        """The socket if there is one and it is wanted; one that is not is closed."""
        await cancel(opening)
        if opening.cancelled():
            return None
        error = opening.exception()
        if isinstance(error, GatewayError):
            self._failed(error)
            return None
        socket = opening.result()
        if wanted:
            return socket
        await socket.close()
        return None

    def _opened(self, socket: aiohttp.ClientWebSocketResponse) -> Connection:
        moment = self._clock.now()
        connection = Connection(socket, self._inbound.handle, self._count, elapsed=self._elapsed)
        self.state.opened += 1
        self.state.connected_since = moment
        self.state.problem = ""
        self.state.failures = 0
        self._told_refused = False
        logger.info("connected to DingTalk")
        deaf = connection.opened - self._deaf_since
        if deaf > self._timing.gap:
            gap = Gap(moment - timedelta(seconds=deaf), moment)
            self.state.gaps.append(gap)
            logger.warning("could not hear for %.0f s", deaf)
            self._tasks.start(self._tell(gap), "stream-gap")
        return connection

    def _failed(self, error: GatewayError) -> None:
        self._failures += 1
        self.state.failures += 1
        self.state.problem = str(error)
        if not error.refused:
            self._told_refused = False
            logger.warning("no connection: %s", error)
        elif not self._told_refused:  # once: it will not change by itself
            self._told_refused = True
            logger.error("no connection: %s", error)

    def _delay(self) -> float:
        """1 s, 2 s, 4 s … with jitter, so that many bots do not come back together."""
        failures, timing = self._failures, self._timing
        if self._told_refused:
            return timing.refused * min(failures, 5)
        if failures == 0:
            return 0.0
        pause = timing.backoff * (2.0 ** min(failures - 1, 16) + random.random())
        return min(pause, timing.longest_backoff)

    async def _watch(self, live: Connection, stop: asyncio.Event) -> None:
        """Return when another connection is needed, or when stopped."""
        reader, retire = live.reader, live.retire
        while not (reader.done() or retire.is_set() or stop.is_set()):
            silent = self._elapsed() - live.last_seen
            if silent >= self._timing.silence:
                logger.warning("nothing heard for %.0f s, connecting anew", silent)
                break
            await first_of(reader, retire, stop, seconds=self._timing.silence - silent)
        if not stop.is_set():
            self._lost(live)

    def _lost(self, live: Connection) -> None:
        """From now on nothing may be heard: the end was announced or came, or there was
        silence."""
        now = self._elapsed()
        announced = live.retire.is_set() or live.ended_cleanly
        self._deaf_since = now if announced else live.last_seen
        self.state.connected_since = None
        self.state.problem = "连接断开，正在重连"
        if live.heard and now - live.opened >= self._timing.steady:
            self._failures = self._short_lived = 0
        else:
            # The first time may be chance, and reconnecting at once misses nothing.
            self._short_lived += 1
            self._failures += self._short_lived > 1
        if live.reader.done() and (error := live.reader.exception()) is not None:
            logger.error("reading ended with an error", exc_info=error)

    def _count(self, readable: bool) -> None:
        self.state.last_frame_at = self._clock.now()
        if not readable:
            self.state.unreadable += 1

    async def _tell(self, gap: Gap) -> None:
        try:
            await self._on_gap(gap.since, gap.until)
        except Exception:  # the edge: telling must not end the hearing
            logger.exception("the gap could not be told")


def _is_cancelling() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0

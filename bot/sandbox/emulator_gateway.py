"""The Stream side: pushes, their acknowledgements, and redelivery of what got none.

As measured on the platform: each push goes to one connection chosen at random; what is
pushed while none is open is lost; a push without an acknowledgement comes again later
with a new header id and the same ``msgId``.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from bot.clock import Clock, set_within
from bot.sandbox.emulator_faults import Faults
from bot.sandbox.emulator_frames import frame, milliseconds
from bot.sandbox.emulator_model import HOME_CORP
from bot.sandbox.emulator_sockets import Connection, Sockets

_KEPT = 20_000
_LOOK_AGAIN = timedelta(milliseconds=200)


@dataclass(slots=True)
class Push:
    """A callback or event on its way until it is acknowledged.

    ``done`` is set when it is acknowledged or given up; then ``lost`` tells which.
    """

    id: str
    kind: str
    topic: str
    headers: dict[str, str]
    data: dict[str, Any]
    tries: int = 0
    pushed: float = 0.0
    due_at: datetime | None = None
    connection: Connection | None = None
    lost: bool = False
    done: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Ack:
    """One acknowledgement as it came in. ``foreign``: over another socket than the push."""

    push_id: str
    header_id: str
    code: int
    data: Any
    seconds: float
    foreign: bool


class Gateway:
    """Pushes frames to the bot and keeps account of the acknowledgements."""

    def __init__(self, clock: Clock, faults: Faults, *, seed: int) -> None:
        self._clock = clock
        self._faults = faults
        self._random = random.Random(seed)
        self._header_ids = itertools.count(1)
        self._waiting: dict[str, Push] = {}
        self._by_header: dict[str, Push] = {}  # the latest _KEPT, oldest first
        self._changed = asyncio.Event()
        self.sockets = Sockets(clock, faults, self._take_ack)
        self.acks: deque[Ack] = deque(maxlen=_KEPT)
        # Whether what is said before the bot was ever there waits for it. Not as the platform
        # does; but people type while the sandbox is still starting.
        self.waits_for_first = False
        self.unknown_acks: deque[Mapping[str, Any]] = deque(maxlen=_KEPT)
        self.lost = 0

    async def settled(self, timeout: float = 30.0) -> bool:
        """Wait until no push waits for its acknowledgement; False when that took too long."""
        try:
            async with asyncio.timeout(timeout):
                while self._waiting:
                    await next(iter(self._waiting.values())).done.wait()
        except TimeoutError:
            return False
        return True

    async def push(self, push: Push) -> None:
        """Deliver now, and again later until it is acknowledged."""
        if self._faults.take("push", "lose"):
            self._lose(push)
            return
        self._waiting[push.id] = push
        await self._deliver(push)
        if self._faults.take("push", "duplicate"):
            await self._deliver(push)

    async def push_event(self, event_type: str, data: dict[str, Any]) -> Push:
        """An EVENT frame such as chat_add_member; the returned push tells when it is acked."""
        born, event_id = milliseconds(self._clock.now()), uuid4().hex
        headers = {
            "eventType": event_type,
            "eventId": event_id,
            "eventCorpId": HOME_CORP,
            "eventBornTime": str(born),
        }
        body = {"timeStamp": born, "eventType": event_type, **data}
        push = Push(event_id, "EVENT", "*", headers, body)
        await self.push(push)
        return push

    async def _deliver(self, push: Push) -> None:
        candidates = [c for c in self.sockets.open if c.takes(push.kind, push.topic)]
        if not candidates and self.waits_for_first and not self.sockets.opened:
            push.due_at = self._clock.now() + _LOOK_AGAIN
            self._changed.set()
            return
        push.tries += 1
        if not candidates and push.tries == 1:  # the platform forgets what nobody could hear
            self._lose(push)
            return
        push.due_at = self._clock.now() + timedelta(seconds=self._faults.redeliver_after)
        self._changed.set()
        if candidates and not self._faults.is_on("socket", "mute"):
            await self._send(self._random.choice(candidates), push)

    async def _send(self, connection: Connection, push: Push) -> None:
        header_id = f"5a4d_{next(self._header_ids):x}_{uuid4().hex[:8]}"
        headers = {
            "topic": push.topic,
            "messageId": header_id,
            "time": str(milliseconds(self._clock.now())),
            **push.headers,
        }
        self._by_header[header_id] = push
        if len(self._by_header) > _KEPT:
            del self._by_header[next(iter(self._by_header))]
        push.connection = connection
        push.pushed = asyncio.get_running_loop().time()
        text = frame(push.kind, headers, push.data, connection_id=connection.id)
        await self.sockets.send_raw(connection, text)

    def _take_ack(self, connection: Connection, text: str) -> None:
        try:
            body = json.loads(text)
            code, header_id = int(body["code"]), str(body["headers"]["messageId"])
            data = json.loads(body["data"])
        except (ValueError, KeyError, TypeError):
            self.sockets.problems.append("malformed acknowledgement")
            return
        push = self._by_header.get(header_id)
        if push is None:  # of a raw frame, or nonsense
            self.unknown_acks.append(body)
            return
        dropped = push.kind != "SYSTEM" and self._faults.take("ack") is not None
        seconds = asyncio.get_running_loop().time() - push.pushed
        foreign = push.connection is not connection
        self.acks.append(Ack(push.id, header_id, code, data, seconds, foreign))
        if not dropped and _is_final(push, code, data):
            self._waiting.pop(push.id, None)
            push.done.set()

    def _lose(self, push: Push) -> None:
        self.lost += 1
        push.lost = True
        self._waiting.pop(push.id, None)
        push.done.set()

    async def redeliver(self) -> None:
        """Push again what nobody acknowledged, until the emulator stops."""
        stopping = self.sockets.stopping
        while not stopping.is_set():
            now = self._clock.now()
            for push in [p for p in self._waiting.values() if p.due_at and p.due_at <= now]:
                if push.tries > self._faults.redeliveries:
                    self._lose(push)
                else:
                    await self._deliver(push)
            due = min((p.due_at for p in self._waiting.values() if p.due_at), default=None)
            seconds = (due - self._clock.now()).total_seconds() if due else 3600.0
            await self._clock.wait(max(seconds, 0.01), self._changed, stopping)
            self._changed.clear()

    async def ping(self) -> None:
        """Application pings, as the platform sends every half minute."""
        while not await set_within(self.sockets.stopping, self._faults.ping_every):
            await self.ping_now()

    async def ping_now(self) -> list[Push]:
        """Ping every connection; the pushes tell when they are echoed."""
        if self._faults.is_on("socket", "mute"):
            return []
        pushes = []
        for connection in tuple(self.sockets.open):
            push = Push(str(uuid4()), "SYSTEM", "ping", {}, {"opaque": uuid4().hex})
            await self._send(connection, push)
            pushes.append(push)
        return pushes


def _is_final(push: Push, code: int, data: Any) -> bool:
    if code != 200:
        return False
    if push.kind == "EVENT":
        return isinstance(data, dict) and data.get("status") == "SUCCESS"
    if push.topic == "ping":
        return bool(data == push.data)
    return True

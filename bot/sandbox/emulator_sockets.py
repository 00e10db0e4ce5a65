"""Tickets and WebSockets: how a bot connects, and what can happen to its connection.

A ticket lives 90 s and opens exactly one connection. An announced disconnect drains: the
connection gets no more pushes, may still acknowledge, and is closed some seconds later.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from aiohttp import WSMsgType, web

from bot.clock import Clock, set_within
from bot.sandbox.emulator_faults import Faults
from bot.sandbox.emulator_frames import frame, milliseconds
from bot.sandbox.emulator_http import Answer, Call, openapi_error
from bot.sandbox.emulator_model import CLIENT_ID, CLIENT_SECRET
from bot.tasks import Tasks

TICKET_LIFE = timedelta(seconds=90)
MAX_MESSAGE = 1 << 20


@dataclass(eq=False, slots=True)
class Connection:
    """One open WebSocket. A draining one gets no more pushes but may still acknowledge."""

    id: str
    socket: web.WebSocketResponse
    transport: asyncio.Transport
    topics: frozenset[tuple[str, str]]
    draining: bool = False

    def takes(self, kind: str, topic: str) -> bool:
        if self.draining or self.socket.closed:
            return False
        return (kind, topic) in self.topics or (kind, "*") in self.topics


class Sockets:
    """All connections. ``on_text`` is told every text frame that comes in."""

    def __init__(
        self, clock: Clock, faults: Faults, on_text: Callable[[Connection, str], None]
    ) -> None:
        self._clock = clock
        self._faults = faults
        self._on_text = on_text
        self._tickets: dict[str, tuple[datetime, frozenset[tuple[str, str]]]] = {}
        self._tasks = Tasks()
        self._changed = asyncio.Event()
        self.stopping = asyncio.Event()
        self.endpoint = ""
        self.open: list[Connection] = []
        self.opened = 0
        self.most_open = 0
        self.pongs = 0
        self.problems: deque[str] = deque(maxlen=1_000)

    def open_connection(self, call: Call) -> Answer:
        """``POST /v1.0/gateway/connections/open``."""
        body = call.body
        if body is None:
            raise openapi_error(400, "invalidParameter", "body is not a JSON object")
        if (body.get("clientId"), body.get("clientSecret")) != (CLIENT_ID, CLIENT_SECRET):
            raise openapi_error(401, "authFailed", "鉴权失败")
        topics = _topics(body.get("subscriptions"))
        if not topics:
            raise openapi_error(400, "invalidParameter", "subscriptions")
        agent = body.get("ua", "")
        if not isinstance(agent, str) or (agent and "/" not in agent):
            raise openapi_error(400, "invalidParameter", "ua")
        ticket = f"{uuid4()}/+&="  # opaque: whoever writes it into an address must quote it
        self._tickets[ticket] = (self._clock.now() + TICKET_LIFE, topics)
        if "application/json" not in call.headers.get("Accept", ""):
            xml = f"<OpenConnectionResponse><ticket>{ticket}</ticket></OpenConnectionResponse>"
            return Answer(xml, refused="without Accept: application/json the answer is XML")
        return Answer({"endpoint": self.endpoint, "ticket": ticket})

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """``GET /connect?ticket=…`` with an upgrade; serves the socket until it closes."""
        entry = self._tickets.pop(request.query.get("ticket", ""), None)
        if entry is None or entry[0] < self._clock.now():
            self.problems.append("ticket unknown, used or expired")
            return web.json_response({"code": "invalidTicket"}, status=401)
        socket = web.WebSocketResponse(autoping=False, max_msg_size=MAX_MESSAGE)
        await socket.prepare(request)
        transport = request.transport
        if not isinstance(transport, asyncio.Transport):
            return socket
        connection = Connection(str(uuid4()), socket, transport, entry[1])
        self.open.append(connection)
        self.opened += 1
        self.most_open = max(self.most_open, len(self.open))
        self._changed.set()
        try:
            await self._serve(connection)
        finally:
            self.open.remove(connection)
            self._changed.set()
        return socket

    async def _serve(self, connection: Connection) -> None:
        async for message in connection.socket:
            mute = self._faults.is_on("socket", "mute")
            if message.type is WSMsgType.PING and not mute:
                await connection.socket.pong(message.data)
            elif message.type is WSMsgType.PONG:
                self.pongs += 1
            elif message.type is WSMsgType.TEXT:
                self._on_text(connection, message.data)

    async def wait_opened(self, count: int = 1) -> None:
        """Return once that many connections have been opened since the start."""
        await self._until(lambda: self.opened >= count)

    async def wait_open(self, count: int) -> None:
        """Return once exactly that many connections are open."""
        await self._until(lambda: len(self.open) == count)

    async def _until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            self._changed.clear()
            await self._changed.wait()

    async def send_raw(self, connection: Connection, text: str | bytes) -> None:
        """Send these very characters or bytes; a socket that just broke is no error."""
        try:
            if isinstance(text, bytes):
                await connection.socket.send_bytes(text)
            else:
                await connection.socket.send_str(text)
        except ConnectionError:
            pass

    async def announce_disconnect(self) -> None:
        """Recycle every connection: tell it, stop pushing to it, close it a little later."""
        for connection in [one for one in self.open if not one.draining]:
            connection.draining = True
            headers = {"topic": "disconnect", "time": str(milliseconds(self._clock.now()))}
            text = frame("SYSTEM", headers, {"reason": "connection is expired"})
            await self.send_raw(connection, text)
            self._tasks.start(self._drain(connection), "emulator-drain")

    async def _drain(self, connection: Connection) -> None:
        await set_within(self.stopping, self._faults.drain_seconds)
        await connection.socket.close()

    def kill(self) -> None:
        """Cut the TCP connections without a word."""
        for connection in self.open:
            connection.draining = True
            connection.transport.abort()

    def tear(self) -> None:
        """Send the first half of a frame, then cut."""
        for connection in self.open:
            connection.draining = True
            connection.transport.write(b'\x81\x7e\x10\x00{"specVersion":"1.0","ty')
            connection.transport.close()

    async def close(self) -> None:
        """Close every socket and end the tasks of this object."""
        self.stopping.set()
        for connection in tuple(self.open):
            await connection.socket.close(code=1001)
        await self._tasks.wait()


def _topics(subscriptions: object) -> frozenset[tuple[str, str]]:
    if not isinstance(subscriptions, list):
        return frozenset()
    found = set()
    for entry in subscriptions:
        if not isinstance(entry, dict):
            return frozenset()
        kind, topic = entry.get("type"), entry.get("topic")
        if kind not in ("EVENT", "CALLBACK", "SYSTEM") or not isinstance(topic, str):
            return frozenset()
        found.add((kind, topic))
    return frozenset(found)

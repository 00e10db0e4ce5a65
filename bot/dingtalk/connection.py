"""One WebSocket to DingTalk: reads frames, hands them over, acknowledges them.

An acknowledgement leaves on the socket that brought the frame, or not at all. Frames are handled
side by side, up to a bound, so that a slow commit holds up no ping.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

import aiohttp
from aiohttp import WSMsgType

from bot.dingtalk.frames import OK, TOPIC_DISCONNECT, TOPIC_PING, Frame, ack, decode
from bot.tasks import Tasks, cancel

logger = logging.getLogger(__name__)

_MOST_AT_ONCE = 256

# Handles a frame; returns the acknowledgement to send, or None for none.
Handle = Callable[[Frame], Awaitable[str | None]]


class Connection:
    """``reader`` is the task that serves until the socket ends; ``retire`` is set when the server
    announces the end of the connection, which should then be replaced."""

    def __init__(
        self,
        socket: aiohttp.ClientWebSocketResponse,
        handle: Handle,
        on_frame: Callable[[bool], None],
        *,
        elapsed: Callable[[], float],
    ) -> None:
        self._socket = socket
        self._handle = handle
        self._on_frame = on_frame
        self._elapsed = elapsed
        self._tasks = Tasks()
        self._room = asyncio.Semaphore(_MOST_AT_ONCE)
        self.retire = asyncio.Event()
        self.opened = self.last_seen = elapsed()
        self.ended_cleanly = False
        self.heard = False
        self.reader = asyncio.create_task(self._read(), name="stream-read")

    async def _read(self) -> None:
        """Read until the socket ends. Never raises for anything a frame holds."""
        while True:
            message = await self._socket.receive()
            if message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED):
                self.ended_cleanly = self._socket.close_code in (1000, 1001)
                return
            if message.type is WSMsgType.ERROR:
                logger.warning("connection broken: %s", type(message.data).__name__)
                return
            self.last_seen = self._elapsed()
            if message.type is WSMsgType.PING:
                await self._send(self._socket.pong(message.data))
            elif message.type is WSMsgType.TEXT:
                await self._take(message.data)
            elif message.type is WSMsgType.BINARY:
                self._on_frame(False)

    async def _take(self, text: str) -> None:
        frame = decode(text)
        self._on_frame(frame is not None)
        if frame is None:
            logger.warning("skipped a frame that cannot be read, %d characters", len(text))
            return
        self.heard = True
        if frame.is_system:
            await self._system(frame)
            return
        await self._room.acquire()
        self._tasks.start(self._serve(frame), f"frame-{frame.message_id}", then=self._room.release)

    async def _system(self, frame: Frame) -> None:
        if frame.topic == TOPIC_DISCONNECT:
            logger.info("the server will close this connection")
            self.retire.set()
        elif frame.topic == TOPIC_PING:
            await self._acknowledge(ack(frame, OK, "OK", frame.data or {}))

    async def _serve(self, frame: Frame) -> None:
        await self._acknowledge(await self._handle(frame))

    async def _acknowledge(self, text: str | None) -> None:
        if text is not None:
            await self._send(self._socket.send_str(text))

    async def _send(self, sending: Awaitable[None]) -> None:
        """On a socket that has ended nothing is acknowledged: the frame comes again."""
        try:
            await sending
        except (ConnectionError, aiohttp.ClientError) as error:
            logger.info("not acknowledged, the connection has ended: %s", type(error).__name__)

    async def close(self, seconds: float) -> None:
        """Finish within ``seconds`` what was read, then close. Frames that are left are cancelled
        and, unacknowledged, delivered again."""
        try:
            await self._tasks.wait(seconds)
            await self._tasks.end()
            await self._socket.close()
        finally:
            await cancel(self.reader)

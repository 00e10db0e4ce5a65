"""The page's live wire: a WebSocket per open page that tells new lines and the state.

A page says which line it knew last; what came since is sent first. Lines carry their id,
so telling one twice changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import web

from bot.clock import SystemClock
from bot.sandbox.chat_views import View, line_view
from bot.sandbox.emulator import Emulator, Line

_PULSE_SECONDS = 1.0


class Live:
    """Serves ``/sandbox/stream``; ``close`` ends all of them at shutdown."""

    def __init__(
        self, emulator: Emulator, clock: SystemClock, *, epoch: str, pulse: Callable[[], View]
    ) -> None:
        self._emulator = emulator
        self._clock = clock
        self._epoch = epoch
        self._pulse = pulse
        self._sockets: set[web.WebSocketResponse] = set()

    async def stream(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        self._sockets.add(socket)
        # Subscribed before the past is read, and nothing is awaited between: no gap.
        queue = self._emulator.world.subscribe()
        past = self._since(_number(request.query.get("after")))
        tasks = [
            asyncio.create_task(self._tell_lines(socket, past, queue), name="page-lines"),
            asyncio.create_task(self._tell_pulse(socket), name="page-pulse"),
        ]
        try:
            async for _ in socket:
                pass  # a page only listens; the loop ends when it leaves
        finally:
            self._emulator.world.unsubscribe(queue)
            self._sockets.discard(socket)
            await _end(tasks)
        return socket

    async def close(self, _: web.Application) -> None:
        for socket in tuple(self._sockets):
            await socket.close(code=1001, message=b"sandbox stops")

    def _since(self, seq: int) -> list[Line]:
        """Lines after ``seq``, and older ones that were recalled: they may be news too."""
        chats = self._emulator.chats
        lines = [line for chat in chats for line in self._emulator.lines(chat.id)]
        return sorted(
            (line for line in lines if line.seq > seq or line.recalled), key=lambda x: x.seq
        )

    async def _tell_lines(
        self, socket: web.WebSocketResponse, past: list[Line], queue: asyncio.Queue[Line]
    ) -> None:
        await socket.send_json({"type": "hello", "epoch": self._epoch})
        for line in past:
            await socket.send_json({"type": "line", "line": line_view(self._emulator, line)})
        while True:
            line = await queue.get()
            await socket.send_json({"type": "line", "line": line_view(self._emulator, line)})

    async def _tell_pulse(self, socket: web.WebSocketResponse) -> None:
        """The state once, then whenever something in it other than the time has changed."""
        told: View = {}
        while True:
            pulse = self._pulse()
            now = pulse.pop("now")
            if pulse != told:
                told = pulse
                await socket.send_json({"type": "pulse", "now": now, **pulse})
            await self._clock.wait(_PULSE_SECONDS)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    """Cancel and await; an error that is not the page's leaving is raised for the log."""
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception) and not isinstance(outcome, ConnectionResetError):
            raise outcome


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0

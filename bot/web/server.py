"""What operators and calendars fetch: ``/health`` and ``/calendar.ics``, on the address of
``[web] listen``. Both are read-only and without secrets; what else is served there is added
by whoever starts it. It binds to this machine unless the configuration says otherwise.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from bot.clock import set_within
from bot.faults import Duty, Faults
from bot.web.calendar_feed import CalendarFeed

logger = logging.getLogger(__name__)

_RETRY_SECONDS = 5.0
_MOST_OPEN = 200  # connections; a browser has six
_CALENDAR_HEADERS = {
    "Cache-Control": "max-age=300",
    "Content-Disposition": 'inline; filename="salons.ics"',
    "X-Content-Type-Options": "nosniff",
}

_NOTHING_HERE = (
    "没有这一页。这里有的是：活动日历 /calendar.ics、运行状态 /health；"
    "管理员看的控制台，请在钉钉里私聊机器人发「控制台」，用回的链接打开。"
)

Health = Callable[[], Awaitable[Mapping[str, Any]]]


@web.middleware
async def _in_chinese(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Whoever opens what is not there is told in the language of its people."""
    try:
        return await handler(request)
    except web.HTTPNotFound:
        return web.Response(status=404, text=_NOTHING_HERE)
    except web.HTTPMethodNotAllowed as error:
        told = web.Response(status=405, text="这个网址只能直接打开看。")
        told.headers["Allow"] = error.headers["Allow"]
        return told


class WebServer:
    """``run`` serves until ``stop``. While the address is taken, as by a process that is about
    to end, the bot goes on and tries again: answering matters more than being watched.
    ``ready`` is set either way."""

    def __init__(
        self,
        listen: str,
        health: Health,
        calendar: CalendarFeed,
        faults: Faults,
        more: Callable[[web.Application], None] = lambda _: None,
    ) -> None:
        host, _, port = listen.rpartition(":")
        self._host = host.strip("[]")  # [::1]:8080: only a URL writes an IPv6 address so
        self._port = int(port)
        self._health = health
        self._calendar = calendar
        self._faults = faults
        self._more = more
        self._listening: asyncio.Server | None = None
        self.address = ""
        self.ready = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        application = web.Application(middlewares=[_in_chinese])
        application.router.add_get("/health", self._show_health)
        application.router.add_get("/calendar.ics", self._show_calendar)
        self._more(application)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        try:
            while not await self._faults.attempt(Duty.WEB, lambda: self._listen(runner)):
                self.ready.set()
                if await set_within(stop, _RETRY_SECONDS):
                    return
            self.ready.set()
            await stop.wait()
        finally:
            if self._listening is not None:
                self._listening.close()
            await runner.cleanup()

    async def _listen(self, runner: web.AppRunner) -> None:
        server = runner.server
        assert server is not None  # from the set-up on

        def connected() -> asyncio.Protocol:
            """Who holds connections open and sends nothing must not take the last of what
            this process may open from the platform and the store: the oldest gives way."""
            held = [one for one in server.connections if one.transport is not None]
            if len(held) >= _MOST_OPEN:
                held[0].force_close()
            return server()

        self._listening = await asyncio.get_running_loop().create_server(
            connected, self._host or "127.0.0.1", self._port
        )
        host, port = self._listening.sockets[0].getsockname()[:2]
        self.address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        logger.info("web: listening on %s", self.address)

    async def _show_health(self, _: web.Request) -> web.Response:
        """200 while the bot hears, 503 while it does not."""
        state = await self._health()
        return web.json_response(dict(state), status=200 if state["ok"] else 503)

    async def _show_calendar(self, request: web.Request) -> web.Response:
        """The salons as a calendar; 304 for who has this very one."""
        feed = await self._calendar.current()
        response = web.Response(
            body=feed.body,
            content_type="text/calendar",
            charset="utf-8",
            headers=_CALENDAR_HEADERS,
        )
        response.etag = feed.tag
        known = request.if_none_match
        if known and any(one.value in (feed.tag, "*") for one in known):
            return web.Response(status=304, headers=response.headers)
        return response

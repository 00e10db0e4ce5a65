"""Where the web server listens."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot.clock import FixedClock
from bot.events import Salons
from bot.store.sqlite import SqliteStore
from bot.web import CalendarFeed, WebServer
from bot.web.health_client import running_health

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as found:
            found.bind(("::1", 0))
    except OSError:
        return False
    return True


HOSTS = ["127.0.0.1", "", "localhost", *(["[::1]"] if _has_ipv6() else [])]


@pytest.mark.parametrize("host", HOSTS)
async def test_it_answers_where_the_setting_says(
    store: SqliteStore, clock: FixedClock, host: str
) -> None:
    async def health() -> Mapping[str, Any]:
        return {"ok": True, "stream": {}}

    feed = CalendarFeed(store, Salons(store, SHANGHAI, clock), clock, SHANGHAI)
    server = WebServer(f"{host}:0", health, feed)
    stop = asyncio.Event()
    running = asyncio.create_task(server.run(stop))
    await server.ready.wait()
    listen = f"{host}:{server.address.rpartition(':')[2]}"
    assert await running_health(listen) == {"ok": True, "stream": {}}
    async with aiohttp.ClientSession(server.address) as http:
        for path in ("/", "/calendar"):
            async with http.get(path) as answer:
                assert answer.status == 404
                assert "没有这一页" in await answer.text()
        async with http.post("/calendar.ics") as answer:
            assert answer.status == 405
            assert "直接打开" in await answer.text()
    stop.set()
    await running

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
from bot.faults import Duty, Faults
from bot.store.sqlite import SqliteStore
from bot.web.calendar_feed import CalendarFeed
from bot.web.health_client import running_health
from bot.web.server import WebServer
from tests.waiting import eventually

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as found:
            found.bind(("::1", 0))
    except OSError:
        return False
    return True


HOSTS = ["127.0.0.1", "", "localhost", *(["[::1]"] if _has_ipv6() else [])]


def _server(store: SqliteStore, clock: FixedClock, listen: str, faults: Faults) -> WebServer:
    async def health() -> Mapping[str, Any]:
        return {"ok": True, "stream": {}}

    feed = CalendarFeed(store, Salons(store, SHANGHAI, clock), clock, SHANGHAI)
    return WebServer(listen, health, feed, faults)


@pytest.mark.parametrize("host", HOSTS)
async def test_it_answers_where_the_setting_says(
    store: SqliteStore, clock: FixedClock, host: str
) -> None:
    server = _server(store, clock, f"{host}:0", Faults())
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


async def test_it_waits_for_an_address_that_is_taken(
    store: SqliteStore, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.server._RETRY_SECONDS", 0.01)
    faults, stop = Faults(), asyncio.Event()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        listen = f"127.0.0.1:{other.getsockname()[1]}"
        server = _server(store, clock, listen, faults)
        running = asyncio.create_task(server.run(stop))
        await server.ready.wait()
        assert not server.address
        assert Duty.WEB in faults.current
    await eventually(lambda: bool(server.address))
    assert not faults.current
    assert await running_health(listen) is not None
    stop.set()
    await running


async def test_connections_that_say_nothing_give_way_to_new_ones(
    store: SqliteStore, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.server._MOST_OPEN", 5)
    server = _server(store, clock, "127.0.0.1:0", Faults())
    stop = asyncio.Event()
    running = asyncio.create_task(server.run(stop))
    await server.ready.wait()
    host, port = server.address.removeprefix("http://").split(":")
    silent = []
    for _ in range(12):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"GET /health HTTP/1.1\r\nHost: x\r\nX: ")
        silent.append((reader, writer))
    assert await running_health(f"{host}:{port}") == {"ok": True, "stream": {}}
    for reader, _ in silent[:7]:
        assert await asyncio.wait_for(reader.read(), 5) == b""
    for reader, _ in silent[9:]:
        assert not reader.at_eof()
    for _, writer in silent:
        writer.close()
    stop.set()
    await running

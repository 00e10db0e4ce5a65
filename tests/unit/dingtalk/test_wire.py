"""One POST: how far a block reaches."""

from __future__ import annotations

import asyncio
import errno
import ssl
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.client_reqrep import ConnectionKey
from aiohttp.test_utils import TestServer
from yarl import URL

from bot.dingtalk.wire import Wire, why_unreachable
from bot.errors import DeliveryError

KEY = ConnectionKey("a", 443, True, True, None, None, None)


class Place:
    """A server that answers by the path it is called at, and counts the calls."""

    def __init__(self) -> None:
        app = web.Application()
        app.router.add_post("/{what}", self._answer)
        self.server = TestServer(app)
        self.calls = 0

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.calls += 1
        what = request.match_info["what"]
        if what == "elsewhere":
            raise web.HTTPTemporaryRedirect("/ok")
        if what == "endless":
            return web.json_response({"errcode": 0, "more": "x" * (3 << 20)})
        if what == "page":
            return web.Response(status=404, text="<html>not found</html>")
        return web.json_response({"status": 1111} if what == "punish" else {"errcode": 0})

    async def call(self, wire: Wire, what: str = "ok") -> str:
        """The code of the refusal; empty when it was accepted."""
        try:
            await wire.post(URL(f"{self.server.make_url('/')}{what}"), {})
        except DeliveryError as error:
            return error.code
        return ""


@pytest.fixture
async def places() -> AsyncIterator[tuple[Place, Place]]:
    here, there = Place(), Place()
    await here.server.start_server()
    await there.server.start_server()
    yield here, there
    await here.server.close()
    await there.server.close()


async def test_a_block_that_the_platform_speaks_of_holds_everywhere(
    places: tuple[Place, Place],
) -> None:
    here, there = places
    async with aiohttp.ClientSession() as http:
        wire = Wire(http, 5)
        assert await here.call(wire, "punish") == "1111"
        assert await here.call(wire) == await there.call(wire) == "blocked"
    assert (here.calls, there.calls) == (1, 0)


@pytest.mark.parametrize(("what", "code"), [("elsewhere", "HTTP 307"), ("endless", "garbled")])
async def test_nothing_is_followed_and_nothing_read_for_ever(
    places: tuple[Place, Place], what: str, code: str
) -> None:
    async with aiohttp.ClientSession() as http:
        wire = Wire(http, 5)
        assert await places[0].call(wire, what) == code
    assert places[0].calls == 1


class Unreachable(aiohttp.TCPConnector):
    """A network that swallows what is sent to open a connection."""

    async def _create_connection(self, *_: object) -> Any:
        await asyncio.Event().wait()


async def test_without_a_connection_nothing_was_sent() -> None:
    async with aiohttp.ClientSession(connector=Unreachable()) as http:
        with pytest.raises(DeliveryError) as caught:
            await Wire(http, 0.1).post(URL("https://192.0.2.1/"), {})
    assert (caught.value.code, caught.value.ambiguous) == ("not connected", False)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (aiohttp.ClientConnectorDNSError(KEY, OSError(-2, "name")), "域名解析不了"),
        (aiohttp.ClientConnectorCertificateError(KEY, ssl.SSLError("expired")), "证书有问题"),
        (ssl.SSLError("handshake"), "证书有问题"),
        (TimeoutError(), "超时"),
        (aiohttp.ClientConnectorError(KEY, OSError(errno.ECONNREFUSED, "")), "对方拒绝连接"),
        (aiohttp.InvalidURL("https://a/?session=secret"), "InvalidURL"),
    ],
)
def test_why_nothing_can_be_reached_is_told_without_the_address(
    error: Exception, words: str
) -> None:
    assert why_unreachable(error) == words


async def test_a_page_instead_of_an_answer_silences_only_the_place_it_came_from(
    places: tuple[Place, Place],
) -> None:
    here, there = places
    async with aiohttp.ClientSession() as http:
        wire = Wire(http, 5)
        assert await here.call(wire, "page") == "html"
        assert await here.call(wire) == "blocked"
        assert await there.call(wire) == ""
    assert (here.calls, there.calls) == (1, 1)

"""Where the gateway sends us: the ticket is written so that it arrives, and nobody reads it."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from yarl import URL

from bot.dingtalk.gateway import GatewayError, GatewayTiming, _address, connect
from bot.settings import DingTalk


def answer(endpoint: str, ticket: str = "t") -> str:
    return json.dumps({"endpoint": endpoint, "ticket": ticket})


def test_a_ticket_arrives_as_it_was_given() -> None:
    url = _address(answer("wss://a.example/connect", "a+b/c&d= é"), secure=True)
    assert URL(str(url)).query["ticket"] == "a+b/c&d= é"
    assert "a%2Bb" in str(url)


def test_from_https_the_way_goes_on_encrypted() -> None:
    with pytest.raises(GatewayError, match="加密"):
        _address(answer("ws://a.example/connect"), secure=True)
    with pytest.raises(GatewayError, match="加密"):
        _address(answer("http://a.example/connect"), secure=False)
    assert _address(answer("ws://127.0.0.1:1/connect"), secure=False).scheme == "ws"


async def test_a_place_that_never_answers_is_given_up() -> None:
    async def opened(request: web.Request) -> web.Response:
        return web.Response(text=answer(f"ws://{request.host}/connect"))

    async def silent(_: web.Request) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError

    app = web.Application()
    app.router.add_post("/v1.0/gateway/connections/open", opened)
    app.router.add_get("/connect", silent)
    async with TestServer(app) as server, aiohttp.ClientSession() as http:
        place = DingTalk(api_base=str(server.make_url("/")))
        with pytest.raises(GatewayError, match="没有及时应答"):
            await connect(http, place, GatewayTiming(connect=0.1))

"""Asking the gateway for a place to connect to: one POST, a ticket, a WebSocket.

The ticket opens exactly one connection within 90 s. It is a secret, as is the address that
carries it: neither appears in an error.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import aiohttp
from yarl import URL

from bot.dingtalk.frames import SUBSCRIPTIONS
from bot.dingtalk.reading import json_object
from bot.dingtalk.wire import read_text, why_unreachable
from bot.settings import DingTalk

_PATH = "/v1.0/gateway/connections/open"
_AGENT = "xiangwen-stream/1.0"
_MAX_FRAME = 1 << 20
_CLOSE_SECONDS = 0.5


class GatewayError(Exception):
    """No connection. ``refused``: the credentials are wrong, and hurrying does not help."""

    def __init__(self, message: str, *, refused: bool = False) -> None:
        super().__init__(message)
        self.refused = refused


@dataclass(frozen=True, slots=True)
class GatewayTiming:
    """Seconds for the two steps of opening, and between two WebSocket pings."""

    open: float = 10.0
    connect: float = 10.0
    heartbeat: float = 30.0


async def connect(
    http: aiohttp.ClientSession, dingtalk: DingTalk, timing: GatewayTiming
) -> aiohttp.ClientWebSocketResponse:
    """A fresh connection. Raises GatewayError, within the seconds of ``timing``."""
    try:
        address = await _open(http, dingtalk, timing.open)
        async with asyncio.timeout(timing.connect):
            # Without autoping we see pongs, which are signs of life, and answer pings ourselves.
            return await http.ws_connect(
                address,
                autoping=False,
                heartbeat=timing.heartbeat,
                max_msg_size=_MAX_FRAME,
                timeout=aiohttp.ClientWSTimeout(ws_close=_CLOSE_SECONDS),
            )
    except TimeoutError:
        raise GatewayError("钉钉网关没有及时应答") from None
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise GatewayError(f"连不上钉钉网关（{why_unreachable(error)}）") from None


async def _open(http: aiohttp.ClientSession, dingtalk: DingTalk, seconds: float) -> URL:
    body = {
        "clientId": dingtalk.client_id,
        "clientSecret": dingtalk.client_secret.get_secret_value(),
        "subscriptions": list(SUBSCRIPTIONS),
        "ua": _AGENT,
    }
    async with http.post(
        URL(dingtalk.api_base.rstrip("/") + _PATH),
        json=body,
        headers={"Accept": "application/json"},  # without it the answer is XML
        timeout=aiohttp.ClientTimeout(total=seconds),
        allow_redirects=False,
    ) as response:
        text = await read_text(response)
        if response.status == 401:
            raise GatewayError(
                "钉钉拒绝了 client_id 或 client_secret（鉴权失败），请核对配置", refused=True
            )
        if response.status != 200:
            raise GatewayError(f"钉钉网关返回 HTTP {response.status}{_code(text)}")
    return _address(text, secure=dingtalk.api_base.startswith("https:"))


def _code(text: str) -> str:
    code = (json_object(text) or {}).get("code")
    return f"（{code}）" if isinstance(code, str) and len(code) < 80 else ""


def _address(text: str, *, secure: bool) -> URL:
    """The address to connect to; plain ws:// only if the API itself was called without TLS."""
    answer = json_object(text) or {}
    try:
        url, ticket = URL(str(answer["endpoint"])), str(answer["ticket"])
    except (ValueError, KeyError):
        raise GatewayError("钉钉网关的应答读不懂") from None
    if url.scheme != "wss" and (secure or url.scheme != "ws"):
        raise GatewayError("钉钉网关给出的地址不是加密连接")
    return url.update_query(ticket=ticket)

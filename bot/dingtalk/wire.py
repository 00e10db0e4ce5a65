"""POSTs: JSON out, DingTalk's answer or a DeliveryError in. No retries here.

The line between "not sent" and "perhaps sent" is drawn here: what fails before there is a
connection was not sent; what fails afterwards may have been.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Mapping
from typing import Any

import aiohttp
from yarl import URL

from bot.dingtalk.refusals import BLOCKED_CODE, BLOCKED_SECONDS, PAGE_CODE, check_answer
from bot.errors import DeliveryError, Stops, os_reason

_MOST_BYTES = 1 << 20
# Errors that come before anything is written.
_NOT_SENT = (
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientConnectorError,
    ssl.SSLError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
)
_ANYWHERE = ""


class Wire:
    """``seconds``: how long the whole of a call may take.

    Once the platform has blocked our address, nothing is called until that is over: calls would be
    refused and counted against us.
    """

    def __init__(self, http: aiohttp.ClientSession, seconds: float) -> None:
        self._http = http
        self._seconds = seconds
        # By authority, or anywhere: until when it listens to nothing, by the loop's clock.
        self._blocked_until: dict[str, float] = {}

    def block(self, seconds: float) -> None:
        """Call nothing for so long, as a run before this one was told."""
        self._block(_ANYWHERE, seconds)

    @property
    def blocked_seconds(self) -> float:
        """For how long the platform still refuses our address; 0 when it does not."""
        return self._left(_ANYWHERE)

    async def post(
        self, url: URL, body: Mapping[str, Any], *, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """The decoded answer to an accepted call. Raises DeliveryError; follows no redirect."""
        # Not json=…: that writes each Chinese character in six bytes instead of three.
        payload = json.dumps(body, ensure_ascii=False).encode()
        kind = {"Content-Type": "application/json; charset=utf-8"}
        return await self._post(url, payload, {**kind, **(headers or {})})

    async def post_file(
        self, url: URL, fields: Mapping[str, str], name: str, content: bytes
    ) -> dict[str, Any]:
        """The same for an upload: ``fields`` and the file as ``media``."""
        form = aiohttp.FormData(dict(fields))
        form.add_field("media", content, filename=name, content_type="application/octet-stream")
        return await self._post(url, form, {})

    async def _post(
        self, url: URL, payload: bytes | aiohttp.FormData, headers: Mapping[str, str]
    ) -> dict[str, Any]:
        if left := max(self.blocked_seconds, self._left(url.authority)):
            raise DeliveryError(
                "出口 IP 被平台暂时封禁，还没解除",
                retry_after=left,
                code="blocked",
                stops=Stops.EVERYTHING if self.blocked_seconds else Stops.NOTHING,
            )
        # One limit for the pool, the handshake and the answer together; a shorter one for the
        # first two, whose error tells that nothing was written.
        limits = aiohttp.ClientTimeout(total=self._seconds, connect=self._seconds * 0.8)
        try:
            async with self._http.post(
                url,
                data=payload,
                headers={"Accept": "application/json", **headers},
                timeout=limits,
                allow_redirects=False,
            ) as response:
                text = await read_text(response)
                after = response.headers.get("Retry-After", "")
                return check_answer(response.status, text, after)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _transport_error(error) from None
        except DeliveryError as error:
            if error.code in (BLOCKED_CODE, PAGE_CODE):
                where = _ANYWHERE if error.code == BLOCKED_CODE else url.authority
                self._block(where, BLOCKED_SECONDS)
            raise

    def _block(self, where: str, seconds: float) -> None:
        self._blocked_until[where] = asyncio.get_running_loop().time() + seconds

    def _left(self, where: str) -> float:
        until = self._blocked_until.get(where, 0.0)
        return max(until - asyncio.get_running_loop().time(), 0.0)


async def read_text(response: aiohttp.ClientResponse) -> str:
    """The body, cut where it is absurdly long; undecodable bytes are marked."""
    raw = bytearray()
    async for chunk in response.content.iter_chunked(1 << 16):
        raw += chunk
        if len(raw) > _MOST_BYTES:
            break
    return raw.decode("utf-8", "replace")


def why_unreachable(error: Exception) -> str:
    """Why there is no connection, in an admin's words, or the error's class; never its text, which
    may hold the address, a secret."""
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "域名解析不了"
    if isinstance(error, ssl.SSLError | aiohttp.ClientSSLError):
        return "证书有问题"
    if isinstance(error, TimeoutError):
        return "超时"
    if isinstance(error, aiohttp.ClientConnectorError) and error.os_error.errno:
        return os_reason(error.os_error)
    return type(error).__name__


def _transport_error(error: Exception) -> DeliveryError:
    name = why_unreachable(error)
    if isinstance(error, _NOT_SENT):
        return DeliveryError(f"连不上钉钉（{name}）", code="not connected")
    if isinstance(error, TimeoutError):
        return DeliveryError("钉钉没有及时应答，不知是否已送达", ambiguous=True, code="timeout")
    return DeliveryError(f"连接中断，不知是否已送达（{name}）", ambiguous=True, code="broken")

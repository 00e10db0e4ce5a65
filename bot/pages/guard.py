"""Who may talk to a page of ours: a browser that has it from one of its own names, and only
from the page itself.

The Host check ends DNS rebinding, the Origin check ends forged posts and sockets from
other sites, the policy header ends whatever markup might slip through.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from bot.expressions import Expression

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

_HOST = Expression(r"[\w.-]+(:\d+)?|\[[\da-f:]+\](:\d+)?", re.I)
_POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'; connect-src 'self' ws://{host} wss://{host}"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer, with which a browser names no origin for the forms of the page itself.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


class Guard:
    """``hosts`` are the names under which the page may be opened, without the port;
    ``site`` is what people call it. ``origin``: as browsers see it where something stands in
    between that does not hand the Host on; empty: nothing does."""

    def __init__(self, hosts: frozenset[str], *, site: str, origin: str = "") -> None:
        self._hosts = hosts
        self._site = site
        self._origin = origin

    def wrap(self, handler: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            self._refuse_strangers(request)
            response = await handler(request)
            if not response.prepared:
                for name, value in _HEADERS.items():
                    response.headers.setdefault(name, value)
                # Older browsers do not count the page's own WebSocket as 'self'.
                policy = _POLICY.format(host=request.host)
                response.headers["Content-Security-Policy"] = policy
            return response

        return guarded

    def _refuse_strangers(self, request: web.Request) -> None:
        if not self._is_known(request.host):
            names = "、".join(sorted(self._hosts))
            raise web.HTTPForbidden(text=f"{self._site}只接受从这些地址打开：{names}。")
        changes = request.method != "GET" or "Upgrade" in request.headers
        origin = request.headers.get("Origin")
        if changes and origin is not None and not self._is_own(origin, request.host):
            raise web.HTTPForbidden(text=f"{self._site}不接受其他网站发来的请求。")
        if changes and request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
            raise web.HTTPForbidden(text=f"{self._site}不接受其他网站发来的请求。")

    def _is_own(self, origin: str, host: str) -> bool:
        return urlsplit(origin).netloc == host or (bool(self._origin) and origin == self._origin)

    def _is_known(self, host: str) -> bool:
        return bool(_HOST.fullmatch(host)) and urlsplit(f"//{host}").hostname in self._hosts

"""The way in and out, and who has come in.

The link of a chat shows a page with a button. What the button sends uses up the code and
sets the cookie: a client that looks at links by itself uses up nothing, and a cookie that is
never sent along from elsewhere (SameSite=Strict) is there on the next page.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.chat.context import Services
from bot.messages import Role
from bot.pages.assets import Assets
from bot.sign_ins import SESSION_LASTS

HOME = "/console"
COOKIE = "xiangwen_console"
_LOST_SECONDS = 0.5  # for a wrong code: who guesses waits, one after another
_AT_ONCE = 4  # wrong codes that wait


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of an admin. ``form_key`` stands in every form of the pages and nowhere else:
    who cannot read our pages cannot send one of them."""

    request: web.Request
    staff_id: str
    token: str

    @property
    def form_key(self) -> str:
        return hashlib.sha256(f"form:{self.token}".encode()).hexdigest()[:32]


Page = Callable[[Visit], Awaitable[web.StreamResponse]]


class Entry:
    """``secure``: the cookie goes over HTTPS only."""

    def __init__(self, services: Services, assets: Assets, *, secure: bool) -> None:
        self._services = services
        self._assets = assets
        self._secure = secure
        self._wrong = asyncio.Semaphore(_AT_ONCE)

    def for_admins(self, page: Page) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """``page`` for whoever has come in and still is an admin, else the way in."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            visit = await self._visit(request)
            if visit is None:
                return self._assets.page("outside.html", status=401)
            if request.method == "POST":
                sent = str((await request.post()).get("form_key", ""))
                if not hmac.compare_digest(sent.encode(), visit.form_key.encode()):
                    raise web.HTTPForbidden(text="这个页面过期了，请返回上一页刷新再试。")
            return await page(visit)

        return guarded

    async def _visit(self, request: web.Request) -> Visit | None:
        token = request.cookies.get(COOKIE, "")
        sign_ins = self._services.sign_ins
        staff_id = await sign_ins.who(token, self._services.now())
        if staff_id is None:
            return None
        if await self._services.members.role_named(staff_id) < Role.ADMIN:
            await sign_ins.end_all(staff_id)
            return None
        return Visit(request, staff_id, token)

    async def door(self, request: web.Request) -> web.StreamResponse:
        """What the link of a chat opens; looking changes nothing."""
        return self._assets.page("door.html", code=request.query.get("code", ""), failed=False)

    async def come_in(self, request: web.Request) -> web.StreamResponse:
        code = str((await request.post()).get("code", ""))
        token = await self._services.sign_ins.redeem(code, self._services.now())
        if token is None:
            async with self._wrong:
                await asyncio.sleep(_LOST_SECONDS)
            return self._assets.page("door.html", status=403, code="", failed=True)
        response = web.HTTPSeeOther(HOME)
        response.set_cookie(
            COOKIE,
            token,
            path=HOME,
            max_age=int(SESSION_LASTS.total_seconds()),
            httponly=True,
            samesite="Strict",
            secure=self._secure,
        )
        return response

    async def leave(self, visit: Visit) -> web.StreamResponse:
        await self._services.sign_ins.end(visit.token)
        response = web.HTTPSeeOther(HOME)
        response.del_cookie(COOKIE, path=HOME)
        return response

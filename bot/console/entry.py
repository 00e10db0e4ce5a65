"""The way in and out, and who has come in.

The link of a chat shows a page with a button. What the button sends uses up the code and
sets the cookie: a client that looks at links by itself uses up nothing, and a cookie that is
never sent along from elsewhere (SameSite=Strict) is there on the next page.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.chat.context import Services
from bot.messages import Role
from bot.pages.assets import Assets
from bot.sign_ins import SESSION_LASTS

HOME = "/console"
COOKIE = "xiangwen_console"
_LOST_SECONDS = 0.5  # for a wrong code
_AT_ONCE = 4  # wrong codes that wait; one more is told so at once, and nothing piles up
_FORM_BYTES = 16_384  # a question of 500 characters, encoded, is a third of it
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of an admin. ``form_key`` stands in every form of the pages and nowhere else:
    who cannot read our pages cannot send one of them. ``form`` is what was sent."""

    request: web.Request
    staff_id: str
    token: str
    form: Mapping[str, str]

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
        self._wrong = 0

    def for_admins(self, page: Page) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """``page`` for whoever has come in and still is an admin, else the way in."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            visit = await self._visit(request)
            if visit is None:
                return self._assets.page("outside.html", status=401)
            if request.method == "POST":
                sent = visit.form.get("form_key", "").encode("utf-8", "replace")
                if not hmac.compare_digest(sent, visit.form_key.encode()):
                    raise web.HTTPForbidden(text="这个页面过期了，请返回上一页刷新再试。")
            return await page(visit)

        return guarded

    async def _visit(self, request: web.Request) -> Visit | None:
        token = request.cookies.get(COOKIE, "")
        sign_ins = self._services.sign_ins
        staff_id = await sign_ins.who(token, self._services.now())
        if staff_id is None or not await self._is_admin(staff_id):
            return None
        return Visit(request, staff_id, token, await _form(request))

    async def _is_admin(self, staff_id: str) -> bool:
        """Whoever is none any more is out, everywhere."""
        if await self._services.members.role_named(staff_id) >= Role.ADMIN:
            return True
        await self._services.sign_ins.end_all(staff_id)
        return False

    async def door(self, request: web.Request) -> web.StreamResponse:
        """What the link of a chat opens; looking changes nothing."""
        return self._assets.page("door.html", code=request.query.get("code", ""), failed=False)

    async def come_in(self, request: web.Request) -> web.StreamResponse:
        code = (await _form(request)).get("code", "")
        token = await self._token_for(code)
        if token is None:
            return await self._refuse()
        response = go_to(HOME)
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

    async def _token_for(self, code: str) -> str | None:
        sign_ins, now = self._services.sign_ins, self._services.now()
        staff_id = await sign_ins.holder(code, now)
        if staff_id is None or not await self._is_admin(staff_id):
            return None
        return await sign_ins.redeem(code, now)

    async def _refuse(self) -> web.StreamResponse:
        """Who guesses waits, and only few wait at the same time."""
        if self._wrong >= _AT_ONCE:
            raise web.HTTPTooManyRequests(text="现在试的人太多，请过几秒再打开链接。")
        self._wrong += 1
        try:
            await asyncio.sleep(_LOST_SECONDS)
        finally:
            self._wrong -= 1
        return self._assets.page("door.html", status=403, code="", failed=True)

    async def leave(self, visit: Visit) -> web.StreamResponse:
        await self._services.sign_ins.end(visit.token)
        response = go_to(HOME)
        response.del_cookie(COOKIE, path=HOME)
        return response


def go_to(address: str) -> web.Response:
    """The browser opens this page next, by GET."""
    return web.Response(status=303, headers={"Location": address})


async def _form(request: web.Request) -> dict[str, str]:
    """What a form of ours sent; empty for a request that is none."""
    if request.method != "POST":
        return {}
    if request.content_type != _FORM:
        raise web.HTTPUnsupportedMediaType(text="只接受控制台自己的表单。")
    request = request.clone(client_max_size=_FORM_BYTES)
    try:
        return {key: str(value) for key, value in (await request.post()).items()}
    except web.HTTPRequestEntityTooLarge as error:
        told = "这个表单太大了。"
        raise web.HTTPRequestEntityTooLarge(_FORM_BYTES, text=told) from error
    # Neither its encoding nor a known one, or the browser is gone.
    except (ValueError, LookupError, ConnectionError) as error:
        raise web.HTTPBadRequest(text="这个表单读不懂，请返回上一页刷新再试。") from error

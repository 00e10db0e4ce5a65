"""The console as a whole: its addresses, and what its pages have in common."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bot.chat.context import Services
from bot.console.address import host_names, public_origin
from bot.console.documents import Advice, page, pages
from bot.console.entry import HOME, Entry, Visit, go_to
from bot.console.open_questions import dismiss, unanswered
from bot.console.overview import overview, salons
from bot.console.past import acts, deliveries
from bot.console.trial import trial
from bot.folder_watch import FolderWatch
from bot.pages.assets import Assets
from bot.pages.guard import LOOPBACK, Guard, Handler
from bot.precedence import give_way
from bot.settings import Web

logger = logging.getLogger(__name__)

View = Callable[[Visit], Awaitable[dict[str, Any]]]
Change = Callable[[Visit], Awaitable[web.StreamResponse]]

MENU = (
    ("", "概况"),
    ("/questions", "没答上"),
    ("/trial", "试问"),
    ("/pages", "知识页"),
    ("/salons", "活动"),
    ("/deliveries", "投递"),
    ("/acts", "操作记录"),
)
# What is behind the sign-in stays in no cache, and nobody gets another's.
_HEADERS = {"Cache-Control": "no-store", "Vary": "Cookie"}


class Console:
    """``table`` says under which address it is opened."""

    def __init__(self, services: Services, watch: FolderWatch, table: Web) -> None:
        self._services = services
        public = public_origin(table)
        names = LOOPBACK | host_names(table)
        self._guard = Guard(names, site="控制台", origin=str(public) if public else "")
        self._assets = Assets(
            "bot.console",
            menu=[(HOME + path, name) for path, name in MENU],
            home=HOME,
            static=f"{HOME}/static",
            drawn=_drawn,
        )
        self._advice = Advice()
        self._watch = watch
        self._entry = Entry(
            services, self._assets, secure=bool(public and public.scheme == "https")
        )

    def add_to(self, application: web.Application) -> None:
        """Serve it under ``HOME``."""
        entry, router = self._entry, application.router
        for path, view in self._views().items():
            router.add_get(HOME + path, self._guarded(entry.for_admins(self._shown(view))))
        for path, change in self._changes().items():
            router.add_post(HOME + path, self._guarded(entry.for_admins(change)))
        router.add_get(f"{HOME}/enter", self._guarded(entry.door))
        router.add_post(f"{HOME}/enter", self._guarded(entry.come_in))
        router.add_get(f"{HOME}/static/{{name}}", self._guard.wrap(self._assets.serve))
        router.add_get(f"{HOME}/", self._guarded(_to_the_first_page))
        nowhere = self._guarded(entry.for_admins(_nowhere))
        router.add_route("*", HOME + "/{rest:.*}", nowhere)

    def _views(self) -> dict[str, View]:
        services, watch, advice = self._services, self._watch, self._advice
        return {
            "": lambda _: overview(services, watch),
            "/questions": lambda _: unanswered(services),
            "/trial": lambda visit: trial(services, visit),
            "/pages": lambda visit: pages(services, watch, advice, visit),
            "/pages/{number}/{path:.+}": lambda visit: page(watch, visit),
            "/salons": lambda _: salons(services),
            "/deliveries": lambda visit: deliveries(services, visit),
            "/acts": lambda _: acts(services),
        }

    def _changes(self) -> dict[str, Change]:
        return {
            "/questions/dismiss": lambda visit: dismiss(self._services, visit),
            "/pages/reload": self._reload,
            "/leave": self._entry.leave,
        }

    def _guarded(self, handler: Handler) -> Handler:
        """With what all but the static files have in common; a mistake is a page, too."""

        async def safe(request: web.Request) -> web.StreamResponse:
            try:
                response = await handler(request)
            except web.HTTPException as refusal:
                response = self._assets.page("refusal.html", refusal.status, told=refusal.text)
            except Exception:  # the edge: one page fails, not the server
                code = secrets.token_hex(3)
                # The route and not the address, in which a code may stand.
                route = request.match_info.route.resource
                where = route.canonical if route else HOME
                logger.exception("console: %s failed, code %s", where, code)
                told = f"抱歉，这一页出了点问题。凭编号 {code} 可以在日志里查原因。"
                response = self._assets.page("refusal.html", 500, told=told)
            response.headers.update(_HEADERS)
            return response

        return self._guard.wrap(safe)

    def _shown(self, view: View) -> Change:
        """The page of a view: it names its template and the values of it."""

        async def shown(visit: Visit) -> web.StreamResponse:
            status = 200
            try:
                values = await view(visit)
            except web.HTTPNotFound as missing:
                status, values = 404, {"template": "missing.html", "told": missing.text}
            template = values.pop("template")
            # In a thread: a long page takes a second to draw, and the loop hears and sends.
            return await asyncio.to_thread(
                self._assets.page,
                template,
                status,
                here=visit.request.path,
                staff_id=visit.staff_id,
                form_key=visit.form_key,
                **values,
            )

        return shown

    async def _reload(self, visit: Visit) -> web.StreamResponse:
        """Read the folder now; the page that follows shows what came of it."""
        await self._services.reload()
        return go_to(f"{HOME}/pages?reloaded=1")


def _drawn(source: str) -> str:
    from bot.pages.rendering import render_markdown  # on use: a start would wait for its library

    give_way()
    return render_markdown(source, tapped=_tried).html


def _tried(text: str) -> str:
    return f"{HOME}/trial?{urlencode({'q': text})}"


async def _to_the_first_page(_: web.Request) -> web.StreamResponse:
    return go_to(HOME)


async def _nowhere(_: Visit) -> web.StreamResponse:
    raise web.HTTPNotFound(text="没有这一页。")

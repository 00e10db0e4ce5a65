"""The console as a whole: its addresses, and what its pages have in common."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from typing import Any

from aiohttp import web

from bot.chat.context import Services
from bot.console.documents import Documents
from bot.console.entry import HOME, Entry, Visit
from bot.console.overview import overview
from bot.console.past import acts, deliveries
from bot.console.questions import Questions
from bot.console.salons import salons
from bot.folder_watch import FolderWatch
from bot.pages.assets import Assets
from bot.pages.guard import LOOPBACK, Guard, Handler
from bot.pages.rendering import render_markdown

View = Callable[[Visit], Awaitable[dict[str, Any]]]

MENU = (
    ("", "概况"),
    ("/questions", "没答上"),
    ("/trial", "试问"),
    ("/pages", "知识页"),
    ("/salons", "活动"),
    ("/deliveries", "投递"),
    ("/acts", "操作记录"),
)


class Console:
    """``hosts`` are the names, without a port, under which it is opened beside this
    machine's own."""

    def __init__(
        self, services: Services, watch: FolderWatch, hosts: Collection[str], *, secure: bool
    ) -> None:
        self._services = services
        self._watch = watch
        self._guard = Guard(LOOPBACK | frozenset(hosts), site="控制台")
        self._assets = Assets(
            "bot.console",
            menu=[(HOME + path, name) for path, name in MENU],
            home=HOME,
            static=f"{HOME}/static",
            drawn=lambda source: render_markdown(source).html,
        )
        self._entry = Entry(services, self._assets, secure=secure)

    def add_to(self, application: web.Application) -> None:
        entry, services = self._entry, self._services
        questions, documents = Questions(services), Documents(services, self._watch)
        views: dict[str, View] = {
            "": lambda _: overview(services, self._watch),
            "/questions": questions.unanswered,
            "/trial": questions.trial,
            "/pages": documents.all,
            "/pages/{number}/{path:.+}": documents.one,
            "/salons": lambda _: salons(services),
            "/deliveries": lambda visit: deliveries(services, visit),
            "/acts": lambda _: acts(services),
        }
        add_get, add_post = application.router.add_get, application.router.add_post
        for path, view in views.items():
            add_get(HOME + path, self._guard.wrap(entry.for_admins(self._shown(view))))
        changes: dict[str, Callable[[Visit], Awaitable[web.StreamResponse]]] = {
            "/questions/dismiss": questions.dismiss,
            "/pages/reload": self._reload,
            "/leave": entry.leave,
        }
        for path, change in changes.items():
            add_post(HOME + path, self._guard.wrap(entry.for_admins(change)))
        open_to_all: dict[str, Handler] = {
            "/enter": entry.door,
            "/static/{name}": self._assets.serve,
        }
        for path, handler in open_to_all.items():
            add_get(HOME + path, self._guard.wrap(handler))
        add_post(f"{HOME}/enter", self._guard.wrap(entry.come_in))

    def _shown(self, view: View) -> Callable[[Visit], Awaitable[web.StreamResponse]]:
        """The page of a view: it names its template and the values of it."""

        async def shown(visit: Visit) -> web.StreamResponse:
            status = 200
            try:
                values = await view(visit)
            except web.HTTPNotFound as missing:
                status, values = 404, {"template": "missing.html", "told": missing.text}
            template = values.pop("template")
            return self._assets.page(
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
        report = await self._services.reload()
        view = Documents(self._services, self._watch).all

        async def told(again: Visit) -> dict[str, Any]:
            return await view(again) | {"report": report}

        return await self._shown(told)(visit)

"""The files and templates of pages, read once from their package (also from a wheel)."""

from __future__ import annotations

import hashlib
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from jinja2 import Environment

_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class Assets:
    """What lies in the ``static/`` of ``package``, and of this one, which all pages share; a
    file that is not there now is a 404 for good. ``template_values`` are known to every
    template."""

    def __init__(self, package: str, **template_values: Any) -> None:
        folders = [resources.files(name) / "static" for name in (__package__ or "", package)]
        self._files = {
            file.name: _Asset(file)
            for folder in folders
            for file in folder.iterdir()
            if file.is_file()
        }
        self._package = package
        self._template_values = template_values

    @cached_property
    def _templates(self) -> Environment:
        # On use: every start would wait for it, and few bots are asked for a page.
        from jinja2 import Environment, PackageLoader, StrictUndefined

        found = Environment(
            loader=PackageLoader(self._package), autoescape=True, undefined=StrictUndefined
        )
        found.globals.update(self._template_values)
        return found

    def page(self, template: str, /, status: int = 200, **values: Any) -> web.Response:
        html = self._templates.get_template(template).render(values)
        return web.Response(text=html, content_type="text/html", status=status)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        asset = self._files.get(request.match_info["name"])
        if asset is None:
            raise web.HTTPNotFound(text="没有这个文件。")
        if request.headers.get("If-None-Match") == asset.tag:
            return web.Response(status=304, headers={"ETag": asset.tag})
        return web.Response(
            body=asset.body,
            content_type=asset.content_type,
            charset="utf-8",
            headers={"ETag": asset.tag},
        )


class _Asset:
    def __init__(self, file: Traversable) -> None:
        self.body = file.read_bytes()
        self.tag = f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'
        self.content_type = _TYPES.get(f".{file.name.rpartition('.')[2]}", "text/plain")

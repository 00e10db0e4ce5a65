"""The page's files, read once from the package (also from a wheel), and its one template."""

from __future__ import annotations

import hashlib
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class Assets:
    """What lies in ``static/``; a file that is not there now is a 404 for good."""

    def __init__(self) -> None:
        folder = resources.files("bot.sandbox") / "static"
        self._files = {file.name: _Asset(file) for file in folder.iterdir() if file.is_file()}
        self._templates = Environment(
            loader=PackageLoader("bot.sandbox"), autoescape=True, undefined=StrictUndefined
        )

    def page(self, **values: Any) -> web.Response:
        html = self._templates.get_template("chat.html").render(values)
        return web.Response(text=html, content_type="text/html")

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

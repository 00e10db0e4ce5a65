"""知识页: the pages as the bot reads them, and what is wrong with them."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from bot.chat.context import Services
from bot.console.entry import HOME, Visit
from bot.folder import KnowledgeFile
from bot.folder_watch import FolderWatch
from bot.knowledge.documents import Document, read_document
from bot.lint.pages import check_page


class Documents:
    def __init__(self, services: Services, watch: FolderWatch) -> None:
        self._services = services
        self._watch = watch

    async def all(self, visit: Visit) -> dict[str, Any]:
        """Every page by its path, those only that have ``q`` in path or title."""
        wanted = visit.request.query.get("q", "").strip()
        listed = await asyncio.to_thread(self._listed, wanted.casefold())
        report = self._watch.report
        return {
            "template": "documents.html",
            "pages": listed,
            "wanted": wanted,
            "count": len(self._watch.files),
            "passages": report.passages if report else 0,
            "skipped": self._watch.skipped,
            "problems": self._services.salons.book.problems,
            "report": "",
            "folders": self._services.settings.knowledge.paths,
        }

    def _listed(self, wanted: str) -> list[dict[str, str]]:
        pages = []
        for file in self._watch.files:
            title = str(file.meta.get("title") or "")
            if wanted in f"{file.path}\n{title}".casefold():
                pages.append({"path": file.path, "title": title, "address": self._address(file)})
        return pages

    def _address(self, file: KnowledgeFile) -> str:
        """By the folder's place among the folders: two may have a page of the same path."""
        roots = list(dict.fromkeys(one.root for one in self._watch.files))
        return f"{HOME}/pages/{roots.index(file.root)}/{file.path}"

    async def one(self, visit: Visit) -> dict[str, Any]:
        """A page, cut into its passages, with what could be better."""
        number, path = visit.request.match_info["number"], visit.request.match_info["path"]
        wanted = f"{HOME}/pages/{number}/{path}"
        files = self._watch.files
        file = next((f for f in files if f.path == path and self._address(f) == wanted), None)
        if file is None:
            raise web.HTTPNotFound(text="没有这一页，可能刚改过名字，请回到「知识页」找。")
        found: tuple[Document, list[Any]] = await asyncio.to_thread(
            lambda: (
                read_document(file),
                list(check_page(file, {f.path for f in files if f.root == file.root})),
            )
        )
        document, findings = found
        return {
            "template": "document.html",
            "document": document,
            "findings": findings,
            "place": file.root / file.path,
            "stale": file.stale,
        }

"""知识页: the pages as the bot reads them, and what is wrong with them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.chat.context import Services
from bot.console.entry import HOME, Visit
from bot.folder import KnowledgeFile
from bot.folder_watch import FolderWatch
from bot.knowledge.pages.documents import read_document
from bot.lint.findings import Finding
from bot.lint.pages import check_page
from bot.precedence import give_way

_AT_ONCE = 200  # rows of the list


class Advice:
    """What could be better in the pages: of each it is kept until the page is edited, or one
    comes or goes that it may link to. To check all of them takes seconds."""

    def __init__(self) -> None:
        # With the paths that it is of, at once: two may look at the same time.
        self._known: tuple[set[str], dict[tuple[Path, str, str], Sequence[Finding]]] = set(), {}

    def on(self, files: Sequence[KnowledgeFile]) -> list[Finding]:
        """In their order. Blocking."""
        paths = {file.path for file in files}
        before = self._known[1] if self._known[0] == paths else {}
        known = {}
        for file in files:
            key = (file.root, file.path, file.digest)
            known[key] = before[key] if key in before else [*check_page(file, paths)]
            give_way()
        self._known = paths, known
        return [finding for found in known.values() for finding in found]


async def pages(
    services: Services, watch: FolderWatch, advice: Advice, visit: Visit
) -> dict[str, Any]:
    """Every page by its path, those only that have ``q`` in path or title; so many at once,
    from the place ``from`` on."""
    wanted = visit.request.query.get("q", "").strip()
    # As answers name it: not every page says its title in its head.
    documents = services.knowledge.answerer.snapshot.documents
    titles = {(one.root, one.path): one.title for one in documents}
    files, roots = watch.files, watch.roots
    rows = [(file, titles.get((str(file.root), file.path), "")) for file in files]
    found = [row for row in rows if wanted.casefold() in f"{row[0].path}\n{row[1]}".casefold()]
    first = _place(visit.request.query.get("from", ""), len(found))
    report = watch.report
    return {
        "template": "documents.html",
        "pages": [
            (title or file.path, file.path, _address(file.root, file.path, roots))
            for file, title in found[first : first + _AT_ONCE]
        ],
        "found": len(found),
        "first": first,
        "before": max(first - _AT_ONCE, 0) if first else None,
        "after": first + _AT_ONCE if first + _AT_ONCE < len(found) else None,
        "wanted": wanted,
        "count": len(files),
        "passages": report.passages if report else 0,
        "skipped": watch.skipped,
        "problems": services.salons.book.problems,
        "advice": [
            (one, _address(one.root, one.file, roots))
            for one in await asyncio.to_thread(advice.on, files)
        ],
        "reloaded": "reloaded" in visit.request.query,
        "folders": services.settings.knowledge.paths,
    }


def _address(root: Path, path: str, roots: Sequence[Path]) -> str:
    """By the folder's place among the folders: two may have a page of the same path."""
    return f"{HOME}/pages/{roots.index(root)}/{quote(path)}"


async def page(watch: FolderWatch, visit: Visit) -> dict[str, Any]:
    """A page, cut into its passages, with what could be better."""
    number, path = visit.request.match_info["number"], visit.request.match_info["path"]
    roots, files = watch.roots, watch.files
    root = next((r for n, r in enumerate(roots) if str(n) == number), None)
    # Among what is loaded, and so never another file of this machine.
    file = next((f for f in files if f.path == path and f.root == root), None)
    if file is None:
        raise web.HTTPNotFound(text="没有这一页，可能刚改过名字，请回到「知识页」找。")
    paths = {f.path for f in files}
    document, findings = await asyncio.to_thread(
        lambda: (read_document(file), list(check_page(file, paths)))
    )
    return {
        "template": "document.html",
        "document": document,
        "findings": findings,
        "place": file.root / file.path,
        "stale": file.stale,
    }


def _place(text: str, count: int) -> int:
    """Where a part of a list begins: what somebody wrote into the address may be nonsense."""
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        return 0
    return min(int(text), max(count - 1, 0)) // _AT_ONCE * _AT_ONCE

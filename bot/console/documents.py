"""知识页: the pages as the bot reads them, and what is wrong with them."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.chat.context import Services
from bot.console.entry import HOME, Visit
from bot.folder import KnowledgeFile
from bot.folder_watch import FolderWatch
from bot.knowledge.pages.documents import Document, read_document
from bot.lint.pages import check_page

_AT_ONCE = 200  # rows of the list


async def pages(services: Services, watch: FolderWatch, visit: Visit) -> dict[str, Any]:
    """Every page by its path, those only that have ``q`` in path or title; so many at once,
    from the place ``from`` on."""
    wanted = visit.request.query.get("q", "").strip()
    # As answers name it: not every page says its title in its head.
    documents = services.knowledge.answerer.snapshot.documents
    titles = {(one.root, one.path): one.title for one in documents}
    rows = [(file, titles.get((str(file.root), file.path), "")) for file in watch.files]
    found = [row for row in rows if wanted.casefold() in f"{row[0].path}\n{row[1]}".casefold()]
    first = _place(visit.request.query.get("from", ""), len(found))
    report = watch.report
    return {
        "template": "documents.html",
        "pages": [_row(*row, watch) for row in found[first : first + _AT_ONCE]],
        "found": len(found),
        "first": first,
        "before": max(first - _AT_ONCE, 0) if first else None,
        "after": first + _AT_ONCE if first + _AT_ONCE < len(found) else None,
        "wanted": wanted,
        "count": len(watch.files),
        "passages": report.passages if report else 0,
        "skipped": watch.skipped,
        "problems": services.salons.book.problems,
        "reloaded": "reloaded" in visit.request.query,
        "folders": services.settings.knowledge.paths,
    }


def _row(file: KnowledgeFile, title: str, watch: FolderWatch) -> dict[str, str]:
    """By the folder's place among the folders: two may have a page of the same path."""
    address = f"{HOME}/pages/{watch.roots.index(file.root)}/{quote(file.path)}"
    return {"path": file.path, "title": title, "address": address}


async def page(watch: FolderWatch, visit: Visit) -> dict[str, Any]:
    """A page, cut into its passages, with what could be better."""
    number, path = visit.request.match_info["number"], visit.request.match_info["path"]
    roots, files = watch.roots, watch.files
    root = next((r for n, r in enumerate(roots) if str(n) == number), None)
    # Among what is loaded, and so never another file of this machine.
    file = next((f for f in files if f.path == path and f.root == root), None)
    if file is None:
        raise web.HTTPNotFound(text="没有这一页，可能刚改过名字，请回到「知识页」找。")
    beside = {f.path for f in files if f.root == root}
    found: tuple[Document, list[Any]] = await asyncio.to_thread(
        lambda: (read_document(file), list(check_page(file, beside)))
    )
    document, findings = found
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

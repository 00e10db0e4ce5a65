"""来源: the pages of the last answer, each with its file, its date and its address, so that a
member can judge how far to trust it."""

from __future__ import annotations

from bot.knowledge.answering.answers import Answer, Citation, version_note
from bot.knowledge.answering.follow_up import Earlier
from bot.knowledge.index.snapshot import Snapshot
from bot.knowledge.pages.documents import Document
from bot.markdown import escape_text

_TITLE = "上一条的来源"
_GONE = "这一页已经不在资料里了"


def cited(snapshot: Snapshot, prior: Earlier) -> Answer:
    pages = {document.path: document for document in snapshot.documents}
    sources = prior.sources or ((prior.page, prior.heading),)
    entries = [
        f"{number}. {_entry(pages.get(path), path, heading)}"
        for number, (path, heading) in enumerate(sources, 1)
    ]
    known = [(pages[path], heading) for path, heading in sources if path in pages]
    return Answer(
        markdown="\n".join([f"**{_TITLE}**（第 1 条是回答照着说的那一页）", "", *entries]),
        title=_TITLE,
        citations=tuple(Citation(page.path, heading, page.source) for page, heading in known),
        topic=prior.topic,  # what acts on the last answer goes on doing so
    )


def _entry(page: Document | None, path: str, heading: str) -> str:
    facts = [f"文件 `{path}`" if "`" not in path else escape_text(path)]
    if page is None:
        facts.append(_GONE)
    else:
        facts += [f"{page.updated} 更新"] if page.updated else []
        facts += [version_note(page.versions)] if page.versions else []
        facts += [f"[原文]({page.source})"] if page.source.startswith("https://") else []
    return f"{escape_text(heading)}：" + "，".join(facts)

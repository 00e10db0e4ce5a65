"""Titles and headings must be found by their own words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.events.record.fields import line_of
from bot.folder import KnowledgeFile
from bot.knowledge import Knowledge
from bot.lint.findings import Finding, on_page
from bot.lint.lines import headings
from bot.lint.pages import RECORD

_FIRST = 3  # pages: further down nobody looks
_PASSAGES = 12  # among which the first pages certainly are


def check_findability(files: Sequence[KnowledgeFile], knowledge: Knowledge) -> Iterator[Finding]:
    for file in files:
        title = file.meta.get("title")
        if isinstance(title, str) and not _finds(knowledge, title, file):
            yield on_page(
                file, line_of(file, "title"), "title-finds",
                f"拿标题「{title}」去问，前 {_FIRST} 页里没有这一页",
                "请把标题写得更具体，或让正文第一段说出标题里的词",
            )  # fmt: skip
        if file.path.startswith(RECORD):
            continue
        for line, heading in headings(file):
            if not _finds(knowledge, heading, file):
                yield on_page(
                    file, line, "heading-finds",
                    f"拿小标题「{heading}」去问，前 {_FIRST} 页里没有这一页",
                    "请在小标题里写上主题词，例如「怎么查膨胀」而不是「怎么查」",
                )  # fmt: skip


def _finds(knowledge: Knowledge, question: str, file: KnowledgeFile) -> bool:
    passages = knowledge.search(question, _PASSAGES)
    return file.path in list(dict.fromkeys(p.path for p in passages))[:_FIRST]

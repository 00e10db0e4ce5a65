"""The tables of docs/knowledge.md are those of the pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.folder import KnowledgeFile
from tests.bench import knowledge_table


def page(path: str, **meta: Any) -> KnowledgeFile:
    return KnowledgeFile(Path("/k"), path, "", meta, 1, "")


@pytest.mark.parametrize(
    ("path", "tags", "topic"),
    [
        ("faq/a.md", ["vacuum", "膨胀"], "膨胀、清理与冻结"),
        ("faq/a.md", ["优化", "索引"], "索引"),
        ("faq/a.md", ["报错", "索引"], "常见报错"),
        ("guide/a.md", ["索引", "报错"], "索引"),
        ("guide/a.md", ["运维"], "调优与运维"),
        ("guide/a.md", ["没见过的"], "其他"),
        ("faq/debate-10-1-count.md", ["索引"], ""),
        ("salon/a.md", ["索引"], ""),
    ],
)
def test_topic_is_told_by_the_tags(path: str, tags: list[str], topic: str) -> None:
    assert knowledge_table.topic_of(page(path, tags=tags)) == topic


@pytest.fixture(scope="module")
def pages() -> list[knowledge_table.Page]:
    return knowledge_table.read_pages(knowledge_table.KNOWLEDGE)


def test_every_page_on_postgresql_has_a_topic(pages: list[knowledge_table.Page]) -> None:
    assert [page.path for page in pages if page.topic == "其他"] == []


def test_document_is_current(pages: list[knowledge_table.Page]) -> None:
    text = knowledge_table.DOCUMENT.read_text(encoding="utf-8")
    tables = knowledge_table.tables(pages)
    remedy = "run: python -m tests.bench.knowledge_table --write"
    assert knowledge_table.document(text, tables) == text, remedy


def test_pages_that_the_document_names_exist() -> None:
    text = knowledge_table.DOCUMENT.read_text(encoding="utf-8")
    named = [part for part in text.split("`") if part.endswith(".md") and "/" in part]
    assert named
    for path in named:
        assert (knowledge_table.KNOWLEDGE / path).is_file(), path

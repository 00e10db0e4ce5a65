"""What is asked of a release that no page deals with yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge import Answer, Knowledge, Refusal
from bot.knowledge.answering import releases
from tests.unit.knowledge.pages import open_pages, write_pages

PAGES = {
    "new-in-18": "---\ntitle: PostgreSQL 18 新特性\nversions: 14–18\n---\n"
    "PostgreSQL 18 的新特性：异步 IO、跳跃扫描。\n",
    "upgrade": "---\ntitle: 大版本升级怎么做\nversions: 14-18\n---\n"
    "大版本升级用 pg_upgrade：先装新版本，再跑检查，升级之后收集统计信息。\n",
    "history": "---\ntitle: 辩论\nversions: 2019 年的记录，背景是 PG 11/12\n---\n辩论的记录。\n",
}


@pytest.fixture
def knowledge(tmp_path: Path) -> Knowledge:
    pages = {f"{name}.md": text for name, text in PAGES.items()}
    return open_pages(write_pages(tmp_path / "pages", pages), tmp_path / "index")


@pytest.mark.parametrize(
    "text",
    [
        "pg 19 有什么新特性",
        "pg19 怎么升级",
        "postgresql 19 什么时候出",
        "升到 19 版会怎样",
        "pg-19",
        "pg 什么时候出 19",
    ],
)
def test_a_newer_release_is_seen(text: str) -> None:
    assert releases.beyond(text, 18) == 19


@pytest.mark.parametrize(
    "text",
    [
        "pg 18 有什么新特性", "pg 9.6 升级", "pg 64 位", "pg 20 个连接够吗", "pg 30 秒超时",
        "第 19 期讲什么", "pg_stat_19", "pg 5432", "pg 20g 内存", "19 号有活动吗", "pg19.5k",
        "什么时候出 19 期的回放",
    ],
)  # fmt: skip
def test_other_numbers_are_none(text: str) -> None:
    assert releases.beyond(text, 18) == 0


def test_without_versions_in_the_pages_nothing_is_newer() -> None:
    assert releases.beyond("pg 19 有什么新特性", 0) == 0


def test_what_is_new_in_it_is_not_told_by_the_page_on_another(knowledge: Knowledge) -> None:
    assert knowledge.answerer.newest == 18
    found = knowledge.answer("PG 19 有什么新特性")
    assert isinstance(found, Refusal)
    assert "写到 PostgreSQL 18，没有 19" in found.markdown
    assert isinstance(knowledge.answer("PostgreSQL 18 新特性"), Answer)


def test_how_something_is_done_is_told_with_a_note(knowledge: Knowledge) -> None:
    found = knowledge.answer("pg 19 大版本升级怎么做")
    assert isinstance(found, Answer)
    assert found.markdown.startswith("资料写到 PostgreSQL 18，没有专门讲 19")
    assert "pg_upgrade" in found.markdown


def test_a_page_that_speaks_of_it_answers(tmp_path: Path) -> None:
    pages = {"new.md": "---\ntitle: PG 19 新特性\nversions: 14-18\n---\n还在开发。\n"}
    folder = write_pages(tmp_path / "pages", pages)
    found = open_pages(folder, tmp_path / "index").answer("PG 19 新特性")
    assert isinstance(found, Answer)
    assert "资料写到" not in found.markdown

"""Two folders asked together: what stands beside the best page."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.folder import scan
from bot.knowledge import Answer, Knowledge
from bot.settings import Limits
from tests.unit.knowledge.pages import write_pages

OWN = {
    "faq/backup.md": "---\ntitle: 备份怎么做\nsource: https://example.org/docs/dump.html#how\n---\n"
    "每天备份一次，备份要演练恢复。\n",
    "faq/restore.md": "# 备份怎么恢复\n\n先备份再恢复。\n",
    "faq/retention.md": "# 备份留几天\n\n备份留七天。\n",
}
MANUAL = {
    "ref/dump.md": "# 转储工具\n\n导出为脚本文件。\n",
    "ref/basebackup.md": "# 基础备份\n\n基础备份是文件的备份。\n",
    "ref/archive.md": "# 归档\n\n归档和备份一起用。\n",
}


@pytest.fixture
def knowledge(tmp_path: Path) -> Knowledge:
    folders = [write_pages(tmp_path / "own", OWN), write_pages(tmp_path / "manual", MANUAL)]
    found = Knowledge(tmp_path / "index", folders)
    found.refresh(scan(folders, Limits(), starter=folders[0]))
    return found


def paths(knowledge: Knowledge, question: str) -> list[str]:
    return [passage.path for passage in knowledge.search(question, 10)]


def test_the_page_named_as_source_comes_next_then_another_reference(knowledge: Knowledge) -> None:
    found = paths(knowledge, "备份怎么做")
    assert found[:2] == ["faq/backup.md", "ref/dump.md"]
    assert found[2].startswith("ref/")
    assert set(found) == {*OWN, *MANUAL}


def test_sources_of_the_reply_are_the_first_pages_of_the_list(knowledge: Knowledge) -> None:
    answer = knowledge.answer("备份怎么做")
    assert isinstance(answer, Answer)
    named = [citation.path for citation in answer.citations]
    assert named[:2] == ["faq/backup.md", "ref/dump.md"]
    assert named == paths(knowledge, "备份怎么做")[: len(named)]


def test_scores_fall_in_the_new_order_too(knowledge: Knowledge) -> None:
    scores = [passage.score for passage in knowledge.search("备份怎么做", 10)]
    assert scores == sorted(scores, reverse=True)


def test_a_reference_that_answers_best_leaves_the_order_alone(knowledge: Knowledge) -> None:
    assert paths(knowledge, "基础备份")[0] == "ref/basebackup.md"
    assert paths(knowledge, "基础备份")[1].startswith("faq/")


def test_one_folder_is_left_as_it_is(tmp_path: Path) -> None:
    own = write_pages(tmp_path / "own", OWN)
    knowledge = Knowledge(tmp_path / "index", [own])
    knowledge.refresh(scan([own], Limits(), starter=own))
    assert set(paths(knowledge, "备份")) == set(OWN)


def test_a_source_that_is_no_address_names_no_reference(tmp_path: Path) -> None:
    page = {"faq/odd.md": "---\ntitle: 备份怎么验\nsource: https://[odd/dump\n---\n演练恢复。\n"}
    folders = [write_pages(tmp_path / "own", page), write_pages(tmp_path / "manual", MANUAL)]
    knowledge = Knowledge(tmp_path / "index", folders)
    knowledge.refresh(scan(folders, Limits(), starter=folders[0]))
    assert paths(knowledge, "备份怎么验")[0] == "faq/odd.md"

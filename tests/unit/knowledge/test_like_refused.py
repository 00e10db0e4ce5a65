"""Messages that no page answers as a measure of doubt, where sentence vectors are there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.knowledge import Knowledge
from bot.knowledge.ranking.confidence import WEIGHTS, confidence
from bot.knowledge.vectors.meaning import Encoder
from tests.unit.knowledge.pages import refresh, write_pages

pytestmark = pytest.mark.usefixtures("one_model")

TO_REFUSE = (
    "楼下的日志本在哪买",
    "今天中午吃什么",
    "谁有空帮我搬家",
    "打印机卡纸怎么办",
    "周末去爬山吗",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_pages(tmp_path / "pages")


def opened(root: Path, index_dir: Path) -> Knowledge:
    knowledge = Knowledge(index_dir, [root], vectors=True, to_refuse=TO_REFUSE)
    refresh(knowledge, root)
    return knowledge


def deepened(root: Path, index_dir: Path) -> Knowledge:
    knowledge = opened(root, index_dir)
    while knowledge.deepen(60.0):
        pass
    return knowledge


def doubt(knowledge: Knowledge, question: str) -> float:
    return knowledge.look(question).confidence.features["like_refused"]


def test_what_is_nearer_to_them_than_to_the_page_is_doubted(root: Path, tmp_path: Path) -> None:
    knowledge = deepened(root, tmp_path / "index")
    assert doubt(knowledge, "哪里买日志本") > 0
    assert doubt(knowledge, "日志把磁盘占满了怎么清理") < 0
    look = knowledge.look("哪里买日志本")
    by_words = replace(knowledge.answerer, meaning=None).look("哪里买日志本")
    assert by_words.confidence.features["like_refused"] == 0.0
    doubted = WEIGHTS["like_refused"] * look.confidence.features["like_refused"]
    assert look.value == pytest.approx(by_words.value + doubted)


def test_what_is_asked_of_other_software_is_not_forgiven(root: Path, tmp_path: Path) -> None:
    knowledge = deepened(root, tmp_path / "index")
    assert doubt(knowledge, "日志把磁盘占满了怎么清理") < 0
    assert doubt(knowledge, "kafka 的日志把磁盘占满了怎么清理") == 0.0


def test_whoever_measures_with_one_of_them_does_not_find_it(root: Path, tmp_path: Path) -> None:
    knowledge = deepened(root, tmp_path / "index")
    found = knowledge.answerer.look(TO_REFUSE[0]).confidence.features["like_refused"]
    assert doubt(knowledge, TO_REFUSE[0]) < found - 0.2
    # And nothing else changes by it.
    assert doubt(knowledge, "日志太多了") == pytest.approx(
        knowledge.answerer.look("日志太多了").confidence.features["like_refused"]
    )


def test_they_come_after_the_pages_a_few_at_a_time_and_are_kept(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge = opened(root, tmp_path / "index")
    assert [knowledge.deepen(0.0) for _ in range(5)] == [3, 2, 1, 1, 0]
    assert knowledge.without_vectors == 0
    assert doubt(knowledge, "哪里买日志本") > 0
    again = opened(root, tmp_path / "index")
    monkeypatch.setattr(Encoder, "encode", _nothing_is_left)
    assert again.deepen(60.0) == 0
    assert again.answerer.meaning is not None
    assert len(again.answerer.meaning.refused) == len(TO_REFUSE)


def test_a_page_just_edited_is_not_doubted_for_want_of_vectors(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.knowledge.vectors.page_vectors._ENOUGH", 0.5)
    knowledge = deepened(root, tmp_path / "index")
    asked = "日志把磁盘占满了怎么清理"
    assert doubt(knowledge, asked) < 0
    page = root / "faq/log.md"
    page.write_text(page.read_text("utf-8") + "\n每天夜里清一次。\n", "utf-8")
    refresh(knowledge, root)
    assert knowledge.answerer.meaning is not None
    assert doubt(knowledge, asked) == 0.0


def _nothing_is_left(encoder: Encoder, texts: list[str]) -> None:
    raise AssertionError(f"encoded once more: {texts}")


def test_a_lacking_word_says_less_where_no_list_knows_the_subject(
    root: Path, tmp_path: Path
) -> None:
    answerer = deepened(root, tmp_path / "index").answerer
    assert not answerer.builder.listed  # the list of these pages has a few names
    look = answerer.look("容器日志的吞吐量吃紧了咋整")
    listed = confidence(answerer.snapshot, look.ranking, answerer.names, listed=True)
    lacking = {n for n, v in listed.parts.items() if v != look.confidence.parts[n]}
    assert lacking - {"like_refused"} <= {
        "foreign", "unknown_words", "off_subject", "little_held"
    }  # fmt: skip
    assert "unknown_words" in lacking
    assert listed.parts["unknown_words"] < look.confidence.parts["unknown_words"] < 0
    # What the page lacks is the same.
    assert look.confidence.features["unknown_words"] == listed.features["unknown_words"]

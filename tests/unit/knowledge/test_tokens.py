"""How text becomes terms."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache

import pytest

from bot.knowledge.index.numbering import Numbering
from bot.knowledge.words import tokens
from bot.knowledge.words.tokens import Segmenter, Tokenizer, open_segmenter, stem
from tests.unit.knowledge.pages import PAGES

WORDS = ("延迟备库", "死元组")


@cache
def jieba() -> Segmenter:
    """What is opened where rjieba is not installed; its dictionary takes seconds."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(sys.modules, "rjieba", None)
        patched.setattr(tokens, "_ahead", [])
        return open_segmenter(WORDS)


@cache
def tokenizer() -> Tokenizer:
    return Tokenizer(open_segmenter(WORDS))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("pg_stat_activity", ["pg_stat_activity", "pg", "stat", "activity"]),
        ("ＰＧ１２", ["pg12", "pg", "12"]),
        ("17.5", ["17.5", "17", "5"]),
        ("base/16400", ["base/16400", "base", "16400"]),
        ("indexes, vacuums!", ["index", "vacuum"]),
        ("延迟备库", ["延迟", "延迟备库"]),
        ("資料庫", ["资料", "资料库"]),
        ("b树", ["b", "树"]),
        ("_ --- 。", []),
        (r"用\dt+和 \copy", ["用", r"\dt", "dt", "和", r"\copy", "copy"]),
        (r"C:\tmp\data", ["c", "tmp", "data"]),
    ],
)
def test_names_come_whole_and_in_parts(text: str, terms: list[str]) -> None:
    assert tokenizer().terms(text) == terms


def test_words_of_a_question_know_their_place_and_kind() -> None:
    text = "只给索引改名"
    words = tokenizer().words(text)
    assert "".join(word.text for word in words) == text
    assert [text[word.start : word.end] for word in words] == [word.text for word in words]
    assert {word.text: word.kind[:1] for word in words}["只"] == "d"


def test_overlong_chunks_cost_nothing() -> None:
    assert tokenizer().terms("x" * 100_000) == []
    assert tokenizer().terms("a." * 50_000)[:1] == ["a"]


@pytest.mark.parametrize(("word", "singular"), [("tuples", "tuple"), ("queries", "query")])
def test_english_plurals_lose_their_ending(word: str, singular: str) -> None:
    assert stem(word) == singular


def test_both_segmenters_cut_alike() -> None:
    pytest.importorskip("rjieba")
    fast, reference = open_segmenter(WORDS), jieba()
    assert fast.name.startswith("rjieba")
    assert reference.name.startswith("jieba")
    runs = [
        *PAGES.values(),
        "主库挂了以后延迟备库的死元组怎么清理",
        "按月分的大表老数据怎么秒删",
        "导入时报错",
    ]

    def cuts(segmenter: Segmenter) -> list[list[str]]:
        return [Tokenizer(segmenter).terms(run) for run in runs]

    assert cuts(fast) == cuts(reference)
    assert [fast.tag(run) for run in runs[-3:]] == [reference.tag(run) for run in runs[-3:]]


@pytest.mark.parametrize("segmenter", [lambda: open_segmenter(WORDS), jieba])
def test_what_is_reported_at_a_time_is_no_newspaper(segmenter: Callable[[], Segmenter]) -> None:
    words = Tokenizer(segmenter()).words("启动时报错 导入时报 x")
    assert [word.text for word in words] == ["启动", "时", "报错", "导入", "时", "报", "x"]


def test_numbers_of_a_text_are_those_of_its_terms_in_order() -> None:
    numbering = Numbering(tokenizer(), {"死元组": 0, "pg": 1})
    for text in ("延迟备库 pg_stat_activity 延迟备库", "死元组 pg12", "", "延迟备库"):
        found = memoryview(numbering.ids(text)).cast("i")
        assert [list(numbering.terms)[number] for number in found] == tokenizer().terms(text)
    assert list(numbering.terms.values()) == list(range(len(numbering.terms)))
    assert list(numbering.terms)[:2] == ["死元组", "pg"]

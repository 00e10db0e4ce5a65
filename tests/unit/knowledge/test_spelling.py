"""Slips of the fingers and of the input method."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterable, Mapping

import pytest

from bot.knowledge.question.spelling import Spelling, distance
from bot.knowledge.words.tokens import Tokenizer, open_segmenter

_AS_LETTERS = str.maketrans("0123456789", "abcfhjkmnp")
KNOWN = dict.fromkeys(["vacuum", "checkpoint", "pg_rewind", "drop", "dropped", "归档"], 3)


def spelling_of(
    known: Mapping[str, int],
    names: Iterable[str] = (),
    titled: Iterable[str] = (),
    headings: Callable[[], Iterable[str]] = tuple,
) -> Spelling:
    return Spelling(known, known.__getitem__, names, titled, headings)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("vaccum", ["vacuum"]),
        ("checkpiont", ["checkpoint"]),
        ("pgrewind", ["pg_rewind"]),
        ("zebra", []),
        ("vac", []),
    ],
)
def test_a_slip_is_the_nearest_known_word(typed: str, meant: list[str]) -> None:
    assert spelling_of(KNOWN).guess(typed) == meant


def test_forms_of_an_english_word_are_one() -> None:
    assert spelling_of(KNOWN).forms("dropping") == ["drop", "dropped"]


def test_its_tables_take_little_for_each_term() -> None:
    known = {f"w{number:04d}".translate(_AS_LETTERS): 1 for number in range(4_000)}
    spelling = spelling_of(known)
    tracemalloc.start()
    spelling.prepare()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken / len(known) < 25  # bytes; 110 with an entry for each word of one form


def test_a_homophone_that_shares_a_character_is_understood() -> None:
    words = Tokenizer(open_segmenter(["归档"])).words("归挡失败")
    assert list(spelling_of(KNOWN, ["归档"]).homophones(words)) == [(0, 2, "归档")]


def test_letters_that_make_no_word_are_taken_for_a_word_of_a_title() -> None:
    spelling = spelling_of({"尾注": 3, "差点": 3}, titled=["尾注", "差点"])
    words = Tokenizer(open_segmenter(())).words
    assert list(spelling.homophones(words("尾柱"))) == [(0, 2, "尾注")]
    assert [word.text for word in words("茶点")] == ["茶点"]  # a word of its own
    assert list(spelling.homophones(words("茶点"))) == []


def test_a_name_of_a_title_may_be_written_apart() -> None:
    known = dict.fromkeys(["stock", "position", "stockposition", "pg_dump", "createtable"], 3)
    spelling = spelling_of(known, titled=["stockposition", "pg_dump"])
    words = Tokenizer(open_segmenter(())).words
    assert list(spelling.joined(words("怎么用 pg dump"))) == [(2, 4, "pg_dump")]
    assert list(spelling.joined(words("the stock position"))) == [(1, 3, "stockposition")]
    assert list(spelling.joined(words("create table"))) == []  # no page is called so


def test_a_name_of_a_heading_may_be_written_as_one_word() -> None:
    spelling = spelling_of(KNOWN, headings=lambda: ["用 Power BI Desktop 连接", "B 树"])
    assert spelling.guess("powerbi") == ["power bi"]
    assert spelling.guess("bidesktop") == ["bi desktop"]
    assert spelling.guess("desktopb") == []


def test_what_only_sounds_alike_is_left_alone() -> None:
    words = Tokenizer(open_segmenter(["间隔"])).words("自建个通道")
    assert [word.text for word in words][:3] == ["自", "建", "个"]
    assert list(spelling_of({"间隔": 5}, ["间隔"]).homophones(words)) == []


def test_a_particle_is_no_slip() -> None:
    words = Tokenizer(open_segmenter(["月底"])).words("这个月的")
    assert list(spelling_of({"月底": 5}, ["月底"]).homophones(words)) == []


def test_distance_counts_swapped_neighbours_once() -> None:
    assert distance("abcd", "abdc", 2) == 1
    assert distance("abcd", "xyzw", 2) == 3

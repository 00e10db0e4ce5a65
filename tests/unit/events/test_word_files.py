"""The lists beside the code: what stands in them is what is read."""

from __future__ import annotations

import re

import pytest

from bot.events.reading.page_questions import page_meant
from bot.events.words.word_files import lines_of, sections_of


@pytest.mark.parametrize("file", ["vocabulary.txt", "page_words.txt"])
def test_each_section_has_patterns_that_compile(file: str) -> None:
    sections = sections_of(file)
    assert [name for name, said in sections if not said] == []
    for _, said in sections:
        for pattern in said:
            re.compile(re.sub(r"\{[a-z]+\}", "x", pattern))


def test_nothing_but_comments_and_blank_lines_is_passed_over() -> None:
    sections = sections_of("page_words.txt")
    read = sum(len(said) for _, said in sections) + len(sections)
    lines = lines_of("page_words.txt")
    assert read == sum(len(line.split(" | ")) for line in lines)


@pytest.mark.parametrize(
    ("asked", "called"),
    [
        ("你们招人吗", "招聘"),
        ("有盒饭吗", "午饭 茶歇 住宿"),
        ("报名费多少", "沙龙要钱吗 免费"),
        ("我也能过去听吗", ""),  # asked beside anything
    ],
)
def test_pages_are_called_by_their_own_words(asked: str, called: str) -> None:
    assert page_meant(asked) == called

"""The short way through a page's head reads what YAML reads."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given, settings, strategies as st

from bot.folder.front_matter import FrontMatterError, _Loader, parse_front_matter

_KEYS = st.sampled_from(["title", "chapter", "source_url", "true", "null", "y", "no"])
_TEXTS = st.text("ab锁 :#-'，.0\t\u2028\x85\x07\ue000é\ufeff", max_size=8)
_WORDS = st.one_of(
    _TEXTS,
    st.text("aé锁 -.+/", max_size=6),
    st.sampled_from(["true", "Null", "no", "2026-11-23", "2026-13-01", "[a, b]", "[锁]", "12"]),
)
_SIMPLE = st.lists(
    st.one_of(
        st.tuples(_KEYS, st.just(": "), _WORDS),
        st.tuples(
            _KEYS, st.just(": ["), st.lists(_WORDS, max_size=3).map(", ".join), st.just("]")
        ),
        st.tuples(_KEYS, st.just(":")),
        st.tuples(st.sampled_from(["  - ", "- ", "   - "]), _WORDS),
        st.tuples(st.just('  - "'), _TEXTS, st.just('"')),
    ).map("".join),
    min_size=1,
    max_size=5,
).map(lambda lines: "\n".join(lines) + "\n")
_BLOCKS = st.lists(st.tuples(_KEYS, _TEXTS), min_size=1, max_size=4).map(
    lambda pairs: "".join(f'{key}: "{text}"\n' for key, text in pairs)
)


@given(st.one_of(_BLOCKS, _SIMPLE))
@example('title: "2026-11-23"\nchapter: ""\n')
@example('title: "a: b # c"\n')
@example('title: "one"\ntitle: "two"\n')
@example('null: "none"\n')
@example("title: 锁\n  - a\n")
@example("title: a\nchapter:\n  - b: c\n")
@example('title:\n  - a\n  - "b: c"\nupdated: 2026-11-23\ntags: [索引, B-tree, true]\n')
@example("title:\n  - a\n\n  - b\nchapter:\n")
@settings(max_examples=500)
def test_plain_lines_are_what_yaml_says_they_are(block: str) -> None:
    try:
        expected = yaml.load(block, Loader=_Loader)
    except (yaml.YAMLError, ValueError, FrontMatterError):
        expected = None
    if not isinstance(expected, dict) or not all(isinstance(key, str) for key in expected):
        expected = None
    try:
        found = parse_front_matter(block)
    except FrontMatterError:
        found = None
    assert found == expected


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-45", "2026-02-30 14:00:00"])
def test_a_day_that_there_is_not_is_named_with_its_line(day: str) -> None:
    with pytest.raises(FrontMatterError, match=rf"第 3 行的 {day} 不是一个日子"):
        parse_front_matter(f"title: 沙龙\ndate: {day}\ncity: 西安\n")

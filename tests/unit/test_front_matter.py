"""The short way through a page's head reads what YAML reads."""

from __future__ import annotations

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.front_matter import FrontMatterError, _Loader, parse_front_matter

_KEYS = st.sampled_from(["title", "chapter", "source_url", "true", "null", "y", "no"])
_TEXTS = st.text("ab锁 :#-'，.0\t\u2028\x85\x07\ue000é\ufeff", max_size=8)
_BLOCKS = st.lists(st.tuples(_KEYS, _TEXTS), min_size=1, max_size=4).map(
    lambda pairs: "".join(f'{key}: "{text}"\n' for key, text in pairs)
)


@given(_BLOCKS)
@example('title: "2026-11-23"\nchapter: ""\n')
@example('title: "a: b # c"\n')
@example('title: "one"\ntitle: "two"\n')
@example('null: "none"\n')
@settings(max_examples=300, deadline=None)
def test_quoted_lines_are_what_yaml_says_they_are(block: str) -> None:
    try:
        expected = yaml.load(block, Loader=_Loader)
    except yaml.YAMLError:
        expected = None
    if isinstance(expected, dict) and not all(isinstance(key, str) for key in expected):
        expected = None
    try:
        found = parse_front_matter(block)
    except FrontMatterError:
        found = None
    assert found == expected

"""Many expressions at once find what each finds by itself."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, strategies as st

from bot import phrases
from bot.expressions import Expression
from bot.phrases import Phrases

_LETTERS = "甲乙丙丁ab12"
_ATOM = st.sampled_from(
    [
        *_LETTERS,
        ".",
        r"\d",
        r"\.",
        "[甲丁]",
        "[^甲]",
        "[a-c]",
        "[1-3丙]",
        r"[\d乙]",
        r"[甲\u3400-\u4e00]",
    ]
)
_LOOK = st.sampled_from(["(?=甲)", "(?!乙)", "(?<=a)", "(?<![12])", "^", "$"])
_REPEAT = st.sampled_from(["", "", "", "?", "*", "+", "{2}", "{0,2}", "{,2}", "{1,3}", "*?"])
# Of characters only: CPython loses the spans of groups that are repeated so.
_POSSESSIVE = st.builds(str.__add__, _ATOM, st.just("++"))


def _items(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    group = st.builds(
        lambda kind, ways: f"{kind}{'|'.join(ways)})",
        st.sampled_from(["(", "(?:", "(?P<one>"]),
        st.lists(inner, min_size=1, max_size=3),
    )
    item = st.builds(str.__add__, _ATOM | group, _REPEAT) | _POSSESSIVE | _LOOK
    return st.lists(item, min_size=1, max_size=3).map("".join)


_PATTERN = st.recursive(_ATOM, _items, max_leaves=8)
_TEXT = st.text(_LETTERS + ".３", max_size=12)


@given(st.lists(_PATTERN, min_size=1, max_size=4), _TEXT)
def test_each_expression_finds_what_it_finds_alone(patterns: list[str], text: str) -> None:
    patterns = [p for p in patterns if _compiles(p) and not _may_be_empty(p)]

    together = Phrases(patterns)
    found = together.find(text)

    assert together.are_in(text) == bool(found)
    alone = [
        (number, match.span())
        for number, pattern in enumerate(patterns)
        for match in re.finditer(pattern, text)
    ]
    whole = [(number, span) for number, span in alone if not any(_cuts(text, at) for at in span)]
    if len(whole) == len(alone):
        assert [(number, match.span()) for number, match in found] == alone


@given(st.lists(_PATTERN, min_size=1, max_size=4), st.text("甲乙丙丁12.", max_size=12))
def test_the_one_that_takes_most_wins(patterns: list[str], text: str) -> None:
    patterns = [p for p in patterns if _compiles(p) and not _may_be_empty(p)]

    found = [match.span() for match in Phrases(patterns).longest(text)]

    expected, at = [], 0
    while at < len(text):
        matches = (re.compile(pattern).match(text, at) for pattern in patterns)
        end = max((match.end() for match in matches if match), default=at)
        expected += [(at, end)] if end > at else []
        at = max(end, at + 1)
    assert found == expected


def test_no_latin_word_is_cut_in_two() -> None:
    phrases = Phrases(["art", "[a-z]点"])

    assert phrases.find("start") == []
    assert [match[0] for _, match in phrases.find("art a点 ab点")] == ["art", "a点"]


def test_an_expression_is_tried_only_where_its_first_two_characters_stand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[tuple[str, int]] = []

    class Noting(Expression):
        def match(self, text: str, at: int = 0) -> re.Match[str] | None:  # type: ignore[override]
            tried.append((self.pattern, at))
            return re.compile(self.pattern).match(text, at)

    monkeypatch.setattr(phrases, "Expression", Noting)
    patterns = ["甲乙", "甲(?:丙|丁{2})", "^.丙", "丁?乙[^丁]"]
    found = Phrases(patterns).find("甲甲丙3丁乙乙")

    assert [(number, match.span()) for number, match in found] == [(1, (1, 3)), (3, (4, 7))]
    assert tried == [(patterns[2], 0), (patterns[1], 1), (patterns[3], 4)]


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "^",
        "^甲?",
        "甲?",
        "(甲|乙*)",
        "(甲",
        "甲)",
        "[甲",
        "甲\\",
        "(?i)a",
        "(?>a|b)c",
        "[]a]",
        r"(甲)\1",
        "甲乙|丙)",
        "甲乙(丙",
        "甲乙(?>丙)",
        r"甲乙(丙)\1",
    ],
)
def test_what_is_no_phrase_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="not a phrase"):
        Phrases([pattern])


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _may_be_empty(pattern: str) -> bool:
    try:
        Phrases([pattern])
    except ValueError:
        return True
    return False


def _cuts(text: str, at: int) -> bool:
    return re.search("[a-z]{2}", text[max(at - 1, 0) : at + 1]) is not None and 0 < at < len(text)

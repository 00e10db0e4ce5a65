"""Expressions compiled late do what those compiled at once do, and none of ours is faulty."""

from __future__ import annotations

import copy
import importlib
import pkgutil
import re
from collections.abc import Callable
from typing import Any

import pytest

import bot
import handlers
from bot import expressions
from bot.expressions import Expression, atomic, compile_all, made_of


@pytest.mark.parametrize(
    "use",
    [
        lambda made: made.search("第 12 期").span(),
        lambda made: made.match("12期")[0],
        lambda made: made.fullmatch("12期 "),
        lambda made: [found[0] for found in made.finditer("1期2期")],
        lambda made: made.findall("1期2期"),
        lambda made: made.split("a1期b"),
        lambda made: made.sub("x", "a1期b"),
    ],
)
def test_it_is_used_like_a_compiled_one(use: Callable[[Any], object]) -> None:
    pattern, flags = r"(\d+)\s*期", re.IGNORECASE
    late = Expression(pattern, flags)
    assert use(late) == use(re.compile(pattern, flags))
    assert use(late) == use(re.compile(pattern, flags)), "the second time as the first"


def test_nothing_is_compiled_before_it_is_used() -> None:
    faulty = Expression("(")
    copy.copy(faulty)
    assert faulty.pattern == "("
    with pytest.raises(re.error):
        faulty.search("a")


def test_a_text_is_made_of_words_also_where_one_is_made_of_others() -> None:
    word = Expression("你们|你|们不|不|是不是|是")
    assert made_of(word, "你们不是不是")
    assert made_of(word, "你们不" * 100)
    assert not made_of(word, "你们不" * 100 + "们")
    assert not made_of(word, "")


def test_only_the_way_in_which_it_is_used_is_kept() -> None:
    late = Expression("once")
    kept = set(vars(late))
    late.search("")
    late.search("")
    assert set(vars(late)) - kept == {"search"}


def test_each_is_compiled_once_by_whoever_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    true_compile = re.compile

    def noted(pattern: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(pattern)
        return true_compile(pattern, flags)

    monkeypatch.setattr(re, "compile", noted)
    used, waiting = Expression("only here, used"), Expression("only here, waiting")
    used.search("")
    turns: list[None] = []
    compile_all(lambda: turns.append(None))
    compile_all(lambda: turns.append(None))
    waiting.search("")
    assert [one for one in compiled if one.startswith("only here")] == [
        "only here, used",
        "only here, waiting",
    ]
    assert turns


def _has_possessive_groups(parsed: Any, possessive: bool = False) -> bool:
    """Whether a group that keeps what it matched is repeated with ``++`` or the like."""
    if not isinstance(parsed, tuple | list | re._parser.SubPattern):  # type: ignore[attr-defined]
        return False
    if isinstance(parsed, tuple) and parsed:
        kind = str(parsed[0])
        if possessive and kind == "SUBPATTERN" and parsed[1][0] is not None:
            return True
        possessive = possessive or kind == "POSSESSIVE_REPEAT"
    return any(_has_possessive_groups(part, possessive) for part in parsed)


def test_every_expression_of_the_project_can_be_compiled_and_used() -> None:
    """CPython 3.11 raises SystemError in the middle of a message where a repeated possessive
    group has groups within."""
    assert _has_possessive_groups(re._parser.parse(r"a(?:(\.)|1)++"))  # type: ignore[attr-defined]
    for package in (bot, handlers):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    compile_all(lambda: None)
    for made in expressions._made:
        if (one := made()) is not None:
            parsed = re._parser.parse(one.pattern, one._flags)  # type: ignore[attr-defined]
            assert not _has_possessive_groups(parsed), one.pattern


@pytest.mark.parametrize(
    ("possessive", "the_same"),
    [
        ("(?:a|b)*+c", "(?>(?:a|b)*)c"),
        ("((?:ab)?+c){2,3}+", "(?>((?>(?:ab)?)c){2,3})"),
        (r"\((?:x)++\)[)(*]*+", r"\((?>(?:x)+)\)[)(*]*+"),
        (r"[\](]+(?P<n>a)+", r"[\](]+(?P<n>a)+"),
        ("[])*+]a(b)*", "[])*+]a(b)*"),
    ],
)
def test_possessive_groups_are_written_as_atomic_ones(possessive: str, the_same: str) -> None:
    assert atomic(possessive) == the_same
    re.compile(the_same)


def test_a_try_that_fails_half_way_takes_nothing() -> None:
    """Python before 3.11.5 took the 这 of 这下 for a part of the group."""
    small = Expression("(?P<small>(?:时间|[这那]一?[场期]|要)*+)(?P<rest>.*)")
    match = small.fullmatch("时间这下")
    assert match is not None
    assert (match["small"], match["rest"]) == ("时间", "这下")


def test_all_expressions_of_the_project_may_be_written_so() -> None:
    for package in (bot, handlers):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    made = [one for weak in tuple(expressions._made) if (one := weak())]
    written = [(one, atomic(one.pattern)) for one in made]
    assert any(one.pattern != pattern for one, pattern in written)
    for one, pattern in written:
        assert re.compile(pattern, one._flags).groupindex == one.compile().groupindex

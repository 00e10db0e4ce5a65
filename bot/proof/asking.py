"""Asks the answer tests and compares each reply with what its test promises."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.proof.answer_tests import AnswerTest


@dataclass(frozen=True, slots=True)
class Heard:
    """A reply as far as tests judge it. ``sources`` are the pages it names, the first one
    first; ``ranking`` the pages of the search, each once, whatever was replied."""

    markdown: str
    refused: bool
    kind: str
    sources: tuple[str, ...]
    ranking: tuple[str, ...]


# (question, what the same person said before) → what came back
Ask = Callable[[str, Sequence[str]], Awaitable[Heard]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test asked. ``problem`` is Chinese and empty when the test passed; ``is_first``:
    the page that must be cited is the first source, None where none must."""

    test: AnswerTest
    heard: Heard
    problem: str = ""
    is_first: bool | None = None


async def ask_tests(tests: Sequence[AnswerTest], ask: Ask) -> list[Outcome]:
    """Ask one after the other, in order."""
    outcomes: list[Outcome] = []
    for test in tests:
        heard = await ask(test.question, test.context)
        first = heard.sources[:1]
        is_first = bool(set(first) & set(test.cites)) if test.cites else None
        outcomes.append(Outcome(test, heard, _problem(test, heard), is_first))
    return outcomes


def _problem(test: AnswerTest, heard: Heard) -> str:
    if test.refuse:
        return "" if heard.refused else f"应当拒答，却{_what_came(heard)}"
    if heard.refused:
        return f"不该拒答，{_wanted(test)}{_place(test, heard)}"
    if test.cites and not set(test.cites) & set(heard.sources):
        return f"{_wanted(test)}，却{_what_came(heard)}{_place(test, heard)}"
    missing = [text for text in test.contains if text not in heard.markdown]
    if missing:
        return f"回答里应当有「{'」「'.join(missing)}」，却没有；{_what_came(heard)}"
    return ""


def _wanted(test: AnswerTest) -> str:
    return f"应当引用 {' 或 '.join(test.cites)}" if test.cites else "应当回答"


def _what_came(heard: Heard) -> str:
    if heard.sources:
        return f"引用了 {'、'.join(heard.sources)}"
    return f"没有引用页面（回答的种类是 {heard.kind}）"


def _place(test: AnswerTest, heard: Heard) -> str:
    """Where the search had the wanted page: tells a bad page from a bad composition."""
    places = [heard.ranking.index(page) + 1 for page in test.cites if page in heard.ranking]
    if not test.cites:
        return ""
    return f"（检索里排第 {min(places)}）" if places else "（检索前列也没有它）"

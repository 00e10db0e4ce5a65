from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bot.proof.answer_tests import AnswerTest
from bot.proof.asking import Heard, Outcome, ask_tests

BLOAT, UPSERT = "faq/table-bloat.md", "guide/upsert.md"
ANSWER = Heard("先 VACUUM。", False, "answer", (BLOAT, UPSERT), (BLOAT, UPSERT))
REFUSAL = Heard("我不知道。", True, "refusal", (), (UPSERT, BLOAT))


def made(**promise: Any) -> AnswerTest:
    return AnswerTest("tests/a.yaml", 1, "怎么清理", **promise)


async def outcome(test: AnswerTest, heard: Heard) -> Outcome:
    async def ask(question: str, context: Sequence[str]) -> Heard:
        return heard

    (found,) = await ask_tests([test], ask)
    return found


@pytest.mark.parametrize(
    ("test", "heard", "is_first"),
    [
        (made(cites=(BLOAT,)), ANSWER, True),
        (made(cites=(UPSERT,)), ANSWER, False),
        (made(cites=("faq/x.md", BLOAT)), ANSWER, True),
        (made(contains=("VACUUM",)), ANSWER, None),
        (made(refuse=True), REFUSAL, None),
    ],
)
async def test_reply_as_promised_passes(
    test: AnswerTest, heard: Heard, is_first: bool | None
) -> None:
    found = await outcome(test, heard)
    assert (found.problem, found.is_first) == ("", is_first)


@pytest.mark.parametrize(
    ("test", "heard", "problem"),
    [
        (
            made(cites=("faq/x.md",)),
            ANSWER,
            f"应当引用 faq/x.md，却引用了 {BLOAT}、{UPSERT}（检索前列也没有它）",
        ),
        (made(cites=(BLOAT,)), REFUSAL, f"不该拒答，应当引用 {BLOAT}（检索里排第 2）"),
        (made(refuse=True), ANSWER, f"应当拒答，却引用了 {BLOAT}、{UPSERT}"),
        (
            made(contains=("VACUUM", "autovacuum")),
            ANSWER,
            f"回答里应当有「autovacuum」，却没有；引用了 {BLOAT}、{UPSERT}",
        ),
        (made(contains=("VACUUM",)), REFUSAL, "不该拒答，应当回答"),
    ],
)
async def test_failure_says_what_came_instead(
    test: AnswerTest, heard: Heard, problem: str
) -> None:
    assert (await outcome(test, heard)).problem == problem


async def test_context_is_asked_first() -> None:
    asked: list[tuple[str, tuple[str, ...]]] = []

    async def ask(question: str, context: Sequence[str]) -> Heard:
        asked.append((question, tuple(context)))
        return ANSWER

    await ask_tests([made(cites=(BLOAT,), context=("表很大",))], ask)
    assert asked == [("怎么清理", ("表很大",))]

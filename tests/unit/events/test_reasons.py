"""Why something is not in the record, or not exact there."""

from __future__ import annotations

import pytest

from bot.events.book.calendar import SalonBook
from tests.unit.events.pages import ask, told


@pytest.mark.parametrize(
    ("question", "earlier", "said"),
    [
        ("喀什那场为什么没有回放", (), "没有回放记录"),
        ("为什么没有录像", ("喀什那场有回放吗",), "没有回放记录"),
        ("为什么没有到场人数", (), "900余"),
        ("为啥不统计到场人数", (), "900余"),
        ("为什么只有一期有回放", (), "example.org/dali/am"),
        ("为啥不是准数", ("大理那场多少人报名",), "2xx"),
        ("为什么是2xx", ("大理那场多少人报名",), "2xx"),
        ("大理报名为什么没有准数", (), "2xx"),
        ("其他的为啥没有", ("哪几期有回放",), "没有记录的有"),
    ],
)
def test_no_reason_is_given(
    book: SalonBook, question: str, earlier: tuple[str, ...], said: str
) -> None:
    answer = told(book, question, *earlier)
    assert said in answer
    assert answer.endswith("原因没有写。")


def test_what_to_do_about_a_link_asks_for_no_reason(book: SalonBook) -> None:
    assert "原因没有写" not in told(book, "回放打不开咋办")


@pytest.mark.parametrize(
    "question", ["为啥不是准数", "为什么没有结果", "为什么没有回放日志", "怎么没有统计信息"]
)
def test_reasons_of_databases_are_left_to_pages(book: SalonBook, question: str) -> None:
    assert ask(book, question) is None

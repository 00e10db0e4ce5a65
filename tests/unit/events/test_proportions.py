"""How many of all the salons something is true of, and sums of those that a ranking picks."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.events.book.calendar import SalonBook
from tests.unit.events.pages import ask, make_book, told, write_page


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("每期都有圆桌吗", "不是每期都这样，办过的 4 期里有 2 期。"),
        ("是不是每场都有回放", "不是每期都这样，办过的 4 期里有 1 期。"),
        ("每次都有赞助吗", "是的，办过的 4 期都这样。"),
        ("白马大学每期都来吗", "不是每期都这样，办过的 4 期里有 2 期。"),
        ("每期报名都超过60人吗", "办过的 4 期里有 3 期"),
        ("有回放的占几成", "1 期，占办过的 4 期的 25%。"),
        ("2024年的占多少", "2 期，占办过的 4 期的 50%。"),
        ("牡丹云赞助的场次占比多少", "2 期，占办过的 4 期的 50%。"),
        ("大部分都是牡丹云赞助的吧", "没有过半，2 期，占办过的 4 期的 50%。"),
        ("多数场次没有回放吧", "是的，3 期，占办过的 4 期的 75%。"),
        ("喀什的报名占多少", "报名 75 人，占有确切数字的 3 期合计 235 人的 32%。"),
        ("洛阳占几成", "按场次算是 2 期，占办过的 4 期的 50%。"),
    ],
)
def test_what_is_true_of_some_is_held_against_all(
    book: SalonBook, question: str, verdict: str
) -> None:
    assert verdict in told(book, question)


@pytest.mark.parametrize(
    "question", ["洛阳办的占几成", "每期都在洛阳办吗", "大部分都在洛阳办吧", "洛阳占几成"]
)
def test_before_any_was_held_there_is_no_share(tmp_path: Path, question: str) -> None:
    meta = {"id": "one", "number": 1, "title": "某某沙龙 第 1 期 洛阳", "date": "2026-12-05"}
    write_page(tmp_path, "events/one.md", {**meta, "city": "洛阳"})
    answer = ask(make_book(tmp_path), question)
    assert answer is None or "办过的" not in answer.markdown


def test_a_comparison_is_no_share(book: SalonBook) -> None:
    assert "多 45 人" in told(book, "和第4期比呢", "第3期报名多少")


@pytest.mark.parametrize(
    "question",
    [
        "索引占多少空间",
        "每张表都有主键吗",
        "大部分表都要建索引吗",
        "wal 占几成",
        "占多少",
        "占比",
        "每次都要重启吗",
        "大多数查询都走索引吧",
        "出了什么问题",
        "每期课都要交钱吗",
    ],
)
def test_shares_of_a_database_are_for_the_pages(book: SalonBook, question: str) -> None:
    assert ask(book, question) is None


@pytest.mark.parametrize("question", ["每期都要报名吗", "每场都得报名吗", "每次都需要报名吗"])
def test_a_rule_is_not_told_by_counting(book: SalonBook, question: str) -> None:
    reply = ask(book, question)
    assert reply is None or "都这样" not in reply.markdown


@pytest.mark.parametrize(
    ("question", "total"),
    [("报名最多的两场一共多少人", "195"), ("报名最少的两场加起来", "115")],
)
def test_those_that_a_ranking_picks_are_added(book: SalonBook, question: str, total: str) -> None:
    assert f"这 2 期合计 **{total} 人**。" in told(book, question)

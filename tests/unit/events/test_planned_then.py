"""A month or a feast that comes again, and what is asked once everything was told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.events.book.calendar import SalonBook
from tests.unit.events.pages import AFTERWARDS, ask, missing, told

LATE = datetime(2027, 1, 20, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("5月有沙龙吗", ["2027 年 5 月没有安排沙龙", "办过 1 期", "第 2 期 · 大理"]),
        ("十月份有没有活动", ["2027 年 10 月没有安排沙龙", "第 3 期 · 洛阳"]),
        ("8月有安排吗", ["2027 年 8 月没有安排沙龙", "最后一场是第 5 期泉州"]),
        ("国庆有活动吗", ["国庆没有安排沙龙"]),
    ],
)
def test_a_month_that_is_not_over_is_the_next_of_it(
    book: SalonBook, question: str, parts: list[str]
) -> None:
    assert missing(book, question, parts, now=LATE) == []


def test_the_month_of_today_is_of_this_year(book: SalonBook) -> None:
    assert "2026 年 12 月没有安排沙龙" in told(book, "12月有沙龙吗", now=AFTERWARDS)


def test_what_comes_instead_is_told_while_a_salon_is_ahead(book: SalonBook) -> None:
    answer = told(book, "3月有沙龙吗")
    assert "2027 年 3 月没有安排沙龙。接下来是第 5 期泉州" in answer
    assert "第 1 期 · 洛阳" in answer


@pytest.mark.parametrize("question", ["明年会来大理吗", "大理还会再办吗", "下次什么时候去大理"])
def test_whether_one_is_to_come_to_a_city(book: SalonBook, question: str) -> None:
    parts = ["大理近期没有安排沙龙", "以前在大理办过 1 期", "第 2 期 · 大理"]
    assert missing(book, question, parts, now=LATE) == []


@pytest.mark.parametrize("question", ["大理去过吗", "什么时候去的大理", "大理的下一期在哪"])
def test_what_was_held_in_a_city_is_no_plan(book: SalonBook, question: str) -> None:
    assert "没有安排" not in told(book, question, now=LATE)


@pytest.mark.parametrize("question", ["5月办过沙龙吗", "5月的沙龙在哪办的", "2024年5月有沙龙吗"])
def test_the_past_is_told_where_it_is_spoken_of(book: SalonBook, question: str) -> None:
    answer = told(book, question, now=LATE)
    assert "大理" in answer
    assert "没有安排" not in answer


def test_the_salon_of_that_month_is_no_matter_of_others(book: SalonBook) -> None:
    reply = ask(book, "12月有沙龙吗")
    assert reply is None or "没有安排" not in reply.markdown


@pytest.mark.parametrize(
    ("question", "earlier"),
    [
        ("还有吗", "有圆桌的是哪几期"),
        ("还有别的吗", "石破天讲过什么"),
        ("还有吗", "苍山银行来过吗"),
    ],
)
def test_that_a_list_was_all(book: SalonBook, question: str, earlier: str) -> None:
    assert "没有别的" in told(book, question, earlier)

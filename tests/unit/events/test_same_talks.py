"""Whether two salons had the same talks, and what of people is nobody's business."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.events.book.calendar import SalonBook
from tests.unit.events.pages import ask, make_book, told, write_page

_TALKS = {
    1: ("社区工作汇报", "企业圆桌"),
    2: ("社区工作汇报", "企业圆桌"),
    3: ("社区工作汇报", "时空引擎介绍"),
    4: ("分区表改造",),
}


@pytest.fixture
def alike(tmp_path: Path) -> SalonBook:
    for number, titles in _TALKS.items():
        meta = {
            "id": f"s{number}", "number": number, "title": f"沙龙 第 {number} 期",
            "date": date(2024, number, 9), "city": "洛阳大理喀什泉州"[2 * number - 2 : 2 * number],
            "talks": [{"title": title} for title in titles],
        }  # fmt: skip
        write_page(tmp_path, f"events/{number}.md", meta, "## 概况\n\n一场。")
    return make_book(tmp_path)


@pytest.mark.parametrize(
    ("question", "parts", "absent"),
    [
        ("第1期跟第2期讲的一样吗", ["议题一样", "社区工作汇报"], "不完全"),
        ("第2期和第3期议题一样吗", ["不完全一样，相同的有 1 个", "时空引擎介绍"], "工作汇报"),
        ("第3期和第4期的议题相同吗", ["没有相同的议题", "分区表改造"], "不完全"),
        ("哪两期的议题完全一样", ["第 1 期洛阳、第 2 期大理：2 个议题"], "喀什"),
    ],
)
def test_whether_talks_are_the_same(
    alike: SalonBook, question: str, parts: list[str], absent: str
) -> None:
    answer = told(alike, question)
    assert [part for part in parts if part not in answer] == []
    assert absent not in answer


@pytest.mark.parametrize(
    "question", ["讲师里有女的吗", "王语嫣是男的还是女的", "大理那场有多少女生"]
)
def test_what_people_are_like_is_private(book: SalonBook, question: str) -> None:
    reply = ask(book, question)
    assert reply is not None
    assert reply.refused


def test_a_column_is_nobody(book: SalonBook) -> None:
    assert ask(book, "性别字段怎么设计") is None


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("第3期少了哪个议题", ["第 2 期大理有、第 3 期喀什没有", "企业圆桌"]),
        ("第3期新增了什么议题", ["第 3 期喀什有、第 2 期大理没有", "时空引擎介绍"]),
        ("每期都讲的议题是什么", ["没有每期都讲的议题", "讲得最多的有 3 期", "社区工作汇报"]),
    ],
)
def test_talks_beside_those_of_the_salon_before_and_of_all(
    alike: SalonBook, question: str, parts: list[str]
) -> None:
    answer = told(alike, question)
    assert [part for part in parts if part not in answer] == []

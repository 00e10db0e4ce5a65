"""Yes or no to what a message takes for granted of one salon, and where something ended."""

from __future__ import annotations

import pytest

from bot.events.book.calendar import SalonBook
from tests.unit.events.pages import ask, missing, told


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("第二期是在大理吧", ["是的", "第 2 期在大理"]),
        ("第四期在大理对不对", ["不是", "第 4 期在喀什", "第 2 期大理"]),
        ("大理是第三期吗", ["不是", "大理是第 2 期", "第 3 期在洛阳"]),
        ("大理那场是2024年5月办的吗", ["是的", "2024 年 5 月 18 日"]),
        ("喀什那场是2024年5月办的吧", ["不是", "2025 年 12 月 20 日", "第 2 期大理"]),
        ("第2期是牡丹云赞助的吗", ["不是", "洱海空间", "第 1 期洛阳、第 3 期洛阳"]),
        ("喀什那场是青铜数据赞助的吧", ["不是", "胡杨科技"]),
        ("第4期是胡杨赞助的吧", ["是的", "胡杨科技"]),
    ],
)
def test_a_premise_is_held_against_the_record(
    book: SalonBook, question: str, parts: list[str]
) -> None:
    assert missing(book, question, parts) == []


@pytest.mark.parametrize("question", ["第二期是在哪办的", "洛阳办过几次", "第2期是谁赞助的呢"])
def test_an_open_question_has_no_premise(book: SalonBook, question: str) -> None:
    assert not told(book, question).startswith(("是的", "不是"))


@pytest.mark.parametrize("question", ["大理那场的分区表是按天分的吧", "第二期工程是在大理吧"])
def test_what_is_not_all_understood_is_no_premise(book: SalonBook, question: str) -> None:
    reply = ask(book, question)
    assert reply is None or not reply.markdown.startswith(("是的", "不是"))


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("哪场之后就没回放了", ["第 2 期 · 大理", "从第 3 期洛阳开始没有", "之后 2 期"]),
        ("从哪期开始没有录像了", ["第 2 期 · 大理", "第 4 期 · 喀什"]),
        ("哪期以后就不办圆桌了", ["第 2 期 · 大理", "从第 3 期洛阳开始没有"]),
        ("哪期之后没有人次记录了", ["第 3 期 · 洛阳", "从第 4 期喀什开始没有"]),
        ("哪场之后就没人赞助了", ["第 4 期喀什", "都还有赞助方"]),
    ],
)
def test_where_something_ended(book: SalonBook, question: str, parts: list[str]) -> None:
    assert missing(book, question, parts) == []


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("大理和喀什哪个先办的", "第 2 期大理更早"),
        ("喀什和大理谁更晚", "第 4 期喀什更晚"),
        ("大理比喀什早几天", "第 2 期大理更早"),
    ],
)
def test_which_of_two_was_sooner(book: SalonBook, question: str, first: str) -> None:
    assert told(book, question).startswith(first)


def test_the_longest_pause(book: SalonBook) -> None:
    assert "相隔 525 天" in told(book, "隔得最久的是哪两场之间")

"""Items of the day's model by how they stand to each other, over the invented record."""

from __future__ import annotations

import pytest

from bot.events.book.calendar import SalonBook
from tests.unit.events.pages import AFTERWARDS, ask, told


@pytest.mark.parametrize(
    ("question", "parts", "absent"),
    [
        ("签到和辩论之间讲什么", ["社区近况", "待定议题"], ["企业辩论赛"]),
        ("签到跟辩论谁先讲", ["09:00–09:20", "15:30–16:30"], ["社区近况"]),
        ("辩论排在哪个环节后面", ["待定议题"], ["社区近况"]),
        ("王语嫣那段排在上午第几个", ["上午的第 2 项", "第 1 个", "全天第 2 项"], []),
        ("有没有超过半小时的环节", ["社区近况", "企业辩论赛"], ["签到"]),
        ("哪个环节是40分钟", ["社区近况"], ["企业辩论赛"]),
        ("九点二十五到的话赶得上吗", ["社区近况", "待定"], ["签到"]),
        ("议程里有圆桌吗", ["没有单独写「圆桌」"], []),
        ("辩论是在下午吗", ["15:30–16:30"], ["签到"]),
        ("我只有下午有空，能听到什么", ["待定", "企业辩论赛"], ["签到"]),
        ("活动模板里上午哪个主题时间最长", ["社区近况"], ["企业辩论赛"]),
        ("社区近况那节后面是什么", ["待定议题"], ["签到"]),
        ("从早到晚一共几个小时", ["全天从 09:00 到 16:30"], []),
    ],
)
def test_items_are_found_by_how_they_stand_to_others(
    book: SalonBook, question: str, parts: list[str], absent: list[str]
) -> None:
    answer = told(book, question, now=AFTERWARDS)

    for part in parts:
        assert part in answer
    for part in absent:
        assert part not in answer


@pytest.mark.parametrize(
    ("earlier", "question", "part"),
    [
        (["下午第一个讲什么"], "那第二个呢", "企业辩论赛"),
        (["上午几点结束", "下午几点开始"], "中间空多久", "中间 10:00–14:00 没有安排"),
        (["王语嫣几点讲"], "讲完干嘛", "待定议题"),
        (["签到几点"], "完了换谁", "社区近况"),
    ],
)
def test_a_follow_up_keeps_to_the_part_and_the_item(
    book: SalonBook, earlier: list[str], question: str, part: str
) -> None:
    assert part in told(book, question, *earlier, now=AFTERWARDS)


def test_a_pause_is_told_only_between_neighbours(book: SalonBook) -> None:
    answer = told(book, "有没有超过半小时的环节")

    assert "没有安排" not in answer


@pytest.mark.parametrize("question", [
    "社区近况怎么样", "分区和索引之间怎么选", "超过半小时的查询怎么杀", "30分钟的慢查询是哪个",
    "模板库 template1 里有什么",
])  # fmt: skip
def test_a_length_or_an_order_of_something_else_is_no_item(book: SalonBook, question: str) -> None:
    assert ask(book, question) is None


@pytest.mark.parametrize("question", ["每个演讲多少分钟", "议题一般讲多久", "每个人讲多长时间"])
def test_how_long_talks_are_is_told_of_those_that_somebody_gives(
    book: SalonBook, question: str
) -> None:
    answer = told(book, question, now=AFTERWARDS)

    assert "社区近况" in answer
    assert "40 分钟" in answer
    assert "签到" not in answer


@pytest.mark.parametrize("question", ["每个查询平均多久", "备份一般多久", "每个连接占多久"])
def test_how_long_other_things_take_is_of_no_talk(book: SalonBook, question: str) -> None:
    assert ask(book, question, now=AFTERWARDS) is None


@pytest.mark.parametrize("question", ["中午歇多长时间", "中午空多久"])
def test_a_rest_at_noon_is_of_the_day(book: SalonBook, question: str) -> None:
    assert "中间 10:00–14:00 没有安排" in told(book, question, now=AFTERWARDS)

"""What is counted for each of several: of years, cities, sponsors, forms; and of conditions."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.events.book.calendar import SalonBook
from tests.unit.events.conftest import event
from tests.unit.events.pages import AFTERWARDS, ask, make_book, write_page

_HELD = (
    event(1, "2024-01-06", "敦煌", sponsor="月牙泉", signups=40, interaction="圆桌", talks=[
        {"title": "一"}, {"title": "二"}]),
    event(2, "2024-11-02", "敦煌", sponsor="鸣沙山", signups="1xx", interaction="圆桌", talks=[
        {"title": "三"}]),
    event(3, "2025-03-01", "酒泉", sponsor="月牙泉", signups=90, interaction="辩论", talks=[
        {"title": "四"}, {"title": "五"}, {"title": "六"}],
        replays=[{"label": "上午", "url": "https://example.org/jiuquan"}]),
    event(4, "2025-03-22", "张掖", sponsor="月牙泉", signups=60, talks=[{"title": "七"}],
        replays=[{"label": "上午", "url": "https://example.org/zhangye"}]),
)  # fmt: skip


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> SalonBook:
    root: Path = tmp_path_factory.mktemp("grouped")
    for salon in _HELD:
        write_page(root, f"events/{salon['id']}.md", salon)
    return make_book(root)


@pytest.mark.parametrize(
    ("question", "parts", "unsaid"),
    [
        ("每年各办了几场", ["2024 年：2 期", "2025 年：2 期"], ""),
        ("各赞助商赞助了几场", ["月牙泉：3 期", "鸣沙山：1 期"], ""),
        ("每年办了几场圆桌", ["2024 年：2 期"], "2025 年"),
        ("每个季度各办了几场", ["2025 年第 1 季度：2 期", "2024 年第 4 季度：1 期"], ""),
        ("每年报名总人数", ["2024 年：报名合计 40 人", "2025 年：报名合计 150 人", "1xx"], "比较"),
        ("每年平均报名多少人", ["2025 年：报名平均每期约 75 人"], ""),
        ("每年报名最多的是哪场", ["2024 年：第 1 期", "2025 年：第 3 期"], "第 4 期"),
        ("每个城市最近一场是哪天", ["第 2 期", "第 3 期", "第 4 期"], "第 1 期"),
        ("每个城市第一场谁赞助的", ["第 1 期", "月牙泉", "第 3 期", "第 4 期"], "第 2 期"),
        ("哪年报名的人多", ["报名最多的是 **2025 年**", "合计 150 人"], ""),
        ("哪个月报名最少", ["报名最少的是 **2024 年 1 月**"], ""),
        ("24年和25年平均报名哪年高", ["2025 年多 35 人"], ""),
        ("圆桌和辩论哪个办得多", ["圆桌多 1 期"], ""),
        ("哪个季度办得最多", ["2025 年第 1 季度，2 期"], ""),
        ("办圆桌最多的城市", ["敦煌，2 期"], ""),
        ("各年报名第一的", ["2024 年：第 1 期", "2025 年：第 3 期"], "合计"),
        ("哪个月报名最少", ["2024 年 11 月：报名 1xx 人", "第 2 期敦煌写作「1xx」"], ""),
        ("哪个月议题最少", ["**2024 年 11 月**"], "、2025"),
        ("哪年回放最少", ["**2025 年**", "2024 年：回放没有确切数字"], ""),
        ("24年11月和25年3月报名哪个月多", ["比不出来", "1xx"], "多 150"),
        ("每年去了几个城市", ["2024 年：记下 1 个（敦煌）", "2 个（酒泉、张掖）"], "期"),
        ("每年有几家赞助商", ["2 家（月牙泉、鸣沙山）", "1 家（月牙泉）"], "期"),
        ("有回放的场里哪家赞助得最多", ["月牙泉，2 期"], ""),
        ("没有回放的场里哪家赞助得最多", ["月牙泉、鸣沙山，1 期"], ""),
    ],
)
def test_each_member_of_a_group_is_counted(
    held: SalonBook, question: str, parts: list[str], unsaid: str
) -> None:
    reply = ask(held, question, now=AFTERWARDS)
    assert reply is not None
    assert [part for part in parts if part not in reply.markdown] == []
    assert not unsaid or unsaid not in reply.markdown


@pytest.mark.parametrize(
    ("question", "parts", "unsaid"),
    [
        ("25年有回放的里面报名最少的是哪场", ["报名最少的", "第 4 期"], "第 1 期"),
        ("圆桌场平均几个议题", ["3 个", "平均每期约 2 个"], ""),
        ("超过50人的一共多少人报名", ["150 人"], "190"),
        ("报名超过50的城市有哪些", ["3 个城市：敦煌、酒泉、张掖"], ""),
        ("只有一个议题的场都在哪些城市", ["2 个城市：敦煌、张掖"], "酒泉、"),
        ("最多的一场比最少的多几倍", ["相差 50 人", "2.2 倍"], ""),
        ("有没有议题一样多的场", ["议题都是 1 个：第 2 期敦煌、第 4 期张掖"], ""),
    ],
)
def test_what_is_asked_of_numbers_keeps_to_its_conditions(
    held: SalonBook, question: str, parts: list[str], unsaid: str
) -> None:
    reply = ask(held, question, now=AFTERWARDS)
    assert reply is not None
    assert [part for part in parts if part not in reply.markdown] == []
    assert not unsaid or unsaid not in reply.markdown


@pytest.mark.parametrize(
    "question",
    [
        "按年分区怎么做", "每个城市的订单数怎么统计", "按城市统计销售额",
        "每个月各建一个分区可以吗",
        "每年发布几个大版本", "各企业用户怎么隔离", "每季度各存一张表好吗",
        "一样多的列怎么建索引",
        "哪年发布的流复制", "每个公司各建一个 schema",
    ],
)  # fmt: skip
def test_a_group_of_something_else_is_no_salon(held: SalonBook, question: str) -> None:
    assert ask(held, question, now=AFTERWARDS) is None


def test_what_follows_the_most_of_each_is_ranked_by_the_same(held: SalonBook) -> None:
    reply = ask(held, "最少的呢", "每年报名最多的是哪场", now=AFTERWARDS)
    assert reply is not None
    assert "报名最少的" in reply.markdown


@pytest.mark.parametrize(
    "question", ["每年有多少讲师辞职", "每个公司几个城市有分部", "每个城市几个机房"]
)
def test_others_are_not_counted_within_each(held: SalonBook, question: str) -> None:
    assert ask(held, question, now=AFTERWARDS) is None


@pytest.mark.parametrize("question", ["每个城市都讲了什么", "每个城市的回放", "每个城市都去过吗"])
def test_of_each_nothing_is_counted_that_is_not_asked(held: SalonBook, question: str) -> None:
    reply = ask(held, question, now=AFTERWARDS)
    assert reply is None or "敦煌：" not in reply.markdown

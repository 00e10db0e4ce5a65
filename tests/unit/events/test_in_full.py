"""那24年呢, 圆桌呢, 最晚呢: the question of the turn before, asked of something else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.events.book.calendar import SalonBook
from tests.unit.events.conftest import event
from tests.unit.events.pages import AFTERWARDS, ask, make_book, missing, told, write_page

_HELD = (
    event(1, "2024-01-06", "敦煌", sponsor="月牙泉", signups=40, interaction="圆桌",
          companies=["莫高大学", "沙洲夜市"], talks=[{"title": "甲"}, {"title": "乙"}]),
    event(2, "2024-11-02", "酒泉", sponsor="鸣沙山", signups=90, interaction="圆桌",
          companies=["肃州大学", "航天城"],
          talks=[{"title": "丙", "speakers": [{"name": "班超"}]}, {"title": "丁"}],
          replays=[{"label": "一", "url": "https://example.org/1"},
                   {"label": "二", "url": "https://example.org/2"}]),
    event(3, "2025-03-01", "敦煌", sponsor="月牙泉", signups=60, interaction="辩论",
          talks=[{"title": "戊", "speakers": [{"name": "张骞", "org": "沙洲夜市"}]}]),
    event(4, "2025-03-22", "张掖", sponsor="丹霞", signups=20, interaction="圆桌",
          companies=["沙洲夜市"], talks=[{"title": "己"}]),
)  # fmt: skip


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> SalonBook:
    root: Path = tmp_path_factory.mktemp("in_full")
    for salon in _HELD:
        write_page(root, f"events/{salon['id']}.md", salon)
    return make_book(root)


@pytest.mark.parametrize(
    ("turns", "parts", "unsaid"),
    [
        (["24年一共多少人报名", "那25年呢"], ["80 人"], "60 人"),
        (["24年一共多少人报名", "25年平均呢"], ["平均每期约 40 人"], ""),
        (["24年一共多少人报名", "那25年呢", "26年呢"], [], "80 人"),
        (["哪场报名最多", "25年呢"], ["报名最多的", "第 3 期"], "第 2 期"),
        (["每年各办了几场", "那圆桌呢"], ["2024 年：2 期", "2025 年：1 期"], "没有记录"),
        (["每年各办了几场", "圆桌呢", "那辩论呢"], ["2025 年：1 期"], "2024 年"),
        (["哪几场有圆桌", "24年呢"], ["有圆桌的有 2 期"], "第 4 期"),
        (["敦煌来了哪些大学", "酒泉呢"], ["大学的有 1 家：肃州大学"], "航天城"),
        (["敦煌第二次的第一个议题是什么", "第2期呢"], ["丙"], ""),
        (["第一场是哪天", "张掖呢"], ["2025 年 3 月 22 日"], ""),
        (["哪家赞助最多", "24年呢"], ["月牙泉、鸣沙山，1 期"], ""),
        (["最早有圆桌的是哪场", "最晚呢"], ["第 4 期"], "第 1 期"),
        (["哪几场是周六办的", "那周日呢"], ["没有"], "第 3 期"),
        (["哪几场是工作日办的", "那周末呢"], ["第 1 期", "第 4 期"], "没有"),
        (["哪场报名最多", "那最少的呢"], ["第 4 期", "20 人"], ""),
        (["24年报名多少", "25年呢", "差几天"], [], "没有"),
        (["24年办了几场", "9月到12月呢"], ["一共 1 期", "第 2 期"], "第 1 期"),
        (["1月到3月办过几场", "9月到12月呢"], ["一共 1 期", "第 2 期"], "第 1 期"),
        (["1月到3月办过几场", "暑假呢"], ["没有和「7–8 月」对得上"], ""),
        (["张掖办过几次", "22年呢"], ["张掖没有和「2022 年」对得上"], ""),
    ],
)
def test_another_stands_in_the_place_of_what_was_asked(
    held: SalonBook, turns: list[str], parts: list[str], unsaid: str
) -> None:
    *earlier, asked = turns
    assert missing(held, asked, parts, *earlier, now=AFTERWARDS) == []
    assert not unsaid or unsaid not in told(held, asked, *earlier, now=AFTERWARDS)


@pytest.mark.parametrize(
    ("turns", "part"),
    [
        (["24年办了几场", "里面有圆桌的呢"], "有圆桌"),  # of those that were told
        (["敦煌和酒泉差多少人", "张掖呢"], "20 人"),  # in whose place is not plain
        (["张骞讲过什么", "酒泉呢"], "没有"),
        (["沙洲夜市来过几次", "莫高大学呢"], "第 1 期"),
        (["酒泉谁讲的", "圆桌呢"], "互动：圆桌"),
        (["酒泉是几号办的", "那明年呢"], "没有和"),
    ],
)
def test_it_stands_for_nothing_else(held: SalonBook, turns: list[str], part: str) -> None:
    *earlier, asked = turns
    assert part in told(held, asked, *earlier, now=AFTERWARDS)


@pytest.mark.parametrize("asked", ["那索引呢", "分区表呢", "那 pg17 呢"])
def test_another_subject_is_none_of_ours(held: SalonBook, asked: str) -> None:
    assert ask(held, asked, "24年一共多少人报名", now=AFTERWARDS) is None


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("酒泉下午讲了啥", "没有写哪些在上午、哪些在下午"),
        ("哪个视频里有班超", "没有写哪条回放里有谁"),
        ("第一次听说，最近一次是哪天", "2025 年 3 月 22 日"),
        ("每年报名第二多的", "2024 年：第 1 期"),
        ("每年报名最少的两场", "2025 年：第 4 期"),
        ("每年报名前二的是哪几场", "分开比，报名最多的 2 期"),
        ("每年压轴的是哪场", "第 4 期"),
        ("哪年圆桌最多", "圆桌办得最多的：2024 年，2 期"),
        ("圆桌最多的是哪年", "2024 年，2 期"),
        ("哪个城市辩论最多", "辩论办得最多的：敦煌，1 期"),
        ("辩论取代圆桌是哪期", "第一次有辩论"),
        ("哪期圆桌被辩论取代", "第一次有辩论"),
        ("寒假办过吗", "第 1 期"),
        ("去年暑假办过吗", "没有和「2025 年 7–8 月」对得上"),
        ("中间停得最久的是哪段", "相隔 301 天"),
    ],
)
def test_what_was_asked_of_all_or_of_each(held: SalonBook, asked: str, part: str) -> None:
    assert part in told(held, asked, now=AFTERWARDS)


def test_what_is_to_come_lacks_nothing_yet(held: SalonBook) -> None:
    before_the_last = datetime(2025, 3, 10, 4, 0, tzinfo=UTC)
    said = told(held, "最后一次没有回放的是哪期", now=before_the_last)
    assert "第 3 期" in said
    assert "一共 2 期没有回放" in said

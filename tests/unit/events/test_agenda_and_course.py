"""The order of the day and the training, over an invented record."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.events.book.calendar import SalonBook
from tests.unit.events.pages import AFTERWARDS, make_book, missing, told, write_page


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("几点开始签到", ["09:00–09:20"]),
        ("辩论赛安排在几点", ["15:30–16:30"]),
        ("下午几点开始", ["14:00"]),
        ("企业辩论几点开打", ["15:30–16:30"]),
        ("圆桌几点开聊", ["没有单独写「圆桌」", "15:30–16:30"]),
        ("企业辩论什么时候开赛", ["15:30–16:30"]),
        ("模板日程里最后一个环节到几点结束，我要买高铁票", ["15:30–16:30"]),
        ("一般几点散场", ["16:30"]),
        ("王语嫣几点讲", ["09:20–10:00"]),
        ("社区近况讲多久", ["40 分钟"]),
        ("签到之后是谁讲", ["王语嫣"]),
        ("下午三点在讲什么", ["待定", "迁移故事"]),
        ("备选议题都有啥", ["迁移故事"]),
        ("当天流程是怎样的", ["签到", "企业辩论赛"]),
        ("辩论完了还有啥", ["之后没有别的安排了", "企业辩论赛"]),
        ("九点到会不会迟到", ["09:00–09:20"]),
        ("赶高铁，几点散", ["16:30"]),
        ("what time does it start", ["09:00"]),
        ("三点多在讲什么", ["15:30–16:30"]),
    ],
)
def test_the_model_of_the_day_answers_and_says_that_it_is_one(
    book: SalonBook, question: str, parts: list[str]
) -> None:
    assert missing(book, question, parts, now=AFTERWARDS) == []
    assert len(missing(book, question, ["模板", "议题库"], now=AFTERWARDS)) < 2


def test_a_salon_with_times_of_its_own_is_told_by_them(book: SalonBook) -> None:
    assert "13:30" in told(book, "泉州那期几点开始")
    assert "13:30–14:20" in told(book, "泉州那期时序压缩几点讲")


def test_a_salon_without_times_says_so_before_the_model(book: SalonBook) -> None:
    answer = told(book, "喀什那场几点开始")

    assert "没有记录" in answer
    assert "09:00" in answer


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("培训一共几章", ["3 章"]),
        ("课程全部加起来多久", ["约 5 小时"]),
        ("第2章多长时间", ["索引与优化", "150 分钟"]),
        ("时间最长的是哪一章", ["第 2 章"]),
        ("哪章最短", ["第 1 章", "45"]),
        ("讲执行计划的是第几章", ["第 2 章"]),
        ("高可用那章几分钟", ["90 分钟"]),
        ("第9章讲什么", ["没有这一章"]),
        ("第三章都讲些什么", ["流复制"]),
        ("patroni 相关的课占多少时间", ["第 3 章", "90 分钟"]),
        ("哪章讲patroni", ["第 3 章"]),
        ("流复制在课里吗", ["第 3 章"]),
        ("有没有教执行计划的课", ["第 2 章"]),
        ("第一章和最后一章加起来多久", ["合计 135 分钟"]),
        ("讲编译的章节是", ["第 1 章"]),
        ("机器学习在哪几章出现", ["第 3 章"]),
    ],
)
def test_chapters_are_found_by_number_keyword_and_length(
    book: SalonBook, question: str, parts: list[str]
) -> None:
    assert missing(book, question, parts) == []


def test_the_end_after_one_item_may_be_that_of_the_day(book: SalonBook) -> None:
    answer = told(book, "那几点结束", "早上几点签到", now=AFTERWARDS)

    assert "09:00–09:20" in answer
    assert "到 16:30" in answer
    assert "全天" not in told(book, "几点结束", "辩论赛安排在几点", now=AFTERWARDS)


def test_a_bare_beginning_is_that_of_the_salon_to_come(book: SalonBook) -> None:
    assert "时间：13:30–17:30" in told(book, "什么时候开始")
    assert "16:30" in told(book, "什么时候结束", now=AFTERWARDS)


def test_how_long_a_talk_is_tells_which_of_a_speaker_is_meant(tmp_path: Path) -> None:
    items = [
        {"part": "上午", "start": "09:00", "end": "09:40", "title": "《甲》", "minutes": 40,
         "speakers": [{"name": "王语嫣"}]},
        {"part": "上午", "start": "10:00", "end": "11:30", "title": "《乙》", "minutes": 90,
         "speakers": [{"name": "王语嫣"}]},
    ]  # fmt: skip
    write_page(tmp_path, "salon/agenda.md", {"title": "议程", "agenda": items}, "模板。")
    write_page(tmp_path, "people/w.md", {"title": "王语嫣", "name": "王语嫣"}, "王语嫣。")
    meta = {
        "id": "s1",
        "number": 1,
        "title": "第 1 期 洛阳",
        "date": date(2024, 3, 9),
        "city": "洛阳",
    }
    write_page(tmp_path, "events/1.md", meta, "## 概况\n\n一场。")

    answer = told(make_book(tmp_path), "王语嫣那个90分钟的是讲什么")

    assert "《乙》" in answer
    assert "《甲》" not in answer


@pytest.mark.parametrize("question", ["沙龙一般几个小时", "一场要多长时间", "活动要多久"])
def test_how_long_one_takes_is_the_whole_day(book: SalonBook, question: str) -> None:
    assert "从 09:00 到 16:30，一共 7 小时 30 分钟" in told(book, question, now=AFTERWARDS)


@pytest.mark.parametrize("question", ["最长的一章是哪章 多长时间", "课程里最长的一章是什么"])
def test_one_chapter_is_not_the_first(book: SalonBook, question: str) -> None:
    assert "第 2 章 索引与优化，150 分钟" in told(book, question)
    assert "第 1 章" not in told(book, question)


@pytest.mark.parametrize("question", ["下午第一个技术分享是什么", "下午第一个技术议题是什么"])
def test_what_talks_are_at_large_names_no_subject(book: SalonBook, question: str) -> None:
    assert "14:00" in told(book, question, now=AFTERWARDS)

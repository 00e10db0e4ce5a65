"""Salons whose number lies beyond limits: what the words leave out, and several at once."""

from __future__ import annotations

import pytest

from bot.events.book.calendar import SalonBook
from tests.unit.events.pages import ask, missing, told


@pytest.mark.parametrize(
    ("question", "salons"),
    [
        ("报名超过75人的", [2, 3]),  # 2xx is over it, 75 itself is not
        ("报名75人以上的", [2, 3, 4]),
        ("报名不低于75人的有哪些", [2, 3, 4]),
        ("报名不到75人的", [1]),
        ("报名不超过75人的", [1, 4]),
        ("报名超过40人不到120人的", [4]),
        ("报名没过75的有哪几场", [1, 4]),
        ("报名没有超过40人的", [1]),
        ("报名没破75人的", [1]),
        ("哪几场报名不过百", [1, 4]),
        ("超过40人不到120的", [4]),  # only people come by the dozen
        ("100到150人之间的有哪些", [3]),
        ("有没有超过300人的", []),
        ("哪几期议题超过1个", [2, 3, 5]),
        ("双数期的赞助商", [2, 4]),
        ("单数期都在哪", [1, 3, 5]),
        ("第3期至今都在哪", [3, 4, 5]),
        ("人数倒数前二", [1, 4]),
    ],
)
def test_those_that_keep_to_every_limit(book: SalonBook, question: str, salons: list[int]) -> None:
    answer = told(book, question)
    heads = ("- ", "**", "1. ", "2. ")
    lines = [line for line in answer.split("\n") if line.startswith(heads)]

    assert [n for n in range(1, 6) if any(f"第 {n} 期" in line for line in lines)] == salons


def test_the_people_of_two_cities_are_added(book: SalonBook) -> None:
    assert "235 人" in told(book, "喀什洛阳一共多少人")


def test_a_table_of_people_is_no_salon(book: SalonBook) -> None:
    assert ask(book, "超过100人的表") is None


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("没录的是哪些期", ["没有回放记录的有 3 期"]),
        ("没写讲师的场", ["没有讲师名字记录的有 1 期", "喀什"]),
        ("有录像的总共几场", ["有回放的有 1 期", "大理"]),
        ("第一场有回放的是", ["第 2 期", "dali/am"]),
        ("最后一次没圆桌的是哪期", ["第 5 期"]),
        ("从哪期起没有圆桌了", ["最后一次有圆桌", "第 2 期"]),
        ("哪些场不是牡丹云的场地", ["其余 3 期", "洱海空间", "胡杨科技"]),
        ("没有分区表内容的场", ["没有写到「分区表」的有 4 期"]),
        ("哪些议题没写讲师", ["一共 1 个", "第 4 期"]),
        ("喀什哪些议题没写讲师", ["没写讲师的议题有 1 个", "PG 综合"]),
    ],
)
def test_what_is_denied_is_left_out(book: SalonBook, question: str, parts: list[str]) -> None:
    assert missing(book, question, parts) == []


def test_the_first_salon_is_meant_where_it_is_asked_about(book: SalonBook) -> None:
    assert "第 1 期" in told(book, "第一场有回放的吗")


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("哪几场有2条以上回放", ["回放不少于 2 条的有 1 期", "大理"]),
        ("120人是哪场", ["正好 120 人的有 1 期", "第 3 期"]),
    ],
)
def test_any_measure_word_may_count(book: SalonBook, question: str, parts: list[str]) -> None:
    assert missing(book, question, parts) == []


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("第一次超过100人报名是哪场", ["第一次报名超过 100 人的是", "第 2 期", "一共 2 期"]),
        ("最后一次报名不到80的", ["最后一次报名不到 80 人的是", "第 4 期"]),
        ("最后一场有圆桌有回放的是哪场", ["第 2 期"]),
        ("第一场没圆桌没回放的", ["第 3 期"]),
    ],
)
def test_the_first_or_last_that_fits(book: SalonBook, question: str, parts: list[str]) -> None:
    answer = told(book, question)

    assert [part for part in parts if part not in answer] == []
    assert answer.count("第 1 期") == 0


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("报名第一多和第二多差多少", ["第 3 期 · 洛阳", "第 4 期 · 喀什", "相差 45 人"]),
        ("报名最多的比第三多的多多少", ["相差 80 人"]),
        ("报名倒数第一和倒数第二差几个", ["最少：", "第 2 少：", "相差 35 人"]),
        ("人次第一和第二差多少", ["相差约 600 人次"]),
        ("报名第二多的是哪场", ["报名第 2 多的：", "喀什"]),
        ("报名第二多和第九多差多少", ["只有 3 个名次"]),
    ],
)
def test_places_of_a_ranking(book: SalonBook, question: str, parts: list[str]) -> None:
    assert missing(book, question, parts) == []


def test_two_places_after_a_ranking(book: SalonBook) -> None:
    assert "相差 35 人" in told(book, "第二和第三差多少", "报名最多的是哪场")

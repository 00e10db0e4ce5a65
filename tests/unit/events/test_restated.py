"""What is taken back, and 「我们这边」 for the place somebody lives in."""

from __future__ import annotations

import time

import pytest

from bot.events.book.calendar import SalonBook
from bot.events.reading.restated import restated
from tests.unit.events.pages import told, word_kinds


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ("洛阳…不对 喀什那场谁赞助的", "喀什那场谁赞助的"),
        ("第8期，不对，第9期在哪办的", "第9期在哪办的"),
        ("第七期哦不对第八期有回放吗", "第八期有回放吗"),
        ("家在喀什，你们有没有来过我这里", "你们有没有来过喀什"),
        ("大理，哦不，喀什那场多少人报名", "喀什那场多少人报名"),
        ("大理 呃不是 喀什那场多少人报名", "喀什那场多少人报名"),
        ("第五期……说错了，第六期的赞助商", "第六期的赞助商"),
        ("洛阳那场不是，是大理那场来了哪些企业", "大理那场来了哪些企业"),
        ("大理那场多少人报名，打错了，喀什", "喀什那场多少人报名"),
        ("我在喀什，你们来过我们这边没有", "你们来过喀什没有"),
        ("本人大理上班，你们有到过我们这里吗", "你们有到过大理吗"),
        ("我们公司在洛阳，这边办过几次", "洛阳办过几次"),
        ("我在苏州读书，你们来过这边吗", "去过苏州吗"),
    ],
)
def test_a_message_is_put_in_the_words_that_it_means(
    book: SalonBook, message: str, meant: str
) -> None:
    assert restated(message, book.names, word_kinds) == meant


@pytest.mark.parametrize(
    "message",
    [
        "大理那场报名 2xx，对不对",
        "喀什那场的人数不对吗",
        "我记得是第2期，不对的话告诉我",
        "这个不是大理那场吗",
        "第9期的报名数字不对，应该是多少",
        "喀什那场，不是周末吧",
        "喀什那场 有回放 不 求链接",
        "洛阳那场几号，不对，多少人报名",
        "你们来过我们这边吗",
        "这边的库和洛阳的库怎么同步",
        "主库不对，从库延迟也大",
    ],
)
def test_nothing_is_taken_back_by_other_words(book: SalonBook, message: str) -> None:
    assert restated(message, book.names, word_kinds) == message


@pytest.mark.parametrize("pause", "-.，; ~。！")
def test_a_long_run_of_pauses_is_read_in_no_time(book: SalonBook, pause: str) -> None:
    """A ruler between two lines: tried from each of its characters, this took a minute."""
    ruler = pause * 20_000
    began = time.process_time()

    assert restated(f"喀什那场{ruler}", book.names, word_kinds)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("question", "part", "other"),
    [
        ("洛阳…不对 喀什那场谁赞助的", "胡杨科技", "牡丹云"),
        ("大理那场多少人报名，说错了，是喀什", "75 人", "2xx"),
        ("我老家喀什的，你们去过我们那儿吗", "第 4 期", "私人"),
        ("我在苏州读书，你们来过我们这里没", "苏州", "参会企业"),
    ],
)
def test_only_what_is_meant_is_told(book: SalonBook, question: str, part: str, other: str) -> None:
    answer = told(book, question)

    assert part in answer
    assert other not in answer


@pytest.mark.parametrize("small", ["会不会", "没有", "能不能"])
def test_a_flood_of_small_words_round_a_place_ends(book: SalonBook, small: str) -> None:
    """Words that are made of one another: each doubled the ways to read it."""
    message = f"厦门{small * 60}x"
    assert restated(message, book.names, word_kinds) == message

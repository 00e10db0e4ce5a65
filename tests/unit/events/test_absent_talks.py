"""Whose talks the record does not have, asked by a name."""

from __future__ import annotations

import pytest

from bot.events.answers.talks import by_subject as talks
from bot.events.answers.talks.absent import lacking
from bot.events.book.calendar import SalonBook
from bot.events.reading.asking import Question
from bot.events.reading.message import read
from tests.unit.events.pages import NOW, word_kinds


def lacks(book: SalonBook, text: str) -> str:
    reading = read(book, text, NOW.date())
    assert reading is not None
    found = lacking(Question(book, reading, NOW.date()), word_kinds)
    return found.name if found else ""


@pytest.mark.parametrize(
    "text",
    [
        "韦小宝讲过吗",
        "韦小宝分享过啥",
        "请过韦小宝吗",
        "有没有韦小宝的分享",
        "韦小宝是讲师吗",
        "韦小宝讲的哪个题目",
    ],
)
def test_a_name_without_a_talk_is_told(book: SalonBook, text: str) -> None:
    assert lacks(book, text) == "韦小宝"


@pytest.mark.parametrize(
    "text", ["石破天讲过吗", "分区表讲过吗", "韦小宝的电话", "讲过什么", "第2期讲了什么", "韦小宝"]
)
def test_what_the_record_knows_or_is_not_asked_is_left(book: SalonBook, text: str) -> None:
    assert lacks(book, text) == ""


@pytest.mark.parametrize(
    "text",
    ["老师讲的那个向量检索在哪能看", "讲师分享的向量检索去哪看", "老师讲的向量检索有录像吗"],
)
def test_a_subject_to_watch_is_told_with_the_recordings(book: SalonBook, text: str) -> None:
    reading = read(book, text, NOW.date())
    assert reading is not None
    found = lacking(Question(book, reading, NOW.date()), word_kinds)
    assert found is not None
    assert found.name == "向量检索"
    assert found.of_subject is not None
    assert found.of_subject.follow_ups == ("哪几期有回放",)


@pytest.mark.parametrize("text", ["韦小宝在第2期讲过吗", "第2期有讲韦小宝的吗"])
def test_of_one_salon_the_bare_name_is_told(book: SalonBook, text: str) -> None:
    reading = read(book, text, NOW.date())
    assert reading is not None
    found = talks.answer(Question(book, reading, NOW.date()))
    assert found is not None
    assert "没有写到「韦小宝」" in found.markdown


def test_whoever_came_for_somebody_is_called_by_the_name_alone(book: SalonBook) -> None:
    assert lacks(book, "丐帮的人来讲过没") == "丐帮"


@pytest.mark.parametrize(("text", "somebody"), [("腾讯讲过吗", True), ("锁表讲过吗", False)])
def test_a_word_of_the_subject_is_nobody(book: SalonBook, text: str, somebody: bool) -> None:
    reading = read(book, text, NOW.date())
    assert reading is not None
    found = lacking(Question(book, reading, NOW.date()), word_kinds)
    assert found is not None
    assert found.is_somebody is somebody
    assert found.of_subject is not None

"""Dialects, half English and slips of the input, said again in plain words."""

from __future__ import annotations

import time

import pytest

from bot.events.book.calendar import SalonBook
from bot.events.words.dialects import in_plain_words
from bot.events.words.names import Kind, Name, NameIndex
from tests.unit.events.pages import told


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("边个讲列存", "哪个讲列存"),
        ("第一场系边度办嘅", "第一场是哪里办的"),
        ("有冇回放", "有没有回放"),
        ("压轴的环节是啥", "最后一个环节是啥"),
        ("下午几点接着讲", "下午几点开始"),
        ("再往后数两期", "再往后两期"),
        ("啥辰光办的", "啥时候办的"),
        ("总共要几个钟", "总共要几个小时"),
        ("倒着数第三场", "倒数第三场"),
        ("从后往前数第二期", "倒数第二期"),
        ("报名排老二的", "报名第二名的"),
        ("先不管大理", "除了大理"),
        ("把大理去掉", "除了大理"),
        ("大理不算的话", "大理以外"),
        ("下午头一个讲谁", "下午第一个讲谁"),
        ("大理那场debate", "大理那场辩论"),
        ("那厂几个人", "那场几个人"),
        ("丁丁群", "钉钉群"),
        ("ding group怎么进", "钉钉群怎么进"),
        ("whole day几点散", "整天几点散"),
        ("next meetup几号", "下一期几号"),
        ("要ticket不", "要门票不"),
        ("free的吗", "免费的吗"),
    ],
)
def test_what_is_said_in_a_dialect_becomes_plain(said: str, plain: str) -> None:
    assert in_plain_words(said) == plain


@pytest.mark.parametrize(
    "said",
    [
        "系统慢怎么办", "关系模型", "几个钟点", "钟情", "两边都要", "左边的列", "哪边报错",
        "厂商名单", "pk冲突", "第二段日志", "进程组的老大", "报名第3期", "上厂家的库",
        "free space map", "next event trigger",
    ],
)  # fmt: skip
def test_what_is_plain_already_stays(said: str) -> None:
    assert in_plain_words(said) == said


def test_plain_words_are_not_changed_again() -> None:
    once = in_plain_words("先不管大理报名数排老二嘅系边场")

    assert in_plain_words(once) == once


def test_a_name_of_the_record_is_no_dialect() -> None:
    names = NameIndex([("迪卡侬", Name(Kind.COMPANY, "迪卡侬"))])

    assert in_plain_words("侬晓得迪卡侬来过伐", names) == "你晓得迪卡侬来过吗"


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("边场报名最多", "120 人"),
        ("喀什嗰场几多人报名", "75 人"),
        ("头一场系边日搞嘅", "2024 年 3 月 9 日"),
        ("洛阳第3期 debate 哪边 win 了", "胜方：竹简队"),
        ("列存那个topic谁present的", "段正淳"),
        ("大理 recording part 2", "dali/pm"),
        ("倒着数第二场在哪", "喀什"),
        ("除开洛阳，报名最少的是", "75 人"),
        ("段正淳是哪个公司嘀", "苍山银行"),
    ],
)
def test_a_question_in_a_dialect_is_answered(book: SalonBook, question: str, part: str) -> None:
    assert part in told(book, question)


@pytest.mark.parametrize("character", "1一半的好那了、 -")
def test_a_long_run_of_one_character_is_read_in_no_time(character: str) -> None:
    """A pasted ruler or dump: tried from each of its characters, this took a minute."""
    began = time.process_time()

    assert in_plain_words(character * 20_000)
    assert time.process_time() - began < 3

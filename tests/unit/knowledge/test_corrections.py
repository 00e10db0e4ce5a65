"""What a message means that says the last answer missed it."""

from __future__ import annotations

import pytest

from bot.knowledge.answering.corrections import meant


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("不是这个，我是说怎么看队列", "怎么看队列"),
        ("你理解错了 我是要清空缓存", "清空缓存"),
        ("不对不对，我想问一下怎么停", "怎么停"),
        ("不是啊我是问怎么删", "怎么删"),
    ],
)
def test_what_was_meant_is_asked_and_the_whole_answer_denied(message: str, asked: str) -> None:
    assert meant(message) == (asked, "")


@pytest.mark.parametrize(
    ("message", "asked", "denied"),
    [
        ("不是导出，是导入", "导入", "导出"),
        ("我不是要建队列，是要看有哪些队列", "看有哪些队列", "建队列"),
        ("我说的不是缓存，是普通的表", "普通的表", "缓存"),
    ],
)
def test_words_that_are_denied_are_told_apart(message: str, asked: str, denied: str) -> None:
    assert meant(message) == (asked, denied)


@pytest.mark.parametrize("message", ["我的意思是不想停机", "我是说不想停机"])
def test_who_only_says_more_denies_nothing(message: str) -> None:
    assert meant(message) == ("不想停机", None)


@pytest.mark.parametrize(
    "message",
    [
        "不是主键的列能建索引吗",
        "不对称加密怎么做",
        "错了一行数据怎么改",
        "不是说不支持吗",
        "我不是管理员，能看到吗",
        "不是这样的",
        "我问的不是这个",
    ],
)
def test_what_begins_alike_and_asks_something_corrects_nothing(message: str) -> None:
    assert meant(message) == ("", None)

"""Several questions in one message are told from everything else that is numbered."""

from __future__ import annotations

import pytest

from handlers.questions.several import several_questions


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("1. 怎么看表大小 2. 怎么看锁", ["怎么看表大小", "怎么看锁"]),
        ("请教：\n1、什么是 MVCC？\n2、15.3 怎么升级？", ["什么是 MVCC？", "15.3 怎么升级？"]),
        ("1、怎么建索引 2、下一场周几 3、几点开始", ["怎么建索引", "下一场周几", "几点开始"]),
        ("①怎么备份；②怎么恢复；", ["怎么备份", "怎么恢复"]),
        ("(1) 如何建索引 (2) 如何删索引", ["如何建索引", "如何删索引"]),
    ],
)
def test_a_numbered_list_of_questions_is_taken_apart(text: str, items: list[str]) -> None:
    assert several_questions(text) == items


@pytest.mark.parametrize(
    "text",
    [
        "怎么看表大小",
        "1. 怎么看表大小",
        "从 1.2 升到 2.0 怎么办",
        "1. 停库 2. 改配置 3. 启动，报错怎么办",
        "2. 怎么看锁 3. 怎么看表大小",
        "1. 怎么看锁 2. " + "怎么看表大小" * 20,
        "日志很长，下面是我做过的事，每一步都按手册来的，请帮我看看是哪里错了 1. 怎么 2. 怎么",
        "1. 怎么看锁 " * 6,
        "1. " * 5000,
    ],
)
def test_other_numbers_stay_in_their_message(text: str) -> None:
    assert several_questions(text) == []

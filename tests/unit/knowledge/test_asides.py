"""The part of a message that asks, beside what else is said."""

from __future__ import annotations

import pytest

from bot.knowledge.answering.asides import asking_part


@pytest.mark.parametrize(
    ("message", "part"),
    [
        ("缓存和队列到底有啥区别啊 面试被问懵了", "缓存和队列到底有啥区别啊"),
        ("什么是淘汰策略，讲通俗点", "什么是淘汰策略"),
        ("tomcat 启动报 FATAL: write refused by the cache", "write refused by the cache"),
        ("django 报 write was refused", "write was refused"),
        ("powerbi 连 pg 总是 refused", "连 pg 总是 refused"),
        ("客户端提示 write refused by the cache", "write refused by the cache"),
    ],
)
def test_what_is_said_beside_a_question_is_left_out(message: str, part: str) -> None:
    assert asking_part(message) == part


@pytest.mark.parametrize(
    "message",
    [
        "缓存满了怎么办",
        "人大金仓 授权文件过期了怎么续",  # its subject comes first
        "缓存和队列到底有啥区别 redis",  # names something
        "mysql binlog 占满磁盘",  # what is the matter with it is the question
        "缓存和队列的课程 网址",  # asks where to look
        "午饭 好吃",
        "一 二 三 四 五 六",
    ],
)
def test_what_names_or_asks_something_is_no_aside(message: str) -> None:
    assert asking_part(message) == ""

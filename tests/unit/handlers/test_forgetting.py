"""Which words ask to be forgotten, and which are a question on a database."""

from __future__ import annotations

import time

import pytest

from handlers.guidance.forgetting import _FORGET_ME, _FORGET_OTHER, _YES


@pytest.mark.parametrize(
    "said",
    [
        *("忘了我吧", "请忘掉我", "你能忘了我吗", "请删除我的个人信息", "帮我删掉我的聊天记录"),
        *("把我的数据全部删掉", "怎么删除我的个人信息", "我的个人信息能删吗", "你存了我什么数据"),
        *("你会记录我说的话吗", "你保存我的聊天记录吗", "你记了我什么"),
        *("把我所有的数据都删掉", "删掉我全部的聊天记录", "你们存了我哪些信息"),
    ],
)
def test_of_oneself(said: str) -> None:
    assert _FORGET_ME.fullmatch(said)
    assert not _FORGET_OTHER.fullmatch(said)


@pytest.mark.parametrize(
    "said", ["忘记他", "忘掉@张三", "把050001的个人信息删了", "删掉@李四的个人数据"]
)
def test_of_somebody_else(said: str) -> None:
    assert _FORGET_OTHER.fullmatch(said)
    assert not _FORGET_ME.fullmatch(said)


@pytest.mark.parametrize("said", ["确认", "确定删除", "删吧", "都删了", "删掉。"])
def test_having_been_told(said: str) -> None:
    assert _YES.fullmatch(said)


@pytest.mark.parametrize("said", ["删除索引", "删库", "删了会怎样", "不删", "先别删", "删吗"])
def test_no_consent(said: str) -> None:
    assert not _YES.fullmatch(said)


@pytest.mark.parametrize(
    "said",
    [
        *(
            "删掉我全部的表",
            "把我所有的表都删掉",
            "忘记密码",
            "忘记我的密码了",
            "删除我的数据库",
            "删除我的表数据",
            "我的数据删了",
            "我的数据删了怎么恢复",
        ),
        *(
            "怎么删除我的数据",
            "怎么删除重复记录",
            "删除我的数据文件",
            "删除张三的数据",
            "把test的数据删了",
        ),
        *(
            "把用户的个人信息脱敏",
            "删除我的报名",
            "你知道我是谁吗",
            "删了我的索引",
            "WAL记录了什么",
        ),
    ],
)
def test_of_a_database_or_of_something_else(said: str) -> None:
    assert not _FORGET_ME.fullmatch(said)
    assert not _FORGET_OTHER.fullmatch(said)


@pytest.mark.parametrize(
    "piece", ["能", "你", "我的", "掉", "忘记", "数据", "个人", "都", "@", "a", "。"]
)
def test_a_flood_is_read_at_once(piece: str) -> None:
    patterns = (_FORGET_ME, _FORGET_OTHER, _YES)
    assert not any(p.fullmatch("") for p in patterns)  # compiled with the first use
    began = time.perf_counter()
    for text in (piece * 2000, f"把我的{piece * 2000}", f"删除@{piece * 2000}"):
        assert not any(p.fullmatch(text) for p in patterns)
    assert time.perf_counter() - began < 0.1

"""What the words of a message tell: whether it goes on, and what it wants of the last answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.knowledge.answering.follow_up import (
    asks,
    command,
    defines,
    earlier,
    elides,
    goes_on,
    may_lean,
    nth,
    refers,
    states,
    wants_code,
    without_lead,
)
from bot.messages import ReplyKind, Turn

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def turn(kind: ReplyKind, **topic: str) -> Turn:
    return Turn("问了一句", kind, NOW, topic)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("展开说说", "expand"),
        ("能详细点吗？", "expand"),
        ("说具体一点", "expand"),
        ("接着讲", "expand"),
        ("然后呢", "expand"),
        ("tell me more", "expand"),
        ("换一种办法", "next"),
        ("还有没有其他方案", "next"),
        ("有没有更好的做法", "next"),
        ("还有吗", "next"),
        ("any other way?", "next"),
        ("原文在哪里", "sources"),
        ("出处呢？", "sources"),
        ("怎么展开一个数组", ""),
        ("还有别的扩展吗", ""),
        ("换一个参数行吗", ""),
    ],
)
def test_words_that_act_on_the_last_answer(text: str, wish: str) -> None:
    assert command(text) == wish


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第二个", 2),
        ("第3条呢？", 3),
        ("看看第一个", 1),
        ("详细说说第二种", 2),
        ("第二期", 0),
        ("第二个参数怎么写", 0),
        ("说" * 50_000 + "第", 0),
    ],
)
def test_one_of_what_was_listed(text: str, number: int) -> None:
    assert nth(text) == number


@pytest.mark.parametrize(
    "text",
    ["那自动的呢", "然后怎么建", "它能并行吗", "老版本也这样吗", "how do I monitor it",
     "what about restore", "and how do I undo that?"],
)  # fmt: skip
def test_a_message_that_points_to_what_was_said(text: str) -> None:
    assert refers(text)
    assert may_lean(text)
    assert goes_on(text)


@pytest.mark.parametrize(
    "text", ["该不该建外键", "为什么会死锁", "怎么看执行计划", "vacuum full 慢", "AND OR"]
)
def test_a_message_that_stands_alone_points_to_nothing(text: str) -> None:
    assert not refers(text)


def test_what_a_lead_leaves_is_what_is_asked() -> None:
    assert without_lead("然后怎么建索引") == "怎么建索引"
    assert without_lead("那 freeze 呢") == "freeze"
    assert without_lead("那雪花呢？") == "雪花"


@pytest.mark.parametrize(
    "text", ["命令给我", "具体命令", "完整语句发我", "代码呢", "sql怎么写", "举个例", "举个栗子"]
)
def test_code_may_be_all_that_is_wanted(text: str) -> None:
    assert wants_code(text)


def test_the_file_of_what_was_told_is_asked_for() -> None:
    assert goes_on("在哪个文件里改")
    assert not goes_on("日志在哪个文件")


@pytest.mark.parametrize("text", ["怎么重启", "copy 命令报错", "sql 注入怎么防"])
def test_code_for_something_is_a_question(text: str) -> None:
    assert not wants_code(text)


@pytest.mark.parametrize("text", ["有昨晚的备份", "没有归档", "我们没开归档", "我这没装扩展"])
def test_what_one_has_is_said_to_the_page_before(text: str) -> None:
    assert states(text)


@pytest.mark.parametrize("text", ["有没有备份", "有备份吗", "有哪些锁", "没有备份怎么办"])
def test_what_one_asks_for_states_nothing(text: str) -> None:
    assert not states(text)


def test_the_form_of_a_question() -> None:
    assert asks("多久一次合适")
    assert not asks("好的收到")
    assert defines("回表 是什么")
    assert not defines("回表太多")


def test_thanks_salons_and_what_was_not_understood_stand_between() -> None:
    page = turn(ReplyKind.ANSWER, asked="怎么备份", page="a.md", heading="备份 › 命令")
    thanks = turn(ReplyKind.SMALLTALK)
    odd = turn(ReplyKind.REFUSAL, asked="多久合适", beside="1", offered="甲\n乙")
    prior = earlier([page, thanks, odd])
    assert prior is not None
    assert (prior.asked, prior.page, prior.title) == (("怎么备份",), "a.md", "备份")
    assert prior.offered == ("甲", "乙")
    assert prior.direct
    after = earlier([page, turn(ReplyKind.EVENT, matter="salons"), thanks])
    assert after is not None
    assert not after.direct


def test_a_new_subject_takes_the_place_of_the_old_one() -> None:
    first = turn(ReplyKind.ANSWER, asked="怎么备份", page="a.md")
    unknown = turn(ReplyKind.REFUSAL, asked="pgvector 怎么装")
    prior = earlier([first, unknown])
    assert prior is not None
    assert (prior.asked, prior.page) == (("pgvector 怎么装",), "")
    assert earlier([turn(ReplyKind.EVENT, matter="salons")]) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("第二个", 2), ("看第三条呢", 3), ("看三个", 3), ("第1项", 1), ("说说第二种", 2)]
    + [
        (text, 0)
        for text in ("一个", "要两个", "两种", "5条", "说一种", "第二天", "两个库怎么合并")
    ],
)
def test_what_was_listed_is_picked_by_its_number(text: str, number: int) -> None:
    assert nth(text) == number


@pytest.mark.parametrize("text", ["能并行吗", "有插件吗", "要不要重启", "支持 ddl 吗？"])
def test_who_asks_whether_and_not_of_what_goes_on(text: str) -> None:
    assert elides(text)


@pytest.mark.parametrize("text", ["主键用 uuid 行不行", "怎么建索引", "有哪些插件"])
def test_who_names_it_or_asks_how_does_not(text: str) -> None:
    assert not elides(text)

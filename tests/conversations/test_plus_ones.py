"""Seats for more than oneself, and seats that are to go to somebody else."""

from __future__ import annotations

import pytest

from tests.conversations.living_bot import TALKATIVE, Bot, as_fixture
from tests.conversations.salon_bot import salon_bot

bot = as_fixture(salon_bot, limits=TALKATIVE)


@pytest.mark.parametrize(
    "said",
    ["报名 2人", "报名 两个人", "报名 +1", "报两个名额", "帮我同事也报一个", "我和同事一起报名"],
)
async def test_a_seat_belongs_to_a_person(bot: Bot, said: str) -> None:
    told = (await bot.ask(said)).text
    assert "一人一个名额" in told
    assert "报名 15" in told
    assert "还没有报名" in (await bot.ask("我的报名")).text


@pytest.mark.parametrize(
    "said", ["我报名，带一个朋友", "我报名，再帮我老婆报一个", "我也报名，和同事一起"]
)
async def test_whoever_signs_up_beside_others_is_in(bot: Bot, said: str) -> None:
    told = (await bot.ask(said)).text
    assert "报名成功" in told
    assert "一人一个名额" in told


@pytest.mark.parametrize("said", ["我来不了了，让浩然去", "把我的名额让给浩然", "换人去行吗"])
async def test_a_seat_is_given_back_and_not_on(bot: Bot, said: str) -> None:
    await bot.ask("报名")
    told = (await bot.ask(said)).text
    assert "不能转给别人" in told
    assert "取消报名 15" in told
    assert "已报名" in (await bot.ask("我的报名")).text


@pytest.mark.parametrize("said", ["可以带朋友吗", "有几个人报名", "报名15"])
async def test_other_words_go_their_ways(bot: Bot, said: str) -> None:
    assert "一人一个名额" not in (await bot.ask(said)).text


async def test_plus_one_is_offered_a_seat_and_takes_none(bot: Bot) -> None:
    assert "[报名 15]" in (await bot.ask("+1")).text
    assert "还没有报名" in (await bot.ask("我的报名")).text


@pytest.mark.parametrize("said", ["报名 我叫张三，吃素", "报名 张三 13800001111"])
async def test_a_remark_is_no_salon(bot: Bot, said: str) -> None:
    told = (await bot.ask(said)).text
    assert "还没有替您报，直接发「报名 15」" in told
    assert "没有找到「桂林，大理」" in (await bot.ask("报名 桂林，大理")).text


@pytest.mark.parametrize(
    "said", ["我吃素", "我名字改成 王小二", "可以改报名的名字吗", "我对花生过敏"]
)
async def test_what_no_list_notes_is_said(bot: Bot, said: str) -> None:
    assert "报名只记" not in (await bot.ask(said)).text
    await bot.ask("报名")
    assert "报名只记您在钉钉的名字" in (await bot.ask(said)).text
    assert "报名只记" not in (await bot.ask("我的表名字改成什么好")).text

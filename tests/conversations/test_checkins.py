"""Checking in: a code from 1:1, valid in its time, and not to be guessed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import FixedClock
from tests.conversations.living_bot import Bot, as_fixture, own_chat
from tests.conversations.salon_bot import salon_bot

TO_THE_START = timedelta(days=12, hours=2)


bot = as_fixture(salon_bot)


async def _code(bot: Bot, more: str = "") -> str:
    """The code of the coming salon, with its picture before it."""
    chat = own_chat(bot, bot.organizer)
    picture = await bot.ask(f"签到码 15{more}", by=bot.organizer, chat=chat)
    assert picture.kind == "picture"
    assert bot.emulator.world.media[picture.media].content.startswith(b"\x89PNG")
    line = await bot.next_line(chat)
    return line.text.split("签到口令：**")[1][:6]


async def test_the_code_is_given_in_one_to_one_only(bot: Bot) -> None:
    assert "私聊" in (await bot.ask("签到码", by=bot.organizer)).text
    assert "组织者才能用" in (await bot.ask("签到码")).text
    assert await _code(bot) == await _code(bot)


async def test_the_window_opens_an_hour_before_and_closes_at_the_end(
    bot: Bot, clock: FixedClock
) -> None:
    code = await _code(bot)
    clock.move(TO_THE_START - timedelta(hours=1, seconds=1))
    assert "12 月 5 日 13:00 开始签到" in (await bot.ask(f"签到 {code}")).text
    clock.move(timedelta(seconds=1))
    assert "您是第 1 位" in (await bot.ask(f"签到 {code}")).text
    assert "您是第 2 位" in (await bot.ask(f"签到{code}", by=bot.outsider)).text
    assert "已经签过到了" in (await bot.ask(code)).text
    clock.move(timedelta(hours=4, minutes=30))
    assert "已经结束" in (await bot.ask(f"签到 {code}", by=bot.other)).text


async def test_wrong_codes_run_out(bot: Bot, clock: FixedClock) -> None:
    code = await _code(bot)
    clock.move(TO_THE_START)
    wrong = str(int(code) ^ 1).zfill(6)
    for _ in range(5):
        assert "口令不对" in (await bot.ask(f"签到 {wrong}")).text
    assert "请过十分钟" in (await bot.ask(f"签到 {code}")).text
    assert "签到成功" in (await bot.ask(f"签到 {code}", by=bot.other)).text
    clock.move(timedelta(minutes=11))
    own = own_chat(bot, bot.member)  # the group has heard enough of one person
    assert "签到成功" in (await bot.ask(f"签到 {code}", chat=own)).text


async def test_a_renewed_code_ends_the_old_one(bot: Bot, clock: FixedClock) -> None:
    old = await _code(bot)
    new = await _code(bot, " 换新")
    assert new != old
    clock.move(TO_THE_START)
    assert "口令不对" in (await bot.ask(f"签到 {old}")).text
    assert "签到成功" in (await bot.ask(f"签到 {new}")).text


@pytest.mark.parametrize("asked", ["签到口令是多少", "怎么签到？", "签到码在哪看"])
async def test_where_the_code_stands_is_told(bot: Bot, asked: str, clock: FixedClock) -> None:
    told = (await bot.ask(asked)).text
    assert "现场的大屏上" in told
    assert "签到码」" not in told
    assert "签到码」" in (await bot.ask(asked, by=bot.organizer)).text


@pytest.mark.parametrize("said", ["到了", "打卡", "已到现场", "人到会场了", "报到"])
async def test_who_arrives_is_told_only_while_the_doors_are_open(
    bot: Bot, clock: FixedClock, said: str
) -> None:
    assert "现场的大屏上" not in (await bot.ask(said)).text
    code = await _code(bot)
    clock.move(TO_THE_START)
    assert "现场的大屏上" in (await bot.ask(said, chat=own_chat(bot, bot.member))).text
    told = await bot.ask(f"我到了 {code}", by=bot.other, chat=own_chat(bot, bot.other))
    assert "您是第 1 位" in told.text


@pytest.mark.parametrize("asked", ["签到 怎么弄", "签到几点开始", "/签到 abc"])
async def test_what_is_no_code_is_no_check_in(bot: Bot, asked: str) -> None:
    line = await bot.ask(asked)
    assert "签到成功" not in line.text
    assert "口令不对" not in line.text

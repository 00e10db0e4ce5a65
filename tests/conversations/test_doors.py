"""The doors of a salon, as organizers speak of them, and checking in for somebody else."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.clock import FixedClock
from tests.conversations.living_bot import TALKATIVE, Bot, as_fixture, own_chat, say
from tests.conversations.salon_bot import salon_bot

ZONE = ZoneInfo("Asia/Shanghai")


bot = as_fixture(salon_bot, limits=TALKATIVE)


@pytest.mark.parametrize("said", ["开始签到", "生成签到二维码", "签到二维码", "给我签到口令"])
async def test_who_opens_the_doors_is_led_to_the_code(bot: Bot, said: str) -> None:
    assert "请私聊我发「签到码」" in await say(bot, said)
    chat = own_chat(bot, bot.organizer)
    await bot.ask(said, by=bot.organizer, chat=chat)
    assert "的签到口令" in (await bot.next_line(chat)).text


@pytest.mark.parametrize("said", ["停止签到", "签到先关了吧", "结束签到"])
async def test_doors_shut_by_themselves(bot: Bot, said: str) -> None:
    told = await say(bot, said)
    assert "自动结束" in told
    assert "签到码 15 换新" in told


@pytest.mark.parametrize(
    "said", ["补签 成员3", "给成员3补签", "帮成员3签到", "成员3迟到了，给他补签"]
)
async def test_an_organizer_answers_for_who_came_late(
    bot: Bot, clock: FixedClock, said: str
) -> None:
    await bot.ask("报名", by="p3")
    assert "还没到签到时间" in await say(bot, said)
    clock.set_to(datetime(2026, 12, 5, 16, 0, tzinfo=ZONE))
    assert "补签好了：成员3" in await say(bot, said)
    assert "已经签过到了" in await say(bot, said)
    assert "签过到了" in (await bot.ask("我签到了吗", by="p3")).text
    assert "补签了" in (await bot.ask("审计", by=bot.admin, chat=own_chat(bot, bot.admin))).text


async def test_only_one_person_of_that_name_is_checked_in(bot: Bot, clock: FixedClock) -> None:
    for person in ("p1", "p10"):
        await bot.ask("报名", by=person)
    clock.set_to(datetime(2026, 12, 5, 16, 0, tzinfo=ZONE))
    assert "分不清是谁" in await say(bot, "补签 成员")
    assert "补签好了：成员1，" in await say(bot, "补签 成员1")
    assert "没有叫「王五」的人" in await say(bot, "补签 王五")


async def test_members_check_in_for_nobody(bot: Bot, clock: FixedClock) -> None:
    await bot.ask("报名", by="p3")
    clock.set_to(datetime(2026, 12, 5, 16, 0, tzinfo=ZONE))
    assert "要组织者才能用" in (await bot.ask("补签 成员3")).text
    assert "签到要本人来" in (await bot.ask("帮成员3签到")).text
    assert "口令在现场的大屏上" in (await bot.ask("我到了")).text


async def test_how_many_came_is_asked_of_the_salon_at_hand(bot: Bot) -> None:
    assert "还没开始签到" in await say(bot, "来了几个人")


async def test_an_organizer_asks_after_somebody(bot: Bot, clock: FixedClock) -> None:
    await bot.ask("报名", by="p3")
    clock.set_to(datetime(2026, 12, 5, 16, 0, tzinfo=ZONE))
    assert "还没有签到" in await say(bot, "成员3签到了吗")
    await say(bot, "补签 成员3")
    assert "成员3 签到了，第 1 位" in await say(bot, "成员3来了没")
    assert "签到 1 人" in await say(bot, "还有谁没来")
    assert "名单" not in await say(bot, "vacuum 到了吗")


@pytest.mark.parametrize("said", ["口令泄露了换一个", "换个签到码"])
async def test_a_code_that_got_out_is_changed_by_its_command(bot: Bot, said: str) -> None:
    told = await say(bot, said)
    assert "私聊我发「签到码 15 换新」" in told

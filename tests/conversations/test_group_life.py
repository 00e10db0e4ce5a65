"""Groups that end, robots that are taken out, people who join."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from tests.conversations.living_bot import (
    Bot,
    code_of,
    confirmed_alone,
    living_bot,
    own_chat,
    say_alone,
    write_knowledge,
)
from tests.waiting import eventually

RULE = {"name": "前一天", "before": "1d", "at": "10:00"}


@pytest.fixture
async def bot(emulator: Emulator, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Bot]:
    folder = write_knowledge(tmp_path / "knowledge")
    groups = tuple(g.model_copy(update={"welcome": "欢迎！"}) for g in emulator.group_tables())
    changes = {"reminders": (RULE,), "groups": groups}
    async with living_bot(emulator, folder, tmp_path / "data", clock, **changes) as running:
        yield running


async def _planned(bot: Bot, count: int) -> None:
    """The reminders are planned beside the connection's opening."""

    async def are_planned() -> bool:
        counts = await bot.app.assembly.services.outbox.counts()
        return counts.get("pending", 0) >= count

    await eventually(are_planned)


async def _admin_hears(bot: Bot) -> str:
    return (await bot.next_line(own_chat(bot, bot.admin))).text


async def test_a_disbanded_group_gets_nothing_more_and_the_admins_hear_of_it(
    bot: Bot, clock: FixedClock
) -> None:
    first, second = (group.id for group in bot.emulator.groups)
    await _planned(bot, 2)
    await bot.emulator.disband(second)
    notice = await _admin_hears(bot)
    assert "解散" in notice
    assert "1 条" in notice
    waiting = (await bot.ask("待发", by=bot.admin, chat=first)).text
    assert "「沙龙筹备群」收不到消息（群已经解散），没有列" in waiting
    assert waiting.count("沙龙筹备群") == 1
    preview = (await bot.ask("公告 改到二楼", by=bot.admin, chat=first)).text
    assert "发到 沙龙筹备群：现在收不到消息（群已经解散）" in preview
    clock.move(timedelta(days=11))
    assert "西安" in (await bot.next_line(first)).text
    assert list(bot.unread(second)) == []


async def test_a_robot_taken_out_is_noticed_with_the_first_refusal_and_comes_back(
    bot: Bot, clock: FixedClock
) -> None:
    group = bot.emulator.groups[1]
    bot.emulator.remove_bot(group.id)
    clock.move(timedelta(days=11))
    notices = [await _admin_hears(bot), await _admin_hears(bot)]
    assert any("不在这个群里" in notice for notice in notices)
    bot.emulator.world.chats[group.id] = group  # somebody adds it again
    await bot.ask("我是谁", chat=group.id)
    clock.move(timedelta(hours=1))
    await bot.next_line()  # the reminder in the other group
    preview = await bot.ask("/公告 都在吗", by=bot.organizer)
    await bot.ask(f"确认 {preview.text.split('确认 ')[1][:4]}", by=bot.organizer)
    assert "都在吗" in (await bot.next_line(group.id)).text


async def test_a_robot_that_is_installed_again_is_back_at_once(bot: Bot) -> None:
    group = bot.emulator.groups[1].id
    for event, heard in (("im_cool_app_uninstall", "不在这个群里"), ("im_cool_app_install", "")):
        push = await bot.emulator.gateway.push_event(event, {"openConversationId": group})
        async with asyncio.timeout(30):
            await push.done.wait()
        assert heard in (await _admin_hears(bot) if heard else "")
    preview = await bot.ask("/公告 都在吗", by=bot.organizer)
    await bot.ask(f"确认 {preview.text.split('确认 ')[1][:4]}", by=bot.organizer)
    assert "都在吗" in (await bot.next_line(group)).text


async def _taken_out(bot: Bot, group: str) -> str:
    """What the admins are told when the robot is taken out of the group."""
    push = await bot.emulator.gateway.push_event(
        "im_cool_app_uninstall", {"openConversationId": group}
    )
    async with asyncio.timeout(30):
        await push.done.wait()
    return await _admin_hears(bot)


async def _put_back(bot: Bot, group: str) -> None:
    push = await bot.emulator.gateway.push_event(
        "im_cool_app_install", {"openConversationId": group}
    )
    async with asyncio.timeout(30):
        await push.done.wait()


async def test_what_was_planned_for_a_group_leaves_when_it_is_back(
    bot: Bot, clock: FixedClock
) -> None:
    first, second = (group.id for group in bot.emulator.groups)
    await _planned(bot, 2)
    code = await confirmed_alone(bot, "定时公告 每天晚上8点 打卡")
    notice = await _taken_out(bot, first)
    assert "不在这个群里" in notice
    assert "接着发" in notice
    await _put_back(bot, first)
    clock.move(timedelta(hours=8))
    for group in (first, second):
        assert "打卡" in (await bot.next_line(group)).text
    await say_alone(bot, f"取消 {code}")
    clock.move(timedelta(days=10, hours=16))
    for group in (first, second):
        assert "西安" in (await bot.next_line(group)).text
    assert list(bot.unread(own_chat(bot, bot.admin))) == []  # it was told once


@pytest.mark.parametrize("command", ["公告 今晚直播", "定时公告 今晚8点 今晚直播"])
async def test_where_the_first_group_is_gone_the_others_hear_all_the_same(
    bot: Bot, clock: FixedClock, command: str
) -> None:
    first, second = (group.id for group in bot.emulator.groups)
    await bot.emulator.disband(first)
    assert "解散" in await _admin_hears(bot)
    code = code_of(await say_alone(bot, command))
    receipt = await say_alone(bot, f"确认 {code}")
    assert "发往 1 个群；PostgreSQL 学习群 现在收不到消息" in receipt
    clock.move(timedelta(hours=8))
    assert "今晚直播" in (await bot.next_line(second)).text
    assert "学习群：等群恢复，群已经解散" in await say_alone(bot, f"投递 {code}")
    clock.move(timedelta(hours=12))
    office = own_chat(bot, bot.organizer)
    assert "过了时间" in (await bot.next_line(office)).text
    assert "收不到消息" in await say_alone(bot, f"补发 {code} 学习群")


async def test_the_first_group_that_turns_out_to_be_gone_holds_up_nobody(
    bot: Bot, clock: FixedClock
) -> None:
    """Of a robot that was taken out there is no event: the announcement itself finds it out."""
    first, second = bot.emulator.groups
    bot.emulator.remove_bot(first.id)
    code = await confirmed_alone(bot, "公告 今晚直播")
    clock.move(timedelta(seconds=20))
    assert "不在这个群里" in await _admin_hears(bot)
    clock.move(timedelta(seconds=20))
    assert "今晚直播" in (await bot.next_line(second.id)).text
    office = own_chat(bot, bot.organizer)
    assert f"补发 {code} 群名" in (await bot.next_line(office)).text
    told = await say_alone(bot, f"投递 {code}")
    assert "学习群：发送失败" in told
    assert "继续" not in told


async def test_of_what_was_confirmed_before_the_next_group_is_the_first(
    bot: Bot, clock: FixedClock
) -> None:
    first, second = (group.id for group in bot.emulator.groups)
    once = await confirmed_alone(bot, "定时公告 今晚8点 今晚直播")
    await confirmed_alone(bot, "定时公告 每天晚上9点 打卡")
    await _taken_out(bot, first)
    office = own_chat(bot, bot.organizer)
    told = (await bot.next_line(office)).text
    assert f"公告 {once} 还没有发到这个群" in told  # what is repeated is nobody's loss yet
    clock.move(timedelta(hours=8))
    assert "今晚直播" in (await bot.next_line(second)).text
    clock.move(timedelta(hours=1))
    assert "打卡" in (await bot.next_line(second)).text
    await _put_back(bot, first)
    assert {(await bot.next_line(first)).text for _ in range(2)} >= {"### 📢 公告\n\n打卡"}


async def test_newcomers_are_greeted_once_per_burst(bot: Bot, clock: FixedClock) -> None:
    for user in ("000101", "000102"):
        push = await bot.emulator.gateway.push_event(
            "chat_add_member", {"openConversationId": bot.group, "userId": [user]}
        )
        await push.done.wait()
    clock.move(timedelta(minutes=4))
    greeting = await bot.next_line()
    assert greeting.text == "欢迎！"
    assert greeting.at == ()
    await bot.ask("我是谁")
    assert list(bot.unread()) == []


async def test_a_group_that_is_not_configured_is_left_alone(bot: Bot) -> None:
    for kind in ("chat_add_member", "chat_disband", "chat_update_title", "something_new"):
        push = await bot.emulator.gateway.push_event(kind, {"openConversationId": "cidForeign=="})
        await push.done.wait()
        assert not push.lost
    assert "ACCESS" in (await bot.ask("vacuum full 会锁表吗")).text

"""Groups that end, robots that are taken out, people who join."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from tests.conversations.living_bot import Bot, living_bot, write_knowledge

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
    async with asyncio.timeout(30):
        while True:
            counts = await bot.app.assembly.services.outbox.counts()
            if counts.get("pending", 0) >= count:
                return
            await asyncio.sleep(0.01)


async def _admin_hears(bot: Bot) -> str:
    chat = bot.emulator.single_chat(bot.admin)
    assert chat is not None
    return (await bot.next_line(chat.id)).text


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
    bot.emulator.world.change_chat(group)  # somebody adds it again
    await bot.ask("我是谁", chat=group.id)
    clock.move(timedelta(hours=1))
    await bot.next_line()  # the reminder in the other group
    preview = await bot.ask("/公告 都在吗", by=bot.organizer)
    await bot.ask(f"确认 {preview.text.split('确认 ')[1][:4]}", by=bot.organizer)
    assert "都在吗" in (await bot.next_line(group.id)).text


async def test_a_robot_that_is_installed_again_is_back_at_once(bot: Bot) -> None:
    group = bot.emulator.groups[1].id
    for event, heard in (("im_cool_app_uninstall", "不在这个群里"), ("im_cool_app_install", "")):
        push = await bot.emulator.push_event(event, {"openConversationId": group})
        async with asyncio.timeout(30):
            await push.done.wait()
        assert heard in (await _admin_hears(bot) if heard else "")
    preview = await bot.ask("/公告 都在吗", by=bot.organizer)
    await bot.ask(f"确认 {preview.text.split('确认 ')[1][:4]}", by=bot.organizer)
    assert "都在吗" in (await bot.next_line(group)).text


async def test_newcomers_are_greeted_once_per_burst(bot: Bot, clock: FixedClock) -> None:
    for user in ("000101", "000102"):
        push = await bot.emulator.push_event(
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
        push = await bot.emulator.push_event(kind, {"openConversationId": "cidForeign=="})
        await push.done.wait()
        assert not push.lost
    assert "ACCESS" in (await bot.ask("vacuum full 会锁表吗")).text

"""The knowledge folder is on a volume that goes away and comes back."""

from __future__ import annotations

import os

from tests.conversations.living_bot import Bot, as_fixture, own_chat, say_alone, small_bot
from tests.waiting import eventually

bot = as_fixture(small_bot, reminders=[{"name": "前一天", "before": "1d", "at": "10:00"}])


async def test_answers_and_reminders_stay_and_the_admins_are_told(bot: Bot) -> None:
    waiting = await say_alone(bot, "待发")
    assert "第 15 期" in waiting
    away = bot.folder.with_name("away")
    os.rename(bot.folder, away)
    told = await bot.next_line(own_chat(bot, bot.admin))
    assert "找不到这个文件夹" in told.text
    assert "暂用以前读到的" in told.text
    assert "ACCESS EXCLUSIVE" in (await bot.ask("VACUUM FULL 会锁表吗")).text
    assert "大象咖啡" in (await bot.ask("下一期在哪")).text
    await bot.app._planner.plan()
    assert await say_alone(bot, "待发") == waiting
    os.rename(away, bot.folder)
    watch = bot.app.assembly.watch
    await eventually(lambda: not watch.skipped)
    assert not any(file.stale for file in watch.files)

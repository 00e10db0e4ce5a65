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


async def test_a_slip_in_the_day_of_a_salon_does_not_call_it_off(bot: Bot) -> None:
    page = bot.folder / "events" / "2026-12-05-xian.md"
    good = page.read_text("utf-8")
    waiting = await say_alone(bot, "待发")
    for slip in ("12月5日", "2026-13-05", "改期待定"):
        page.write_text(good.replace("2026-12-05", slip), "utf-8")
        told = (await bot.ask("重载", by=bot.admin)).text
        assert "2026-12-05-xian.md" in told
        assert "暂用改坏之前的版本" in told
        assert "大象咖啡" in (await bot.ask("下一期在哪")).text
        await bot.app._planner.plan()
        assert await say_alone(bot, "待发") == waiting
    page.write_text(good.replace("2026-12-05", "2026-12-06"), "utf-8")
    assert "暂用" not in (await bot.ask("重载", by=bot.admin)).text
    assert "12 月 6 日" in (await bot.ask("下一期是什么时候")).text
    page.unlink()
    await bot.ask("重载", by=bot.admin)
    assert "没有" in (await bot.ask("下一期在哪")).text

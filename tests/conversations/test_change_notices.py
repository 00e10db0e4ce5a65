"""People who signed up hear of a change in whichever way it came, also over a restart."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from tests.conversations.living_bot import Bot, living_bot, own_chat
from tests.conversations.salon_bot import write_salons


async def _planned(bot: Bot, clock: FixedClock) -> None:
    await bot.app._planner.plan()
    clock.move(timedelta(minutes=2))
    await bot.app._planner.plan()
    bot.app._worker.wake()


async def test_an_edited_file_counts_like_a_command_and_a_restart_loses_nothing(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    folder = write_salons(tmp_path / "knowledge")
    page = folder / "events/2026-12-05-xian.md"
    async with living_bot(emulator, folder, tmp_path / "data", clock) as first:
        assert "报名成功" in (await first.ask("报名 15")).text
        own = own_chat(first, first.member)
    page.write_text(page.read_text("utf-8").replace("2026-12-05", "2026-12-06"), "utf-8")
    async with living_bot(emulator, folder, tmp_path / "data", clock) as second:
        await _planned(second, clock)
        moved = await second.next_line(own)
        assert "您报名的活动有变动" in moved.text
        assert "改为 **12 月 6 日（周日）14:00**" in moved.text
        await second.settled()  # what is still leaving would be waited for until the next plan
        text = page.read_text("utf-8").replace("status: planned", "status: cancelled")
        page.write_text(text.replace("city:", "cancel_reason: 场地漏水\ncity:"), "utf-8")
        await second.app.assembly.watch.load()
        await _planned(second, clock)
        assert "取消了**（场地漏水）" in (await second.next_line(own)).text
        await _planned(second, clock)
        await second.settled()
        assert not second.unread(own)


async def test_a_day_of_a_series_that_is_left_out_is_told_as_well(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    folder = write_salons(tmp_path / "knowledge")
    async with living_bot(emulator, folder, tmp_path / "data", clock) as bot:
        for order in ("新建系列 每周四晚上8点到9点 直播答疑", "停播 本周四"):
            if order.startswith("停播"):
                day = next(s for s in bot.app.assembly.services.salons.book.salons if s.series)
                assert "报名成功" in (await bot.ask(f"报名 {day.id}")).text
            preview = (await bot.ask(order, by=bot.organizer)).text
            await bot.ask(f"确认 {preview.split('确认 ')[1][:4]}", by=bot.organizer)
        await _planned(bot, clock)
        said = await bot.next_line(own_chat(bot, bot.member))
        assert "您报名的活动取消了" in said.text


async def test_who_got_a_seat_at_night_in_a_salon_that_is_cancelled_hears_only_that(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    folder = write_salons(tmp_path / "knowledge")
    page = folder / "events/2026-12-05-xian.md"
    page.write_text(page.read_text("utf-8").replace("capacity: 25", "capacity: 1"), "utf-8")
    quiet = tuple(g.model_copy(update={"quiet": "22:00-08:00"}) for g in emulator.group_tables())
    async with living_bot(emulator, folder, tmp_path / "data", clock, groups=quiet) as bot:
        assert "报名成功" in (await bot.ask("报名 15", by=bot.other)).text
        assert "候补" in (await bot.ask("报名 15")).text
        clock.move(timedelta(hours=11))  # 23:00
        assert "取消" in (await bot.ask("取消报名 15", by=bot.other)).text
        text = page.read_text("utf-8").replace("status: planned", "status: cancelled")
        page.write_text(text, "utf-8")
        await bot.app.assembly.watch.load()
        await _planned(bot, clock)
        clock.move(timedelta(hours=9))
        own = own_chat(bot, bot.member)
        assert "您报名的活动取消了" in (await bot.next_line(own)).text
        await bot.settled()
        assert not bot.unread(own)

"""The list of names: a file for organizers in 1:1, nothing for anybody else."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest

from bot.clock import FixedClock
from tests.conversations.living_bot import Bot, as_fixture, own_chat
from tests.conversations.salon_bot import SEATS, everybody_signs_up, salon_bot

bot = as_fixture(salon_bot)


async def test_the_list_is_a_file_in_one_to_one(bot: Bot, clock: FixedClock) -> None:
    await everybody_signs_up(bot, SEATS + 2)
    own = own_chat(bot, bot.organizer)
    await bot.ask("签到码 15", by=bot.organizer, chat=own)
    code = (await bot.next_line(own)).text.split("签到口令：**")[1][:6]
    clock.move(timedelta(days=12, hours=2))
    await bot.ask(f"签到 {code}", by="p0")
    await bot.ask(f"签到 {code}", by=bot.outsider)
    file = await bot.ask("名单 15", by=bot.organizer, chat=own)
    assert (file.kind, file.text) == ("file", "名单-20261205-15.xlsx")
    told = await bot.next_line(own)
    assert "报名 25 人，候补 2 人，签到 2 人（其中没报名的 1 人）" in told.text
    media = bot.emulator.world.media[file.media]
    book = openpyxl.load_workbook(io.BytesIO(media.content))
    assert book.sheetnames == ["报名", "候补", "现场来的"]
    rows = list(book["报名"].values)
    assert len(rows) == SEATS + 1
    assert rows[1] == (1, "成员0", "060000", "2026-11-23 12:00", "2026-12-05 14:00")
    assert next(iter(book["现场来的"].iter_rows(min_row=2, values_only=True)))[1:3] == (
        "江帆",
        "组织外",
    )


@pytest.mark.parametrize("said", ["签到表", "15期签到表", "西安的报名表给我", "下一期的花名册"])
async def test_the_list_goes_by_other_names(bot: Bot, said: str) -> None:
    await everybody_signs_up(bot, 1)
    own = own_chat(bot, bot.organizer)
    assert (await bot.ask(said, by=bot.organizer, chat=own)).kind == "file"
    assert "只在私聊里给" in (await bot.ask(said, by=bot.organizer)).text
    assert "成员0" not in (await bot.ask(said)).text


@pytest.mark.parametrize("who", ["linxi", "zhoulan", "xiaoyu", "jiangfan"])
async def test_no_names_in_the_group(bot: Bot, who: str) -> None:
    await everybody_signs_up(bot, 1)
    line = await bot.ask("名单 15", by=who)
    assert "成员0" not in line.text
    assert line.media == ""


async def test_a_failed_upload_shows_nothing_and_is_tried_again(bot: Bot) -> None:
    await everybody_signs_up(bot, 1)
    bot.emulator.faults.add("upload", "500")
    own = own_chat(bot, bot.organizer)
    assert (await bot.ask("名单", by=bot.organizer, chat=own)).kind == "file"
    assert "报名 1 人" in (await bot.next_line(own)).text


async def test_how_many_came_is_kept_and_can_be_corrected(bot: Bot, clock: FixedClock) -> None:
    early = await bot.ask("出席 15 40", by=bot.organizer)
    assert "还没有办" in early.text
    clock.move(timedelta(days=13))
    assert "到场 40 人。" in (await bot.ask("出席 15 40", by=bot.organizer)).text
    assert "原来记的是 40 人" in (await bot.ask("出席 15 41", by=bot.organizer)).text
    assert "41" in (await bot.ask("西安那场来了多少人次")).text
    assert "「杭州」有 3 场" in (await bot.ask("出席 杭州 80", by=bot.organizer)).text
    assert "组织者才能用" in (await bot.ask("出席 15 99")).text

"""The calendar over HTTP, and replays as members find them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from icalendar import Calendar

from bot.clock import FixedClock
from tests.conversations.living_bot import own_chat
from tests.conversations.salon_bot import salon_bot
from tests.waiting import eventually

WEB = {"listen": "127.0.0.1:0", "public_url": "https://bot.example.com"}


async def test_the_calendar_is_served_and_not_sent_twice(
    tmp_path: Path, clock: FixedClock, http: aiohttp.ClientSession
) -> None:
    async with salon_bot(tmp_path, clock, web=WEB) as bot:
        assert "https://bot.example.com/calendar.ics" in (await bot.ask("日历")).text
        for asked in ("活动日历能导出吗", "怎么把活动加到手机日历"):
            assert "calendar.ics" in (await bot.ask(asked)).text, asked
        web = bot.app.web
        assert web is not None
        await eventually(lambda: web.address)
        url = f"{web.address}/calendar.ics"
        async with http.get(url) as first:
            assert first.content_type == "text/calendar"
            calendar: Any = Calendar.from_ical(await first.read())
            tag = first.headers["ETag"]
        assert len(calendar.walk("VEVENT")) == 4
        async with http.get(url, headers={"If-None-Match": tag}) as second:
            assert (second.status, await second.read()) == (304, b"")
        page = bot.folder / "events" / "2026-12-05-xian.md"
        page.write_text(page.read_text("utf-8").replace("planned", "cancelled"), "utf-8")
        await bot.ask("重载", by=bot.admin)
        async with http.get(url, headers={"If-None-Match": tag}) as third:
            assert third.status == 200
            assert "STATUS:CANCELLED" in await third.text()


async def test_without_an_address_the_way_to_get_one_is_said(
    tmp_path: Path, clock: FixedClock
) -> None:
    async with salon_bot(tmp_path, clock) as bot:
        assert "public_url" in (await bot.ask("日历")).text


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("回放", "example.com/live/2b"),
        ("回放 杭州", "example.com/live/2b"),
        ("回放 李林", "第 2 期"),
        ("回放 下午", "第 2 期"),
        ("回放 15", "还没有回放"),
        ("回放 火星", "只发「回放」列出全部"),
        ("回放 添加 15 上午 https://example.com/x", "组织者才能用"),
    ],
)
async def test_replays_are_found_by_what_people_remember(
    tmp_path: Path, clock: FixedClock, asked: str, answered: str
) -> None:
    async with salon_bot(tmp_path, clock) as bot:
        assert answered in (await bot.ask(asked)).text


async def test_one_of_the_listed_replays_is_picked(tmp_path: Path, clock: FixedClock) -> None:
    async with salon_bot(tmp_path, clock) as bot:
        own = own_chat(bot, bot.organizer)
        adding = "/回放 添加 1 全场 https://example.com/first"
        await bot.ask(adding, by=bot.organizer, chat=own)
        listed = (await bot.ask("回放")).text
        assert listed.index("example.com/live/2b") < listed.index("example.com/first")
        picked = (await bot.ask("第二个")).text
        assert "example.com/first" in picked
        assert "example.com/live/2b" not in picked


async def test_an_organizer_still_adds_a_replay(tmp_path: Path, clock: FixedClock) -> None:
    async with salon_bot(tmp_path, clock) as bot:
        own = own_chat(bot, bot.organizer)
        said = "/回放 添加 15 上午 https://example.com/15"
        added = await bot.ask(said, by=bot.organizer, chat=own)
        assert "已给" in added.text
        await bot.next_line()
        assert "example.com/15" in (await bot.ask("回放 西安")).text
        wrong = await bot.ask("/回放 添加 15", by=bot.organizer)
        assert "回放 添加 期号 标签 链接" in wrong.text


async def test_a_bare_command_is_of_the_past_salon_just_spoken_of(
    tmp_path: Path, clock: FixedClock
) -> None:
    async with salon_bot(tmp_path, clock) as bot:
        for word in ("回放", "录像"):
            await bot.ask("第3期报名多少")
            answer = (await bot.ask(word)).text
            assert "第 3 期" in answer
            assert "没有回放记录" in answer
        await bot.ask("第2期在哪办的")
        assert "索引" in (await bot.ask("议程")).text
        await bot.ask("第3期报名多少")
        assert "example.com/live/2b" in (await bot.ask("/回放")).text
        assert "西安" in (await bot.ask("下一期")).text  # one is ahead: from today


async def test_the_next_is_behind_the_one_spoken_of_once_none_is_ahead(
    tmp_path: Path, clock: FixedClock
) -> None:
    clock.move(timedelta(days=60))
    async with salon_bot(tmp_path, clock) as bot:
        assert "还没有安排" in (await bot.ask("下一期")).text
        await bot.ask("第1期报名多少")
        assert "第 2 期" in (await bot.ask("下一期")).text

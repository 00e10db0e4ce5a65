"""A salon from a week before to its replay, in two groups with different quiet hours."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.forecast import coming
from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from tests.conversations.living_bot import Bot, living_bot, own_chat, write_knowledge

HELD_ON = "2026-12-05"
RULES = (
    {"name": "一周", "before": "7d", "at": "10:00"},
    {"name": "前一天", "before": "1d", "at": "10:00"},
    {"name": "一小时", "before": "1h"},
    {"name": "开始", "at_start": True},
    {"name": "结束后", "after": "15m"},
)


@pytest.fixture
async def bot(emulator: Emulator, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Bot]:
    folder = write_knowledge(tmp_path / "knowledge", held_on=HELD_ON)
    groups = [
        {**table.model_dump(), "quiet": "09:30-11:30" if number else ""}
        for number, table in enumerate(emulator.group_tables())
    ]
    async with living_bot(
        emulator, folder, tmp_path / "data", clock, groups=groups, reminders=RULES
    ) as running:
        yield running


def _posts(bot: Bot, number: int) -> list[tuple[str, str]]:
    """(local time, title) of everything in that group."""
    return [
        (f"{line.sent_at + timedelta(hours=8):%m-%d %H:%M}", line.title)
        for line in bot.emulator.bot_lines(bot.emulator.groups[number].id)
    ]


async def _live(bot: Bot, clock: FixedClock, days: float) -> None:
    """Let the time pass in steps of half an hour, each until the bot has nothing to do."""
    for _ in range(int(days * 48)):
        clock.move(timedelta(minutes=30))
        await bot.settled()


async def _edit(bot: Bot, before: str, after: str) -> None:
    page = next((bot.folder / "events").glob("*.md"))
    page.write_text(page.read_text("utf-8").replace(before, after), "utf-8")
    await bot.app.assembly.watch.load()


async def test_each_group_hears_each_thing_once_in_its_own_hours(
    bot: Bot, clock: FixedClock
) -> None:
    await _live(bot, clock, 17)
    title = "活动提醒：PG天天象上 第 15 期 西安"
    thanks = "PG天天象上 第 15 期 西安"
    assert _posts(bot, 0) == [
        ("11-28 10:00", title),
        ("12-04 10:00", title),
        ("12-05 13:00", title),
        ("12-05 14:00", title),
        ("12-05 18:30", thanks),
    ]
    assert [moment for moment, _ in _posts(bot, 1)] == [
        "11-28 11:30",
        "12-04 11:30",
        "12-05 13:00",
        "12-05 14:00",
        "12-05 18:30",
    ]
    office = own_chat(bot, bot.organizer)
    asked = [line.title for line in bot.emulator.bot_lines(office)]
    assert asked == ["PG天天象上 第 15 期 西安 有回放了吗"] * 3


async def test_a_day_later_everybody_who_was_reminded_hears_of_it(
    bot: Bot, clock: FixedClock
) -> None:
    await _live(bot, clock, 11.5)  # the day before, past noon: reminded
    await _edit(bot, f"date: {HELD_ON}", "date: 2026-12-06")
    await _live(bot, clock, 3)
    for number in range(2):
        titles = [title for _, title in _posts(bot, number)]
        assert titles.count("活动变动：PG天天象上 第 15 期 西安") == 1
        days = [moment[:5] for moment, _ in _posts(bot, number)]
        assert days == ["11-28", "12-04", "12-05", "12-05", "12-06", "12-06", "12-06"]


async def test_a_replay_that_is_written_into_the_file_is_posted(
    bot: Bot, clock: FixedClock
) -> None:
    await _live(bot, clock, 13)
    await _edit(
        bot,
        "signups: 45",
        'signups: 45\nreplays:\n  - label: 上午\n    url: "https://live.example.com/15"',
    )
    await _live(bot, clock, 3)
    for number in range(2):
        chat = bot.emulator.groups[number].id
        posted = [x for x in bot.emulator.bot_lines(chat) if "live.example.com/15" in x.text]
        assert len(posted) == 1
    office = own_chat(bot, bot.organizer)
    assert len(bot.emulator.bot_lines(office)) == 1  # asked once, before it came


async def test_what_waits_is_foreseen_as_it_will_be_sent(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    """The word at the start is not sent two minutes early with the one before it."""
    folder = write_knowledge(tmp_path / "knowledge", held_on=HELD_ON)
    rules = ({"name": "马上", "before": "2m"}, {"name": "开始", "at_start": True})
    async with living_bot(emulator, folder, tmp_path / "data", clock, reminders=rules) as bot:
        await bot.app._planner.plan()
        now = clock.now()
        found = await coming(bot.app.assembly.services, now, now + timedelta(days=14), now)
        there = emulator.groups[0].id
        local = [
            f"{post.at + timedelta(hours=8):%H:%M}"
            for post in found
            if post.destination.conversation_id == there
        ]
        assert local == ["13:58", "14:00"]

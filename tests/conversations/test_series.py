"""The weekly live stream: set up in the chat, reminded, left out, moved, ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import FixedClock
from tests.conversations.living_bot import (
    TALKATIVE,
    Bot,
    as_fixture,
    code_of,
    own_chat,
    say,
    small_bot,
)

RULE = {"name": "一小时前", "before": "1h"}
WEEKLY = "新建系列 每周四晚上8点到9点 直播答疑 https://example.com/live"
LIMITS = {**TALKATIVE, "digest_minutes": 0}

bot = as_fixture(small_bot, held_on="2027-06-05", reminders=(RULE,), limits=LIMITS)


async def confirmed(bot: Bot, text: str) -> str:
    """Send a command as an organizer, confirm its preview, and return the preview."""
    preview = await say(bot, text)
    assert "好了" in await say(bot, f"确认 {code_of(preview)}")
    assert "已经确认过" in await say(bot, f"确认 {code_of(preview)}")
    return preview


async def test_its_days_are_salons_that_are_shown_and_reminded(
    bot: Bot, clock: FixedClock
) -> None:
    preview = await confirmed(bot, WEEKLY)
    assert "每周四 20:00–21:00" in preview
    assert "2026 年 11 月 26 日（周四）20:00–21:00" in preview
    assert "直播答疑" in (await bot.ask("活动")).text
    assert "西安" in (await bot.ask("下一期")).text  # a stream is no salon
    clock.set_to(datetime(2026, 11, 26, 11, 30, tzinfo=UTC))
    assert "直播答疑" in (await bot.next_line()).text


@pytest.mark.parametrize("asked", [
    "直播几点", "每周直播是什么时候？", "直播链接", "每周几直播", "直播每次多长时间",
    "直播是星期几",
])  # fmt: skip
async def test_who_asks_for_the_stream_is_shown_the_series(bot: Bot, asked: str) -> None:
    assert "每周四" not in (await bot.ask(asked)).text
    await confirmed(bot, WEEKLY)
    assert "每周四 20:00" in (await bot.ask(asked)).text
    assert "每周四" not in (await bot.ask("第15期直播链接")).text


async def test_what_is_asked_after_it_and_of_its_last_day(bot: Bot, clock: FixedClock) -> None:
    await confirmed(bot, WEEKLY)
    assert "每周四" not in (await bot.ask("多久一次", by=bot.other)).text
    assert "每周四" in (await bot.ask("直播几点")).text
    assert "每周四 20:00" in (await bot.ask("每次多久")).text
    assert "还没有播过" in (await bot.ask("上次直播讲的啥")).text
    clock.set_to(datetime(2026, 11, 27, 2, tzinfo=UTC))
    await bot.app.assembly.watch.load()
    chat = own_chat(bot, bot.member)
    told = (await bot.ask("上次直播讲了什么", chat=chat)).text
    assert "上一次直播是 **直播答疑 · 2026 年 11 月 26 日（周四）**，讲了什么没有记录" in told


async def test_days_far_ahead_come_into_the_book_as_time_goes(bot: Bot, clock: FixedClock) -> None:
    await confirmed(bot, WEEKLY)
    await bot.settled()  # the planner has looked
    clock.set_to(datetime(2027, 3, 25, 11, 30, tzinfo=UTC))
    line = await bot.next_line()
    assert "2027 年 3 月 25 日" in line.text


async def test_a_stream_is_not_counted_as_a_salon(bot: Bot) -> None:
    before = (await bot.ask("一共办了几场沙龙")).text
    await confirmed(bot, WEEKLY)
    assert (await bot.ask("一共办了几场沙龙")).text == before
    assert "西安" in (await bot.ask("报名")).text
    assert "11 月 26 日" in (await bot.ask("本周四的直播几点")).text


@pytest.mark.parametrize(("more", "asked"), [("", 0), ("，要回放", 1)])
async def test_organizers_are_asked_for_its_replays_only_on_demand(
    bot: Bot, clock: FixedClock, more: str, asked: int
) -> None:
    await confirmed(bot, WEEKLY + more)
    clock.set_to(datetime(2026, 11, 27, 2, tzinfo=UTC))
    await bot.app._planner.plan()
    office = own_chat(bot, bot.organizer)
    if asked:
        assert "有回放了吗" in (await bot.next_line(office)).title
    due = await bot.app.assembly.services.outbox.upcoming(clock.now() + timedelta(days=9))
    assert [one for one in due if "回放" in one.title and not asked] == []


async def test_holidays_pause_and_an_unknown_year_is_said(bot: Bot, clock: FixedClock) -> None:
    clock.set_to(datetime(2026, 9, 28, 4, tzinfo=UTC))
    preview = await confirmed(bot, WEEKLY)
    assert "2026 年 10 月 1 日（周四）（国庆节停播）" in preview
    clock.set_to(datetime(2026, 12, 25, 4, tzinfo=UTC))
    assert "2027 年节假日未知" in (await bot.ask("系列")).text


async def test_one_day_is_left_out_as_people_say_it(bot: Bot, clock: FixedClock) -> None:
    await confirmed(bot, WEEKLY)
    assert "停播一次" in await confirmed(bot, "本周四停播")
    assert "11 月 26 日（周四）（停播）" in (await bot.ask("系列")).text
    clock.set_to(datetime(2026, 11, 26, 11, 30, tzinfo=UTC))
    await bot.settled()
    assert not [line for line in bot.unread() if "小时" in line.text]


async def test_one_day_is_moved_and_its_reminder_with_it(bot: Bot, clock: FixedClock) -> None:
    await confirmed(bot, WEEKLY)
    await confirmed(bot, "本周四改到周五晚7点")
    assert "11 月 27 日（周五）19:00–20:00（原定 11 月 26 日）" in (await bot.ask("系列")).text
    clock.set_to(datetime(2026, 11, 27, 10, 30, tzinfo=UTC))
    assert "11 月 27 日" in (await bot.next_line()).text


async def test_a_series_ends(bot: Bot) -> None:
    await confirmed(bot, WEEKLY)
    await confirmed(bot, "结束系列 直播答疑")
    assert "没有系列" in (await bot.ask("系列")).text
    assert "直播答疑" not in (await bot.ask("下一期")).text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("新建系列 明晚8点 直播", "多久一次"),
        ("新建系列 每周四 直播", "多久一次"),
        ("新建系列 每周四晚上8点", "标题"),
        ("停播 哪天", "哪一天"),
        ("停播 明天", "没有系列活动"),
        ("改播 本周四", "从哪天改到什么时候"),
        ("结束系列 没有的", "没有找到"),
    ],
)
async def test_bad_input_is_explained(bot: Bot, text: str, told: str) -> None:
    assert told in (await bot.ask(text, by=bot.organizer)).text
    assert bot.app.assembly.services.salons.series == ()


async def test_members_may_look_but_not_change(bot: Bot) -> None:
    assert "没有系列" in (await bot.ask("系列")).text
    assert "组织者" in (await bot.ask(WEEKLY)).text


async def test_an_occurrence_is_not_changed_like_a_salon(bot: Bot, clock: FixedClock) -> None:
    await confirmed(bot, WEEKLY)
    book = bot.app.assembly.services.salons.book
    salon = next(s for s in book.salons if s.series and s.held_on > clock.now().date())
    line = await bot.ask(f"改期 {salon.id} 明天", by=bot.organizer)
    assert "停播" in line.text


async def test_a_series_has_reminders_of_its_own(bot: Bot, clock: FixedClock) -> None:
    preview = await confirmed(bot, f"{WEEKLY} 提醒：前两小时：带上问题来；不要一小时前")
    assert "11 月 26 日（周四）18:00：带上问题来" in preview
    clock.set_to(datetime(2026, 11, 26, 10, 5, tzinfo=UTC))
    assert "带上问题来" in (await bot.next_line()).text
    clock.set_to(datetime(2026, 11, 26, 11, 30, tzinfo=UTC))
    await bot.settled()
    assert not [line for line in bot.unread() if "直播答疑" in line.text]
    clock.set_to(datetime(2026, 12, 3, 10, 5, tzinfo=UTC))
    assert "带上问题来" in (await bot.next_line()).text


@pytest.mark.parametrize("words", ["这周四有直播吗", "本周四晚上有直播没"])
async def test_a_day_of_a_series_is_found_by_a_question(bot: Bot, words: str) -> None:
    await confirmed(bot, WEEKLY)
    line = (await bot.ask(words)).text
    assert "11 月 26 日" in line
    assert "example.com/live" in line
    assert "没有安排" in (await bot.ask("这周五有直播吗")).text

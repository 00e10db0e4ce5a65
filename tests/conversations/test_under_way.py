"""What is asked and ordered in the hall, while a salon is under way and another is open."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from tests.conversations.living_bot import Bot, living_bot
from tests.conversations.salon_bot import crowd
from tests.conversations.season import clean, write_season

_TODAY = """---
id: salon-20-luoyang
number: 20
title: 太湖数据沙龙 第 20 期 洛阳
date: 2026-11-23
start: "13:00"
end: "17:00"
city: 洛阳
venue: 牡丹书屋
capacity: 9
status: planned
talks:
  - {title: 列存提速, start: "13:00", end: "14:00", speakers: [{name: 段誉, org: 大理科技}]}
  - {title: 备份演习, start: "14:15", end: "15:00", speakers: [{name: 王语嫣}]}
  - {title: 圆桌, start: "15:00", end: "16:00"}
---
## 概况
在洛阳。
"""


@pytest.fixture
async def bot(tmp_path: Path, clock: FixedClock) -> AsyncIterator[Bot]:
    folder = write_season(tmp_path / "knowledge")
    (folder / "events/2026-11-23.md").write_text(_TODAY, "utf-8")
    at(clock, 5, 30)
    async with (
        Emulator(clock, people=crowd()) as emulator,
        living_bot(emulator, folder, tmp_path / "data", clock) as running,
    ):
        yield running


def at(clock: FixedClock, hour: int, minute: int) -> None:
    """In UTC: the salon begins at 5:00."""
    clock.set_to(datetime(2026, 11, 23, hour, minute, tzinfo=UTC))


async def test_the_next_one_is_the_one_that_has_not_begun(bot: Bot) -> None:
    asked = (
        "下一期什么时候", "下期在哪", "下次啥时候", "下一场活动是哪天", "下一期几号",
        "下次沙龙什么时候", "下次活动在哪办", "下次活动啥时候", "下回几点开始", "下一期谁讲",
    )  # fmt: skip
    for n, question in enumerate(asked):
        told = await clean(bot, question, f"p{n}")
        assert "第 20 期洛阳正在进行，下一期是：" in told, (question, told)
        assert "第 21 期 · 无锡" in told, (question, told)
        assert "牡丹书屋" not in told, (question, told)
    for n, question in enumerate(("下一期", "下期", "下一场"), 10):
        told = await clean(bot, question, f"p{n}")
        assert told.startswith("**第 21 期 · 无锡"), (question, told)
    assert "之后还没有安排" in await clean(bot, "那下一场呢", "p10")
    assert "牡丹书屋" in await clean(bot, "这期在哪", "p20")
    assert "牡丹书屋" in await clean(bot, "在哪", "p21")


async def test_without_another_one_that_is_said(bot: Bot) -> None:
    (bot.folder / "events/2026-12-12.md").unlink()
    await bot.app.assembly.watch.load()
    told = await clean(bot, "下一期什么时候", "p1")
    assert "第 20 期洛阳正在进行" in told
    assert "之后还没有安排" in told


async def test_who_signs_up_gets_into_the_one_that_is_open(bot: Bot) -> None:
    for n, said in enumerate(("报名", "我也要报名", "报名下一期")):
        told = await clean(bot, said, f"p{n}")
        assert "报名成功：**第 21 期 · 无锡" in told, (said, told)
    closed = await clean(bot, "报名 20", "p9")
    assert "截止了" in closed
    assert "无锡 · 2026 年 12 月 12 日（周六）：报名 21" in closed


async def test_a_seat_is_asked_of_the_one_that_is_open(bot: Bot) -> None:
    asked = (
        "还能报名吗",
        "还有名额吗",
        "我能参加吗",
        "怎么报名",
        "还有几个位子",
        "下一期还能报吗",
    )
    for n, question in enumerate(asked):
        told = await clean(bot, question, f"p{n}")
        assert "不能报" not in told, (question, told)
        assert "「报名 21」" in told, (question, told)
    assert (await clean(bot, "还能报名吗", "p7")).startswith("能报。**第 21 期")
    told = await clean(bot, "洛阳那场还能报名吗", "p8")
    assert told.startswith("不能报了。**第 20 期")
    assert "发「报名 21」" in told
    assert (await clean(bot, "有多少人报名了", "p9")).startswith("**第 20 期")


@pytest.mark.parametrize("asked", [
    "现在谁在讲", "现在讲到哪了", "下一个谁讲", "下一个讲啥", "接下来谁讲", "谁在台上",
    "现在在讲什么",
    "接下来讲什么", "下一位是谁", "正在讲的是谁", "洛阳现在谁在讲", "待会谁讲", "轮到谁了",
    "现在到谁了", "这个讲到几点",
])  # fmt: skip
async def test_who_is_speaking_is_told_by_the_hours(bot: Bot, asked: str) -> None:
    told = await clean(bot, asked, "p1")
    assert "正在讲：13:00–14:00 列存提速：段誉" in told, told
    assert "下一个：14:15–15:00 备份演习：王语嫣" in told, told


async def test_what_was_and_what_is_left_is_told_too(bot: Bot, clock: FixedClock) -> None:
    at(clock, 6, 30)
    assert "刚讲完：13:00–14:00 列存提速" in await clean(bot, "刚才那个讲的是什么", "p1")
    assert "正在讲：14:15–15:00" in await clean(bot, "还剩几个议题", "p2")
    await clean(bot, "现在谁在讲", "p3")
    assert "下一个" in await clean(bot, "下一个呢", "p3")


async def test_between_the_talks_and_behind_them(bot: Bot, clock: FixedClock) -> None:
    at(clock, 6, 5)
    told = await clean(bot, "现在谁在讲", "p1")
    assert "没有安排" in told
    assert "下一个：14:15" in told
    at(clock, 8, 30)
    assert "后面议程里没有了" in await clean(bot, "下一个谁讲", "p2")
    at(clock, 10, 0)
    assert "正在讲" not in await clean(bot, "现在谁在讲", "p3")


async def test_how_it_stands_is_told_by_the_clock(bot: Bot, clock: FixedClock) -> None:
    assert "还没结束：**第 20 期 · 洛阳" in await clean(bot, "活动结束了吗", "p1")
    assert "还没开始：**第 21 期 · 无锡" in await clean(bot, "第21期开始了吗", "p2")
    assert "离 **第 21 期无锡** 还有 19 天" in await clean(bot, "离第21期还有几天", "p3")
    at(clock, 3, 30)
    assert "开始还有 1 小时 30 分" in await clean(bot, "还有多久开始", "p4")
    at(clock, 10, 0)
    assert "已经结束了" in await clean(bot, "洛阳那场结束了吗", "p5")


async def test_what_has_no_hours_is_not_said_to_have_begun(bot: Bot, clock: FixedClock) -> None:
    page = bot.folder / "events/2026-11-23.md"
    hours = 'start: "13:00"\nend: "17:00"\n'
    page.write_text(page.read_text("utf-8").replace(hours, "", 1), "utf-8")
    await bot.app.assembly.watch.load()
    for hour, asked in ((1, "活动开始了吗"), (1, "还有多久开始"), (12, "活动结束了吗")):
        at(clock, hour, 0)
        told = await clean(bot, asked, f"p{hour}")
        assert told.startswith("就在今天，几点开始还没有写：**第 20 期 · 洛阳"), (asked, told)


async def test_without_anything_ahead_the_last_is_told(bot: Bot, clock: FixedClock) -> None:
    clock.set_to(datetime(2027, 11, 23, tzinfo=UTC))
    told = await clean(bot, "活动结束了吗", "p1")
    assert "近期没有安排活动" in told
    assert "已经结束了" in told


async def test_who_stands_in_the_agenda_is_told_of_a_change(bot: Bot) -> None:
    assert "列存提速：段誉" in await clean(bot, "段誉换人了吗", "p1")
    assert "列存提速：段誉" in await clean(bot, "段誉还讲吗", "p2")
    told = await clean(bot, "慕容复换人了吗", "p3")
    assert "没有慕容复，写的讲师是段誉、王语嫣" in told
    assert "段誉、王语嫣" in await clean(bot, "洛阳场讲师换人了吗", "p4")
    assert "段誉" not in await clean(bot, "还来吗", "p5")
    for n, other in enumerate(("主库换人了吗", "从库换人了吗", "管理员换人了吗"), 6):
        assert "议程" not in await clean(bot, other, f"p{n}"), other


@pytest.mark.parametrize("said", ["到时候提醒我", "开始前会提醒吗", "能提醒我一下吗", "记得提醒"])
async def test_who_wants_to_be_reminded_hears_how(bot: Bot, said: str) -> None:
    assert "群里发提醒" in await clean(bot, said, "p1")


async def test_how_many_may_come_is_told(bot: Bot) -> None:
    for n, asked in enumerate(("限多少人", "能坐多少人", "限不限人数")):
        assert (await clean(bot, asked, f"p{n}")).startswith("限 9 人。**第 20 期"), asked
    assert (await clean(bot, "第21期限几个人", "p9")).startswith("限 3 人。**第 21 期")


async def test_whether_it_has_begun_gets_a_yes(bot: Bot) -> None:
    for at_, asked in enumerate(("开始了没", "活动开始了吗", "已经开始了吗")):
        assert (await clean(bot, asked, f"p{at_}")).startswith("开始了："), asked
    assert "名单 20" in await clean(bot, "谁还没签到", bot.organizer)

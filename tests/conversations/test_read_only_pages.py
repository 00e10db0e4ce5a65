"""Salons in files that the bot may not write, as it is configured at first: an organizer hears
what to write, and a new salon that waits for its code is not taken for one of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from tests.conversations.living_bot import (
    TALKATIVE,
    Bot,
    living_bot,
    say,
    say_alone,
    write_knowledge,
)

_TALKS = """talks:
  - {title: 逻辑复制实践, start: "14:00", end: "15:00", speakers: [{name: 张三}]}
  - {title: 备份演习, start: "15:15", end: "16:00", speakers: [{name: 李四}]}
  - {title: 茶歇, start: "16:00", end: "16:20"}
capacity: 30
---
## 概况"""


@pytest.fixture
async def bot(emulator: Emulator, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Bot]:
    folder = write_knowledge(tmp_path / "knowledge")
    page = folder / "events/2026-12-05-xian.md"
    page.write_text(page.read_text("utf-8").replace("---\n## 概况", _TALKS), "utf-8")
    async with living_bot(emulator, folder, tmp_path / "data", clock, limits=TALKATIVE) as running:
        yield running


@pytest.mark.parametrize(
    ("said", "there", "gone"),
    [
        ("把李四那个删掉", "title: 逻辑复制实践", "李四"),
        ("张三换成王五", "name: 王五", "张三"),
        ("茶歇改成15分钟", 'end: "16:15"', "16:20"),
        ("备份演习推迟15分钟", 'start: "15:30"', "15:15"),
        ("备份演习改成 PITR 演练", "title: PITR 演练, ", "备份演习"),
        ("加个答疑 16:20-16:40", "title: 答疑", "没有"),
        ("推迟一小时", 'start: "15:00"', "14:00"),
        ("名额改成50", "capacity: 50", "talks"),
        ("不限人数", "请在文件里删掉 capacity。", "```"),
    ],
)
async def test_what_to_write_is_shown(bot: Bot, said: str, there: str, gone: str) -> None:
    told = await say(bot, said)
    assert "机器人不能改文件" in told
    assert there in told
    assert gone not in told


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ("改成12月25日", "12 月 25 日（周五）19:00–21:00"),
        ("推迟一周", "12 月 31 日"),
        ("场地改成会议室", "场地：会议室"),
        ("名额改成50", "名额：50 人"),
    ],
)
async def test_a_preview_of_a_new_salon_is_not_taken_for_another(
    bot: Bot, said: str, there: str
) -> None:
    """In the chat where it was shown it is what changes; in another nobody knows."""
    await say(bot, "新建活动 标题：PG夜谈 时间：12月24日 19:00-21:00")
    told = await say_alone(bot, said)
    assert "还没有确认，什么也没有改" in told
    assert "12-05" not in told
    told = await say(bot, said)
    assert "新活动预览" in told
    assert there in told
    assert "2026-12-05-xian.md" in await say(bot, f"第15期{said}")

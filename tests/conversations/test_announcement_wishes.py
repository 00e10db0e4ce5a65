"""Announcements as organizers say them, and what becomes of one that was wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from tests.conversations.living_bot import Bot, confirmed, living_bot, write_knowledge

TALKATIVE = {"group_per_minute": 600}


@pytest.fixture
async def bot(emulator: Emulator, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Bot]:
    folder = write_knowledge(tmp_path / "knowledge")
    async with living_bot(emulator, folder, tmp_path / "data", clock, limits=TALKATIVE) as running:
        yield running


async def say(bot: Bot, text: str) -> str:
    return (await bot.ask(text, by=bot.organizer)).text


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("给所有群发一条：元旦快乐", "元旦快乐"),
        ("在群里说一声，今晚八点直播", "今晚八点直播"),
        ("帮我给大家发个通知：会议室换到 3 楼", "会议室换到 3 楼"),
    ],
)
async def test_what_is_to_be_said_to_all_is_previewed(bot: Bot, said: str, text: str) -> None:
    preview = await say(bot, said)
    assert "**预览**" in preview
    assert text in preview
    assert "马上发" in preview


@pytest.mark.parametrize(
    ("said", "when", "text"),
    [
        ("明天9点发公告：记得带电脑", "09:00", "记得带电脑"),
        ("明早九点提醒大家：报名", "09:00", "报名"),
        ("10分钟后在群里发：开饭", "时间：", "开饭"),
        ("每周一早上9点发：本周问题征集，请大家提问", "每周一 09:00", "本周问题征集，请大家提问"),
    ],
)
async def test_a_time_before_it_makes_it_a_timed_one(
    bot: Bot, said: str, when: str, text: str
) -> None:
    preview = await say(bot, said)
    assert when in preview
    assert f"公告\n\n{text}" in preview
    assert "马上发" not in preview


async def test_a_time_that_is_past_is_refused(bot: Bot) -> None:
    assert "已经过去了" in await say(bot, "昨天9点发公告：开饭")


@pytest.mark.parametrize("said", ["把刚才的公告撤回", "撤回", "刚才那条公告写错了，应该是周日"])
async def test_where_there_was_none_it_says_so(bot: Bot, said: str) -> None:
    assert "最近没有发过公告" in await say(bot, said)


async def test_a_wrong_one_leads_to_what_can_still_be_done(bot: Bot) -> None:
    code = (await say(bot, "公告 周六见")).split("确认 ")[1][:4]
    assert f"取消 {code}" in await say(bot, "刚才那条公告写错了，应该是周日")
    await say(bot, f"确认 {code}")
    await bot.settled()
    for said in ("公告更正：时间是周日", "修改公告", "刚才的通知时间有误"):
        told = await say(bot, said)
        assert f"撤回 {code}" in told
        assert "公告 更正：" in told


@pytest.mark.parametrize(
    "said", ["取消明天的公告", "每周一那个别发了", "有哪些公告还没发", "停掉每周的公告"]
)
async def test_what_waits_is_listed_with_its_end(bot: Bot, said: str) -> None:
    assert "没有定时的公告" in await say(bot, said)
    told = await confirmed(bot, "定时公告 每周一早上9点 本周问题征集")
    code = told.split("公告 ")[1][:4]
    assert f"[取消 {code}]" in await say(bot, said)


@pytest.mark.parametrize("said", ["给报名的人发个消息：请带身份证", "通知没报名的人"])
async def test_a_part_of_the_people_cannot_be_written_to(bot: Bot, said: str) -> None:
    told = await say(bot, said)
    assert "不能只发给一部分人" in told
    assert "公告 内容" in told


async def test_a_release_at_nine_is_no_announcement(bot: Bot) -> None:
    for said in ("明天9点发布新版本：怎么回滚", "每天9点执行：vacuum"):
        assert "预览" not in await say(bot, said)

"""Sentences on data that have the form of an organizer's order: with a salon ahead and nothing
said before, they belong to the pages, for organizers and members."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from tests.conversations.living_bot import TALKATIVE, Bot, confirmed, living_bot

SHIPPED = Path(__file__).parents[2] / "knowledge"
SALON = (
    "新建活动 标题：PG天天象上 第 16 期 苏州 时间：12月12日 14:00-17:30 城市：苏州 场地：咖啡馆"
)
OURS = (
    "什么也没有改", "您可能要用", "由组织者", "还没有保存",
    "抽奖 16", "没有可撤销的", "定时的公告", "发过公告", "改期", "活动的数据",
)  # fmt: skip
REPLICATION = ("复制延迟", "流复制", "级联复制", "停止复制", "流复制改成同步")
ORDERLIKE = (
    "导出数据", "取消张三的授权", "主库换到从库", "数据库迁移到云上", "表改名为 t2",
    "字段改名成 user_id", "并发最多100人", "时间晚8小时", "时间早了八小时",
    "随机抽3条", "不能重复", "还原", "停止通知", "通知改成 LISTEN",
    "加个定时任务 15:00-15:30",
)  # fmt: skip


@pytest.fixture
async def bot(emulator: Emulator, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Bot]:
    folder = shutil.copytree(SHIPPED, tmp_path / "knowledge")
    async with living_bot(emulator, folder, tmp_path / "data", clock, limits=TALKATIVE) as running:
        await confirmed(running, SALON)
        yield running


async def first(bot: Bot, clock: FixedClock, text: str, by: str) -> str:
    """The reply to the first message of a conversation."""
    clock.move(timedelta(minutes=11))
    return (await bot.ask(text, by=by)).text


async def test_data_words_are_nobodys_order(bot: Bot, clock: FixedClock) -> None:
    for text in (*REPLICATION, *ORDERLIKE):
        for by in (bot.organizer, bot.member):
            told = await first(bot, clock, text, by)
            assert not any(ours in told for ours in OURS), (text, by, told)


async def test_orders_are_still_heard(bot: Bot, clock: FixedClock) -> None:
    heard = {
        "限30个人": "还没有保存", "第16期改名叫夜谈": "还没有保存",
        "16期晚一小时": "还没有保存", "撤销": "什么也没有改",
        "取消明天的公告": "没有定时的公告", "这期延期，时间待定": "什么也没有改",
        "抽奖 T恤2件 报名": "抽不出 2 个", "导出报名名单": "名单",
    }  # fmt: skip
    for text, part in heard.items():
        told = await first(bot, clock, text, bot.organizer)
        assert part in told, (text, told)
    for text in ("再抽一个", "第16期改名叫夜谈", "限30个人"):
        assert "由组织者" in await first(bot, clock, text, bot.member), text


async def test_a_particle_drops_no_draft(bot: Bot, clock: FixedClock) -> None:
    await bot.ask("改活动 16 名额：8", by=bot.organizer)
    for text in ("啊", "。", "那", "吧"):
        told = (await bot.ask(text, by=bot.organizer)).text
        assert "已取消" not in told, (text, told)
    assert "已取消" in (await bot.ask("算了吧", by=bot.organizer)).text

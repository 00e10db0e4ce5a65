"""How many may sign up and until when, as organizers say it without a command."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from tests.conversations.living_bot import (
    TALKATIVE,
    Bot,
    confirmed,
    living_bot,
    say,
    write_knowledge,
)

SALON = "新建活动 标题：PG天天象上 第 16 期 苏州 时间：12月4日 14:00-17:30 城市：苏州 名额：3"


@pytest.fixture
async def bot(emulator: Emulator, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Bot]:
    folder = write_knowledge(tmp_path / "knowledge", held_on="2018-12-05")
    async with living_bot(emulator, folder, tmp_path / "data", clock, limits=TALKATIVE) as running:
        await confirmed(running, SALON)
        yield running


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("限30个人", "名额：3 人 → 30 人"),
        ("第16期最多40人报名", "名额：3 人 → 40 人"),
        ("座位上限 50", "名额：3 人 → 50 人"),
        ("名额不限了", "名额：3 人 → 不限"),
        ("放开名额，不限了", "名额：3 人 → 不限"),
        ("人数的限制取消吧", "名额：3 人 → 不限"),
        ("名额取消限制", "名额：3 人 → 不限"),
        ("地点：线上腾讯会议", "线上腾讯会议"),
        ("第16期 地址：文一西路 1 号", "地址：没有 → 文一西路 1 号"),
        ("苏州站名额加到10个", "名额：3 人 → 10 人"),
        ("第16期换到平江路", "平江路"),
        ("第16期直播地址是 https://example.com/live", "直播：没有 → https://example.com/live"),
        ("加上直播链接 https://example.com/live", "直播：没有 → https://example.com/live"),
        ("第16期改名叫 PG 年终聚会", "→ PG 年终聚会"),
        ("换成线上", "线上"),
        ("这期改线上了", "→ 线上"),
        ("直播间 https://example.com/live", "直播：没有 → https://example.com/live"),
        ("晚半小时开始", "14:30–18:00"),
        ("早一小时", "13:00–16:30"),
        ("第16期不要提醒", "提醒：换成新的规则"),
        ("第16期 提醒：前一天晚上8点", "提醒：换成新的规则"),
        ("报名截止到12月3日18:00", "报名截止：没有 → 2026-12-03 18:00"),
        ("报名截止时间改成12月3日18:00", "报名截止：没有 → 2026-12-03 18:00"),
        ("报名截止到前一天晚上8点", "报名截止：没有 → 2026-12-03 20:00"),
        ("改活动 16 报名截止：活动当天中午12点", "报名截止：没有 → 2026-12-04 12:00"),
        ("再加一个赞助 某某公司", "赞助：没有 → 某某公司"),
        ("第16期场地变了，改到软件园C座", "→ 软件园C座"),
    ],
)
async def test_a_limit_in_own_words_is_a_preview(bot: Bot, said: str, told: str) -> None:
    preview = await say(bot, said)
    assert told in preview
    assert "还没有保存" in preview


@pytest.mark.parametrize("said", ["停止报名", "报名先关了吧", "关闭报名", "不再接受报名"])
async def test_sign_up_is_closed_and_opened_again(bot: Bot, said: str) -> None:
    told = await confirmed(bot, said)
    assert "报名截止：没有 → " in told
    assert "截止了" in (await bot.ask("报名")).text
    assert "不用再关" in await say(bot, said)
    assert "报名截止" in await confirmed(bot, "重新开放报名")
    assert "报名成功" in (await bot.ask("报名")).text


@pytest.mark.parametrize("said", ["开放报名", "把报名开关打开", "开始报名吧"])
async def test_what_is_open_needs_no_opening(bot: Bot, said: str) -> None:
    assert "不用另外打开" in await say(bot, said)


@pytest.mark.parametrize("said", ["停止报名", "把名额改成 100"])
async def test_members_hear_whose_business_it_is(bot: Bot, said: str) -> None:
    assert "由组织者定" in (await bot.ask(said)).text


@pytest.mark.parametrize(
    "said",
    ["最多 100 个连接", "报名截止了吗", "地址：10.0.0.5", "主库换到备库", "索引换到别的表空间"],
)
async def test_other_matters_stay_what_they_are(bot: Bot, said: str) -> None:
    assert "还没有保存" not in await say(bot, said)


@pytest.mark.parametrize("said", ["导出报名名单", "报名名单发我一下", "名单导出一份"])
async def test_the_list_is_known_by_all_its_names(bot: Bot, said: str) -> None:
    assert "只在私聊里给" in await say(bot, said)

"""What members ask of the salon to come, as they ask it: without a name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from tests.builders import write_files
from tests.conversations.living_bot import TALKATIVE, Bot, living_bot, own_chat, write_knowledge
from tests.conversations.season import order

_PAGES = {
    "events/2019-04-20-guilin.md": """---
id: salon-4-guilin
number: 4
title: 象上 第 4 期 桂林
date: 2019-04-20
city: 桂林
status: held
replays:
  - {label: 全天, url: "https://example.com/old"}
---
## 概况
在桂林。
""",
    "salon/agenda.md": """---
title: 沙龙议程（模板）
agenda:
  - {part: 上午, start: "08:45", end: "09:10", title: 签到}
  - {part: 下午, start: "16:15", end: "17:15", title: 辩论赛}
---
模板的一天从 08:45 开始。
""",
    "salon/replays.md": """---
title: 沙龙视频回放
aliases: [回放出来了吗]
---
回放只有 1 场：第 4 期桂林。
""",
}
_MADE = (
    "新建活动 标题：象上 第 20 期 珠海 时间：2026年12月13日 13:30-17:00 城市：珠海 场地：海天书吧"
    " 名额：2 议程：13:30-14:30 分区表改造 黄药师（桃花岛）；15:00-16:00 圆桌"
)
_NIGHT = "新建活动 标题：夜谈 拉萨 时间：2026年12月6日 19:00-21:00 城市：拉萨 场地：雪域茶馆"
_WEEKLY = "新建系列 每周二晚上8点到9点 周二直播 https://example.com/live"


@pytest.fixture
async def bot(emulator: Emulator, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Bot]:
    folder = write_knowledge(tmp_path / "knowledge", held_on="2018-12-05")
    write_files(folder, _PAGES)
    limits = {**TALKATIVE, "digest_minutes": 0}
    async with living_bot(emulator, folder, tmp_path / "data", clock, limits=limits) as running:
        yield running


async def test_without_a_salon_ahead_the_record_and_the_model_answer(bot: Bot) -> None:
    assert "08:45" in (await bot.ask("几点开始")).text


async def test_after_the_model_only_its_own_place_is_told_by_its_page(bot: Bot) -> None:
    page = "---\ntitle: 沙龙模板的地点\n---\n地点在榕树书吧。\n"
    write_files(bot.folder, {"salon/place.md": page})
    await bot.app.assembly.watch.load()
    for asked, told in (("在哪", True), ("哪里可以下载", False), ("索引建在哪", False)):
        assert "08:45" in (await bot.ask("签到几点")).text
        assert ("榕树书吧" in (await bot.ask(asked)).text) is told, asked


@pytest.mark.parametrize("asked", ["最近有什么活动", "近期有哪些沙龙啊", "接下来有什么安排"])
async def test_what_is_planned_is_nothing_and_not_the_last(bot: Bot, asked: str) -> None:
    assert "近期还没有安排" in (await bot.ask(asked)).text


@pytest.mark.parametrize("asked", ["最近一次活动是哪期", "最近办了什么活动"])
async def test_the_last_one_is_told_all_the_same(bot: Bot, asked: str) -> None:
    assert "近期还没有安排" not in (await bot.ask(asked)).text


async def test_after_a_word_that_nothing_is_planned_there_is_no_hour(bot: Bot) -> None:
    for asked in ("还有活动吗", "还能报名吗", "活动", "下一期", "下一期什么时候"):
        await bot.ask(asked)
        for question in ("几点", "在哪", "谁讲"):
            answer = (await bot.ask(question)).text
            assert "近期还没有安排" in answer, (asked, question, answer)
            assert "第 4 期桂林，2019 年 4 月 20 日" in answer, (asked, question, answer)
            assert "08:45" not in answer, (asked, question)
    assert "**第 4 期" in (await bot.ask("上次在哪")).text
    await bot.ask("还有活动吗")
    assert "08:45" in (await bot.ask("一般几点开始")).text


async def test_hour_and_place_are_those_of_the_salon_to_come(bot: Bot, clock: FixedClock) -> None:
    await order(bot, _MADE)
    for question in (
        "几点",
        "在哪",
        "怎么去",
        "这次活动几点",
        "下一期什么时候",
        "几点开始啊 要带啥",
    ):
        answer = (await bot.ask(question)).text
        assert "13:30–17:00" in answer, question
        assert "海天书吧" in answer, question
        assert "08:45" not in answer, question
    assert "黄药师" in (await bot.ask("谁讲")).text
    assert "分区表改造" in (await bot.ask("讲什么")).text
    assert "还没有发布" in (await bot.ask("有直播吗")).text
    assert "08:45" in (await bot.ask("一般几点开始")).text
    clock.set_to(datetime(2026, 12, 13, 6, tzinfo=UTC))  # it is under way
    assert "13:30–17:00" in (await bot.ask("几点结束")).text


async def test_without_an_end_it_is_the_agenda_that_tells(bot: Bot) -> None:
    await order(bot, _MADE.replace("-17:00", "").replace("-16:00 圆桌", "-16:30 圆桌"))
    assert "13:30 开始，议程排到 16:30" in (await bot.ask("几点结束")).text


async def test_the_nearest_is_not_left_out_and_the_next_is_never_none(bot: Bot) -> None:
    await order(bot, _MADE)
    await order(bot, _NIGHT)
    for question in ("最近有什么活动", "12月有啥活动", "接下来有什么安排", "还有活动吗"):
        answer = (await bot.ask(question)).text
        assert answer.index("夜谈") < answer.index("第 20 期"), question
        assert "没有" not in answer, question
    assert "没有安排了" not in (await bot.ask("下一期什么时候")).text
    assert "19:00–21:00" in (await bot.ask("下一期什么时候")).text
    assert "雪域茶馆" in (await bot.ask("夜谈在哪")).text
    assert "拉萨" in (await bot.ask("拉萨有活动吗")).text
    assert "第 4 期" in (await bot.ask("办过哪些沙龙")).text


async def test_a_series_stands_behind_the_salons_on_one_line(bot: Bot) -> None:
    await order(bot, _MADE)
    await order(bot, _WEEKLY)
    answer = (await bot.ask("活动")).text
    assert answer.count("周二直播") == 1
    assert answer.index("珠海") < answer.index("周二直播")
    assert "每周二 20:00" in answer
    assert "报名 20" in (await bot.ask("还有名额吗")).text
    assert "报名 20" in (await bot.ask("怎么报名")).text
    for question in ("下周有直播吗", "直播地址发我下"):
        answer = (await bot.ask(question)).text
        assert "https://example.com/live" in answer, question
        assert "回放" not in answer, question


_VISITORS = """---
title: 来客有多少人
aliases: [现在有多少人在用, 来了多少人, 报名重复怎么办]
---
沙龙覆盖数万人次，来了很多人，报名的更多。
"""


async def test_what_is_said_of_a_database_is_no_page_of_the_salons(bot: Bot) -> None:
    (bot.folder / "salon/visitors.md").write_text(_VISITORS, "utf-8")
    await bot.app.assembly.watch.load()
    assert "数万人次" in (await bot.ask("沙龙来客有多少人")).text
    for asked in ("来了多少数据", "现在有多少人在用", "报名重复怎么防"):
        assert "数万人次" not in (await bot.ask(asked)).text, asked


_OFFLINE = ("下次线下什么时候", "什么时候有线下", "下次线下在哪", "线下活动什么时候")
_TO_WATCH = ("怎么看直播", "直播怎么看", "在哪看直播", "直播要报名吗", "怎么报名直播", "直播报名")


async def test_what_is_only_online_is_not_offline(bot: Bot) -> None:
    for asked in _OFFLINE:
        answer = (await bot.ask(asked, chat=own_chat(bot, bot.member))).text
        assert "08:45" not in answer, (asked, answer)
        assert "之后的沙龙还没有记录" in answer or "近期还没有安排" in answer, (asked, answer)
    await order(bot, _WEEKLY)
    assert "没有安排线下活动" in (await bot.ask("下次线下什么时候")).text
    await order(bot, _MADE)
    for asked in _OFFLINE:
        assert "海天书吧" in (await bot.ask(asked)).text, asked


async def test_how_to_watch_is_told_with_the_address(bot: Bot) -> None:
    for asked in _TO_WATCH:
        answer = (await bot.ask(asked)).text
        assert "近期没有安排直播" in answer, (asked, answer)
    await order(bot, _WEEKLY)
    for asked in _TO_WATCH:
        answer = (await bot.ask(asked)).text
        assert "https://example.com/live" in answer, (asked, answer)
        assert ("看直播不用报名" in answer) == ("报名" in asked), (asked, answer)


async def test_replays_are_those_of_the_newest_salon(bot: Bot, clock: FixedClock) -> None:
    await order(bot, _MADE)
    clock.set_to(datetime(2026, 12, 15, 2, tzinfo=UTC))
    assert "回放 添加 20" in (await bot.next_line(own_chat(bot, bot.organizer))).text
    assert "还没有回放" in (await bot.ask("回放出来了吗")).text
    await order(bot, "回放 添加 20 上半场 https://example.com/new")
    clock.set_to(datetime(2027, 6, 15, 2, tzinfo=UTC))
    alone = own_chat(bot, bot.member)  # the group is told of the recording
    answer = (await bot.ask("回放出来了吗", chat=alone)).text
    assert "https://example.com/new" in answer
    assert "只有 1 场" not in answer
    assert "有回放的有 2 期" in (await bot.ask("有几场有回放", chat=alone)).text


async def test_a_series_stands_behind_the_salons_and_once(bot: Bot) -> None:
    for made in (_WEEKLY, _NIGHT, _MADE):
        await order(bot, made)
    for asked in ("下次活动是啥时候", "下次沙龙啥时候办", "下次活动在哪"):
        told = (await bot.ask(asked)).text
        assert "雪域茶馆" in told, (asked, told)
        assert "周二直播" not in told, (asked, told)
    for asked in ("接下来还有活动不", "后面还有安排不", "还有沙龙不"):
        told = (await bot.ask(asked)).text
        assert told.count("周二直播") == 1, (asked, told)
        assert told.index("拉萨") < told.index("珠海") < told.index("周二直播"), (asked, told)
    assert (await bot.ask("周二直播几点")).text.count("20:00–21:00") == 1
    told = (await bot.ask("12月份活动")).text
    assert told.index("拉萨") < told.index("珠海")


async def test_a_break_is_told_by_the_agenda_that_has_it(bot: Bot) -> None:
    await order(bot, _MADE)
    await order(bot, "加个茶歇 14:30-15:00")
    for n, asked in enumerate(("茶歇几点", "茶歇是几点", "第20期茶歇什么时候")):
        told = (await bot.ask(asked, by=bot.member, chat=own_chat(bot, bot.member))).text
        assert "14:30–15:00 茶歇" in told, (n, asked, told)

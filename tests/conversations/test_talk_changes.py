"""One talk in organizers' own words, and taking back what was confirmed last."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from tests.conversations.living_bot import (
    TALKATIVE,
    Bot,
    code_of,
    confirmed,
    living_bot,
    say,
    write_knowledge,
)

SALON = (
    "新建活动 标题：PG天天象上 第 16 期 苏州 时间：12月4日 14:00-17:30 城市：苏州 名额：3 "
    "议程：14:00-15:00 逻辑复制实践 张三（某某公司）；15:30-16:00 企业圆桌"
)

_PAIR = """---
id: salon-pair
number: 16
title: PG天天象上 第 16 期 苏州
date: 2026-12-04
talks:
  - {title: 流复制, speakers: [{name: 张三, aliases: [阿三]}, {name: 李四}]}
---
"""


@pytest.fixture
async def bot(emulator: Emulator, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Bot]:
    folder = write_knowledge(tmp_path / "knowledge", held_on="2018-12-05")
    async with living_bot(emulator, folder, tmp_path / "data", clock, limits=TALKATIVE) as running:
        await confirmed(running, SALON)
        clock.move(timedelta(seconds=1))
        yield running


@pytest.mark.parametrize(
    ("said", "there", "gone"),
    [
        ("加一个分享：李四讲《PG 18 异步IO》", "PG 18 异步IO：李四", ""),
        ("再加个嘉宾：李四（甲公司）讲向量检索", "向量检索：李四（甲公司）", ""),
        ("张三来不了了，换成王五", "逻辑复制实践：王五", "张三"),
        ("张三换成王五（乙公司）", "逻辑复制实践：王五（乙公司）", "张三"),
        ("张三的题目改成《从 Oracle 迁来的坑》", "从 Oracle 迁来的坑：张三", "逻辑复制实践"),
        ("张三的题目叫《流复制》", "流复制：张三", "逻辑复制实践"),
        ("张三的单位改成丙公司", "张三（丙公司）", "某某公司"),
        ("张三的分享改到 16:10-16:40", "16:10–16:40 逻辑复制实践", "14:00"),
        ("张三的分享挪到 16:10", "16:10–17:10 逻辑复制实践", "14:00"),
        ("加个茶歇 15:10-15:25", "15:10–15:25 茶歇", ""),
        ("加个茶歇三点十分到三点二十五", "15:10–15:25 茶歇", ""),
        ("加一个议题：李四讲向量检索 16:10-16:40", "16:10–16:40 向量检索：李四", ""),
        ("张三的分享改到下午四点一刻", "16:15–17:15 逻辑复制实践", "14:00"),
        ("张三的单位写错了，应该是丙公司", "张三（丙公司）", "某某公司"),
        ("讲师名字写错了，张三应该是张珊", "张珊（某某公司）", "张三"),
        ("张三的名字写错了，是张珊", "张珊（某某公司）", "张三"),
        ("张三和企业圆桌换一下顺序", "15:30–16:00 逻辑复制实践", "14:00–15:00 逻辑复制实践"),
        ("逻辑复制实践改成流复制实践", "流复制实践：张三", "逻辑复制实践"),
        ("企业圆桌换成 自由交流", "自由交流", "企业圆桌"),
        ("企业圆桌改成45分钟", "15:30–16:15 企业圆桌", "15:30–16:00"),
        ("企业圆桌推迟半小时", "16:00–16:30 企业圆桌", "15:30–16:00"),
        ("张三的分享提前15分钟", "13:45–14:45 逻辑复制实践", "14:00–15:00"),
        ("删掉企业圆桌", "张三", "企业圆桌"),
        ("把张三那个删掉", "企业圆桌", "张三"),
        ("去掉企业圆桌这个环节", "张三", "企业圆桌"),
    ],
)
async def test_a_talk_is_changed_without_the_whole_agenda(
    bot: Bot, said: str, there: str, gone: str
) -> None:
    preview = await say(bot, said)
    assert "还没有保存" in preview
    agenda = preview.split("议程：")[2]
    assert there in agenda
    assert not gone or gone not in agenda
    code = code_of(preview)
    await say(bot, f"确认 {code}")
    assert there in await say(bot, "议程 16")


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ("张三的分享改到八点半", "20:30–21:30 流复制"),
        ("张三的分享改到八点到九点", "20:00–21:00 流复制"),
        ("张三讲到八点半", "19:00–20:30 流复制"),
    ],
)
async def test_an_hour_of_an_evening_is_one_of_the_evening(
    bot: Bot, said: str, there: str
) -> None:
    await confirmed(
        bot,
        "新建活动 标题：PG夜谈 时间：12月3日 19:00-22:00 城市：长沙 "
        "议程：19:00-20:00 流复制 张三（某某公司）；21:30-22:00 提问",
    )
    assert there in await say(bot, said)


async def test_a_talk_is_not_put_off_into_another_day(bot: Bot) -> None:
    await confirmed(
        bot,
        "新建活动 标题：PG夜谈 时间：12月3日 19:00-22:00 城市：长沙 "
        "议程：19:00-20:00 流复制 张三（某某公司）",
    )
    told = await say(bot, "张三的分享推迟6小时")
    assert "到另一天了" in told
    assert "确认 " not in told


async def test_what_is_known_of_the_other_speaker_stays(tmp_path: Path, clock: FixedClock) -> None:
    folder = write_knowledge(tmp_path / "knowledge", held_on="2018-12-05")
    (folder / "events/pair.md").write_text(_PAIR, "utf-8")
    knowledge = {"writable": True}
    async with (
        Emulator(clock) as emulator,
        living_bot(emulator, folder, tmp_path / "data", clock, knowledge=knowledge) as running,
    ):
        await confirmed(running, "李四换成王五")
    assert "阿三" in (folder / "events/pair.md").read_text("utf-8")


async def test_a_speaker_who_cannot_come_is_no_salon_called_off(bot: Bot) -> None:
    told = await say(bot, "讲师张三临时来不了")
    assert "张三换成" in told
    assert "还没有改" in told
    preview = await say(bot, "张三取消了")
    assert "去掉 14:00–15:00 逻辑复制实践：张三" in preview
    assert "已取消" not in preview
    assert "→ 已取消" in await say(bot, "苏州那场取消了")


@pytest.mark.parametrize("new", ["[王](http://evil.example)", "<b>王五</b>", "@所有人", "**王五"])
@pytest.mark.parametrize(
    "said", ["张三换成{}", "张三的题目改成《{}》", "张三的单位改成{}", "张三的名字错了，是{}"]
)
async def test_nothing_that_links_or_marks_up_comes_into_an_agenda(
    bot: Bot, said: str, new: str
) -> None:
    told = await say(bot, said.format(new))
    assert "确认 " not in told
    assert "](http" not in told


@pytest.mark.parametrize("said", ["取消张三", "取消张三吧"])
async def test_who_is_called_off_is_asked(bot: Bot, said: str) -> None:
    """Neither the salon nor anybody's seat."""
    told = await say(bot, said)
    for way in ("把张三那个删掉", "取消报名 16", "取消活动 16"):
        assert way in told
    assert "确认" not in told


@pytest.mark.parametrize("said", ["取消王五", "把成员3取消掉"])
async def test_whom_the_agenda_does_not_know_is_no_salon(bot: Bot, said: str) -> None:
    told = await say(bot, said)
    assert "请他自己发「取消报名」" in told
    assert "确认" not in told


@pytest.mark.parametrize("new", ["明天", "线上分享", "左边", "三楼会议室", "周日下午", "最后一个"])
async def test_what_is_nobodys_name_takes_no_speakers_place(bot: Bot, new: str) -> None:
    told = await say(bot, f"张三换成{new}")
    assert "不像人名" in told
    assert "确认" not in told


@pytest.mark.parametrize(
    "said", ["张三换成王五", "取消张三的分享", "张三的题目改成《流复制》", "删掉企业圆桌"]
)
async def test_a_member_is_told_whose_business_a_talk_is(bot: Bot, said: str) -> None:
    assert "改议程由组织者来办" in (await bot.ask(said)).text


async def test_what_may_be_a_name_or_a_title_is_asked(bot: Bot) -> None:
    told = await say(bot, "逻辑复制实践换成王五")
    assert "是讲师还是题目" in told
    assert "张三换成王五" in told


@pytest.mark.parametrize(
    "said",
    ["把索引删掉", "删掉逻辑复制槽", "主键换成 uuid", "备份推迟半小时", "超时改成30分钟"],
)
async def test_what_is_no_talk_of_it_is_left_alone(bot: Bot, said: str) -> None:
    assert "还没有保存" not in await say(bot, said)


@pytest.mark.parametrize("said", ["撤销", "刚才改错了，改回去", "还原", "上一步撤销"])
async def test_the_last_change_is_taken_back(bot: Bot, clock: FixedClock, said: str) -> None:
    assert "取消活动 16" in await say(bot, said)
    await confirmed(bot, "名额改成50")
    clock.move(timedelta(seconds=1))
    told = await confirmed(bot, said)
    assert "名额：50 人 → 3 人" in told
    clock.move(timedelta(seconds=1))
    await confirmed(bot, "把张三那个删掉")
    clock.move(timedelta(seconds=1))
    await confirmed(bot, said)
    assert "张三（某某公司）" in await say(bot, "议程 16")


async def test_a_draft_is_dropped_and_an_announcement_recalled(
    bot: Bot, clock: FixedClock
) -> None:
    code = code_of(await say(bot, "公告 周六见"))
    assert f"取消 {code}" in await say(bot, "撤销")
    await say(bot, f"确认 {code}")
    assert f"撤回 {code}" in await say(bot, "撤销")


async def test_whoever_did_nothing_has_nothing_to_take_back(bot: Bot) -> None:
    assert "没有可撤销的" in (await bot.ask("撤销", by=bot.admin)).text


async def test_a_talk_is_found_only_where_the_page_has_a_row_for_each(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    folder = write_knowledge(tmp_path / "knowledge", held_on="2018-12-05")
    page = folder / "events" / "2026-12-19.md"
    page.write_text(
        "---\nid: salon-31\nnumber: 31\ntitle: 第 31 期 长沙\ndate: 2026-12-19\ncity: 长沙\n"
        "status: planned\ntalks:\n  - {speakers: [{name: 钱七}]}\n"
        "  - {title: 流复制实践, speakers: [{name: 张三}]}\n"
        "  - {title: 索引优化, speakers: [{name: 李四}]}\n---\n## 概况\n在长沙。\n",
        "utf-8",
    )
    writable = {"writable": True}
    async with living_bot(
        emulator, folder, tmp_path / "data", clock, limits=TALKATIVE, knowledge=writable
    ) as bot:
        told = await say(bot, "把李四那个删掉")
        assert "没写题目的一行" in told
        assert "确认" not in told


async def test_a_second_break_of_the_same_name_is_told_as_one_more(bot: Bot) -> None:
    await confirmed(bot, "加个议题：茶歇")
    assert "议程：加上 茶歇" in await say(bot, "加个议题：茶歇")

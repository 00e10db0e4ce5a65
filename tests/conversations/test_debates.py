"""A debate in the group, from its start to the draft of a page."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import FixedClock
from tests.conversations.living_bot import Bot, as_fixture, own_chat, say
from tests.conversations.salon_bot import salon_bot

START = "辩论 开始 蓝队（队长 张三）vs红队(队长：李四)"


bot = as_fixture(salon_bot)


async def _debated(bot: Bot) -> str:
    """A whole debate; what was said at its end."""
    assert "蓝队（队长 张三）" in (await bot.ask(START, by=bot.organizer)).text.replace("\\", "")
    assert "问题 1" in (await bot.ask("辩论 问题 WAL 丢了怎么办", by=bot.organizer)).text
    assert "您是哪一队" in (await bot.ask("辩论 答 用归档")).text
    assert "蓝队 的回答" in (await bot.ask("辩论 答 蓝队 用复制槽")).text
    assert "蓝队 的回答" in (await bot.ask("辩论 答 还有归档")).text
    said = await bot.emulator.say(bot.group, "p1", "红队觉得要备份", mention_bot=False)
    asked = await bot.ask("辩论 答", by=bot.organizer, quote=said)
    assert "4 号" in asked.text
    assert "是谁说的" in asked.text
    told = await bot.ask("辩论 归 4 红队 成员1", by=bot.organizer)
    assert "红队（成员1）" in told.text
    assert "胜者要写" in (await bot.ask("辩论 结束 绿队", by=bot.organizer)).text
    return (await bot.ask("辩论 结束 红队", by=bot.organizer)).text


async def test_the_draft_goes_to_the_admins_when_files_may_not_be_written(bot: Bot) -> None:
    ended = await _debated(bot)
    assert "1 个问题、3 条回答" in ended
    # Bold type ends only at a word: after 。 the stars would be shown.
    assert "**辩论结束**：恭喜 红队" in ended
    draft = (await bot.next_line(own_chat(bot, bot.admin))).text
    assert "## 问题 1：WAL 丢了怎么办" in draft
    # A chat shows 「<!--」 with a blank in it, which would be text of the page.
    assert "!--" not in draft
    assert "请核对、补全" in draft.split("````")[0]
    assert "- **蓝队**（陈小雨）：用复制槽" in draft
    assert "- **红队**（成员1）：红队觉得要备份" in draft
    assert not (bot.folder / "inbox").exists()


async def test_the_draft_is_written_where_files_may_be(tmp_path: Path, clock: FixedClock) -> None:
    clock.move(timedelta(days=12, hours=3))
    knowledge = {"paths": (tmp_path / "knowledge",), "writable": True}
    async with salon_bot(tmp_path, clock, knowledge=knowledge) as bot:
        ended = await _debated(bot)
        (page,) = (bot.folder / "inbox").iterdir()
        assert page.name in ended
        text = page.read_text("utf-8")
        assert "第 15 期西安的企业辩论" in text
        assert "红队胜" in text
        assert "\n<!-- 草稿：请核对、补全" in text
        assert bot.unread(own_chat(bot, bot.admin)) == []


@pytest.mark.parametrize(
    ("said", "by", "answered"),
    [
        ("辩论 开始 蓝队 vs 红队", "xiaoyu", "组织者才能用"),
        ("辩论 开始 蓝队", "linxi", "两个不同的队"),
        ("辩论 开始 蓝队 vs 蓝队", "linxi", "两个不同的队"),
        ("辩论 答 蓝队 x", "xiaoyu", "没有进行中的辩论"),
        ("辩论 结束", "linxi", "没有进行中的辩论"),
    ],
)
async def test_what_does_not_fit_is_said(bot: Bot, said: str, by: str, answered: str) -> None:
    assert answered in (await bot.ask(said, by=by)).text


async def test_a_team_that_does_not_debate_is_taken_for_no_answer(bot: Bot) -> None:
    await bot.ask("辩论 开始 蓝队 vs 红队", by=bot.organizer)
    await bot.ask("辩论 问题 WAL 丢了怎么办", by=bot.organizer)
    await bot.ask("辩论 答 红队 用归档")
    told = (await bot.ask("辩论 答 绿队 用复制槽")).text
    assert "没有「绿队」" in told
    assert "3 号" in (await bot.ask("辩论 答 先看队列 再说")).text


async def test_one_debate_at_a_time(bot: Bot) -> None:
    await bot.ask(START, by=bot.organizer)
    again = await bot.ask("辩论 开始 甲 vs 乙", by=bot.admin)
    assert "「蓝队 vs 红队」的辩论还没有结束" in again.text


async def test_a_question_about_debates_is_none(bot: Bot) -> None:
    await bot.ask(START, by=bot.organizer)
    assert "记下了" not in (await bot.ask("辩论 谁赢了")).text


async def test_the_team_may_be_set_apart_by_any_mark(bot: Bot) -> None:
    await bot.ask(START, by=bot.organizer)
    for person, said, team in (
        ("p1", "辩论 答 蓝队：先看监控", "蓝队"),
        ("p2", "辩论 答 红队:加缓存", "红队"),
        ("p3", "辩论 答 红队，读写分离", "红队"),
        ("p4", "辩论 答：蓝队 归档要开", "蓝队"),
        ("p5", "辩论 答 【红队】要有备份", "红队"),
    ):
        told = (await bot.ask(said, by=person)).text
        assert f"{team} 的回答" in told, said
    # One team speaks to the other.
    assert "红队 的回答" in (await bot.ask("辩论 答 蓝队，你们没有备份", by="p2")).text
    assert "红队（成员9）" in (await bot.ask("辩论 归 1号：红队，成员9", by=bot.organizer)).text
    assert "恭喜 红队" in (await bot.ask("辩论 结束：红队获胜", by=bot.organizer)).text
    draft = (await bot.next_line(own_chat(bot, bot.admin))).text
    assert "：加缓存" in draft
    assert "：读写分离" in draft
    assert "：蓝队，你们没有备份" in draft


async def test_an_organizer_leads_it_in_a_sentence(bot: Bot) -> None:
    assert "哪两队？这样开始：辩论 开始" in await say(bot, "辩论开始")
    told = await say(bot, "开始辩论吧，红队对蓝队")
    assert "[辩论 开始 红队 vs 蓝队]" in told
    await say(bot, "辩论 开始 红队 vs 蓝队")
    assert "**问题 1**：索引越多越好吗" in await say(bot, "下一个问题：索引越多越好吗")
    await bot.ask("辩论 答 红队 不是")
    assert "2 号记在 蓝队" in await say(bot, "2号算蓝队的")
    assert "[辩论 结束 蓝队]" in await say(bot, "辩论到此结束，蓝队获胜")

"""An announcement in other words: what is said to its preview, and of one that was confirmed."""

from __future__ import annotations

import pytest

from tests.conversations.living_bot import (
    TALKATIVE,
    Bot,
    as_fixture,
    code_of,
    confirmed,
    say,
    say_alone,
    small_bot,
)

bot = as_fixture(small_bot, limits=TALKATIVE)

TEXT = "周六下午两点西安见，带上电脑 https://example.com/a"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("去掉链接", "周六下午两点西安见，带上电脑\n"),
        ("两点改成三点，再加一句：别迟到", "周六下午三点西安见"),
        ("最后再补一句 别迟到", "\n别迟到"),
        ("是周日不是周六", "周日下午两点西安见"),
        ("写错了，是下午四点", "周六下午四点西安见"),
        ("带上电脑这句不要", "周六下午两点西安见 https://example.com/a"),
        ("链接换成 https://example.com/b", "带上电脑 https://example.com/b"),
        ("开头加一句 各位好", "各位好\n周六下午两点"),
        ("内容改成：周日见", "公告\n\n周日见"),
        ("改成后天上午十点发", "2026 年 11 月 25 日（周三）10:00"),
        ("前面加上 @所有人", "（36 字，会 @所有人）"),
    ],
)
async def test_the_preview_is_shown_anew(bot: Bot, said: str, shown: str) -> None:
    first = code_of(await say(bot, f"公告 {TEXT}"))
    preview = await say(bot, said)
    assert shown in preview.replace("  \n", "\n")
    assert code_of(preview) != first
    assert "已经取消了" in await say(bot, f"确认 {first}")
    assert "已确认" in await say(bot, f"确认 {code_of(preview)}")


@pytest.mark.parametrize("said", ["只发学习群", "群选错了，应该是学习群", "筹备群不用发"])
async def test_it_goes_to_other_groups(bot: Bot, said: str) -> None:
    await say(bot, f"公告 {TEXT}")
    preview = await say(bot, said)
    assert "发到 PostgreSQL 学习群" in preview
    assert "发到 沙龙筹备群" not in preview


async def test_what_is_of_a_salon_stays_of_it(bot: Bot) -> None:
    await say(bot, f"公告 {TEXT}")
    for said in ("名额改成50", "场地改成三楼", "加一个议题：李四讲 WAL", "报名多少人了"):
        assert "公告\n\n" not in await say(bot, said), said


async def test_what_cannot_be_read_leaves_the_draft(bot: Bot) -> None:
    code = code_of(await say(bot, f"公告 {TEXT}"))
    told = await say(bot, "写错了一个字")
    assert "直接说怎么改" in told
    assert f"取消 {code}" in told
    assert "几点发" in await say(bot, "明天再发吧")
    assert "没有群可发" in await say(bot, "不发学习群和筹备群")
    assert "现在是：发到 PostgreSQL 学习群、沙龙筹备群" in await say(bot, "两个群都发吗")
    assert "单聊发给您" in await say(bot, "先发给我看看")
    assert "已确认" in await say(bot, f"确认 {code}")


async def test_a_planned_one_gives_way_to_another(bot: Bot) -> None:
    old = (await confirmed(bot, "定时公告 明天早上9点 周六西安见")).split("公告 ")[1][:4]
    preview = await say(bot, "定时的那个改到后天九点")
    assert "2026 年 11 月 25 日（周三）09:00" in preview
    assert f"代替公告 {old}" in preview
    listed = await say(bot, "公告列表")
    assert f"{old}：周六西安见（定时 11-24 09:00）" in listed
    new = code_of(preview)
    assert f"原来的 {old} 不再发" in await say(bot, f"确认 {new}")
    listed = await say(bot, "公告列表")
    assert f"{old}：周六西安见（已停下）" in listed
    assert f"{new}：周六西安见（定时 11-25 09:00）" in listed


async def test_a_draft_hands_on_in_whose_place_it_stands(bot: Bot) -> None:
    old = (await confirmed(bot, "定时公告 明天早上9点 周六西安见")).split("公告 ")[1][:4]
    await say(bot, "定时的那个改到后天九点")
    preview = await say(bot, "加一句 别迟到")
    assert f"代替公告 {old}" in preview
    assert f"原来的 {old} 不再发" in await say(bot, f"确认 {code_of(preview)}")


async def test_of_one_that_was_stopped_nothing_is_corrected(bot: Bot) -> None:
    code = (await confirmed(bot, "定时公告 明天早上9点 周六西安见")).split("公告 ")[1][:4]
    await say(bot, f"取消 {code}")
    for said in ("那条公告加一句 别迟到", "刚才的公告写错了"):
        told = await say(bot, said)
        assert f"公告 {code}（周六西安见）没有在群里" in told, said
        assert "确认 " not in told, said


async def test_a_preview_is_changed_where_it_was_shown(bot: Bot) -> None:
    """What is drafted in one-to-one is nothing for a group to see."""
    code = code_of(await say_alone(bot, "公告 周六西安见"))
    assert "周六西安见" not in await say(bot, "加一句 别迟到")
    told = await say_alone(bot, "加一句 别迟到")
    assert "周六西安见" in told
    assert "别迟到" in told
    assert "已经取消了" in await say_alone(bot, f"确认 {code}")


async def test_nobody_is_sent_to_the_draft_of_another(bot: Bot) -> None:
    code = code_of((await bot.ask("公告 周六西安见", by=bot.admin)).text)
    told = await say(bot, "刚才的公告写错了")
    assert code not in told
    assert "您也没有等确认的草稿" in told


async def test_one_that_is_out_is_corrected_by_another(bot: Bot) -> None:
    code = (await confirmed(bot, "公告 周六下午三点西安见")).split("公告 ")[1][:4]
    await bot.settled()
    told = await say(bot, "刚才的公告更正一下，三点改成两点")
    assert "更正：周六下午两点西安见" in told
    assert f"撤回 {code}" in told

"""Announcements as organizers say them, and what becomes of one that was wrong."""

from __future__ import annotations

import pytest

from tests.conversations.living_bot import (
    TALKATIVE,
    Bot,
    as_fixture,
    code_of,
    confirmed,
    say,
    small_bot,
)

bot = as_fixture(small_bot, limits=TALKATIVE)


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


async def test_everybody_may_be_called_at_a_time(bot: Bot) -> None:
    preview = await say(bot, "明天上午10点@所有人：别忘了报名")
    assert "会 @所有人" in preview
    assert "10:00" in preview
    preview = await say(bot, "发个公告，明天上午十点，@所有人：开始报名了")
    assert "会 @所有人" in preview
    assert "10:00" in preview
    assert "公告\n\n开始报名了" in preview
    content = await say(bot, "发公告 明天上午十点：开门")
    assert "马上发" in content


@pytest.mark.parametrize("said", ["把刚才那条删了", "刚发的公告收回来"])
async def test_the_last_one_is_taken_back_in_many_words(bot: Bot, said: str) -> None:
    assert "撤回 " not in await say(bot, "把刚才那条删了")
    code = code_of(await say(bot, "公告 周六见"))
    await say(bot, f"确认 {code}")
    assert f"[撤回 {code}]" in await say(bot, said)


async def test_a_time_that_is_past_is_refused(bot: Bot) -> None:
    assert "已经过去了" in await say(bot, "昨天9点发公告：开饭")


@pytest.mark.parametrize("said", ["把刚才的公告撤回", "撤回", "刚才那条公告写错了，应该是周日"])
async def test_where_there_was_none_it_says_so(bot: Bot, said: str) -> None:
    assert "最近没有发过公告" in await say(bot, said)


async def test_a_wrong_one_leads_to_what_can_still_be_done(bot: Bot) -> None:
    code = code_of(await say(bot, "公告 周六见"))
    code = code_of(await say(bot, "刚才那条公告写错了，应该是周日"))
    assert "已确认" in await say(bot, f"确认 {code}")
    await bot.settled()
    for said in ("公告更正：时间是周日", "修改公告", "刚才的通知时间有误"):
        told = await say(bot, said)
        assert f"撤回 {code}" in told
        assert "我重新起草" in told


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


@pytest.mark.parametrize(
    ("said", "group"),
    [("公告发到筹备群：明天开会", "沙龙筹备群"), ("只发到学习群：周六见", "PostgreSQL 学习群")],
)
async def test_one_group_is_named_before_the_text(bot: Bot, said: str, group: str) -> None:
    preview = await say(bot, said)
    assert preview.count("- 发到 ") == 1
    assert f"- 发到 {group}" in preview


@pytest.mark.parametrize(
    "said", ["发个报名公告", "在群里宣传一下第15期", "提醒大家报名", "报名链接发群里"]
)
async def test_a_call_to_sign_up_is_written_already(bot: Bot, said: str) -> None:
    told = await say(bot, said)
    assert "公告 第 15 期" in told
    assert "报名 15" in told
    assert "预览**" not in told


async def test_a_call_to_everybody_is_offered_and_not_made(bot: Bot) -> None:
    told = await say(bot, "@全体成员 周六见")
    assert "先看预览" in told
    assert "[公告 @所有人 周六见]" in told


async def test_a_release_at_nine_is_no_announcement(bot: Bot) -> None:
    for said in ("明天9点发布新版本：怎么回滚", "每天9点执行：vacuum"):
        assert "预览" not in await say(bot, said)


@pytest.mark.parametrize(
    ("said", "group", "at", "text"),
    [
        ("明天早上九点跟大家说一声，记得带电脑", "", "11 月 24 日（周二）09:00", "记得带电脑"),
        ("提醒大家明天带身份证，今晚七点发", "", "11 月 23 日（周一）19:00", "明天带身份证"),
        ("公告定在明早九点发，内容：两点开始", "", "11 月 24 日（周二）09:00", "两点开始"),
        ("周五9点在筹备群提醒交费用明细", "沙龙筹备群", "27 日（周五）09:00", "交费用明细"),
        ("活动前一天晚上八点通知大家带身份证", "", "12 月 4 日（周五）20:00", "带身份证"),
        ("给大家发通知，内容是周六换到二楼", "", "", "周六换到二楼"),
        ("把「周六见」发到学习群", "PostgreSQL 学习群", "", "周六见"),
        ("告诉筹备群的同学，海报出来了", "沙龙筹备群", "", "海报出来了"),
        ("群发一下 周六别迟到", "", "", "周六别迟到"),
    ],
)
async def test_its_parts_stand_in_any_order(
    bot: Bot, said: str, group: str, at: str, text: str
) -> None:
    preview = await say(bot, said)
    assert f"公告\n\n{text}\n" in preview
    assert preview.count("- 发到 ") == (1 if group else 2)
    assert f"发到 {group}" in preview
    assert at in preview
    assert ("时间：" in preview) == bool(at)


@pytest.mark.parametrize("said", ["通知大家", "发个公告到筹备群", "明天早上9点提醒大家"])
async def test_the_text_may_be_the_next_message(bot: Bot, said: str) -> None:
    assert "请把公告内容发给我" in await say(bot, said)
    preview = await say(bot, "内容是：物料周五到")
    assert "公告\n\n物料周五到\n" in preview
    assert ("PostgreSQL 学习群" in preview) == ("筹备群" not in said)
    assert ("09:00" in preview) == ("9点" in said)


@pytest.mark.parametrize(
    "said",
    [
        "大家都说好",
        "群里说 vacuum 不锁表，对吗",
        "告诉我明天的安排",
        "这条消息：ERROR: deadlock detected",
        "通知大家的命令是什么",
        "提醒我明天九点开会",
    ],
)
async def test_what_only_sounds_like_it_is_none(bot: Bot, said: str) -> None:
    told = await say(bot, said)
    assert "**预览**" not in told
    assert "请把公告内容" not in told


async def test_the_hour_is_asked_for_and_taken(bot: Bot) -> None:
    assert "几点发" in await say(bot, "定时发个公告，内容是：今晚有直播，别忘了")
    told = await say(bot, "八点")
    assert "11 月 23 日（周一）20:00" in told
    assert "公告\n\n今晚有直播，别忘了" in told
    assert "明天几点发" in await say(bot, "明天通知大家：带电脑")
    assert "11 月 24 日（周二）09:00" in await say(bot, "早上9点吧")
    assert "几点发" in await say(bot, "后天发个公告：带电脑")
    assert await say(bot, "算了") != ""


async def test_the_last_one_is_sent_again(bot: Bot) -> None:
    assert "最近没有发过公告" in await say(bot, "再发一遍")
    await confirmed(bot, "公告 @所有人 周六照常")
    told = await say(bot, "再发一遍")
    assert "公告\n\n周六照常" in told
    assert "马上发" in told
    told = await say(bot, "把上次的公告再发到筹备群")
    assert "沙龙筹备群" in told
    assert "PostgreSQL 学习群" not in told


async def test_a_preview_goes_elsewhere_and_is_put_otherwise(bot: Bot) -> None:
    await say(bot, "公告 周六记得带身份证")
    told = await say(bot, "给学习群发")
    assert "沙龙筹备群" not in told
    assert "周六记得带身份证" in told
    told = await say(bot, "改成周六记得带身份证和工牌")
    assert "公告\n\n周六记得带身份证和工牌" in told
    assert "11 月 24 日（周二）09:00" in await say(bot, "明早9点发")
    assert "11 月 24 日（周二）20:00" in await say(bot, "晚上八点吧")


async def test_a_group_may_be_called_by_a_part_of_its_name(bot: Bot) -> None:
    told = await say(bot, "帮我通知一下沙龙群的同学，场地在5楼不是3楼")
    assert "沙龙筹备群" in told
    assert "学习群" not in told
    assert "公告\n\n场地在5楼不是3楼" in told

"""What people ask and order about sign-ups in their own words, answered from the store."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import FixedClock
from tests.conversations.living_bot import Bot, as_fixture, own_chat
from tests.conversations.season import BY_CHAT, clean, order, season_bot, sign_up

OF_THE_NEXT = (
    "还能报名吗", "现在还可以报名吗", "有人报名吗", "有多少人报名了", "报名人数", "报名情况",
    "报名的人多吗", "现在报了几个人", "目前多少人报名", "还有名额吗", "还有位子没", "报满了没",
    "满人了吗", "这次活动报名截止了吗", "活动还来得及报名吗", "一共报了多少人",
    "报名情况怎么样", "都有谁报名了", "报名人数有多少", "大家报名了吗", "今天还能报名吗",
    "活动还剩几个名额", "下一期还能报名吗", "无锡那场有人报名吗", "第21期报了多少人",
    "无锡报名", "还能报不", "无锡那场还有座吗", "有多少人参加", "多少人来", "谁来参加",
    "怎么参加", "12月12号那场报名多少人", "这期报名的多不多", "怎么报名", "候补有多少人",
    "能现场报名吗", "怎么报", "报名要什么条件", "开放报名了吗", "名额还剩几个", "满员了吗",
    "在哪报", "还能报吗", "我能去吗", "有没有人报名啊", "报名有什么要求",
)  # fmt: skip
SIGN_UP = (
    "我也报名", "帮我报名", "我想报名", "给我报个名吧", "我要报名第21期", "报名21", "报名：21",
    "报名无锡", "报个名", "算我一个", "我也要参加", "报名，无锡", "请帮我报一下名",
    "我要参加这次活动", "麻烦帮我报名可以吗", "我来报个名", "报名 21期", "报名下一期",
    "帮我也报名", "帮忙报名",
    "我也想参加无锡那场", "那我也报名", "报名+1", "帮我报上", "我要报无锡", "我也想报",
    "我想报21期", "sign up 21", "Sign up for 无锡",
)  # fmt: skip
# Wishes, which take no seat by themselves.
WISHES = ("想去无锡", "我想去无锡那场", "我也想去", "我要去无锡")
OWN = (
    "我都报了啥", "我报了哪些活动", "我报名了没", "我有没有报名", "我报了几场",
    "查一下我的报名", "我报名了吗", "看看我报了什么", "我报名了哪几场", "我的报名情况",
    "我报上没有", "我报过名没", "我报的是哪一期", "我报的那场几点", "我在名单里吗", "我不报了",
    "第21期我来不了", "我报的那个取消了吗", "我报的活动改期了没", "报名怎么取消", "怎么取消报名",
    "我能去吗",
)  # fmt: skip
# With nothing ahead, cold and after a page alike.
NOTHING_ON = (
    "怎么报名", "怎么签到", "我排第几", "我要签到", "谁报名了", "有没有人报名", "报名人数",
    "帮我报上", "报名要什么条件", "开放报名了吗", "名额还剩几个",
    "能现场报名吗", "签到码多少",
    "在哪签到", "签到情况", "有多少人签到了", "报名怎么取消", "我候补第几",
)  # fmt: skip
NOT_SIGN_UPS = (
    "我要报错", "在哪看报错", "我想参加抽奖", "报名表怎么设计字段", "参加培训要多少钱",
    "我参与了一个开源项目", "how to sign up for the pg mailing list",
)  # fmt: skip


bot = as_fixture(season_bot)


async def test_what_is_asked_is_of_the_salon_to_come(bot: Bot) -> None:
    await sign_up(bot, ("p28", "p29"), "21")
    for at, asked in enumerate(OF_THE_NEXT):
        told = await clean(bot, asked, f"p{at % 28}")
        assert "报名 2/3" in told, (asked, told)
        assert "2019" not in told, (asked, told)
    assert "还没有报名" in await clean(bot, "我的报名", "p5")


async def test_a_yes_or_a_no_comes_first(bot: Bot) -> None:
    for asked, some in (
        ("还能报名吗", "能报。"),
        ("有人报名吗", "还没有人报名。"),
        ("满了吗", "没满。"),
    ):
        assert (await clean(bot, f"活动{asked}", "p1")).startswith(some)
    await sign_up(bot, ("p27", "p28", "p29"), "21")
    for asked, full in (("还能报名吗", "满了，还能排候补。"), ("报满了没", "满了。")):
        assert (await clean(bot, asked, "p2")).startswith(full)
    assert (await clean(bot, "有人报名吗", "p3")).startswith("有人报名。")
    assert "名字只给组织者看" in await clean(bot, "谁报名了", "p4")
    assert "名单 21" in await clean(bot, "谁报名了", bot.organizer)


@pytest.mark.parametrize("said", SIGN_UP)
async def test_who_wants_in_is_signed_up(bot: Bot, said: str) -> None:
    assert "报名成功" in await clean(bot, said, "p1"), said


@pytest.mark.parametrize("said", WISHES)
async def test_who_would_like_to_go_is_asked_first(bot: Bot, said: str) -> None:
    told = await clean(bot, said, "p1")
    assert "**第 21 期" in told
    assert "报名 0/3" in told
    assert "「报名 21」" in told
    assert "还没有报名" in await clean(bot, "我的报名", "p1")
    await sign_up(bot, ("p1",), "21")
    assert "早就报上了" in await clean(bot, said, "p1")


async def test_a_city_without_a_salon_is_said_to_have_none(bot: Bot) -> None:
    for said in ("想去桂林", "我想参加桂林的活动", "我要去嘉兴"):
        told = await clean(bot, said, "p1")
        assert "近期没有安排活动" in told, (said, told)
        assert "报名 21" in told, (said, told)


async def test_several_salons_are_signed_up_for_at_once(bot: Bot) -> None:
    await order(bot, f"{BY_CHAT} 期号：22")
    for at, said in enumerate(
        (
            "报名21,22",
            "报名 21 和 22",
            "报名21、22期",
            "报名 嘉兴 无锡",
            "我想报名嘉兴和无锡",
            "报名21和22两场",
        )
    ):
        told = await clean(bot, said, f"p{at}")
        assert told.count("第 21 期") == told.count("第 22 期") == 1, (said, told)
    told = await clean(bot, "取消报名 21，22", "p0")
    assert told.count("已取消您在") == 2
    assert "还没有报名" in await clean(bot, "我的报名", "p0")
    told = await clean(bot, "报名 21,99", "p9")
    assert "**第 21 期" in told
    assert "没有找到「99」" in told
    assert "报名成功" not in await clean(bot, "报名 98,99", "p10")
    # A choice, what was done already, a date and a guest are no order for several.
    for said in ("我想报名嘉兴还是无锡", "我报名了嘉兴和无锡", "报名 21/22", "报名 21+1"):
        assert "报名成功" not in await clean(bot, said, "p11"), said


@pytest.mark.parametrize(
    "said",
    [
        "大家都报名",
        "都去报名啊",
        "这场都报名吧",
        "嘉兴大家都报名",
        "没报名的赶紧报名",
    ],
)
async def test_who_calls_on_everybody_is_not_signed_up(bot: Bot, said: str) -> None:
    await clean(bot, "嘉兴那场在哪", "p8")
    assert "要来的自己 @我" in await clean(bot, said, "p8")
    assert "还没有报名" in await clean(bot, "我的报名", "p8")


async def test_all_that_are_to_come_are_signed_up_for(bot: Bot) -> None:
    await order(bot, f"{BY_CHAT} 期号：22")
    for at, said in enumerate(
        ("21和22都报名", "两场都报名", "这两场我都报", "嘉兴和无锡我都参加", "21、22一起报")
    ):
        told = await clean(bot, said, f"p{at}")
        assert told.count("第 21 期") == told.count("第 22 期") == 1, (said, told)
        own = await clean(bot, "我的报名", f"p{at}")
        assert own.count("- 第 2") == 2, (said, own)
    told = await clean(bot, "我还能报吗", "p0")  # of both that were just spoken of
    assert told.count("第 21 期") == told.count("第 22 期") == 1
    # Not as many as there are, or of nobody knows which: how to write it.
    for said in ("三场都报名", "都报名"):
        told = await clean(bot, said, "p9")
        assert "几场一起报，这样发：报名 22，21" in told, (said, told)
    for said in ("两场都报名了吗", "大家都报名", "两场都报名了"):
        assert "报名成功" not in await clean(bot, said, "p9"), said
    assert "还没有报名" in await clean(bot, "我的报名", "p9")


@pytest.mark.parametrize("asked", OWN)
async def test_ones_own_signups_are_told(bot: Bot, asked: str) -> None:
    await sign_up(bot, ("p1",), "21")
    assert "**您的报名**" in await clean(bot, asked, "p1"), asked


@pytest.mark.parametrize("said", NOT_SIGN_UPS)
async def test_other_matters_sign_nobody_up(bot: Bot, said: str) -> None:
    assert "报名成功" not in await clean(bot, said, "p1")


async def test_the_salon_spoken_of_is_the_one(bot: Bot) -> None:
    await order(bot, BY_CHAT)
    await clean(bot, "第21期在哪", "p1")
    assert "第 21 期" in (await clean(bot, "还能报名吗", "p1")).partition("另外")[0]
    assert "报名 0/3" in await clean(bot, "有人报名吗", "p1")
    assert "第 21 期" in await clean(bot, "我也报名", "p1")
    assert "围炉夜谈" in (await clean(bot, "还能报名吗", "p2")).partition("另外")[0]
    assert "围炉夜谈" in await clean(bot, "围炉夜谈报了几个人", "p3")
    assert "报名成功：**围炉夜谈" in await clean(bot, "报名夜谈", "p4")


async def test_nobody_is_signed_up_by_another(bot: Bot) -> None:
    for said in ("帮小王报名", "能不能替我同事报个名", "给他报名"):
        assert "本人来" in await clean(bot, said, "p1")
    assert "还没有报名" in await clean(bot, "我的报名", "p1")


async def test_only_what_can_be_signed_up_for_is_offered(bot: Bot) -> None:
    told = await clean(bot, "报名 99", "p1")
    assert "没有找到「99」这一期" in told
    assert "报名 21" in told
    assert "2019" not in told
    told = await clean(bot, "报名 嘉兴", "p2")
    assert "已经结束" in told
    await order(bot, BY_CHAT)
    await order(bot, "取消活动 2026-12-04 书店漏水")
    told = await clean(bot, "报名 嘉兴", "p3")
    assert "都已经办过或取消了" in told
    assert "报名 21" in told
    assert "不能报名。近期的是 第 21 期" in await clean(bot, "围炉夜谈还能报名吗", "p4")


async def test_one_leaves_only_what_is_to_come(bot: Bot) -> None:
    await order(bot, BY_CHAT)
    await sign_up(bot, ("p1", "p2"), "嘉兴")
    await sign_up(bot, ("p1", "p3"), "21")
    told = await clean(bot, "我的报名", "p1")
    assert "「取消报名 嘉兴」或「取消报名 21」" in told
    assert "请写明取消哪一场" in await clean(bot, "帮我取消报名", "p1")
    await order(bot, "取消活动 2026-12-04 书店漏水")
    told = await clean(bot, "我的报名", "p1")
    assert "不用去了" in told
    assert "「取消报名 21」" in told
    assert "取消报名 嘉兴" not in told
    assert "已经取消了" not in told
    assert "不用再取消报名" in await clean(bot, "取消报名", "p2")
    assert "已取消您在 **第 21 期" in await clean(bot, "麻烦帮我取消一下报名", "p1")
    assert "已取消您在 **第 21 期" in await clean(bot, "把无锡那场的报名取消了吧", "p3")


async def test_a_notice_names_what_to_withdraw_from(bot: Bot, clock: FixedClock) -> None:
    await order(bot, BY_CHAT)
    await sign_up(bot, ("p1",), "嘉兴")
    await sign_up(bot, ("p1",), "21")
    await order(bot, "改期 2026-12-04 12月5日 19:00")
    chat = own_chat(bot, "p1")
    bot.skip(chat)
    await bot.app._planner.plan()
    clock.move(timedelta(minutes=2))
    await bot.app._planner.plan()
    bot.app._worker.wake()
    notice = (await bot.next_line(chat)).text
    assert "来不了请发「取消报名 嘉兴」" in notice
    assert "已取消您在 **围炉夜谈" in await clean(bot, "取消报名 嘉兴", "p1")


async def test_who_is_in_is_not_asked_to_sign_up(bot: Bot) -> None:
    await sign_up(bot, ("p1",), "21")
    for said in ("下一期", "活动"):
        assert "报名 21" not in await clean(bot, said, "p1")
        assert "报名 21" in await clean(bot, said, "p2")


async def test_after_the_salon_its_numbers_stand_in_the_record(
    bot: Bot, clock: FixedClock
) -> None:
    await sign_up(bot, ("p1", "p2"), "21")
    clock.move(timedelta(days=20))
    await bot.app.assembly.services.salons.roll(clock.now())
    for at, asked in enumerate(
        ("无锡那次多少人报名", "第21期报了多少人", "上一期报名人数", "最近一期人多吗")
    ):
        told = await clean(bot, asked, f"p{at + 5}")
        assert "报名：2 人" in told, (asked, told)
        assert "还没有截止" not in told, (asked, told)
    told = await clean(bot, "有多少人报名了", "p10")
    assert "上一场是 **第 21 期" in told
    assert "报名 2 人" in told
    assert "没有可报名的" in await clean(bot, "还能报名吗", "p11")
    assert "43 人" not in await clean(bot, "哪一期人最少", "p12")


async def test_without_a_salon_to_come_that_is_said(tmp_path: Path, clock: FixedClock) -> None:
    async with season_bot(tmp_path, clock, coming=False) as bot:
        for at, asked in enumerate(
            ("还能报名吗", "我也报名", "帮我报名", "现在还可以报名吗", "还有名额吗", "两场都报名")
        ):
            told = await clean(bot, asked, f"p{at}")
            assert "没有可报名的" in told, (asked, told)
        assert "还没有报名" in await clean(bot, "我都报了啥", "p9")
        assert "45 人" in await clean(bot, "嘉兴那场报名多少人", "p8")


async def test_the_place_in_the_line_is_ones_own(bot: Bot) -> None:
    await sign_up(bot, ("p1", "p2", "p3", "p4", "p5"), "21")
    for asked in (
        "我排第几",
        "我前面还有几个人",
        "轮到我了没",
        "排到第几了",
        "我转正了吗",
        "候补到我了吗",
        "能排上吗",
        "不等了",
    ):
        told = await clean(bot, asked, "p5")
        assert "前面还有 1 人" in told, (asked, told)
    assert "您的报名" not in await clean(bot, "我排第几", "p9")


async def test_with_nothing_ahead_that_is_said(tmp_path: Path, clock: FixedClock) -> None:
    async with season_bot(tmp_path, clock, coming=False) as bot:
        (bot.folder / "faq").mkdir()
        (bot.folder / "faq/kill.md").write_text("---\ntitle: 怎么杀会话\n---\n用 terminate。\n")
        await bot.app.assembly.watch.load()
        for at, asked in enumerate((*NOTHING_ON, "我想参加", "怎么参加", "满员了吗")):
            told = await clean(bot, asked, f"p{at}")
            assert "没有安排活动" in told, (asked, told)
        for at, asked in enumerate(NOTHING_ON):
            assert "terminate" in await clean(bot, "怎么杀会话", f"p{at}")
            told = await clean(bot, asked, f"p{at}")
            assert "没有安排活动" in told, (asked, told)
        assert "43" in await clean(bot, "第3期多少人报名", "p28")


async def test_what_is_over_takes_nobody(bot: Bot) -> None:
    assert "已经结束了" in await clean(bot, "报名第5期", "p1")
    assert "已经结束了" in await clean(bot, "报名嘉兴", "p2")


async def test_a_seat_is_given_back_in_other_words(bot: Bot) -> None:
    for at, said in enumerate(("帮我退了吧", "退掉无锡的", "我要退了")):
        await sign_up(bot, (f"p{at}",), "21")
        assert "已取消" in await clean(bot, said, f"p{at}"), said
    assert "已取消" not in await clean(bot, "帮我退了吧", "p9")

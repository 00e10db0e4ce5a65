"""How many checked in: live at a salon, from the store until somebody has counted."""

from __future__ import annotations

from datetime import timedelta

from bot.clock import FixedClock
from tests.conversations.living_bot import Bot, as_fixture, own_chat
from tests.conversations.season import BY_CHAT, clean, order, season_bot, sign_up

# From the clock of the tests to 13:00 on the day of the salon in 无锡.
TO_THE_DOORS = timedelta(days=19, hours=1)
HOW_MANY = (
    "现在多少人签到了", "签到情况", "签到人数", "来了多少人", "有多少人签到", "到场多少人了",
    "几个人签到了", "签到情况怎么样", "无锡那场签到了几个人", "有人签到吗", "签到统计",
    "现在到了几个人", "目前签到多少人", "第21期多少人签到", "今天来了几个人", "实到多少人",
    "到场人数", "签到进度", "报名的都来了吗", "报了没来的有几个", "人都到齐了吗",
)  # fmt: skip


bot = as_fixture(season_bot)


async def _check_in(bot: Bot, people: tuple[str, ...]) -> None:
    chat = own_chat(bot, bot.organizer)
    bot.skip(chat)
    await bot.ask("签到码 21", by=bot.organizer, chat=chat)
    code = (await bot.next_line(chat)).text.split("签到口令：**")[1][:6]
    for person in people:
        assert "签到成功" in await clean(bot, f"签到 {code}", person)


async def test_who_has_arrived_is_counted(bot: Bot, clock: FixedClock) -> None:
    await sign_up(bot, ("p1", "p2"), "21")
    for at, asked in enumerate(("签到情况", "现在到了多少人", "我签到了吗", "签到了没")):
        assert "还没开始签到" in await clean(bot, asked, f"p{at + 9}")
    clock.move(TO_THE_DOORS)
    await _check_in(bot, ("p1", "p3"))
    for at, asked in enumerate(HOW_MANY):
        told = await clean(bot, asked, f"p{at + 4}")
        assert "签到 2 人（报名 2 人，其中到了 1 人）" in told, (asked, told)
    assert "名单 21" in await clean(bot, "签到情况", bot.organizer)
    assert "名字只给组织者看" in await clean(bot, "谁签到了", "p25")
    assert "第 2 位" in await clean(bot, "我签到成功了吗", "p3")
    assert "第 2 位" in await clean(bot, "我是第几个签到的", "p3")
    assert "您还没有签到" in await clean(bot, "我签到了没", "p26")
    for said in ("我要签到", "我来签到", "还能签到吗", "签到来得及吗"):
        assert "大屏" in await clean(bot, said, "p27")


async def test_the_last_time_was_one_that_took_place(bot: Bot, clock: FixedClock) -> None:
    await order(bot, BY_CHAT.replace("12月4日", "12月16日"))
    await sign_up(bot, ("p1",), "21")
    clock.move(TO_THE_DOORS)
    await _check_in(bot, ("p1", "p2", "p3"))
    await order(bot, "取消活动 2026-12-16 书店漏水")
    clock.move(timedelta(days=5))
    await bot.app.assembly.services.salons.roll(clock.now())
    for at, asked in enumerate(
        ("上次来了多少人", "上一场多少人签到", "上次签到情况", "无锡那次来了多少人")
    ):
        told = await clean(bot, asked, f"p{at + 4}")
        assert "第 21 期" in told, (asked, told)
        assert "签到 3 人" in told, (asked, told)
    await clean(bot, "第21期在哪办的", "p10")
    assert "签到 3 人" in await clean(bot, "上次来了多少人", "p10")
    assert "围炉夜谈" not in await clean(bot, "上一期讲了什么", "p11")
    assert "围炉夜谈" not in await clean(bot, "最近一期在哪", "p12")
    await clean(bot, "出席 21 30", bot.organizer)
    told = await clean(bot, "上次来了多少人", "p13")
    assert "30 人次" in told
    assert "第 21 期" in told


async def test_long_ago_the_record_tells(bot: Bot) -> None:
    assert "500" in await clean(bot, "嘉兴那场来了多少人", "p1")
    assert "500" in await clean(bot, "第3期到场多少人", "p2")

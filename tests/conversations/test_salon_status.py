"""Whether a salon takes place: from the store, with a yes or a no."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import FixedClock
from tests.conversations.living_bot import Bot, as_fixture
from tests.conversations.season import BY_CHAT, clean, order, season_bot

AS_PLANNED = (
    "活动取消了吗", "沙龙还办吗", "活动改期了吗", "这次活动照常吗", "活动推迟了没",
    "活动没取消吧？", "12号的活动取消了没有", "无锡那场还办不办", "第21期会不会取消啊",
    "请问下一期延期了吗", "取消了吗", "活动时间有变动吗", "无锡的换地方了吗",
    "太湖数据沙龙还搞吗", "听说活动不办了？", "活动如期举行吗", "周六的活动还正常吗",
    "活动有没有推迟", "21期停办了吗", "活动改时间了吗", "活动没变吧", "无锡那场不会取消吧",
)  # fmt: skip
CANCELLED = (
    "嘉兴那场取消了吗", "围炉夜谈还办吗", "夜谈取消了吗", "嘉兴那场为啥取消",
    "嘉兴那场怎么不办了", "围炉夜谈为什么取消", "12月4号的活动取消了吗", "嘉兴的还搞吗",
    "夜谈是什么原因停办的", "嘉兴照常吗", "嘉兴那场改期了吗", "嘉兴那场还举行吗",
)  # fmt: skip


OFF = (
    "活动取消了吗", "取消了没", "取消了吗", "改期了没", "哪场取消了", "哪个活动改期了", "推迟了吗",
)  # fmt: skip


bot = as_fixture(season_bot)


async def test_what_stands_is_said_to_stand(bot: Bot) -> None:
    for at, asked in enumerate(AS_PLANNED):
        told = await clean(bot, asked, f"p{at}")
        assert "照常" in told, (asked, told)
        assert "2026 年 12 月 12 日" in told, (asked, told)
        assert "2019" not in told, (asked, told)


@pytest.mark.parametrize("asked", ["听说改到嘉兴了", "是不是改到嘉兴了"])
async def test_where_it_is_said_to_have_gone_names_no_past_salon(bot: Bot, asked: str) -> None:
    told = await clean(bot, asked, "p1")
    assert "无锡** 没有改期" in told
    assert "2019" not in told


async def test_what_is_cancelled_is_said_with_the_reason(bot: Bot) -> None:
    await order(bot, BY_CHAT)
    await order(bot, "取消活动 2026-12-04 书店漏水")
    for at, asked in enumerate(CANCELLED):
        told = await clean(bot, asked, f"p{at}")
        assert "取消了（书店漏水）" in told, (asked, told)
        assert "2019" not in told, (asked, told)
        assert "无锡" not in told, (asked, told)
    assert "补办还没有安排" in await clean(bot, "嘉兴那场还补办吗", "p19")
    both = await clean(bot, "活动取消了吗", "p20")
    assert both.index("有 1 场取消了") < both.index("书店漏水") < both.index("照常举行")


async def test_what_moved_is_said_with_both_times(bot: Bot) -> None:
    await order(bot, BY_CHAT)
    await order(bot, "改期 2026-12-04 12月5日 19:30")
    await order(bot, "改期 2026-12-05 12月6日 19:30")
    asked = (
        "嘉兴那场改期了吗",
        "围炉夜谈推迟到什么时候了",
        "夜谈改到几号了",
        "嘉兴那场时间变了吗",
        "夜谈原来定的哪天",
        "嘉兴那场原定几号",
        "夜谈本来安排在什么时候",
    )
    for at, question in enumerate((*asked, "嘉兴那场取消了吗")):
        told = await clean(bot, question, f"p{at}")
        assert "原定 2026 年 12 月 4 日（周五） 19:00，改到" in told, (question, told)
        assert "2026 年 12 月 6 日（周日） 19:30" in told, (question, told)
    assert "没有取消" in told
    for at, question in enumerate(("活动改期了吗", "原来定的哪天", "地方变了吗")):
        assert "有 1 场改期了" in await clean(bot, question, f"p{at + 10}")
    await order(bot, "改期 2026-12-06 12月4日 19:00")
    assert "没有改期" in await clean(bot, "嘉兴那场改期了吗", "p12")


async def test_an_organizer_who_asks_whether_it_moved_moves_nothing(bot: Bot) -> None:
    for asked in ("活动改期了吗", "第21期推迟了没", "活动改时间了吗"):
        told = await clean(bot, asked, bot.organizer)
        assert "没有改期" in told, (asked, told)
    assert "改到什么时候" in await clean(bot, "第21期可以推迟吗", bot.organizer)


async def test_a_file_that_moved_is_known_by_what_a_group_heard(
    tmp_path: Path, clock: FixedClock
) -> None:
    rule = {"name": "到点", "before": "19d", "at": "12:01", "text": "{title}"}
    async with season_bot(tmp_path, clock, reminders=[rule]) as bot:
        await bot.app._planner.plan()
        clock.move(timedelta(minutes=2))
        bot.app._worker.wake()
        await bot.next_line()
        page = bot.folder / "events/2026-12-12.md"
        page.write_text(page.read_text("utf-8").replace("date: 2026-12-12", "date: 2026-12-19"))
        await bot.app.assembly.watch.load()
        told = await clean(bot, "无锡那场改期了吗", "p1")
        assert "原定 2026 年 12 月 12 日（周六） 13:30，改到" in told


async def test_of_a_series_the_next_day_is_meant(bot: Bot) -> None:
    await order(bot, "新建系列 每周四晚上8点到9点 周四夜航")
    told = await clean(bot, "周四夜航取消了吗", "p1")
    assert "没有取消，照常举行" in told
    assert told.count("周四夜航") == 1
    await order(bot, "停播 本周四")
    assert "取消了" in await clean(bot, "周四夜航还办吗", "p2")


async def test_which_ones_are_off_or_moved_is_told_of_those_to_come(bot: Bot) -> None:
    await order(bot, BY_CHAT)
    assert "都没有取消" in await clean(bot, "哪场取消了", "p0")
    await order(bot, "取消活动 2026-12-04 书店漏水")
    for at, asked in enumerate(
        ("哪场取消了", "哪期取消了", "有哪场取消了吗", "哪些活动取消了"), 1
    ):
        told = await clean(bot, asked, f"p{at}")
        assert told.index("有 1 场取消了") < told.index("书店漏水") < told.index("无锡"), asked
        assert "2019" not in told, (asked, told)
    assert "书店漏水" in await clean(bot, "嘉兴有活动吗", "p8")


async def test_what_moved_stands_before_what_is_off(bot: Bot) -> None:
    await order(bot, BY_CHAT)
    await order(bot, BY_CHAT.replace("12月4日", "12月20日").replace("第2场 嘉兴", "第3场 温州"))
    await order(bot, "改期 2026-12-20 12月21日 19:00")
    await order(bot, "取消活动 2026-12-04 书店漏水")
    for at, asked in enumerate(("哪个活动改期了", "改期了没", "哪场推迟了")):
        told = await clean(bot, asked, f"p{at}")
        assert told.index("有 1 场改期了") < told.index("改到") < told.index("书店漏水"), asked


async def test_what_is_over_was_not_cancelled(bot: Bot) -> None:
    assert "没有取消，已经办过了" in await clean(bot, "第3期取消了吗", "p1")


@pytest.mark.parametrize("asked", ["怎么取消正在跑的查询", "事务取消了吗", "哪一期取消过"])
async def test_other_things_are_cancelled_as_well(bot: Bot, asked: str) -> None:
    assert "照常" not in await clean(bot, asked, "p1")


async def test_without_a_salon_to_come_nothing_is_listed(
    tmp_path: Path, clock: FixedClock
) -> None:
    async with season_bot(tmp_path, clock, coming=False) as bot:
        for at, asked in enumerate((*OFF, "活动改期了吗", "沙龙还照常吗")):
            assert "近期没有安排活动" in await clean(bot, asked, f"p{at}")

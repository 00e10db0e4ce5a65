"""What people need to know before they come, told by a page or said to be told by none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import FixedClock
from tests.builders import write_files
from tests.conversations.living_bot import Bot
from tests.conversations.season import clean, season_bot

_PAGES = {
    "salon/free.md": """---
title: 沙龙要钱吗、适合谁
aliases: [收不收费, 什么人适合参加]
---
沙龙免费参会，适合开发者和数据库管理员。
""",
    "faq/pg-cost.md": """---
title: PostgreSQL 要钱吗、收费吗
aliases: [pg 免费吗]
---
PostgreSQL 不收费，云数据库按规格收钱。
""",
    "salon/day.md": """---
title: 沙龙的午饭和停车
aliases: [管饭吗, 好停车吗]
---
午饭、停车都没有记录。
""",
    "faq/masking.md": """---
title: 身份证怎么脱敏显示
aliases: [身份证 手机号]
---
身份证号用视图脱敏，发票号用序列。
""",
}
_NOWHERE = (
    "有发票吗", "能开发票吗", "要带身份证吗", "能带朋友吗", "同事能一起来吗", "我迟到了还能进吗",
    "晚点到可以吗", "中途能走吗", "有wifi吗", "要穿正装吗", "现场有茶歇吗", "is there parking",
    "can i bring a friend", "好停车吗", "停车", "茶歇有木有", "有没有下午茶",
    "管饭吗", "无锡那场好停车吗",
    "发票怎么开", "活动开不开发票", "无锡离上海远吗", "离南京远不远", "从上海过去要多久",
)  # fmt: skip
_FREE = (
    "收费吗", "要钱吗", "参加一次要交多少钱", "听一场多少钱", "is it free", "谁能参加",
    "who can attend", "什么人能参加",
)  # fmt: skip
_OF_PAGES = ("身份证怎么脱敏", "发票号用什么序列", "怎么脱敏手机号身份证")


@pytest.fixture
async def bot(tmp_path: Path, clock: FixedClock) -> AsyncIterator[Bot]:
    async with season_bot(tmp_path, clock) as running:
        write_files(running.folder, _PAGES)
        await running.app.assembly.watch.load()
        yield running


async def test_what_no_page_tells_is_said_so_with_whom_to_ask(bot: Bot) -> None:
    for at, asked in enumerate(_NOWHERE):
        told = await clean(bot, asked, f"p{at}")
        assert "没有记录" in told, (asked, told)
        assert "问组织者" in told, (asked, told)
        assert "脱敏" not in told, (asked, told)
    assert "「报名 21」" in await clean(bot, "能带同事吗", "p20")
    assert "签到从开始前一小时" in await clean(bot, "迟到了能进吗", "p21")


async def test_the_way_and_the_slides_are_not_written(bot: Bot) -> None:
    for at, asked in enumerate(("怎么坐车过去", "离地铁站近不近")):
        told = await clean(bot, asked, f"p{at}")
        assert "没有记录" in told, (asked, told)
        assert "鼋头渚会客厅" in told, (asked, told)
    for at, asked in enumerate(("ppt 到时候发吗", "PPT能拍照吗", "结束后有聚餐吗")):
        assert "没有记录" in await clean(bot, asked, f"p1{at}"), asked


async def test_what_a_page_tells_is_told_from_there(bot: Bot) -> None:
    for at, asked in enumerate(_FREE):
        assert "免费参会" in await clean(bot, asked, f"p{at}"), asked
    assert "沙龙的午饭和停车" in await clean(bot, "管饭吗", "p10")  # the page that says so
    for at, asked in enumerate(_OF_PAGES):
        assert "组织者" not in await clean(bot, asked, f"p1{at + 1}"), asked


async def test_the_page_of_the_salon_comes_first(bot: Bot) -> None:
    page = bot.folder / "events/2026-12-12.md"
    text = page.read_text("utf-8")
    page.write_text(
        f"{text}\n## 须知\n地下车库可以停车。自带电脑。\n- 进门登记身份证。\n", "utf-8"
    )
    await bot.app.assembly.watch.load()
    for at, (asked, answer) in enumerate(
        (
            ("好停车吗", "地下车库可以停车。"),
            ("要带身份证吗", "进门登记身份证。"),
            ("无锡那场要带电脑吗", "自带电脑。"),
        )
    ):
        told = await clean(bot, asked, f"p{at}")
        assert "**第 21 期" in told, (asked, told)
        assert answer in told, (asked, told)
        assert "没有记录" not in told, (asked, told)
    assert "没有记录" in await clean(bot, "有发票吗", "p9")


async def test_a_break_of_the_agenda_is_told(bot: Bot) -> None:
    page = bot.folder / "events/2026-12-12.md"
    talks = 'talks:\n  - {title: 茶歇, start: "15:00", end: "15:20"}\nstatus: planned'
    page.write_text(page.read_text("utf-8").replace("status: planned", talks), "utf-8")
    await bot.app.assembly.watch.load()
    for n, asked in enumerate(("有茶歇吗", "茶歇", "有没有茶歇")):
        told = await clean(bot, asked, f"p{n}")
        assert "15:00–15:20 茶歇" in told, (asked, told)
        assert "没有记录" not in told, (asked, told)


async def test_a_page_that_is_only_named_below_tells_nothing(bot: Bot) -> None:
    day = "title: 沙龙的一天\naliases: [停车 议程 一天]\n"
    place = "title: 沙龙模板的地点\naliases: [停车]\n"
    write_files(bot.folder, {
        "salon/day.md": f"---\n{day}---\n上午签到，下午辩论。\n",
        "salon/place.md": f"---\n{place}---\n地点在武汉。\n\n## 怎么去、停车\n坐地铁。\n",
    })  # fmt: skip
    await bot.app.assembly.watch.load()
    assert "没有记录" in await clean(bot, "停车", "p1")


async def test_words_that_ask_for_nothing_find_no_page(bot: Bot) -> None:
    meta = "title: 分享得奖\naliases: [分享报名链接]\n"
    prizes = f"---\n{meta}---\n把报名链接发到朋友圈，攒 24 个赞。\n"
    write_files(bot.folder, {"salon/prizes.md": prizes})
    await bot.app.assembly.watch.load()
    assert "朋友圈" not in await clean(bot, "链接发下", "p1")
    assert "朋友圈" in await clean(bot, "分享报名链接有奖吗", "p2")


async def test_where_things_of_a_database_are_is_asked_of_no_training(bot: Bot) -> None:
    course = "---\ntitle: 培训有哪些课\naliases: [培训在哪]\n---\n六章课程，每周在群里直播。\n"
    log = "---\ntitle: 日志在哪、怎么看日志\naliases: [日志文件]\n---\n看 log_directory。\n"
    write_files(bot.folder, {"training/course.md": course, "faq/log.md": log})
    await bot.app.assembly.watch.load()
    for then, told in (("日志在哪", "log_directory"), ("在哪", "六章课程")):
        assert "六章课程" in await clean(bot, "培训有哪些课", "p7")
        assert told in await clean(bot, then, "p7")


async def test_nothing_ahead_is_said_as_well(tmp_path: Path, clock: FixedClock) -> None:
    async with season_bot(tmp_path, clock, coming=False) as bot:
        told = await clean(bot, "能带朋友吗", "p1")
        assert "没有记录" in told
        assert "还没有安排活动" in told


@pytest.mark.parametrize(
    "asked",
    ["cost 是什么", "怎么看 cost", "怎么查身份证", "how to see the cost", "pg 免费吗", "pg要钱吗"],
)
async def test_what_a_database_has_is_no_matter_of_the_day(bot: Bot, asked: str) -> None:
    told = await clean(bot, asked, "p1")
    assert "问组织者" not in told
    assert "沙龙免费" not in told


async def test_a_company_that_a_page_names_is_said_to_have_no_talk(bot: Bot) -> None:
    head = "title: 云数据库连不上怎么查\naliases: [腾讯云连不上]"
    page = f"---\n{head}\n---\n先看白名单，再看安全组。\n"
    (bot.folder / "faq/cloud.md").write_text(page, "utf-8")
    await bot.app.assembly.watch.load()
    for number, text in enumerate(("腾讯讲过吗", "腾讯的人来讲过没")):
        assert "没有「腾讯」" in await clean(bot, text, f"p{number}"), text
    assert "白名单" in await clean(bot, "腾讯云连不上", "p3")

"""Questions on the pages' own subject, while a salon is to come whose words they share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from tests.builders import write_files
from tests.conversations.living_bot import TALKATIVE, Bot, living_bot
from tests.conversations.salon_bot import crowd
from tests.conversations.season import clean

_PAGES = {
    "glossary.txt": "主键 | primary key | 主码\n",
    "faq/primary-key.md": """---
title: 主键要不要自增
aliases: [主键怎么选, 主键能改吗]
---
主键用 bigint 自增最省心，改主键先建唯一索引。
""",
    "faq/pg-cron.md": """---
title: pg_cron 怎么用
aliases: [怎么建定时任务]
---
用 cron.schedule 排任务，cron.unschedule 去掉它。
""",
    "events/2026-12-19.md": """---
id: salon-31-changsha
number: 31
title: 湘江数据沙龙 第 31 期 长沙
date: 2026-12-19
start: "13:30"
end: "17:00"
city: 长沙
venue: 橘洲书院
capacity: 9
status: planned
talks:
  - {title: 物化视图实战, speakers: [{name: 穆念慈, org: 某行}], start: "14:00", end: "15:00"}
---
## 概况
在长沙。
""",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_files(tmp_path_factory.mktemp("subjects") / "knowledge", _PAGES)


@pytest.fixture
async def bot(clock: FixedClock, folder: Path, tmp_path: Path) -> AsyncIterator[Bot]:
    limits = {**TALKATIVE, "digest_minutes": 0}
    async with (
        Emulator(clock, people=crowd()) as emulator,
        living_bot(emulator, folder, tmp_path / "data", clock, limits=limits) as running,
    ):
        yield running


async def test_a_name_of_the_glossary_is_no_word_of_salons_by_its_sound(bot: Bot) -> None:
    asked = ("主键", "改主键", "主键能改吗", "主键有几个", "看主键", "主键讲讲", "没有主键")
    for number, text in enumerate(asked):
        reply = await clean(bot, text, f"p{number}")
        assert not any(word in reply for word in ("穆念慈", "讲师", "长沙")), (text, reply)
    assert "穆念慈" in await clean(bot, "注讲是谁", "p20")  # a slip that is nothing else


async def _after_page(bot: Bot, text: str, person: str) -> str:
    """What is said to ``text`` right after a page on scheduled jobs."""
    assert "cron" in await clean(bot, "pg_cron怎么用", person)
    return await clean(bot, text, person)


async def test_right_after_a_page_when_and_where_and_cancelling_are_of_it(bot: Bot) -> None:
    asked = (
        "几点跑", "每天几点跑", "几点开始的", "从几点开始", "上次几点跑的", "在哪看", "怎么取消",
        "取消它", "改时间", "怎么改时间", "什么时候跑的在哪看", "满了吗",
    )  # fmt: skip
    for number, text in enumerate(asked):
        reply = await _after_page(bot, text, f"p{number}")
        assert "长沙" not in reply, (text, reply)
        assert "没有改期" not in reply, (text, reply)


async def test_a_word_of_salons_leaves_the_page(bot: Bot) -> None:
    asked = (
        "活动几点开始",
        "沙龙取消了吗",
        "名额满了吗",
        "长沙几点开始",
        "怎么报名",
        "第31期在哪",
    )
    for number, text in enumerate(asked):
        reply = await _after_page(bot, text, f"p{number}")
        assert "长沙" in reply, (text, reply)


async def test_who_spoke_on_the_page_before_is_asked_of_the_salons(bot: Bot) -> None:
    assert "沙龙的议题里没有写到" in await _after_page(bot, "哪位老师讲过", "p1")


async def test_who_signed_up_cancels_something_of_the_page(bot: Bot) -> None:
    assert "报名成功" in await clean(bot, "报名 31", "p0")
    assert "取消报名" not in await _after_page(bot, "取消它", "p0")
    assert "31" in await _after_page(bot, "我不去了", "p0")


async def test_the_subject_of_a_talk_to_come_is_asked_of_the_pages(bot: Bot) -> None:
    asked = (
        "物化视图几点刷", "物化视图在哪看", "物化视图什么时候建", "物化视图有多少个",
        "讲下物化视图",
    )  # fmt: skip
    for number, text in enumerate(asked):
        reply = await clean(bot, text, f"p{number}")
        assert "长沙" not in reply, (text, reply)
        assert "穆念慈" not in reply, (text, reply)
    asked = (
        "物化视图几点讲", "物化视图谁讲", "物化视图那场在哪", "物化视图实战什么时候",
        "物化视图几点",
    )  # fmt: skip
    for number, text in enumerate(asked):
        assert "长沙" in await clean(bot, text, f"p1{number}"), text


async def test_a_noun_of_a_database_beside_a_word_of_salons_is_of_the_database(bot: Bot) -> None:
    asked = (
        "抢购名额并发怎么扣", "报名超卖怎么防", "签到表怎么设计", "有多少活动事务",
        "活动会话怎么看",
        "为什么取消不了", "死锁几点开始的", "来几个语句", "数据库现在几点", "有多少人登录",
    )  # fmt: skip
    for number, text in enumerate(asked):
        assert "长沙" not in await clean(bot, text, f"p{number}"), text
    ours = ("报名的人多吗", "还有多少名额", "活动几点开始", "沙龙讲事务吗", "长沙怎么报名")
    for number, text in enumerate(ours):
        reply = await clean(bot, text, f"p1{number}")
        assert "31" in reply or "议题里没有" in reply, (text, reply)


async def test_a_name_without_a_talk_is_said_to_have_none(bot: Bot) -> None:
    for number, text in enumerate(("王重阳讲过吗", "请过王重阳吗", "王重阳讲过什么")):
        assert "没有「王重阳」" in await clean(bot, text, f"p{number}"), text


async def test_how_to_cancel_is_told_and_not_whether_it_takes_place(bot: Bot) -> None:
    assert "照常" not in await clean(bot, "怎么取消", "p0")
    await clean(bot, "报名 31", "p1")
    assert "取消报名 31" in await clean(bot, "怎么取消", "p1")


async def test_whether_a_subject_of_the_pages_was_spoken_on_is_told_first(bot: Bot) -> None:
    for number, text in enumerate(("有没有讲过 pg_cron 的", "有人讲过 pg_cron 吗")):
        reply = await clean(bot, text, f"p{number}")
        assert reply.startswith("沙龙的议题里没有写到「"), (text, reply)
        assert "pg_cron%20" in reply, (text, reply)
    assert "cron.schedule" in await clean(bot, "pg_cron 怎么用", "p8")
    assert "议题里没有" not in await clean(bot, "上次讲过的 pg_cron 怎么用", "p9")

"""A bot that has grown: what it knew on SQLite it knows on PostgreSQL, and goes on with it."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from bot.store.opening import copy_store
from tests.conversations.living_bot import (
    Bot,
    confirmed_alone,
    living_bot,
    own_chat,
    write_knowledge,
)
from tests.conversations.salon_bot import crowd, write_salons
from tests.conversations.season import order
from tests.waiting import eventually

RULE = {"name": "前一天", "before": "1d", "at": "10:00"}
SENT, WAITING = "周六照常开讲", "直播马上开始"


class Growing:
    """One robot, started over one store and then over the other."""

    def __init__(self, emulator: Emulator, clock: FixedClock, folder: Path) -> None:
        self.emulator, self.clock, self._folder = emulator, clock, folder
        write_salons(write_knowledge(folder / "knowledge"))  # the same salon, with its seats
        self.file = folder / "data" / "xiangwen.db"

    def start(self, url: str) -> AbstractAsyncContextManager[Bot]:
        return living_bot(
            self.emulator,
            self._folder / "knowledge",
            self._folder / "data",
            self.clock,
            storage={"url": url, "index_dir": self._folder / "index"},
            reminders=(RULE,),
        )


@pytest.fixture
async def crowded(clock: FixedClock) -> Emulator:
    return Emulator(clock, people=crowd())


async def test_it_goes_on_where_it_stood(
    crowded: Emulator, clock: FixedClock, tmp_path: Path, postgres_url: str
) -> None:
    async with crowded:
        growing = Growing(crowded, clock, tmp_path)
        async with growing.start(f"sqlite:///{growing.file}") as bot:
            sent, waiting = await _live(bot, growing)
        counts = await asyncio.to_thread(copy_store, growing.file, postgres_url)
        assert len([rows for rows in counts.values() if rows]) >= 15, counts
        async with growing.start(postgres_url) as bot:
            for chat in crowded.chats:
                bot.skip(chat.id)
            await _go_on(bot, growing, sent, waiting)


async def _live(bot: Bot, growing: Growing) -> tuple[str, str]:
    """Of everything something; the codes of what was sent and of what waits."""
    office = own_chat(bot, bot.organizer)

    async def told(text: str) -> str:
        return (await bot.ask(text, by=bot.organizer, chat=office)).text

    for number in range(26):  # of 25 seats
        person = f"p{number}"
        assert "报名" in (await bot.ask("报名 15", by=person, chat=own_chat(bot, person))).text
    sent = await confirmed_alone(bot, f"公告 {SENT}")
    every = len(growing.emulator.groups)
    await eventually(lambda: bot.posts(SENT).total() == every)
    waiting = await confirmed_alone(bot, f"定时公告 今晚8点 {WAITING}")
    await order(bot, "新建系列 每周三晚8点 内核读书会")
    await order(bot, "停播 12月2日")
    await order(bot, "回放 添加 2 晚上 https://example.com/live/9")
    await told("出席 1 80")
    await told("签到码 15")  # a picture first
    assert "口令" in (await bot.next_line(office)).text
    await bot.ask("签到 000000", by="p3", chat=own_chat(bot, "p3"))
    await bot.ask("火星上怎么部署集群", by="p4", chat=own_chat(bot, "p4"))
    await bot.ask("收回 050999", by=bot.admin, chat=own_chat(bot, bot.admin))
    await bot.ask("VACUUM FULL 会锁表吗", by="p3", chat=own_chat(bot, "p3"))
    await order(
        bot, "新建活动 标题：围炉夜谈 时间：12月14日 19:00-21:00 城市：嘉兴 场地：南湖书店"
    )
    assert "发给我" in await told("公告")  # and here the dialogue stands
    return sent, waiting


async def _go_on(bot: Bot, growing: Growing, sent: str, waiting: str) -> None:
    async def told(text: str, by: str = "") -> str:
        by = by or bot.organizer
        return (await bot.ask(text, by=by, chat=own_chat(bot, by))).text

    every = len(growing.emulator.groups)
    # The dialogue that was begun, and the question before this one.
    preview = await told("第二条公告的内容")
    assert "第二条公告的内容" in preview
    assert "确认" in preview
    assert "pg_repack" in await told("不想锁表怎么办", by="p3")
    assert "VACUUM FULL" in await told("为什么", by="p3")
    # Who is in, who waits, and who moves up.
    assert "西安" in await told("我的报名", by="p0")
    assert "候补" in await told("我的报名", by="p25")
    assert "已取消" in await told("取消报名 15", by="p0")
    place = own_chat(bot, "p25")
    await eventually(lambda: any("转为正式报名" in line.text for line in bot.unread(place)))
    assert "候补" in await told("报名 15", by="p26")
    assert "围炉夜谈" in await told("活动")
    assert "https://example.com/live/9" in await told("回放 2")
    assert "火星" in await told("未答", by=bot.admin)
    # What was sent is sent, what waits goes once.
    assert "已发出" in await told(f"投递 {sent}")
    assert "等待发送" in await told(f"投递 {waiting}")
    assert "几点发什么看「待发」" in await told("状态", by=bot.admin)
    growing.clock.move(timedelta(hours=9))
    await eventually(lambda: bot.posts(WAITING).total() >= every)
    growing.clock.move(timedelta(days=10, hours=15))  # the day before the salon
    await eventually(lambda: bot.posts("第 15 期").total() >= every)
    await bot.settled()
    assert set(bot.posts(WAITING).values()) == {1}
    assert set(bot.posts(SENT).values()) == {1}
    counts = await bot.app.assembly.services.outbox.counts()
    # With days leapt over, some of the series' reminders are too late.
    assert set(counts) <= {"sent", "pending", "superseded", "expired"}, counts

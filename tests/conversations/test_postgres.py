"""The real bot with its store on PostgreSQL: one of it, started again, and two at once."""

from __future__ import annotations

import re
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from tests.conversations.living_bot import (
    Bot,
    confirmed_alone,
    living_bot,
    write_knowledge,
)
from tests.waiting import eventually

RULE = {"name": "前一天", "before": "1d", "at": "10:00"}


class Instances:
    """Bots of one robot, on one database; each with its own index."""

    def __init__(self, emulator: Emulator, clock: FixedClock, folder: Path, url: str) -> None:
        self._emulator, self._clock, self._folder, self._url = emulator, clock, folder, url
        write_knowledge(folder / "knowledge")

    def start(self, name: str) -> AbstractAsyncContextManager[Bot]:
        return living_bot(
            self._emulator,
            self._folder / "knowledge",
            self._folder / name,
            self._clock,
            storage={"url": self._url, "index_dir": self._folder / name / "index"},
            reminders=(RULE,),
        )


@pytest.fixture
def instances(
    emulator: Emulator, clock: FixedClock, tmp_path: Path, postgres_url: str
) -> Instances:
    return Instances(emulator, clock, tmp_path, postgres_url)


async def test_what_people_did_is_there_after_a_restart(instances: Instances) -> None:
    async with instances.start("one") as bot:
        assert "ACCESS EXCLUSIVE" in (await bot.ask("vacuum full 会锁表吗")).text
        assert "报名成功" in (await bot.ask("报名 15")).text
        code = await confirmed_alone(bot, "公告 周六照常开讲")
        await eventually(lambda: bot.posts("周六照常开讲").total() == len(bot.emulator.groups))
        status = (await bot.ask(f"投递 {code}", by=bot.organizer)).text
        assert "已发出" in status
    async with instances.start("one") as bot:
        bot.skip()
        assert "西安" in (await bot.ask("我的报名")).text
        assert "已发出" in (await bot.ask(f"投递 {code}", by=bot.organizer)).text
        assert set(bot.posts("周六照常开讲").values()) == {1}
        found = await bot.app.assembly.services.outbox.counts()
        assert set(found) <= {"sent", "pending"}


async def test_two_instances_post_once_and_know_of_each_other(
    instances: Instances, clock: FixedClock
) -> None:
    async with instances.start("one") as bot, instances.start("two") as other:
        await bot.emulator.gateway.sockets.wait_open(2)
        for number in range(6):
            bot.skip()
            asker = bot.member if number % 2 else bot.other
            assert "ACCESS EXCLUSIVE" in (await bot.ask("vacuum full 会锁表吗", by=asker)).text
        await confirmed_alone(bot, "公告 周六照常开讲")
        await eventually(lambda: bot.posts("周六照常开讲").total() >= len(bot.emulator.groups))
        clock.move(timedelta(days=11))  # the day before the salon: both have planned it
        await eventually(lambda: bot.posts("第 15 期").total() >= len(bot.emulator.groups))
        await bot.settled()
        await other.settled()
        assert set(bot.posts("周六照常开讲").values()) == {1}
        assert set(bot.posts("第 15 期").values()) == {1}
        counts = await other.app.assembly.services.outbox.counts()
        assert counts == await bot.app.assembly.services.outbox.counts()


async def test_a_salon_changed_by_one_is_known_to_the_other(instances: Instances) -> None:
    """Whichever instance a message comes to, and before the next plan."""
    async with instances.start("one") as bot, instances.start("two"):
        await bot.emulator.gateway.sockets.wait_open(2)
        link = "https://live.example.com/r1"
        preview = (await bot.ask(f"回放 添加 15 上午 {link}", by=bot.organizer)).text
        found = re.search(r"确认 ([A-Z0-9]{4})", preview)
        assert found, preview
        assert "添加回放" in (await bot.ask(f"确认 {found[1]}", by=bot.organizer)).text
        for _ in range(4):
            bot.skip()
            assert link in (await bot.ask("回放 15")).text

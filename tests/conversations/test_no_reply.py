"""Questions that get no answer although nobody did anything wrong: somebody must know."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from bot.store.connection import Row
from bot.store.opening import read_only_rows
from bot.web.health_client import running_health
from tests.conversations.living_bot import Bot, living_bot, own_chat, write_knowledge
from tests.postgres import store_url
from tests.waiting import eventually


async def _lose(bot: Bot, data: Path, count: int) -> None:
    """Questions whose webhook has ended when their answer is there."""

    def rejected() -> int:
        rows: list[Row] = read_only_rows(store_url(data / "bot.db"), "messages.count_by_state")
        return sum(row["count"] for row in rows if row["state"] == "rejected")

    before = rejected()
    for n in range(1, count + 1):
        bot.emulator.faults.add("session", "gone")
        await bot.emulator.say(bot.group, bot.member, f"vacuum full 会锁表吗 {n}")
        await eventually(lambda: rejected() == before + n)  # noqa: B023


async def test_questions_without_an_answer_are_told_once_and_stand_in_the_status(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    folder, data = write_knowledge(tmp_path / "knowledge"), tmp_path / "data"
    changes = {"limits": {"calls_per_month": 1}, "web": {"listen": "127.0.0.1:0"}}
    async with living_bot(emulator, folder, data, clock, **changes) as bot:
        office = own_chat(bot, bot.admin)
        code = (
            await bot.ask(f"公告 @{emulator.groups[1].title} 一", by=bot.admin, chat=office)
        ).text
        found = re.search(r"确认 (\w{4})", code)
        assert found
        await bot.ask(f"确认 {found[1]}", by=bot.admin, chat=office)
        assert "接口" in (await bot.next_line(office)).title  # of the month's calls
        await _lose(bot, data, 1)
        notice = (await bot.next_line(office)).text
        assert "有 1 条提问没能回答" in notice
        assert "本月的调用要省着用" in notice
        await _lose(bot, data, 2)
        status = (await bot.ask("状态", by=bot.admin, chat=office)).text
        assert "没能回答的提问：会话已经过期" in status
        assert "3 条" in status
        assert "快用完了" in status
        assert bot.app.web is not None
        await bot.app.web.ready.wait()
        health = await running_health(bot.app.web.address.removeprefix("http://"))
        assert health is not None
        assert list(health["without_answer"].values()) == [3]
        assert health["calls_scarce"]
        seen = len(emulator.bot_lines(office))
    async with living_bot(emulator, folder, data, clock, **changes) as bot:
        clock.move(timedelta(hours=25))
        await eventually(lambda: len(emulator.bot_lines(office)) > seen)
        told = [line.title for line in emulator.bot_lines(office)[seen:]]
        assert [t for t in told if "没能回答" in t] == ["有 2 条提问没能回答"]


async def test_a_block_of_our_address_outlives_a_restart(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    folder, data = write_knowledge(tmp_path / "knowledge"), tmp_path / "data"

    def calls() -> int:
        return sum(request.point == "session" for request in emulator.requests)

    async with living_bot(emulator, folder, data, clock) as bot:
        emulator.faults.add("session", "ip-blocked")
        await bot.emulator.say(bot.group, bot.member, "vacuum full 会锁表吗")
        await eventually(lambda: calls() == 1)
        await eventually(lambda: bot.app.sender.resting())
    async with living_bot(emulator, folder, data, clock, web={"listen": "127.0.0.1:0"}) as bot:
        assert bot.app.web is not None
        await bot.app.web.ready.wait()
        health = await running_health(bot.app.web.address.removeprefix("http://"))
        assert health is not None
        assert 250 < health["address_blocked_seconds"] <= 300
    assert calls() == 1

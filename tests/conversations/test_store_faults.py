"""The database fails for a moment: whoever asked then is answered all the same, once."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from bot.store.opening import read_only_rows
from tests.conversations.living_bot import living_bot, own_chat, write_knowledge
from tests.postgres import store_url
from tests.waiting import eventually

QUESTION = "vacuum full 会锁表吗"


def _states(data: Path) -> dict[str, int]:
    rows = read_only_rows(store_url(data / "bot.db"), "messages.count_by_state")
    return {row["state"]: row["count"] for row in rows}


@pytest.mark.parametrize(
    "query",
    [
        "messages.start_work",
        "turns.recent",
        "roles.of",
        "turns.add",
        "messages.start_sending",
        "messages.finish",
    ],
)
async def test_a_question_in_that_moment_is_answered_once(
    query: str,
    failing: dict[str, int],
    emulator: Emulator,
    clock: FixedClock,
    tmp_path: Path,
) -> None:
    folder, data = write_knowledge(tmp_path / "knowledge"), tmp_path / "data"
    async with living_bot(emulator, folder, data, clock) as bot:
        failing[query] = 1
        await emulator.say(bot.group, bot.member, QUESTION)

        def answered() -> bool:
            clock.move(timedelta(milliseconds=100))  # it looks again when the time comes
            return _states(data) == {"answered": 1}

        await eventually(answered)
        assert failing[query] == 0
        (line,) = emulator.bot_lines(bot.group)
        assert "ACCESS EXCLUSIVE" in line.text
        bot.skip()
        await bot.ask("谢谢")
        assert len(emulator.bot_lines(bot.group)) == 2


async def test_an_answer_that_did_not_leave_is_tried_again(
    failing: dict[str, int], emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    """Its row says that it was leaving, and only we know that it did not."""
    folder, data = write_knowledge(tmp_path / "knowledge"), tmp_path / "data"
    async with living_bot(emulator, folder, data, clock) as bot:
        failing["messages.return_to_work"] = 1
        emulator.faults.add("session", "busy")
        assert "ACCESS EXCLUSIVE" in (await bot.ask(QUESTION)).text
        await eventually(lambda: _states(data) == {"answered": 1})


async def test_a_command_that_has_acted_says_the_same_when_it_is_taken_up_again(
    failing: dict[str, int], emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    folder, data = write_knowledge(tmp_path / "knowledge"), tmp_path / "data"
    async with living_bot(emulator, folder, data, clock) as bot:
        office = own_chat(bot, bot.organizer)

        async def say(text: str, *, interrupted: bool = False) -> str:
            if interrupted:
                failing["messages.start_sending"] = 3  # all tries of the first answer
            await emulator.say(office, bot.organizer, text)
            while not bot.unread(office):
                clock.move(timedelta(milliseconds=100))
                await asyncio.sleep(0.05)
            assert not failing.get("messages.start_sending")
            return (await bot.next_line(office)).text

        def code(preview: str) -> str:
            found = re.search(r"确认 (\w{4})", preview)
            assert found, preview
            return found[1]

        emulator.faults.add("group", "permission")
        first = code(await say("公告 分批发"))
        assert "已确认" in await say(f"确认 {first}")
        assert f"继续 {first}" in (await bot.next_line(office)).text  # the first group refused
        told = await say(f"继续 {first}", interrupted=True)
        assert f"公告 {first} 接着发往其余 1 个群" in told
        assert "没有停下来的" in await say(f"继续 {first}")
        told = await say(f"补发 {first} 学习群", interrupted=True)
        assert f"公告 {first} 正在补发到" in told
        later = code(await say("定时公告 今晚八点 直播"))
        assert "已确认" in await say(f"确认 {later}")
        told = await say(f"取消 {later}", interrupted=True)
        assert f"公告 {later} 已停下，还没发的 2 条不会再发" in told
        assert "已经发完了" in await say(f"取消 {later}")
        chat = own_chat(bot, bot.admin)
        bot.skip(chat)
        acts = (await bot.ask("审计", by=bot.admin, chat=chat)).text
        assert f"停下了公告 {later}，没发的不再发" in acts
        assert f"让公告 {first} 接着发到其余的群" in acts

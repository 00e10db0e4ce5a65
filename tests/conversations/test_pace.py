"""How fast the real bot speaks in a group."""

from __future__ import annotations

from pathlib import Path

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from tests.conversations.living_bot import living_bot, write_knowledge
from tests.waiting import eventually


async def test_a_brisk_dialogue_in_a_group_does_not_wait(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    """Nine questions in a minute; what is counted for one person are six answers."""
    folder = write_knowledge(tmp_path / "knowledge")
    limits = {"wait_seconds": 600}  # what must wait would not come within the test
    async with living_bot(emulator, folder, tmp_path / "data", clock, limits=limits) as bot:
        said = ("新建活动", "读书会", "12月12日 14:00-17:00", "苏州", *["跳过"] * 6)
        for n, words in enumerate(said, 1):
            told = (await bot.ask(words, by=bot.organizer)).text
            assert f"{n}/9" in told or "确认" in told, (words, told)
        assert "ACCESS EXCLUSIVE" in (await bot.ask("vacuum full 会锁表吗")).text


async def test_a_slow_platform_does_not_swap_the_answers_of_one_person(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    async with living_bot(emulator, folder, tmp_path / "data", clock) as bot:
        emulator.faults.add("session", "slow", seconds=0.5)
        await emulator.say(bot.group, bot.member, "vacuum full 会锁表吗")
        await eventually(lambda: not emulator.faults.active)
        await emulator.say(bot.group, bot.member, "西安那场是哪天")
        await emulator.say(bot.group, bot.other, "谢谢")
        texts = [(await bot.next_line()).text for _ in range(3)]
        assert "不客气" in texts[0]  # nobody else waits
        assert "ACCESS EXCLUSIVE" in texts[1]
        assert "12 月 5 日" in texts[2]

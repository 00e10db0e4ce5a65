"""The database fails for a moment: whoever asked then is answered all the same, once."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from bot.store.sqlite import _SqliteTransaction, read_only_rows
from tests.conversations.conftest import eventually
from tests.conversations.living_bot import living_bot, write_knowledge

QUESTION = "vacuum full 会锁表吗"


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Which named query fails how many times more."""
    times: dict[str, int] = {}
    whole = _SqliteTransaction._cursor

    def cursor(self: Any, name: str, parameters: dict[str, object]) -> sqlite3.Cursor:
        if times.get(name, 0) > 0:
            times[name] -= 1
            raise sqlite3.OperationalError("database or disk is full")
        return whole(self, name, parameters)

    monkeypatch.setattr(_SqliteTransaction, "_cursor", cursor)
    return times


def _states(data: Path) -> dict[str, int]:
    rows = read_only_rows(data / "bot.db", "messages.count_by_state")
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

"""No bot runs with half of its tasks, and none that fails to start keeps anything open."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.app import App
from bot.clock import FixedClock
from bot.schedule.planner import Planner
from tests.conversations.living_bot import small_bot
from tests.waiting import eventually


async def test_a_task_that_fails_is_named_and_ends_the_bot(
    tmp_path: Path,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fails = asyncio.Event()

    async def run(planner: Planner, stop: asyncio.Event) -> None:
        await fails.wait()
        raise RuntimeError("no more plans")

    monkeypatch.setattr(Planner, "run", run)

    async def live() -> None:
        async with small_bot(tmp_path, clock) as bot:
            state = bot.app.stream.state
            await eventually(lambda: state.is_connected)
            fails.set()
            await eventually(lambda: not state.is_connected)

    with pytest.raises(RuntimeError, match="no more plans"):
        await live()
    assert "task planner ended by itself" in caplog.text


async def test_a_start_that_fails_half_way_closes_what_it_opened(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(app: App) -> None:
        raise RuntimeError("no stream")

    async def live() -> None:
        async with small_bot(tmp_path, clock) as bot:
            await eventually(lambda: bot.app.stream.state.is_connected)

    with monkeypatch.context() as patched:
        patched.setattr(App, "_make_stream", broken)
        with pytest.raises(RuntimeError, match="no stream"):
            await live()
    await live()  # nobody holds the store any more

"""What a monitor and `xiangwen check` learn from a running bot."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest

from bot.attendance.signups import Signups
from bot.cli.check import _running
from bot.clock import FixedClock
from bot.errors import StoreError
from bot.sandbox.emulator import Emulator
from bot.schedule.outbox import Outbox
from bot.schedule.replays import ReplayPosts
from bot.schedule.reports import LossReports
from bot.settings import Settings
from bot.store import Transaction, open_store, to_text
from bot.web.health_client import running_health
from tests.conftest import NOON
from tests.conversations.living_bot import living_bot, write_knowledge
from tests.waiting import eventually


async def test_sentence_vectors_come_while_the_bot_answers(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    tables = {
        "web": {"listen": "127.0.0.1:0"},
        "knowledge": {"paths": [str(folder)], "vectors": True},
    }
    async with living_bot(emulator, folder, tmp_path / "data", clock, **tables) as bot:
        assert bot.app.web is not None
        await bot.app.web.ready.wait()
        knowledge = bot.app.assembly.services.knowledge
        # They count as computed a moment before they are in force: first they are kept.
        await eventually(lambda: knowledge.answerer.meaning)
        health = await running_health(bot.app.web.address.removeprefix("http://"))
        assert health is not None
        assert health["without_vectors"] == 0


async def test_what_nobody_foresaw_ends_nothing_and_is_told(
    emulator: Emulator, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not at once, nor again after a restart."""
    monkeypatch.setattr(LossReports, "run", _fail)
    monkeypatch.setattr(Signups, "move_up", _fail)
    monkeypatch.setattr(ReplayPosts, "notice", _fail)
    folder = write_knowledge(tmp_path / "knowledge")
    web = {"web": {"listen": "127.0.0.1:0"}}
    async with living_bot(emulator, folder, tmp_path / "data", clock, **web) as bot:
        assert bot.app.web is not None
        await bot.app.web.ready.wait()
        faults, store = bot.app.assembly.faults.current, bot.app._planner._store
        await store.run(_add_what_cannot_be_read)
        bot.app._planner.wake()
        await eventually(lambda: len(faults) == 4)
        preview = await bot.ask("公告 照发不误", by=bot.organizer)
        await bot.ask(f"确认 {preview.text.split('确认 ')[1][:4]}", by=bot.organizer)
        second = emulator.groups[1].id
        assert "照发不误" in (await bot.next_line(second)).text
        bot.skip()
        health = await running_health(bot.app.web.address.removeprefix("http://"))
        assert health is not None
        assert health["ok"]
        assert set(health["faults"]) == {
            "loss-reports",
            "reminders",
            "recurring-announcements",
            "upkeep",
        }
        assert health["faults"]["upkeep"]["error"] == "KeyError"
        told = (await bot.ask("状态", by=bot.admin)).text
        assert "排反复发的公告出错" in told
        monkeypatch.undo()
        cancel = {"code": "WXYZ", "now": to_text(clock.now())}
        await store.run(lambda tx: tx.execute("recurring.cancel", **cancel))
        bot.app._planner.wake()
        bot.app._upkeep.wake()
        bot.app._worker.wake()
        await eventually(lambda: not faults)
        assert "出错" not in (await bot.ask("状态", by=bot.admin)).text


async def test_it_is_not_ok_when_nothing_can_be_sent_for_long(
    emulator: Emulator, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Outbox, "sweep", _fail)
    folder = write_knowledge(tmp_path / "knowledge")
    web = {"web": {"listen": "127.0.0.1:0"}}
    async with living_bot(emulator, folder, tmp_path / "data", clock, **web) as bot:
        assert bot.app.web is not None
        await bot.app.web.ready.wait()
        await bot.ask("我是谁")
        faults = bot.app.assembly.faults
        await eventually(lambda: faults.current)
        for past, ok in ((0, True), (11, False)):
            clock.move(timedelta(minutes=past))
            health = await running_health(bot.app.web.address.removeprefix("http://"))
            assert health is not None
            assert health["ok"] is ok
            assert "deliveries" in health["faults"]


async def _refuse(*_: object) -> NoReturn:
    raise StoreError("连不上数据库。")


async def _stay_silent(*_: object) -> NoReturn:
    await asyncio.Event().wait()
    raise AssertionError


@pytest.mark.parametrize(
    ("away", "error"), [(_refuse, "StoreError"), (_stay_silent, "TimeoutError")]
)
async def test_it_answers_while_the_database_is_away(
    emulator: Emulator,
    clock: FixedClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    away: Callable[..., Awaitable[NoReturn]],
    error: str,
) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    web = {"web": {"listen": "127.0.0.1:0"}}
    async with living_bot(emulator, folder, tmp_path / "data", clock, **web) as bot:
        assert bot.app.web is not None
        await bot.app.web.ready.wait()
        monkeypatch.setattr(Outbox, "counts", away)
        health = await running_health(bot.app.web.address.removeprefix("http://"))
        assert health is not None
        assert (health["ok"], health["store"]) == (True, error)


def _add_what_cannot_be_read(tx: Transaction) -> None:
    row = {"code": "WXYZ", "text": "打卡", "groups": "[]", "everyone": 0, "rule": '{"rrule": ""}'}
    tx.execute("recurring.add", **row, author="050003", now=to_text(NOON))


async def _fail(*_: object) -> NoReturn:
    raise KeyError("a row of the last century")


async def test_check_tells_of_the_bot_that_runs_here(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    web = {"web": {"listen": "127.0.0.1:0"}}
    async with living_bot(emulator, folder, tmp_path / "data", clock, **web) as bot:
        await bot.ask("我是谁")
        assert bot.app.web is not None
        await bot.app.web.ready.wait()
        listen = bot.app.web.address.removeprefix("http://")
        health = await running_health(listen)
        assert health is not None
        assert health["ok"]
        assert health["messages"] == {"answered": 1}
        finding = await _running(Settings(web={"listen": listen}))
        assert "起连着钉钉" in finding.text
    gone = await _running(Settings(web={"listen": listen}))
    assert "没有在这台机器上运行" in gone.text


async def test_check_tells_of_a_bot_that_runs_while_others_have_its_port(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    store = await open_store(url)
    with socket.create_server(("127.0.0.1", 0)) as other:
        listen = f"127.0.0.1:{other.getsockname()[1]}"
        finding = await _running(Settings(web={"listen": listen}, storage={"url": url}))
    await store.close()
    assert finding.text.startswith("在运行，但没有问到它好不好；[web] listen")

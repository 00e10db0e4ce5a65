"""What a monitor and `xiangwen check` learn from a running bot."""

from __future__ import annotations

from pathlib import Path

from bot.cli.check import _running
from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from bot.settings import Settings
from bot.web.health_client import running_health
from tests.conversations.conftest import eventually
from tests.conversations.living_bot import living_bot, write_knowledge


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

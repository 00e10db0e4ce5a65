"""The running bot gives vectors to its pages by and by, and nothing ends it but a stop."""

from __future__ import annotations

import asyncio

import pytest

from bot.faults import Faults
from bot.knowledge import Knowledge
from bot.running import deepening


class Scripted(Knowledge):
    """Tells how many pages wait, one number a call; an error is raised."""

    def __init__(self, said: list[int | Exception], stop: asyncio.Event) -> None:
        self.said = said
        self.stop = stop

    def prepare(self) -> None:
        """Nothing to make ready."""

    def deepen(self, seconds: float) -> int:
        found = self.said.pop(0)
        if not self.said:
            self.stop.set()
        if isinstance(found, Exception):
            raise found
        return found


async def test_what_making_ready_needed_goes_back_to_the_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []

    class Ready(Scripted):
        def prepare(self) -> None:
            done.append("ready")

    monkeypatch.setattr(deepening, "compile_all", lambda _: done.append("compiled"))
    monkeypatch.setattr(deepening, "give_back_memory", lambda: done.append("given back"))
    stop = asyncio.Event()
    async with asyncio.timeout(30):
        await deepening.deepen(Ready([0], stop), stop, Faults())
    assert done == ["ready", "compiled", "given back"]


async def test_it_goes_on_after_a_failure(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("_REST_SECONDS", "_IDLE_SECONDS", "_RETRY_SECONDS"):
        monkeypatch.setattr(deepening, name, 0.0)
    stop = asyncio.Event()
    knowledge = Scripted([2, OSError("disk"), OSError("disk"), 1, 0, 0], stop)
    with caplog.at_level("INFO", "bot"):
        async with asyncio.timeout(30):
            await deepening.deepen(knowledge, stop, Faults())
    said = [record.getMessage() for record in caplog.records]
    assert said == [
        "sentence vectors: 2 pages wait",
        "vectors failed, the next round tries again: disk",
        "vectors failed 2 times: OSError('disk')",
        "vectors works again, after 2 failures",
        "sentence vectors: complete",
    ]


async def test_a_stop_is_heard_while_it_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deepening, "_IDLE_SECONDS", 60.0)
    stop = asyncio.Event()
    task = asyncio.create_task(deepening.deepen(Scripted([0, 0], asyncio.Event()), stop, Faults()))
    await asyncio.sleep(0.05)
    stop.set()
    await asyncio.wait_for(task, 30)


async def test_what_cannot_be_made_ready_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Scripted):
        def prepare(self) -> None:
            raise OSError("disk")

    stop = asyncio.Event()
    async with asyncio.timeout(30):
        await deepening.deepen(Broken([0], stop), stop, Faults())
    assert "could not be made ready" in caplog.text

"""People in turn, each person's messages in order."""

from __future__ import annotations

import asyncio

from bot.chat.fair_queue import FairQueue


async def _drain(queue: FairQueue[str], count: int) -> list[str]:
    taken = []
    for _ in range(count):
        person, item = await queue.take()
        taken.append(item)
        queue.done(person)
    return taken


async def test_a_flood_of_one_person_waits_behind_the_others() -> None:
    queue: FairQueue[str] = FairQueue(100)
    for n in range(40):
        queue.put("flooder", f"f{n}")
    queue.put("anna", "a0")
    queue.put("bo", "b0")
    assert await _drain(queue, 4) == ["f0", "a0", "b0", "f1"]


async def test_one_persons_messages_are_served_one_at_a_time() -> None:
    queue: FairQueue[str] = FairQueue(10)
    queue.put("anna", "first")
    queue.put("anna", "second")
    person, first = await queue.take()
    waiting = asyncio.create_task(queue.take())
    await asyncio.sleep(0)
    assert not waiting.done()
    queue.done(person)
    assert first == "first"
    assert (await waiting)[1] == "second"


async def test_a_full_queue_refuses_and_one_person_cannot_fill_it() -> None:
    queue: FairQueue[str] = FairQueue(4)
    assert [queue.put("anna", "x") for _ in range(3)] == [True, True, False]
    assert queue.put("bo", "y")
    assert queue.put("cy", "z")
    assert not queue.put("di", "w")
    assert len(queue) == 4


async def test_taking_waits_until_something_comes() -> None:
    queue: FairQueue[str] = FairQueue(4)
    waiting = asyncio.create_task(queue.take())
    await asyncio.sleep(0)
    queue.put("anna", "x")
    assert await waiting == ("anna", "x")

"""People in turn, each person's messages in order."""

from __future__ import annotations

import asyncio

import pytest

from bot.chat.fair_queue import Closed, FairQueue


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


async def test_a_closed_queue_hands_out_nothing_and_lets_go_who_waits() -> None:
    queue: FairQueue[str] = FairQueue(4)
    waiting = [asyncio.create_task(queue.take()) for _ in range(3)]
    await asyncio.sleep(0)
    queue.put("anna", "x")
    queue.close()
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(outcome, Closed) for outcome in outcomes)
    with pytest.raises(Closed):
        await queue.take()
    assert len(queue) == 1


async def test_what_comes_for_whoever_is_cancelled_goes_to_the_next() -> None:
    queue: FairQueue[str] = FairQueue(4)
    first, second = (asyncio.create_task(queue.take()) for _ in range(2))
    await asyncio.sleep(0)
    queue.put("anna", "x")  # wakes the first
    first.cancel()
    assert await asyncio.wait_for(second, 1) == ("anna", "x")


async def test_what_is_put_back_comes_behind_what_came_meanwhile() -> None:
    queue: FairQueue[str] = FairQueue(4)
    queue.put("anna", "first")
    assert await queue.take() == ("anna", "first")
    queue.put("anna", "taken over")
    queue.put("ben", "x")
    assert await queue.take() == ("ben", "x")  # nothing else of hers meanwhile
    queue.put_back("anna", "first")
    assert await queue.take() == ("anna", "taken over")
    queue.done("anna")
    assert await queue.take() == ("anna", "first")
    assert len(queue) == 0

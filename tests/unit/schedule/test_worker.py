"""The worker against a sender that we let succeed, fail and wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.clock import FixedClock
from bot.errors import DeliveryError
from bot.messages import Destination, IncomingMessage, Leaving, Reply, SendReceipt
from bot.schedule import CallBudget, DeliveryKind, LossReports, NewDelivery, Outbox
from bot.schedule.worker import DeliveryWorker
from bot.store.sqlite import SqliteStore
from tests.builders import make_delivery
from tests.conftest import NOON


class Wire:
    """A way out under our control: ``block`` holds up what goes to a destination."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.failures: list[DeliveryError] = []
        self.held: dict[str, asyncio.Event] = {}
        self.waiting = 0

    def block(self, conversation_id: str) -> asyncio.Event:
        return self.held.setdefault(conversation_id, asyncio.Event())

    async def send(
        self, destination: Destination, reply: Reply, *, key: str, again: bool = False
    ) -> SendReceipt:
        if (gate := self.held.get(destination.conversation_id)) is not None:
            self.waiting += 1
            await gate.wait()
            self.waiting -= 1
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append((destination.conversation_id, key))
        return SendReceipt("openapi", f"pqk-{key}")

    async def reply(
        self, message: IncomingMessage, reply: Reply, *, leaving: Leaving | None = None
    ) -> SendReceipt:
        raise NotImplementedError


@asynccontextmanager
async def _working(
    store: SqliteStore, wire: Wire, clock: FixedClock
) -> AsyncIterator[DeliveryWorker]:
    worker = DeliveryWorker(
        Outbox(store),
        wire,
        clock,
        lease=timedelta(seconds=30),
        reports=LossReports(store, [], {}),
        budget=CallBudget(store, 0, ZoneInfo("UTC"), []),
        at_once=4,
    )
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(stop))
    try:
        yield worker
    finally:
        stop.set()
        for gate in wire.held.values():
            gate.set()
        await running


async def _until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while True:
            if true():
                return
            await asyncio.sleep(0.005)


def _to(group: str, key: str, kind: DeliveryKind = DeliveryKind.REMINDER) -> NewDelivery:
    destination = Destination(conversation_id=group)
    expires_at = NOON + timedelta(hours=1)
    return make_delivery(key, kind=kind, destination=destination, expires_at=expires_at)


async def test_a_group_that_hangs_holds_up_no_other(store: SqliteStore, clock: FixedClock) -> None:
    wire = Wire()
    gate = wire.block("slow")
    await Outbox(store).enqueue([_to("slow", "s1"), _to("slow", "s2"), _to("fast", "f")], NOON)
    async with _working(store, wire, clock):
        await _until(lambda: wire.sent == [("fast", "f")])
        gate.set()
        await _until(lambda: len(wire.sent) == 3)
    assert wire.sent[1:] == [("slow", "s1"), ("slow", "s2")]
    assert await Outbox(store).counts() == {"sent": 3}


async def test_no_more_than_allowed_are_under_way(store: SqliteStore, clock: FixedClock) -> None:
    wire = Wire()
    for n in range(9):
        wire.block(f"g{n}")
    await Outbox(store).enqueue([_to(f"g{n}", f"k{n}") for n in range(9)], NOON)
    async with _working(store, wire, clock):
        await _until(lambda: wire.waiting == 4)
        assert (await Outbox(store).counts())["sending"] == 4
    assert len(wire.sent) == 4


async def test_a_refusal_is_tried_again_and_a_final_one_is_not(
    store: SqliteStore, clock: FixedClock
) -> None:
    wire = Wire()
    wire.failures = [DeliveryError("忙", retry_after=1), DeliveryError("不在群里", permanent=True)]
    await Outbox(store).enqueue([_to("g", "k")], NOON)
    async with _working(store, wire, clock):
        await _until(lambda: len(wire.failures) == 1)
        clock.move(timedelta(minutes=1))
        await _until(lambda: not wire.failures)
    (row,) = await Outbox(store).of_subject("salon-1")
    assert (row.state, row.attempts, row.error) == ("failed", 2, "不在群里")


async def test_an_answer_that_never_came_leaves_an_announcement_unknown(
    store: SqliteStore, clock: FixedClock
) -> None:
    wire = Wire()
    wire.failures = [DeliveryError("timeout", ambiguous=True)]
    await Outbox(store).enqueue([_to("g", "k", DeliveryKind.ANNOUNCEMENT)], NOON)
    async with _working(store, wire, clock):
        await _until(lambda: not wire.failures)
        clock.move(timedelta(minutes=50))
    assert wire.sent == []
    assert await Outbox(store).counts() == {"unknown": 1}


async def test_what_is_under_way_at_the_end_is_finished(
    store: SqliteStore, clock: FixedClock
) -> None:
    wire = Wire()
    wire.block("g")
    await Outbox(store).enqueue([_to("g", "k")], NOON)
    async with _working(store, wire, clock):
        await _until(lambda: wire.waiting == 1)
    assert await Outbox(store).counts() == {"sent": 1}

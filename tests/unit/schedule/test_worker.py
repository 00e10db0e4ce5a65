"""The worker against a sender that we let succeed, fail and wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.clock import FixedClock
from bot.errors import DeliveryError, Stops
from bot.faults import Faults
from bot.messages import Destination, IncomingMessage, Leaving, Reply, SendReceipt
from bot.schedule.budget import CallBudget
from bot.schedule.deliveries import Delivery, DeliveryKind, NewDelivery
from bot.schedule.outbox import Outbox
from bot.schedule.reports import LossReports
from bot.schedule.worker import DeliveryWorker, retry_at
from bot.store.sqlite import SqliteStore
from tests.builders import make_delivery
from tests.conftest import NOON
from tests.waiting import eventually


class Wire:
    """A way out under our control: ``block`` holds up what goes to a destination."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.repeats: list[bool] = []
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
        self.repeats.append(again)
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append((destination.conversation_id, key))
        return SendReceipt("openapi", f"pqk-{key}")

    def posts(self, destination: Destination, reply: Reply) -> int:
        return int(reply.mention_everyone)

    async def reply(
        self, message: IncomingMessage, reply: Reply, *, leaving: Leaving | None = None
    ) -> SendReceipt:
        raise NotImplementedError


@asynccontextmanager
async def _working(
    store: SqliteStore, wire: Wire, clock: FixedClock, digest: timedelta = timedelta(0)
) -> AsyncIterator[DeliveryWorker]:
    worker = DeliveryWorker(
        Outbox(store, digest=digest),
        wire,
        clock,
        lease=timedelta(seconds=30),
        reports=LossReports(store, [], str),
        budget=CallBudget(store, 0, ZoneInfo("UTC"), []),
        faults=Faults(),
        at_once=4,
        robot_per_minute=2,
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


def _to(group: str, key: str, kind: DeliveryKind = DeliveryKind.REMINDER) -> NewDelivery:
    destination = Destination(conversation_id=group)
    expires_at = NOON + timedelta(hours=1)
    return make_delivery(key, kind=kind, destination=destination, expires_at=expires_at)


async def test_a_group_that_hangs_holds_up_no_other(store: SqliteStore, clock: FixedClock) -> None:
    wire = Wire()
    gate = wire.block("slow")
    await Outbox(store).enqueue([_to("slow", "s1"), _to("slow", "s2"), _to("fast", "f")], NOON)
    async with _working(store, wire, clock):
        await eventually(lambda: wire.sent == [("fast", "f")])
        gate.set()
        await eventually(lambda: len(wire.sent) == 3)
    assert wire.sent[1:] == [("slow", "s1"), ("slow", "s2")]
    assert await Outbox(store).counts() == {"sent": 3}


async def test_no_more_than_allowed_are_under_way(store: SqliteStore, clock: FixedClock) -> None:
    wire = Wire()
    for n in range(9):
        wire.block(f"g{n}")
    await Outbox(store).enqueue([_to(f"g{n}", f"k{n}") for n in range(9)], NOON)
    async with _working(store, wire, clock):
        await eventually(lambda: wire.waiting == 4)
        assert (await Outbox(store).counts())["sending"] == 4
    assert len(wire.sent) == 4


async def test_a_refusal_is_tried_again_and_a_final_one_is_not(
    store: SqliteStore, clock: FixedClock
) -> None:
    wire = Wire()
    wire.failures = [DeliveryError("忙", retry_after=1), DeliveryError("不在群里", permanent=True)]
    await Outbox(store).enqueue([_to("g", "k")], NOON)
    async with _working(store, wire, clock):
        await eventually(lambda: len(wire.failures) == 1)
        clock.move(timedelta(minutes=1))
        await eventually(lambda: not wire.failures)
    (row,) = await Outbox(store).of_subject("salon-1")
    assert (row.state, row.attempts, row.error) == ("failed", 2, "不在群里")
    assert wire.repeats == [False, True]


async def test_what_never_expires_is_given_up_after_some_tries(store: SqliteStore) -> None:
    outbox = Outbox(store)
    await outbox.enqueue([make_delivery()], NOON)
    (delivery,) = await outbox.claim(NOON, timedelta(seconds=30))
    later = DeliveryError("busy", retry_after=300)
    tries = [retry_at(replace(delivery, attempts=n), later, NOON) for n in (1, 5, 6)]
    assert [moment is not None for moment in tries] == [True, True, False]
    assert tries[0] is not None
    assert tries[0] >= NOON + timedelta(seconds=300)


async def test_a_start_gives_up_at_once_what_the_run_before_it_had_claimed(
    tmp_path: Path, clock: FixedClock
) -> None:
    path = tmp_path / "x.db"
    killed = await SqliteStore.open(path)
    await Outbox(killed).enqueue([_to("g", "k", DeliveryKind.ANNOUNCEMENT)], NOON)
    await Outbox(killed).claim(NOON, timedelta(seconds=30))
    await killed.close()
    store = await SqliteStore.open(path)

    async def is_given_up() -> bool:
        return await Outbox(store).counts() == {"unknown": 1}

    async with _working(store, Wire(), clock):
        await eventually(is_given_up)
    await store.close()


async def test_what_is_over_soon_takes_nothing_with_it_that_holds_longer(
    store: SqliteStore, clock: FixedClock
) -> None:
    """Of one message that was refused for now."""
    outbox, wire = Outbox(store, digest=timedelta(minutes=3)), Wire()
    wire.failures = [DeliveryError("太快", retry_after=60)]
    ends = {"soon": timedelta(seconds=30), "holds": timedelta(days=21), "too": timedelta(days=1)}
    await outbox.enqueue(
        [replace(_to("g", key), expires_at=NOON + end) for key, end in ends.items()], NOON
    )
    async with _working(store, wire, clock, digest=timedelta(minutes=3)):
        await eventually(lambda: not wire.failures)
        await _put_off(outbox, 1)
        clock.move(timedelta(seconds=80))
        await eventually(lambda: wire.sent)
    assert await outbox.counts() == {"failed": 1, "sent": 2}
    assert wire.sent == [("g", "holds")]  # both in one message


async def test_of_one_message_that_is_refused_for_good_each_part_is_tried_alone(
    store: SqliteStore, clock: FixedClock
) -> None:
    together, wire = timedelta(minutes=3), Wire()
    wire.failures = [DeliveryError("content", permanent=True)] * 2
    await Outbox(store, digest=together).enqueue([_to("g", "bad"), _to("g", "good")], NOON)
    async with _working(store, wire, clock, digest=together):
        await eventually(lambda: wire.sent)
    assert wire.sent == [("g", "good")]
    assert await Outbox(store).counts() == {"failed": 1, "sent": 1}


async def test_an_answer_that_never_came_leaves_an_announcement_unknown(
    store: SqliteStore, clock: FixedClock
) -> None:
    wire = Wire()
    wire.failures = [DeliveryError("timeout", ambiguous=True)]
    await Outbox(store).enqueue([_to("g", "k", DeliveryKind.ANNOUNCEMENT)], NOON)
    async with _working(store, wire, clock):
        await eventually(lambda: not wire.failures)
        clock.move(timedelta(minutes=50))
    assert wire.sent == []
    assert await Outbox(store).counts() == {"unknown": 1}


@pytest.mark.parametrize(("error", "state"), [("timeout", "unknown"), ("busy", "failed")])
async def test_what_the_robot_never_answered_is_no_failure_when_its_time_is_over(
    store: SqliteStore, clock: FixedClock, error: str, state: str
) -> None:
    """It may be tried again by its key as long as it is worth saying, and no longer."""
    wire = Wire()
    unanswered = DeliveryError(error, ambiguous=error == "timeout")
    unanswered.repeatable = True
    wire.failures = [unanswered]
    soon = replace(_to("g", "k", DeliveryKind.REMINDER), expires_at=NOON + timedelta(seconds=1))
    await Outbox(store).enqueue([soon], NOON)
    async with _working(store, wire, clock):
        await eventually(lambda: not wire.failures)
    assert wire.sent == []
    assert await Outbox(store).counts() == {state: 1}


async def test_what_is_under_way_at_the_end_is_finished(
    store: SqliteStore, clock: FixedClock
) -> None:
    wire = Wire()
    wire.block("g")
    await Outbox(store).enqueue([_to("g", "k")], NOON)
    async with _working(store, wire, clock):
        await eventually(lambda: wire.waiting == 1)
    assert await Outbox(store).counts() == {"sent": 1}


async def _put_off(outbox: Outbox, place: int) -> Delivery:
    """The delivery of that place, once it is no longer due at noon."""
    found: Delivery

    async def is_put_off() -> bool:
        nonlocal found
        found = (await outbox.of_subject("salon-1"))[place]
        return found.due_at != NOON

    await eventually(is_put_off)
    return found


def _called(key: str, group: str = "g") -> NewDelivery:
    return replace(_to(group, key, DeliveryKind.ANNOUNCEMENT), everyone=True)


async def test_a_robot_whose_turn_has_not_come_leaves_the_row_pending(
    store: SqliteStore, clock: FixedClock
) -> None:
    outbox, wire = Outbox(store), Wire()
    await outbox.enqueue([_called("k1"), _called("k2"), _called("k3"), _called("o", "h")], NOON)
    async with _working(store, wire, clock):
        await eventually(lambda: len(wire.sent) == 3)
        waiting = await _put_off(outbox, 2)
    assert sorted(wire.sent) == [("g", "k1"), ("g", "k2"), ("h", "o")]
    assert (waiting.key, waiting.state, waiting.attempts) == ("k3", "pending", 0)
    assert waiting.due_at == NOON + timedelta(seconds=61)
    # A start, or another process, counts what the first one let it post.
    async with _working(store, wire, clock):
        await outbox.enqueue([_to("g", "quiet")], NOON)
        await eventually(lambda: len(wire.sent) == 4)
        assert wire.sent[3] == ("g", "quiet")
        clock.move(timedelta(seconds=62))
        await eventually(lambda: len(wire.sent) == 5)
    assert await outbox.counts() == {"sent": 5}


async def test_after_a_refusal_for_speed_the_robot_rests_and_nothing_else(
    store: SqliteStore, clock: FixedClock
) -> None:
    outbox, wire = Outbox(store), Wire()
    wire.failures = [DeliveryError("太快", retry_after=60, stops=Stops.ROBOT)]
    await outbox.enqueue([_called("k1"), _called("k2"), _to("g", "quiet")], NOON)
    async with _working(store, wire, clock):
        await eventually(lambda: wire.sent == [("g", "quiet")])
    kept = {row.key: row for row in await outbox.of_subject("salon-1")}
    assert [(kept[k].state, kept[k].attempts) for k in ("k1", "k2")] == [
        ("pending", 1),
        ("pending", 0),
    ]
    due = await outbox.next_due()
    assert due is not None
    assert due >= NOON + timedelta(seconds=60)
    async with _working(store, wire, clock):
        clock.move(timedelta(seconds=80))
        await eventually(lambda: len(wire.sent) == 3)


async def test_the_robot_rests_also_when_the_refused_one_expires_meanwhile(
    store: SqliteStore, clock: FixedClock
) -> None:
    outbox, wire = Outbox(store), Wire()
    wire.failures = [DeliveryError("太快", retry_after=60, stops=Stops.ROBOT)]
    short = replace(_called("k1"), expires_at=NOON + timedelta(seconds=30))
    await outbox.enqueue([short, _called("k2")], NOON)
    async with _working(store, wire, clock):
        await eventually(lambda: not wire.failures)
        clock.move(timedelta(seconds=50))
        await asyncio.sleep(0.05)
        assert wire.sent == []
        clock.move(timedelta(seconds=30))
        await eventually(lambda: wire.sent == [("g", "k2")])
    states = [row.state for row in await outbox.of_subject("salon-1")]
    assert states == ["failed", "sent"]


async def test_while_our_address_is_blocked_nothing_is_claimed(
    store: SqliteStore, clock: FixedClock
) -> None:
    outbox, wire = Outbox(store), Wire()
    wire.failures = [DeliveryError("封禁", retry_after=300, stops=Stops.EVERYTHING)]
    await outbox.enqueue([_to("g", "k1")], NOON)
    async with _working(store, wire, clock):
        await eventually(lambda: not wire.failures)
    await outbox.enqueue([_to(f"g{n}", f"m{n}") for n in range(3)], clock.now())
    async with _working(store, wire, clock):
        clock.move(timedelta(seconds=200))
        await asyncio.sleep(0.05)
        assert wire.sent == []
        clock.move(timedelta(seconds=200))
        await eventually(lambda: len(wire.sent) == 4)
    rows = await outbox.of_subject("salon-1")
    assert [row.attempts for row in rows] == [2, 1, 1, 1]

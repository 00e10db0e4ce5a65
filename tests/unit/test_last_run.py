"""What a start reads of the run before it."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.inbox import Final, Inbox
from bot.clock import FixedClock
from bot.last_run import LastRun
from bot.messages import Destination, Reply, SendReceipt
from bot.schedule import DeliveryKind, NewDelivery, Outbox
from bot.store.sqlite import SqliteStore
from tests.builders import make_message


def last_run(store: SqliteStore, clock: FixedClock, robot: str = "r1") -> LastRun:
    return LastRun(store, robot, clock)


async def test_the_first_start_knows_of_no_silence(store: SqliteStore, clock: FixedClock) -> None:
    assert await last_run(store, clock).silence() == 0


async def test_the_silence_counts_from_the_last_note(
    store: SqliteStore, clock: FixedClock
) -> None:
    await last_run(store, clock).note()
    clock.move(timedelta(minutes=5))
    await last_run(store, clock).note()
    clock.move(timedelta(minutes=2))
    assert await last_run(store, clock).silence() == 120
    assert await last_run(store, clock, "another").silence() == 0


async def test_a_clock_that_was_set_back_makes_no_silence(
    store: SqliteStore, clock: FixedClock
) -> None:
    await last_run(store, clock).note()
    clock.move(timedelta(hours=-1))
    assert await last_run(store, clock).silence() == 0


async def test_what_was_said_lately_is_found_with_its_age(
    store: SqliteStore, clock: FixedClock
) -> None:
    inbox = Inbox(store, timedelta(minutes=10))
    states = (
        ("session", Final.ANSWERED),
        ("timeout", Final.UNKNOWN),
        ("openapi", Final.ANSWERED),
        ("queue full", Final.REJECTED),
    )
    old = make_message("old", message_id="old")
    await inbox.accept(old, clock.now())
    await inbox.finish(old, Final.ANSWERED, "session", clock.now())
    clock.move(timedelta(minutes=5))
    for outcome, state in states:
        message = make_message(outcome, message_id=outcome)
        await inbox.accept(message, clock.now())
        await inbox.finish(message, state, outcome, clock.now())
    clock.move(timedelta(seconds=20))
    said = await last_run(store, clock).said_lately()
    assert said.answers == {old.conversation_id: [20, 20]}
    assert said.posts == {}


async def test_what_a_groups_own_robot_posted_is_found(
    store: SqliteStore, clock: FixedClock
) -> None:
    outbox, now = Outbox(store, digest=timedelta(0)), clock.now()
    for route in ("webhook", "openapi"):
        delivery = NewDelivery(
            key=route,
            kind=DeliveryKind.REMINDER,
            subject=route,
            destination=Destination(conversation_id=f"cid-{route}"),
            title="提醒",
            markdown=Reply("明天").markdown,
            due_at=now,
            expires_at=None,
        )
        await outbox.enqueue([delivery], now)
        batch = await outbox.claim(now, timedelta(seconds=30))
        await outbox.mark_sent(batch, SendReceipt(route), now)
    clock.move(timedelta(seconds=5))
    assert (await last_run(store, clock).said_lately()).posts == {"cid-webhook": [5]}

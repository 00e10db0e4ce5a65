"""What a start reads of the run before it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.chat.inbox import Final, Inbox
from bot.clock import FixedClock
from bot.faults import Faults
from bot.running.last_run import LastRun
from bot.store.sqlite import SqliteStore
from tests.builders import make_message


def last_run(
    store: SqliteStore,
    clock: FixedClock,
    robot: str = "r1",
    resting: Mapping[str, float] | None = None,
) -> LastRun:
    return LastRun(store, robot, clock, lambda: resting or {}, Faults())


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
    assert said.rests == {}


async def test_what_must_rest_is_known_to_the_next_start(
    store: SqliteStore, clock: FixedClock
) -> None:
    await last_run(store, clock, resting={"": 300.0, "cid-1": 60.0}).note(heard=False)
    clock.move(timedelta(seconds=40))
    assert (await last_run(store, clock).said_lately()).rests == {"": 260, "cid-1": 20}
    assert await last_run(store, clock).silence() == 0
    clock.move(timedelta(seconds=40))
    assert (await last_run(store, clock).said_lately()).rests == {"": 220}


async def test_a_clock_that_was_set_back_lets_nothing_rest_for_long(
    store: SqliteStore, clock: FixedClock
) -> None:
    await last_run(store, clock, resting={"": 300.0}).note()
    clock.move(timedelta(hours=-1))
    assert (await last_run(store, clock).said_lately()).rests == {}

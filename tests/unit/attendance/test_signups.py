"""Seats, the waiting list, and who is told what."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings, strategies as st

from bot.attendance.signups import Signups, SignupState
from bot.events import Salon
from bot.events.record.models import CANCELLED
from bot.messages import Destination
from bot.schedule.deliveries import Delivery
from bot.schedule.groups import GroupLife
from bot.schedule.outbox import Outbox
from bot.settings import Group
from bot.store.sqlite import SqliteStore
from tests.builders import GivenSalons
from tests.conftest import NOON
from tests.unit.attendance.salons import make_attendee, make_salon

ZONE = ZoneInfo("Asia/Shanghai")
SALON = make_salon()


def _book(salon: Salon) -> Any:
    return GivenSalons(salon)


@pytest.fixture
def signups(store: SqliteStore) -> Signups:
    return Signups(store, ZONE, ("boss",))


async def _sign_up(signups: Signups, name: str, **how: str) -> SignupState:
    attendee = make_attendee(name, **how)
    outcome = await signups.sign_up(SALON, attendee, f"m-{name}", NOON)
    return outcome.signup.state


async def _notices(store: SqliteStore) -> list[Delivery]:
    return await Outbox(store).of_subject(SALON.id)


async def test_seats_go_to_who_comes_first_and_the_others_wait(signups: Signups) -> None:
    states = [await _sign_up(signups, name) for name in "abcd"]
    assert states == ["seated", "seated", "waiting", "waiting"]
    last = await signups.sign_up(SALON, make_attendee("e"), "m-e", NOON)
    assert (last.ahead, last.standing.seated, last.standing.waiting) == (2, 2, 3)


async def test_thirty_at_the_same_time_never_take_more_than_the_seats(signups: Signups) -> None:
    salon = replace(SALON, capacity=25)
    outcomes = await asyncio.gather(
        *(signups.sign_up(salon, make_attendee(str(n)), f"m{n}", NOON) for n in range(30))
    )
    states = [one.signup.state for one in outcomes]
    assert states.count(SignupState.SEATED) == 25
    assert sorted(one.ahead for one in outcomes if one.signup.state == "waiting") == [
        0,
        1,
        2,
        3,
        4,
    ]


async def test_signing_up_twice_keeps_the_place(signups: Signups) -> None:
    await _sign_up(signups, "a")
    again = await signups.sign_up(SALON, make_attendee("a"), "m-later", NOON)
    assert again.again
    assert again.signup.place == 1


async def test_the_same_message_again_is_no_second_signup(signups: Signups) -> None:
    await _sign_up(signups, "a")
    resumed = await signups.sign_up(SALON, make_attendee("a"), "m-a", NOON)
    assert not resumed.again
    assert resumed.standing.seated == 1


async def test_a_withdrawal_seats_who_waits_first_and_tells_them_once(
    signups: Signups, store: SqliteStore
) -> None:
    for name in "abcd":
        await _sign_up(signups, name)
    assert await signups.withdraw(SALON, "sender-a", "m-x", NOON)
    assert await signups.withdraw(SALON, "sender-a", "m-x", NOON)  # resumed after a crash
    assert not await signups.withdraw(SALON, "sender-a", "m-y", NOON)
    (notice,) = await _notices(store)
    assert notice.destination.staff_id == "staff-c"
    assert [s.state for s in await signups.of_salon(SALON.id)] == ["seated", "seated", "waiting"]


@pytest.mark.parametrize(
    ("told_in", "destination", "words"),
    [
        ("cid-9", Destination(conversation_id="cid-9"), "成员c"),
        ("", Destination(staff_id="boss"), "请转告"),
    ],
)
async def test_an_outsider_is_told_in_the_group_of_the_signup_or_by_the_organizers(
    signups: Signups, store: SqliteStore, told_in: str, destination: Destination, words: str
) -> None:
    await _sign_up(signups, "a")
    await _sign_up(signups, "b")
    await _sign_up(signups, "c", staff_id="", told_in=told_in)
    await signups.withdraw(SALON, "sender-b", "m-x", NOON)
    (notice,) = await _notices(store)
    assert notice.destination == destination
    assert words in notice.markdown


async def test_an_outsider_whose_group_is_gone_is_told_by_the_organizers(
    signups: Signups, store: SqliteStore
) -> None:
    """Who moved up before it was gone is told there when it is back: the admins know of it."""
    for name in "abcd":
        await _sign_up(signups, name, **({} if name in "ab" else {"staff_id": ""}))
    await signups.withdraw(SALON, "sender-a", "m-x", NOON)
    group = Group(name="学习群", conversation_id="cid-1")
    assert await GroupLife(store, [group], ["boss"]).gone("cid-1", "群已经解散", NOON)
    await signups.withdraw(SALON, "sender-b", "m-y", NOON)
    there, passed_on = await _notices(store)
    assert there.destination == Destination(conversation_id="cid-1")
    assert passed_on.destination == Destination(staff_id="boss")
    assert "成员d 候补的" in passed_on.markdown
    moved = replace(SALON, city="成都")
    for back in (False, True):
        if back:
            await GroupLife(store, [group], ["boss"]).heard("cid-1")
        await signups.plan_notices(_book(moved), NOON)
        notices = await _notices(store)
        assert [one.state for one in notices] == ["pending", "pending"]
        assert all("成都" in one.markdown for one in notices)


@pytest.mark.parametrize(
    ("days", "hour"),
    [(3, 8), (0, 23)],  # the morning after; but the day before it at once
)
async def test_who_gets_a_seat_at_night_is_let_sleep_while_there_is_time(
    store: SqliteStore, days: int, hour: int
) -> None:
    group = Group(name="学习群", conversation_id="cid-1", quiet="22:00-08:00")
    signups = Signups(store, ZONE, ("boss",), [group])
    for name in "abc":
        await _sign_up(signups, name)
    night = datetime(2026, 12, 4, 23, 0, tzinfo=ZONE) - timedelta(days=days)
    await signups.withdraw(SALON, "sender-b", "m-x", night)
    (notice,) = await _notices(store)
    local = notice.due_at.astimezone(ZONE)
    assert (local.hour, local.day - night.day) == (hour, bool(days))


NIGHT = datetime(2026, 12, 1, 23, 0, tzinfo=ZONE)


async def _waits_for_the_morning(store: SqliteStore) -> Signups:
    """c moved up at night and is to be told of it at eight."""
    signups = Signups(
        store, ZONE, ("boss",), [Group(name="群", conversation_id="cid-1", quiet="22:00-08:00")]
    )
    for name in "abc":
        await _sign_up(signups, name)
    await signups.withdraw(SALON, "sender-b", "m-x", NIGHT)
    assert [one.state for one in await _notices(store)] == ["pending"]
    return signups


async def test_who_gives_the_seat_back_is_not_told_of_it(store: SqliteStore) -> None:
    signups = await _waits_for_the_morning(store)
    await _sign_up(signups, "d")
    await signups.withdraw(SALON, "sender-c", "m-y", NIGHT)
    notices = {one.destination.staff_id: one.state for one in await _notices(store)}
    assert notices == {"staff-c": "superseded", "staff-d": "pending"}
    await signups.plan_notices(_book(SALON), NIGHT)
    assert notices == {one.destination.staff_id: one.state for one in await _notices(store)}


async def test_nobody_gets_a_seat_in_a_salon_that_was_cancelled(store: SqliteStore) -> None:
    """But they do when it takes place after all, and then by the end of that night."""
    signups = await _waits_for_the_morning(store)
    await signups.plan_notices(_book(SALON), NIGHT)
    (before,) = await _notices(store)
    assert before.state == "pending"
    await signups.plan_notices(_book(replace(SALON, status=CANCELLED)), NIGHT)
    assert [one.state for one in await _notices(store)] == ["superseded"]
    await signups.plan_notices(_book(SALON), NIGHT + timedelta(days=1))
    (again,) = await _notices(store)
    assert (again.state, again.due_at) == ("pending", before.due_at + timedelta(days=1))


async def test_an_old_book_gives_nobody_a_seat_again(store: SqliteStore) -> None:
    """Another process has cancelled the salon, and this one has not read of it yet."""
    signups = await _waits_for_the_morning(store)
    off = replace(SALON, status=CANCELLED)
    await signups.plan_notices(_book(off), NIGHT)
    old = _book(SALON)
    old.elsewhere = [off]
    await signups.plan_notices(old, NIGHT)
    assert [one.state for one in await _notices(store)] == ["superseded"]


async def test_the_seat_is_told_with_the_day_that_is_true_by_then(store: SqliteStore) -> None:
    signups = await _waits_for_the_morning(store)
    moved = replace(SALON, held_on=SALON.held_on + timedelta(days=7))
    await signups.plan_notices(_book(moved), NIGHT)
    (notice,) = await _notices(store)
    assert "12 月 12 日" in notice.markdown
    assert notice.due_at == datetime(2026, 12, 2, 8, 0, tzinfo=ZONE)


async def test_a_seat_that_could_not_be_told_yet_follows_the_record(
    signups: Signups, store: SqliteStore
) -> None:
    for name in "abc":
        await _sign_up(signups, name)
    await signups.withdraw(SALON, "sender-b", "m-x", NOON)
    outbox, later = Outbox(store), NOON + timedelta(minutes=5)
    batch = await outbox.claim(NOON, timedelta(seconds=30))
    await outbox.retry_later(batch, later, "没有网络", NOON)
    moved = replace(SALON, held_on=SALON.held_on + timedelta(days=7))
    await signups.plan_notices(_book(moved), NOON)
    (notice,) = await _notices(store)
    assert "12 月 12 日" in notice.markdown
    assert (notice.due_at, notice.attempts) == (later, 1)


async def test_who_comes_back_queues_again_at_the_end(signups: Signups) -> None:
    for name in "abc":
        await _sign_up(signups, name)
    await signups.withdraw(SALON, "sender-a", "m-x", NOON)
    back = await signups.sign_up(SALON, make_attendee("a"), "m-back", NOON)
    assert back.signup.state is SignupState.WAITING
    assert back.ahead == 0


async def test_a_larger_capacity_seats_those_who_wait(
    signups: Signups, store: SqliteStore
) -> None:
    for name in "abcde":
        await _sign_up(signups, name)
    assert await signups.move_up([replace(SALON, capacity=4)], NOON) == 2
    assert await signups.move_up([replace(SALON, capacity=4)], NOON) == 0
    assert len(await _notices(store)) == 2


async def test_who_comes_to_a_free_seat_goes_behind_those_who_wait(signups: Signups) -> None:
    for name in "abcd":
        await _sign_up(signups, name)
    larger = replace(SALON, capacity=3)
    outcome = await signups.sign_up(larger, make_attendee("e"), "m-e", NOON)
    assert (outcome.signup.state, outcome.ahead) == ("waiting", 1)


async def test_who_waits_moves_up_also_when_nobody_can_sign_up_any_more(
    signups: Signups,
) -> None:
    for name in "abc":
        await _sign_up(signups, name)
    closed = replace(SALON, signup_until=datetime(2026, 12, 1, tzinfo=ZONE))
    assert await signups.withdraw(closed, "sender-a", "m-x", NOON + timedelta(days=10))
    assert [one.state for one in await signups.of_salon(SALON.id)] == ["seated", "seated"]


async def test_nobody_moves_up_once_the_salon_has_begun(signups: Signups) -> None:
    for name in "abc":
        await _sign_up(signups, name)
    begun = NOON + timedelta(days=12, hours=2)
    assert await signups.move_up([replace(SALON, capacity=None)], begun) == 0


@settings(max_examples=25)
@given(
    capacity=st.integers(1, 4),
    steps=st.lists(st.tuples(st.sampled_from("abcdefg"), st.booleans()), max_size=25),
)
def test_seats_are_never_empty_while_somebody_waits(
    capacity: int, steps: list[tuple[str, bool]]
) -> None:
    asyncio.run(_play(capacity, steps))


async def _play(capacity: int, steps: list[tuple[str, bool]]) -> None:
    """Against a model: the queue is a list, the first ``capacity`` of it are seated."""
    salon = replace(SALON, capacity=capacity)
    store = await SqliteStore.open_memory()
    signups = Signups(store, ZONE, ())
    queue: list[str] = []
    for number, (name, joins) in enumerate(steps):
        if joins:
            await signups.sign_up(salon, make_attendee(name), f"m{number}", NOON)
            queue += [name] * (name not in queue)
        else:
            done = await signups.withdraw(salon, f"sender-{name}", f"m{number}", NOON)
            assert done == (name in queue)
            queue = [one for one in queue if one != name]
        found = await signups.of_salon(salon.id)
        assert [s.attendee.person for s in found] == [f"sender-{one}" for one in queue]
        assert [s.state == "seated" for s in found] == [i < capacity for i in range(len(found))]
    await store.close()

"""Two instances on one database: nothing doubled, nothing lost."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from bot.attendance.signups import Signup, Signups, SignupState
from bot.chat.conversation import Conversations
from bot.chat.inbox import Final, Inbox, OutOfTurn, key_of
from bot.chat.instances import Gone
from bot.errors import StoreError
from bot.messages import Destination, IncomingMessage, Reply, ReplyKind, SendReceipt
from bot.schedule.deliveries import DeliveryKind, NewDelivery
from bot.schedule.outbox import Outbox
from bot.store import Store, open_store
from tests.builders import begun, make_delivery, make_message, watchful
from tests.conftest import NOON
from tests.unit.attendance.salons import make_attendee, make_salon

Pair = tuple[Store, Store]
LEASE = timedelta(seconds=30)


@pytest.fixture
async def pair(postgres_url: str) -> AsyncIterator[Pair]:
    first, second = await asyncio.gather(open_store(postgres_url), open_store(postgres_url))
    yield first, second
    await first.close()
    await second.close()


def announcement(number: int, group: str) -> NewDelivery:
    return make_delivery(
        f"k{number}",
        kind=DeliveryKind.ANNOUNCEMENT,
        destination=Destination(conversation_id=group),
    )


async def test_a_delivery_is_claimed_once(pair: Pair) -> None:
    new = [announcement(n, f"g{n}") for n in range(40)]
    boxes = [Outbox(store) for store in pair]
    assert await boxes[0].enqueue(new, NOON) == 40
    assert await boxes[1].enqueue(new, NOON) == 0
    claimed: Counter[str] = Counter()

    async def work(box: Outbox) -> None:
        while batch := await box.claim(NOON, LEASE):
            claimed.update(one.key for one in batch)
            assert await box.mark_sent(batch, SendReceipt("openapi", "p"), NOON)

    await asyncio.gather(*(work(box) for box in boxes for _ in range(3)))
    assert claimed == Counter(one.key for one in new)
    assert await boxes[0].counts() == {"sent": 40}


async def test_a_destination_hears_one_message_at_a_time(pair: Pair) -> None:
    """Two who claim different rows at once must see each other's."""
    boxes = [Outbox(store) for store in pair]
    for round_ in range(8):
        new = [announcement(2 * round_ + n, f"g{round_}") for n in range(2)]
        await boxes[0].enqueue(new, NOON)
        claims = await asyncio.gather(*(box.claim(NOON, LEASE) for box in boxes))
        assert sorted(len(batch) for batch in claims) == [0, 1]
        own = next(n for n, batch in enumerate(claims) if batch)
        assert not await boxes[1 - own].mark_sent(claims[own], SendReceipt("r", "p"), NOON)
        assert await boxes[own].mark_sent(claims[own], SendReceipt("r", "p"), NOON)
        rest = await boxes[0].claim(NOON, LEASE)
        assert len(rest) == 1
        await boxes[0].mark_sent(rest, SendReceipt("r", "p"), NOON)


async def test_what_another_is_sending_is_left_alone_until_its_lease_is_over(pair: Pair) -> None:
    ours, theirs = (Outbox(store) for store in pair)
    await ours.enqueue([announcement(1, "g")], NOON)
    assert await ours.claim(NOON, LEASE)
    assert await theirs.recover(NOON) == 0
    assert await theirs.sweep(NOON + LEASE, LEASE, ()) == 1
    assert await ours.counts() == {"unknown": 1}


async def test_what_is_sent_slowly_is_not_given_up_by_another(pair: Pair) -> None:
    """Its lease is longer before it is over, when the other one may look first."""
    ours, theirs = (Outbox(store) for store in pair)
    await ours.enqueue([announcement(1, "g")], NOON)
    (claimed,) = await ours.claim(NOON, LEASE)
    for n in range(1, 6):
        later = NOON + n * LEASE * 2 / 3
        assert await theirs.sweep(later, LEASE, ()) == 0
        assert await ours.sweep(later, LEASE, {claimed.id}) == 0
    assert await ours.mark_sent([claimed], SendReceipt("openapi", "p"), later)
    assert await ours.counts() == {"sent": 1}


async def test_a_message_that_comes_to_both_is_taken_once(pair: Pair) -> None:
    boxes = [Inbox(store, timedelta(minutes=10)) for store in pair]
    messages = [make_message(message_id=f"m{n}") for n in range(20)]
    taken = await asyncio.gather(*(box.accept(one, NOON) for one in messages for box in boxes))
    assert sum(taken) == 20
    ends = await asyncio.gather(
        *(box.finish(one, Final.ANSWERED, "session", NOON) for one in messages for box in boxes)
    )
    assert ends == taken
    assert await boxes[0].counts() == {"answered": 20}


async def test_what_one_left_is_taken_over_by_one(pair: Pair) -> None:
    """Within a minute; and whoever was only paused can end nothing of it any more."""
    ours, theirs, left = watchful(pair[0]), watchful(pair[1]), make_message()
    assert await ours.recover(NOON) == []
    assert await ours.accept(left, NOON)
    assert await ours.start_work(left, NOON, begun)
    for _ in range(4):
        assert await theirs.recover(NOON) == []  # it may still be worked on
    assert [key_of(one) for one in await theirs.recover(NOON)] == [key_of(left)]
    assert not await ours.start_work(left, NOON, begun)
    assert not await ours.start_sending(left, NOON)
    assert not await ours.finish(left, Final.ANSWERED, "session", NOON)
    with ours.held(left), pytest.raises(StoreError, match="另一个进程"):
        await pair[0].run(lambda tx: tx.execute("calls.add", month="m", calls=1))
    with theirs.held(left):
        await pair[1].run(lambda tx: tx.execute("calls.add", month="m", calls=2))
    assert await pair[1].run(lambda tx: tx.one("calls.of_month", month="m")) == {"calls": 2}
    assert await theirs.start_work(left, NOON, begun)
    assert await theirs.finish(left, Final.ANSWERED, "session", NOON)


async def test_who_is_slow_and_counts_on_keeps_what_it_has(pair: Pair) -> None:
    ours, theirs, slow = watchful(pair[0]), watchful(pair[1]), make_message()
    await ours.recover(NOON)
    await ours.accept(slow, NOON)
    for _ in range(5):
        for _ in range(3):  # three beats that are late are a slow server's
            assert await theirs.recover(NOON) == []
        await ours.recover(NOON, lambda key: True)
    assert await ours.start_work(slow, NOON, begun)


async def test_who_counts_on_in_the_moment_of_the_look_keeps_what_it_has(pair: Pair) -> None:
    ours, theirs, slow = watchful(pair[0]), watchful(pair[1]), make_message()
    await ours.recover(NOON)
    await ours.accept(slow, NOON)
    looks = theirs._instances.look

    async def and_then_it_counts(now: datetime) -> list[Gone]:
        found = await looks(now)
        await ours.recover(NOON, lambda key: True)
        return found

    for _ in range(4):
        await theirs.recover(NOON)
    theirs._instances.look = and_then_it_counts  # type: ignore[method-assign]
    assert await theirs.recover(NOON) == []
    assert await ours.start_work(slow, NOON, begun)


async def test_looks_in_a_hurry_make_nobody_gone(pair: Pair) -> None:
    ours = watchful(pair[0])
    hasty = Inbox(pair[1], timedelta(minutes=10), elapsed=count(0, 1).__next__)
    await ours.accept(make_message(), NOON)
    for _ in range(10):
        assert await hasty.recover(NOON) == []


async def test_what_a_stop_gives_back_is_taken_at_once(pair: Pair) -> None:
    ours, theirs = watchful(pair[0]), watchful(pair[1])
    for n in range(3):
        moment = NOON + timedelta(seconds=n)
        await ours.accept(make_message(message_id=str(n), sender_id=str(n)), moment)
    sending = make_message(message_id="1", sender_id="1")
    await ours.start_work(sending, NOON, begun)
    await ours.start_sending(sending, NOON)
    await ours.give_back()
    assert [one.message_id for one in await theirs.recover(NOON)] == ["0", "2"]
    assert await theirs.counts() == {"received": 2, "unknown": 1}


async def _answered(store: Store, message: IncomingMessage) -> None:
    """Its answer is ready; it has still to be sent."""
    reply = Reply.text("x", ReplyKind.ANSWER)
    await Conversations(store, timedelta(minutes=10)).remember(message, "x", reply, NOON)


async def test_one_persons_messages_go_one_after_the_other(pair: Pair) -> None:
    """Though each came to another instance; others are not kept."""
    ours, theirs = watchful(pair[0]), watchful(pair[1])
    first, second = make_message(message_id="1"), make_message(message_id="2")
    elsewhere = make_message(message_id="3", conversation_id="1:1", is_group=False)
    other = make_message(message_id="4", sender_id="other")
    await ours.accept(first, NOON)
    # By the order of their rows: this one's clock is behind.
    for one in (second, other):
        await theirs.accept(one, NOON - timedelta(minutes=1))
    await ours.accept(elsewhere, NOON)
    assert await theirs.start_work(other, NOON, begun)
    for _ in range(2):
        with pytest.raises(OutOfTurn):
            await theirs.start_work(second, NOON, begun)
        await ours.start_work(first, NOON, begun)
    await _answered(pair[0], first)
    with pytest.raises(OutOfTurn):  # its answer must stand there first
        await theirs.start_work(second, NOON, begun)
    await ours.start_sending(first, NOON)
    with pytest.raises(OutOfTurn):
        await theirs.start_work(second, NOON, begun)
    await ours.finish(first, Final.UNKNOWN, "timeout", NOON)
    assert await theirs.start_work(second, NOON, begun)
    with pytest.raises(OutOfTurn):
        await ours.start_work(elsewhere, NOON, begun)
    await _answered(pair[1], second)
    assert await ours.start_work(elsewhere, NOON, begun)  # whose answer goes to another chat


async def test_what_was_taken_over_goes_before_what_waited_for_it(pair: Pair) -> None:
    ours, theirs = watchful(pair[0]), watchful(pair[1])
    first, second = make_message(message_id="1"), make_message(message_id="2")
    await ours.accept(first, NOON)
    await ours.start_work(first, NOON, begun)
    await theirs.accept(second, NOON)
    await ours.give_back()
    with pytest.raises(OutOfTurn):
        await theirs.start_work(second, NOON, begun)
    assert await theirs.recover(NOON, lambda key: key == key_of(second)) == [first]
    with pytest.raises(OutOfTurn):
        await theirs.start_work(second, NOON, begun)
    assert await theirs.start_work(first, NOON, begun)
    await _answered(pair[1], first)
    assert await theirs.start_work(second, NOON, begun)


async def test_the_last_seat_is_given_once(pair: Pair) -> None:
    """Also to people who sign up at once, with one instance each."""
    signups = [Signups(store, ZoneInfo("Asia/Shanghai"), ()) for store in pair]
    salon = make_salon(capacity=5)

    async def sign_up(number: int) -> Signup:
        person = make_attendee(f"p{number}")
        return (await signups[number % 2].sign_up(salon, person, f"m{number}", NOON)).signup

    rows = await asyncio.gather(*map(sign_up, range(12)))
    assert Counter(row.state for row in rows) == {
        SignupState.SEATED: 5,
        SignupState.WAITING: 7,
    }
    assert sorted(row.place for row in rows) == list(range(1, 13))


async def test_a_month_is_counted_by_all(pair: Pair) -> None:
    await asyncio.gather(
        *(
            store.run(lambda tx: tx.execute("calls.add", month="m", calls=1))
            for store in pair
            for _ in range(25)
        )
    )
    row = await pair[0].run(lambda tx: tx.one("calls.of_month", month="m"))
    assert row == {"calls": 50}

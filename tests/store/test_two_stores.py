"""Two instances on one database: nothing doubled, nothing lost."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.attendance import SignupState
from bot.attendance.signups import Signup, Signups
from bot.chat.inbox import Final, Inbox, key_of
from bot.messages import Destination, SendReceipt
from bot.schedule import DeliveryKind, NewDelivery, Outbox
from bot.store import Store, open_store
from tests.builders import begun, make_delivery, make_message
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
    ours, *others = (Inbox(store, timedelta(minutes=10)) for store in (*pair, pair[1]))
    left = make_message()
    assert await ours.accept(left, NOON)
    later = NOON + timedelta(minutes=4)
    assert await others[0].recover(later) == []  # it may still be worked on
    later = NOON + timedelta(minutes=6)
    found = await others[0].recover(later)
    assert [key_of(one) for one in found] == [key_of(left)]
    assert not await ours.start_work(left, later, begun)
    assert await others[0].start_work(left, later, begun)


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

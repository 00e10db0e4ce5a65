"""What the platform tells of groups, where it cannot be written down."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import FixedClock
from bot.dingtalk.inbound import StreamEvent
from bot.messages import SendReceipt
from bot.running.group_events import GroupEvents
from bot.schedule.groups import REMOVED, GroupLife
from bot.schedule.outbox import Outbox
from bot.settings import Group
from bot.store.sqlite import SqliteStore
from tests.builders import make_delivery, make_message

LEASE = timedelta(seconds=30)


async def test_who_speaks_in_a_group_that_was_gone_brings_it_back(
    store: SqliteStore, clock: FixedClock
) -> None:
    """Whichever process noted that it was gone; and what waited for it leaves at once."""
    group = Group(name="一群", conversation_id="cid-1")
    life = GroupLife(store, [group], ["admin"])
    await life.gone("cid-1", REMOVED, clock.now())
    woken: list[str] = []
    events = GroupEvents(life, "ours", clock, lambda: woken.append("deliveries"))
    outbox = Outbox(store)
    accepted: list[bool] = []

    async def accepting() -> None:
        accepted.append(True)

    await outbox.enqueue([make_delivery()], clock.now())
    await events.heard(make_message(conversation_id="cid-2", is_group=True), accepting())
    assert await outbox.silenced() == {"cid-1": REMOVED}
    while (batch := await outbox.claim(clock.now(), LEASE)) and batch[0].key != "k1":
        await outbox.mark_sent(batch, SendReceipt("openapi", "k"), clock.now())
    assert (batch, woken) == ([], [])
    for _ in range(2):
        await events.heard(make_message(conversation_id="cid-1", is_group=True), accepting())
    assert await outbox.silenced() == {}
    assert [one.key for one in await outbox.claim(clock.now(), LEASE)] == ["k1"]
    assert woken == ["deliveries"]
    assert accepted == [True] * 3


@pytest.mark.parametrize(("robot", "is_gone"), [({"robotCode": "theirs"}, False), ({}, True)])
async def test_only_our_own_going_leaves_a_group_behind(
    store: SqliteStore, clock: FixedClock, robot: dict[str, str], is_gone: bool
) -> None:
    group = Group(name="一群", conversation_id="cid-1")
    events = GroupEvents(GroupLife(store, [group], []), "ours", clock, lambda: None)
    data = {"openConversationId": "cid-1", **robot}
    await events.take(StreamEvent("1", "im_cool_app_uninstall", data))
    assert bool(await Outbox(store).silenced()) is is_gone


async def test_who_joins_within_minutes_is_greeted_together_and_not_all_day(
    store: SqliteStore, clock: FixedClock
) -> None:
    group = Group(name="一群", conversation_id="cid-1", welcome="欢迎")
    life, start = GroupLife(store, [group], []), clock.now()
    for seconds in (170, 190, 360):  # not by the clock's own three minutes
        await life.joined("cid-1", start + timedelta(seconds=seconds))
    assert await Outbox(store).counts() == {"pending": 2}
    for hours in range(1, 9):
        await life.joined("cid-1", start + timedelta(hours=hours))
    assert await Outbox(store).counts() == {"pending": 5}


async def test_a_refusal_that_cannot_be_noted_is_logged(
    store: SqliteStore, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    group = Group(name="一群", conversation_id="cid-1")
    events = GroupEvents(GroupLife(store, [group], ["admin"]), "ours", clock, lambda: None)
    await store.close()
    events.refused("cid-1", "400013")
    await events.close()
    assert "cid-1: its refusal could not be noted" in caplog.text

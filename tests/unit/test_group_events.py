"""What the platform tells of groups, where it cannot be written down."""

from __future__ import annotations

import pytest

from bot.clock import FixedClock
from bot.group_events import GroupEvents
from bot.schedule import Outbox
from bot.schedule.groups import REMOVED, GroupLife
from bot.settings import Group
from bot.store.sqlite import SqliteStore
from tests.builders import make_message


async def test_who_speaks_in_a_group_that_was_gone_brings_it_back(
    store: SqliteStore, clock: FixedClock
) -> None:
    """Whichever process noted that it was gone."""
    group = Group(name="一群", conversation_id="cid-1")
    life = GroupLife(store, [group], ["admin"])
    await life.gone("cid-1", REMOVED, clock.now())
    events = GroupEvents(life, clock, lambda: None)
    await events.heard(make_message(conversation_id="cid-2", is_group=True))
    assert await Outbox(store).silenced() == {"cid-1": REMOVED}
    await events.heard(make_message(conversation_id="cid-1", is_group=True))
    assert await Outbox(store).silenced() == {}


async def test_a_refusal_that_cannot_be_noted_is_logged(
    store: SqliteStore, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    group = Group(name="一群", conversation_id="cid-1")
    events = GroupEvents(GroupLife(store, [group], ["admin"]), clock, lambda: None)
    await store.close()
    events.refused("cid-1", "400013")
    await events.close()
    assert "cid-1: its refusal could not be noted" in caplog.text

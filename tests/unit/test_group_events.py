"""What the platform tells of groups, where it cannot be written down."""

from __future__ import annotations

import pytest

from bot.clock import FixedClock
from bot.group_events import GroupEvents
from bot.schedule.groups import GroupLife
from bot.settings import Group
from bot.store.sqlite import SqliteStore


async def test_a_refusal_that_cannot_be_noted_is_logged(
    store: SqliteStore, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    group = Group(name="一群", conversation_id="cid-1")
    events = GroupEvents(GroupLife(store, [group], ["admin"]), clock, lambda: None)
    await store.close()
    events.refused("cid-1", "400013")
    await events.close()
    assert "cid-1: its refusal could not be noted" in caplog.text

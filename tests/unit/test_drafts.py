"""Drafts over a store: who may confirm one, and that it acts once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from bot.drafts import Drafts, confirm_draft
from bot.errors import UserError
from bot.messages import Act
from bot.store.sqlite import SqliteStore
from tests.conftest import NOON

MINUTE = timedelta(minutes=1)


async def test_a_message_that_comes_twice_makes_one_draft(store: SqliteStore) -> None:
    drafts = Drafts(store)
    first = await drafts.add("salon", {"id": "a"}, Act("boss", "m1", NOON))
    again = await drafts.add("salon", {"id": "a"}, Act("boss", "m1", NOON))
    other = await drafts.add("replay", {"url": "u"}, Act("boss", "m2", NOON + MINUTE))
    assert first == again
    assert await drafts.waiting("boss", NOON + MINUTE) == [other, first]
    assert await drafts.waiting("another", NOON) == []
    assert await drafts.look_up(first.code.lower()) == first


async def test_a_draft_is_confirmed_once_and_not_after_it_was_cancelled(
    store: SqliteStore,
) -> None:
    drafts = Drafts(store)
    kept = await drafts.add("salon", {}, Act("boss", "m1", NOON))
    dropped = await drafts.add("salon", {}, Act("boss", "m2", NOON))
    assert await drafts.cancel(dropped)
    for draft, fresh in ((kept, True), (kept, False), (dropped, False)):
        confirmed = partial(confirm_draft, code=draft.code, by=Act("boss", "m3", NOON))
        assert await store.run(confirmed) is fresh
    assert not await drafts.confirm(kept, Act("boss", "m3", NOON))
    assert not await drafts.cancel(kept)
    assert await drafts.waiting("boss", NOON) == []


async def test_only_an_announcement_takes_a_second_person(store: SqliteStore) -> None:
    drafts = Drafts(store, two_person=True)
    announcement = await drafts.add("announcement", {}, Act("boss", "m1", NOON))
    salon = await drafts.add("salon", {}, Act("boss", "m2", NOON))
    assert await drafts.find(announcement.code, staff_id="second", now=NOON) == announcement
    assert await drafts.find(salon.code, staff_id="boss", now=NOON) == salon
    with pytest.raises(UserError, match="另一位组织者"):
        await drafts.find(announcement.code, staff_id="boss", now=NOON)
    with pytest.raises(UserError, match="起草的人自己"):
        await drafts.find(salon.code, staff_id="second", now=NOON)
    with pytest.raises(UserError, match="30 分钟"):
        await drafts.find(salon.code, staff_id="boss", now=NOON + 31 * MINUTE)

"""The month's calls: counted, told at 80 and 95 percent, and then spent on what matters."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.errors import StoreError
from bot.schedule.budget import CallBudget
from bot.schedule.deliveries import ALWAYS, DeliveryKind
from bot.schedule.outbox import Outbox
from bot.store.sqlite import SqliteStore
from tests.builders import make_delivery
from tests.conftest import NOON

SHANGHAI = ZoneInfo("Asia/Shanghai")
LEASE = timedelta(seconds=30)


def _budget(store: SqliteStore, most: int = 100) -> CallBudget:
    return CallBudget(store, most, SHANGHAI, ["boss"])


async def _spend(budget: CallBudget, calls: int) -> None:
    for _ in range(calls):
        budget.note("groupMessages/send")
    await budget.settle(NOON)


async def test_calls_are_counted_over_a_restart_and_anew_each_month(store: SqliteStore) -> None:
    await _spend(_budget(store), 7)
    budget = _budget(store)
    await _spend(budget, 3)
    assert budget.used == 10
    await budget.settle(NOON + timedelta(days=10))
    assert budget.used == 0


async def test_calls_that_could_not_be_written_down_are_counted_later(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run(*_: object) -> None:
        raise StoreError

    budget = _budget(store)
    with monkeypatch.context() as full:
        full.setattr(store, "run", run)
        with pytest.raises(StoreError):
            await _spend(budget, 3)
    await _spend(budget, 1)
    assert budget.used == 4


async def test_each_threshold_is_told_once_a_month(store: SqliteStore) -> None:
    budget, outbox = _budget(store), Outbox(store)
    await _spend(budget, 79)
    assert await outbox.counts() == {}
    for calls in (1, 5, 9):
        await _spend(budget, calls)
    assert await outbox.counts() == {"pending": 1}
    await _spend(budget, 1)
    await _spend(_budget(store), 1)
    titles = [d.title for d in await outbox.of_subject("notice")]
    assert titles == ["本月接口调用已用 80%", "本月接口调用已用 95%"]


async def test_from_95_percent_only_what_is_essential_leaves(store: SqliteStore) -> None:
    budget, outbox = _budget(store), Outbox(store)
    await outbox.enqueue(
        [
            make_delivery("in a week", essential_on="2026-11-30"),
            make_delivery("today", essential_on="2026-11-23"),
            make_delivery("approved", kind=DeliveryKind.ANNOUNCEMENT, essential_on=ALWAYS),
        ],
        NOON,
    )
    await _spend(budget, 95)
    frugal_on = budget.frugal_on(NOON)
    keys = []
    while batch := await outbox.claim(NOON, LEASE, frugal_on=frugal_on):
        keys += [delivery.key for delivery in batch]
        await outbox.mark_failed(batch, "x", NOON)
    assert [key for key in keys if not key.startswith("notice")] == ["today", "approved"]
    assert await outbox.next_due(frugal_on=frugal_on) is None
    assert await outbox.next_due() == NOON


async def test_without_a_budget_nothing_is_held_back(store: SqliteStore) -> None:
    budget = _budget(store, most=0)
    await _spend(budget, 1_000)
    assert budget.frugal_on(NOON) == ""
    assert await Outbox(store).counts() == {}


async def test_what_another_process_calls_is_seen_without_a_call_of_our_own(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "exclusive", False)
    ours, theirs = _budget(store), _budget(store)
    await ours.settle(NOON)
    await _spend(theirs, 95)
    await ours.settle(NOON)
    assert ours.frugal_on(NOON)

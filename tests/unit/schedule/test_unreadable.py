"""A row that this version of the program cannot read, as after a later one was taken back."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from bot.messages import Destination
from bot.schedule.deliveries import NewDelivery
from bot.schedule.outbox import Outbox
from bot.schedule.reports import LossReports
from bot.store.sqlite import SqliteStore
from tests.builders import make_delivery
from tests.conftest import NOON

LEASE = timedelta(seconds=30)
BEFORE = NOON - timedelta(minutes=1)


def _of_a_later_version(key: str = "bad") -> NewDelivery:
    return make_delivery(key, due_at=BEFORE, title="投票", kind=SimpleNamespace(value="poll"))


async def _errors(store: SqliteStore) -> dict[str, tuple[str, str]]:
    rows = await store.run(lambda tx: tx.all("deliveries.of_subject", subject="salon-1"))
    return {row["key"]: (row["state"], row["error"] or "") for row in rows}


async def test_it_fails_and_what_is_behind_it_leaves(store: SqliteStore) -> None:
    outbox = Outbox(store)
    await outbox.enqueue([_of_a_later_version(), make_delivery("good")], NOON)
    assert [one.key for one in await outbox.claim(NOON, LEASE)] == ["good"]
    found = await _errors(store)
    assert found["good"][0] == "sending"
    assert found["bad"][0] == "failed"
    assert "读不了" in found["bad"][1]


async def test_it_goes_along_with_nothing(store: SqliteStore) -> None:
    outbox = Outbox(store, digest=timedelta(minutes=3))
    bad = make_delivery("bad", kind=SimpleNamespace(value="poll"))
    await outbox.enqueue([make_delivery("good", due_at=BEFORE), bad], NOON)
    assert [one.key for one in await outbox.claim(NOON, LEASE)] == ["good"]


async def test_one_whose_claim_was_lost_may_have_arrived(store: SqliteStore) -> None:
    """The version that could read it was ended while it sent it."""
    outbox, late = Outbox(store), NOON + LEASE * 2
    elsewhere = make_delivery("good", destination=Destination(conversation_id="cid-2"))
    await outbox.enqueue([make_delivery("bad"), elsewhere], NOON)
    for _ in range(2):
        assert await outbox.claim(NOON, LEASE)

    def change(tx: Any) -> None:
        tx._connection.execute("UPDATE deliveries SET kind = 'poll' WHERE key = 'bad'")

    await store.run(change)
    assert await outbox.sweep(late, LEASE, ()) == 2
    found = await _errors(store)
    assert (found["bad"][0], found["good"][0]) == ("unknown", "pending")


async def test_the_admins_hear_of_it_once(store: SqliteStore) -> None:
    outbox, reports = Outbox(store), LossReports(store, ["boss"], str)
    await outbox.enqueue([_of_a_later_version(), _of_a_later_version("worse")], NOON)
    assert await outbox.claim(NOON, LEASE) == []
    assert await reports.run(NOON) == 2
    assert await reports.run(NOON) == 0
    (notice,) = await outbox.of_subject("notice")
    assert notice.title == "有 2 条消息读不了"
    assert "没有确定送到：**「投票」。" in notice.markdown

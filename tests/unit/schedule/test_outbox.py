"""Deliveries: enqueued once, claimed once, and each ends where it should."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.messages import SendReceipt
from bot.schedule import Delivery, DeliveryKind, Outbox
from bot.schedule.outbox import RESEND_MARK
from bot.store.sqlite import SqliteStore
from tests.builders import make_delivery
from tests.conftest import NOON

LEASE = timedelta(seconds=30)
DAY = timedelta(days=1)


async def _claimed(outbox: Outbox) -> Delivery:
    delivery = await outbox.claim(NOON, LEASE)
    assert delivery is not None
    return delivery


async def test_enqueuing_twice_is_one_delivery(store: SqliteStore) -> None:
    outbox = Outbox(store)
    assert await outbox.enqueue([make_delivery()], NOON) == 1
    assert await outbox.enqueue([make_delivery()], NOON) == 0
    assert await outbox.counts() == {"pending": 1}


async def test_a_pending_delivery_takes_a_changed_text(store: SqliteStore) -> None:
    outbox = Outbox(store)
    await outbox.enqueue([make_delivery()], NOON)
    await outbox.enqueue([make_delivery(markdown="换了场地")], NOON)
    assert (await _claimed(outbox)).markdown == "换了场地"


async def test_a_claimed_delivery_is_not_changed_or_claimed_again(store: SqliteStore) -> None:
    outbox = Outbox(store)
    await outbox.enqueue([make_delivery()], NOON)
    await _claimed(outbox)
    assert await outbox.enqueue([make_delivery(markdown="换了场地")], NOON) == 0
    assert await outbox.claim(NOON, LEASE) is None


async def test_what_is_not_due_waits_and_what_is_too_late_expires(store: SqliteStore) -> None:
    outbox = Outbox(store)
    await outbox.enqueue(
        [
            make_delivery("later", due_at=NOON + DAY),
            make_delivery("late", due_at=NOON - DAY, expires_at=NOON),
        ],
        NOON - DAY,
    )
    assert await outbox.claim(NOON, LEASE) is None
    assert await outbox.counts() == {"expired": 1, "pending": 1}
    assert await outbox.next_due() == NOON + DAY


async def test_the_platforms_key_is_kept_with_sent(store: SqliteStore) -> None:
    outbox = Outbox(store)
    await outbox.enqueue([make_delivery()], NOON)
    delivery = await _claimed(outbox)
    assert await outbox.mark_sent(delivery, SendReceipt("openapi", "pqk-1"), NOON)
    (kept,) = await outbox.of_subject("salon-1")
    assert (kept.state, kept.platform_key) == ("sent", "pqk-1")


async def test_a_late_mark_changes_nothing(store: SqliteStore) -> None:
    outbox = Outbox(store)
    await outbox.enqueue([make_delivery(kind=DeliveryKind.ANNOUNCEMENT)], NOON)
    delivery = await _claimed(outbox)
    assert await outbox.recover(NOON + LEASE, at_start=False) == 1
    assert not await outbox.mark_sent(delivery, SendReceipt("openapi", "k"), NOON)
    assert await outbox.counts() == {"unknown": 1}


async def test_a_lost_reminder_is_resent_once_and_marked(store: SqliteStore) -> None:
    outbox = Outbox(store)
    await outbox.enqueue([make_delivery(expires_at=NOON + DAY)], NOON)
    assert await outbox.lose(await _claimed(outbox), "timeout", NOON) == "pending"
    again = await _claimed(outbox)
    assert again.markdown.startswith(RESEND_MARK)
    assert await outbox.lose(again, "timeout", NOON) == "unknown"
    assert await outbox.claim(NOON, LEASE) is None


async def test_a_lost_announcement_is_never_resent(store: SqliteStore) -> None:
    outbox = Outbox(store)
    await outbox.enqueue([make_delivery(kind=DeliveryKind.ANNOUNCEMENT)], NOON)
    assert await outbox.lose(await _claimed(outbox), "timeout", NOON) == "unknown"
    assert await outbox.claim(NOON + DAY, LEASE) is None


async def test_the_claims_of_a_crashed_process_are_given_up_at_start(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    crashed = await SqliteStore.open(path)
    await Outbox(crashed).enqueue([make_delivery(kind=DeliveryKind.ANNOUNCEMENT)], NOON)
    assert await Outbox(crashed).claim(NOON, LEASE)
    await crashed.close()
    after = await SqliteStore.open(path)
    assert await Outbox(after).recover(NOON, at_start=True) == 1
    assert await Outbox(after).counts() == {"unknown": 1}
    await after.close()


async def test_replanning_supersedes_what_no_longer_follows_and_revives_what_does(
    store: SqliteStore,
) -> None:
    outbox = Outbox(store)
    old, new = make_delivery("old", due_at=NOON + DAY), make_delivery("new", due_at=NOON + DAY)
    kind = DeliveryKind.REMINDER
    assert await outbox.replan(kind, [old], {"old"}, NOON) == (1, 0)
    assert await outbox.replan(kind, [new], {"new"}, NOON) == (1, 1)
    assert await outbox.counts() == {"pending": 1, "superseded": 1}
    # Moved back again: the first plan holds once more.
    assert await outbox.replan(kind, [old], {"old"}, NOON) == (1, 1)
    assert await outbox.replan(kind, [old], {"old"}, NOON) == (0, 0)


@pytest.mark.parametrize("state", ["failed", "unknown"])
async def test_lost_deliveries_are_reported_once(store: SqliteStore, state: str) -> None:
    outbox = Outbox(store)
    await outbox.enqueue([make_delivery(kind=DeliveryKind.ANNOUNCEMENT)], NOON)
    delivery = await _claimed(outbox)
    if state == "failed":
        await outbox.mark_failed(delivery, "机器人不在群里", NOON)
    else:
        await outbox.lose(delivery, "timeout", NOON)
    assert await outbox.report_lost(["boss"], NOON) == 1
    assert await outbox.report_lost(["boss"], NOON) == 0
    notice = await _claimed(outbox)
    assert notice.kind is DeliveryKind.NOTICE
    assert notice.destination.staff_id == "boss"
    assert "公告" in notice.markdown

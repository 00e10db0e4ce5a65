"""What is foreseen is what the planner would enqueue and the outbox would send."""

from __future__ import annotations

from datetime import timedelta

from bot.messages import Destination, Reply, SendReceipt
from bot.schedule.deliveries import DeliveryKind
from bot.schedule.digests import digest, forecast
from bot.schedule.outbox import Outbox
from bot.store.sqlite import SqliteStore
from tests.builders import make_delivery
from tests.conftest import NOON

MINUTE = timedelta(minutes=1)


def test_what_falls_together_is_one_message_and_the_rest_comes_by_time() -> None:
    there = Destination(conversation_id="cid-2")
    posts = forecast(
        [
            make_delivery("late", due_at=NOON + 10 * MINUTE),
            make_delivery("a"),
            make_delivery("b", due_at=NOON + MINUTE),
            make_delivery("exact", due_at=NOON + MINUTE, exact=True),
            make_delivery("there", destination=there),
            make_delivery("news", kind=DeliveryKind.ANNOUNCEMENT),
            make_delivery("too late", due_at=NOON + timedelta(days=2)),
        ],
        NOON,
        NOON + timedelta(days=1),
        3 * MINUTE,
    )
    assert [post.at - NOON for post in posts] == [0 * MINUTE] * 3 + [MINUTE, 10 * MINUTE]
    assert posts[0].reply.markdown.count("明天开始") == 2


def test_the_same_delivery_from_two_sources_is_one_message() -> None:
    posts = forecast([make_delivery("a"), make_delivery("a")], NOON, NOON + MINUTE, MINUTE)
    assert len(posts) == 1


async def test_rows_are_grouped_as_they_are_sent(store: SqliteStore) -> None:
    """What was refused in a digest goes alone and a resend says so of itself; no message
    takes more than ten, and none takes what expired."""
    outbox = Outbox(store, digest=3 * MINUTE)
    await outbox.enqueue([make_delivery(f"refused {n}") for n in range(2)], NOON)
    refused = await outbox.claim(NOON, MINUTE)
    await outbox.retry_later(refused, NOON + MINUTE, "refused", NOON, alone=True)
    await outbox.enqueue([make_delivery("lost")], NOON)
    await outbox.lose(await outbox.claim(NOON, MINUTE), "no reply", NOON)
    await outbox.enqueue(
        [
            *(make_delivery(f"plain {n:02}", due_at=NOON + MINUTE) for n in range(12)),
            make_delivery("brief", due_at=NOON + MINUTE, expires_at=NOON + MINUTE),
            make_delivery("exact", due_at=NOON + 2 * MINUTE, exact=True),
        ],
        NOON,
    )
    foreseen = forecast(
        await outbox.upcoming(NOON + 9 * MINUTE), NOON, NOON + 9 * MINUTE, 3 * MINUTE
    )
    sent: list[tuple[timedelta, Reply]] = []
    for minute in range(9):
        now = NOON + minute * MINUTE
        while batch := await outbox.claim(now, MINUTE):
            sent.append((now - NOON, digest(batch)))
            await outbox.mark_sent(batch, SendReceipt("webhook", ""), now)
    assert [(post.at - NOON, post.reply) for post in foreseen] == sent
    assert len(sent) == 6


def test_what_expires_before_it_is_due_is_not_foreseen() -> None:
    late = make_delivery("late", due_at=NOON + MINUTE, expires_at=NOON + MINUTE)
    assert forecast([late], NOON, NOON + MINUTE, MINUTE) == []

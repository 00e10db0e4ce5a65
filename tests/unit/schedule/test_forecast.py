"""What is foreseen is what the planner would enqueue and the outbox would send."""

from __future__ import annotations

from datetime import timedelta

from bot.messages import Destination
from bot.schedule import DeliveryKind
from bot.schedule.forecast import forecast
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

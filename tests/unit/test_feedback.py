"""What was asked in vain is listed once a wording, as it was asked last."""

from __future__ import annotations

from datetime import timedelta

from bot.feedback import Feedback, UnansweredQuestion
from bot.store.sqlite import SqliteStore
from tests.conftest import NOON

MINUTE = timedelta(minutes=1)


async def test_equal_wordings_are_counted_with_the_page_that_was_nearest_last(
    store: SqliteStore,
) -> None:
    feedback = Feedback(store)
    await feedback.note_unanswered("怎么限流", "cid-1", NOON, "guide/pool.md")
    await feedback.note_unanswered("怎么退群", "cid-1", NOON + MINUTE)
    await feedback.note_unanswered("怎么限流", "cid-2", NOON + 2 * MINUTE, "guide/locks.md")
    assert await feedback.unanswered() == [
        UnansweredQuestion("怎么限流", 2, NOON + 2 * MINUTE, "guide/locks.md"),
        UnansweredQuestion("怎么退群", 1, NOON + MINUTE, ""),
    ]
    assert [one.question for one in await feedback.unanswered(most=1)] == ["怎么限流"]

"""What was asked in vain is listed once a wording, as it was asked last."""

from __future__ import annotations

from datetime import timedelta

from bot.feedback import Feedback, UnansweredQuestion
from bot.messages import Act
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


async def test_a_wording_is_taken_off_the_list_once_and_it_is_known_by_whom(
    store: SqliteStore,
) -> None:
    feedback = Feedback(store)
    for question in ("怎么限流", "怎么限流", "怎么退群"):
        await feedback.note_unanswered(question, "cid-1", NOON)
    assert await feedback.dismiss("怎么限流", Act("050004", "console/1", NOON))
    assert not await feedback.dismiss("怎么限流", Act("050004", "console/2", NOON))
    assert [one.question for one in await feedback.unanswered()] == ["怎么退群"]
    (entry,) = await store.run(lambda tx: tx.all("audit.recent", most=9))
    assert (entry["staff_id"], entry["action"]) == ("050004", "unanswered.dismiss")
    assert entry["detail"] == "怎么限流"


async def test_what_is_asked_to_see_the_reply_is_not_kept(store: SqliteStore) -> None:
    feedback = Feedback(store)
    rehearsal = feedback.rehearsal()
    await rehearsal.note_unanswered("怎么限流", "cid-1", NOON)
    assert rehearsal.noted == ["怎么限流"]
    assert await feedback.unanswered() == []

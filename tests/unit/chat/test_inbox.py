"""The life of a message row, across repeats and crashes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, strategies as st

from bot.chat.inbox import Final, Inbox, from_json, to_json
from bot.chat.no_reply import NoReply
from bot.errors import StoreError
from bot.messages import IncomingMessage
from bot.store import Transaction, to_text
from bot.store.connection import queries
from bot.store.sqlite import SqliteStore
from tests.builders import begun, make_message, taken_over
from tests.conftest import NOON
from tests.postgres import sqlites_own

KEEP = timedelta(minutes=10)


async def test_a_message_is_accepted_once_per_robot(store: SqliteStore) -> None:
    inbox = Inbox(store, KEEP)
    assert await inbox.accept(make_message(), NOON)
    assert not await inbox.accept(make_message(), NOON)
    assert await inbox.accept(make_message(robot_code="other"), NOON)


async def test_a_repeat_is_known_after_a_restart_and_after_the_answer(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    first = await SqliteStore.open(path)
    inbox = Inbox(first, KEEP)
    await inbox.accept(make_message(), NOON)
    await inbox.finish(make_message(), Final.ANSWERED, "session", NOON)
    await first.close()
    second = await SqliteStore.open(path)
    assert not await Inbox(second, KEEP).accept(make_message(), NOON + timedelta(days=3))
    await second.close()


async def test_text_and_webhook_are_dropped_with_the_final_state(store: SqliteStore) -> None:
    inbox = Inbox(store, KEEP)
    message = make_message("很私密的问题", session_webhook="https://oapi.example/secret")
    await inbox.accept(message, NOON)
    await inbox.start_work(message, NOON, begun)
    await inbox.finish(message, Final.ANSWERED, "session", NOON)
    everything = "SELECT * FROM messages"
    rows = await store.run(lambda tx: cast(Any, tx)._connection.execute(everything).fetchall())
    assert "私密" not in str(rows)
    assert "secret" not in str(rows)


async def test_only_what_others_see_must_survive_a_power_cut(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The acknowledgement and the reply leave the house, and of a refusal somebody is told."""
    durable: list[bool] = []
    run = store.run

    def noted(work: Any, **how: bool) -> Any:
        durable.append(how.get("durable", True))
        return run(work, **how)

    monkeypatch.setattr(store, "run", noted)
    inbox, message = Inbox(store, KEEP), make_message()
    await inbox.accept(message, NOON)
    await inbox.start_work(message, NOON, begun)
    await inbox.start_sending(message, NOON)
    await inbox.return_to_work(message, NOON)
    await inbox.finish(message, Final.ANSWERED, "session", NOON)
    assert durable == [True, False, True, True, False]
    durable.clear()
    for state in (Final.UNKNOWN, Final.REJECTED, Final.EXPIRED):
        await inbox.finish(message, state, "", NOON)
    assert durable == [False, True, True]


async def test_what_is_read_for_the_work_is_read_in_its_transaction_or_not_at_all(
    store: SqliteStore,
) -> None:
    inbox, message = Inbox(store, KEEP), make_message()
    await inbox.accept(message, NOON)

    def broken(tx: Transaction) -> None:
        assert tx.all("messages.count_by_state") == [{"state": "working", "count": 1}]
        raise StoreError("gone")

    with pytest.raises(StoreError):
        await inbox.start_work(message, NOON, broken)
    assert await inbox.counts() == {"received": 1}  # so it has not begun
    assert await inbox.start_work(message, NOON, lambda tx: "read") == "read"
    assert await inbox.start_work(message, NOON, lambda tx: "again") == "again"
    await inbox.finish(message, Final.ANSWERED, "session", NOON)
    assert await inbox.start_work(message, NOON, begun) is None


async def test_nothing_is_sent_for_a_row_that_is_final(store: SqliteStore) -> None:
    inbox = Inbox(store, KEEP)
    await inbox.accept(make_message(), NOON)
    await inbox.finish(make_message(), Final.REJECTED, "queue full", NOON)
    assert not await inbox.start_work(make_message(), NOON, begun)
    assert not await inbox.start_sending(make_message(), NOON)


async def test_sending_needs_work_of_this_process(store: SqliteStore) -> None:
    inbox = Inbox(store, KEEP)
    await inbox.accept(make_message(), NOON)
    assert not await inbox.start_sending(make_message(), NOON)
    assert await inbox.start_work(make_message(), NOON, begun)
    assert await inbox.start_sending(make_message(), NOON)


async def test_after_a_crash_each_row_is_resumed_expired_or_unknown(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    crashed = await SqliteStore.open(path)
    inbox = Inbox(crashed, KEEP)
    states = ("received", "working", "sending", "old")
    for n, name in enumerate(states):
        message = make_message(name, message_id=name, sender_id=name)
        at = NOON - timedelta(minutes=30) if name == "old" else NOON + timedelta(seconds=n)
        await inbox.accept(message, at)
        if name in ("working", "sending"):
            await inbox.start_work(message, at, begun)
        if name == "sending":
            await inbox.start_sending(message, at)
    await crashed.close()

    after = await SqliteStore.open(path)
    again = Inbox(after, KEEP)
    resumed = await again.recover(NOON + timedelta(minutes=1))
    assert [m.text for m in resumed] == ["received", "working"]
    assert await again.counts() == {"expired": 1, "received": 1, "unknown": 1, "working": 1}
    assert await again.start_work(resumed[1], NOON, begun)
    assert await again.start_sending(resumed[1], NOON)
    await after.close()


async def test_what_another_process_took_over_is_ended_there_only(store: SqliteStore) -> None:
    slow, message, later = Inbox(store, KEEP), make_message(), NOON + timedelta(minutes=1)
    first = store.instance
    await slow.accept(message, NOON)
    assert await slow.start_work(message, NOON, begun)
    store.exclusive, store.instance = False, "other"
    assert await taken_over(store, later) == [message]
    store.instance = first
    assert not await slow.start_work(message, later, begun)
    assert not await slow.start_sending(message, later)
    assert not await slow.finish(message, Final.REJECTED, "not-ours", later)
    store.instance = "other"
    assert await slow.start_work(message, later, begun)
    assert await slow.start_sending(message, later)
    assert await slow.finish(message, Final.ANSWERED, "session", later)


@sqlites_own
async def test_what_is_open_is_found_by_its_index(store: SqliteStore) -> None:
    """It is looked for every few seconds, among the rows of months."""
    told = store._connection.execute(
        f"EXPLAIN QUERY PLAN {queries()['messages.open']}", {"claimed_by": "x"}
    ).fetchall()
    orphans = {"claimed_by": "x", "now": "x"}
    told += store._connection.execute(
        f"EXPLAIN QUERY PLAN {queries()['messages.claim_orphans']}", orphans
    ).fetchall()
    assert len(told) == 2
    assert all("INDEX messages_claimed" in row[3] for row in told)


@pytest.mark.parametrize("payload", ["{}", "nonsense", '{"field_of_tomorrow": 1}', "[]"])
async def test_a_row_that_cannot_be_read_stops_no_start(store: SqliteStore, payload: str) -> None:
    await store.run(
        lambda tx: tx.execute(
            "messages.accept",
            robot="robot",
            message_id="odd",
            conversation_id="c",
            person="p",
            staff_id="",
            payload=payload,
            claimed_by="an earlier run",
            now=to_text(NOON),
        )
    )
    inbox = Inbox(store, KEEP)
    assert await taken_over(store, NOON) == []
    assert await inbox.counts() == {"rejected": 1}
    assert await inbox.without_answer(NOON) == {NoReply.UNREADABLE.label: 1}


@given(text=st.text(), nick=st.text(), quoted=st.text())
def test_any_message_survives_its_row(text: str, nick: str, quoted: str) -> None:
    message: IncomingMessage = make_message(
        text,
        sender_nick=nick,
        webhook_expires_at=NOON,
        quoted=quoted,
    )
    assert from_json(to_json(message)) == message

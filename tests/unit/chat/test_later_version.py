"""Rows that a later version of the program has left: whoever writes is answered all the same."""

from __future__ import annotations

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from bot.chat.conversation import Conversations
from bot.chat.inbox import from_json, to_json
from bot.messages import Reply
from bot.store.sqlite import SqliteStore
from tests.builders import make_message
from tests.conftest import NOON


async def test_a_turn_of_an_unknown_kind_is_passed_over(store: SqliteStore) -> None:
    conversations = Conversations(store, timedelta(minutes=10))
    unknown: Any = SimpleNamespace(kind=SimpleNamespace(value="poll"), topic={})
    for n, reply in enumerate((Reply.text("x"), unknown, Reply.text("y"))):
        asked = make_message(str(n), message_id=str(n))
        await conversations.remember(asked, asked.text, reply, NOON)
    history = await conversations.history(make_message(message_id="new"), NOON)
    assert [turn.question for turn in history] == ["0", "2"]


async def test_a_turn_whose_topic_is_no_table_is_passed_over(store: SqliteStore) -> None:
    conversations = Conversations(store, timedelta(minutes=10))
    row = {"conversation_id": "cid-1", "person": "sender-1", "question": "q", "kind": "answer"}
    for n, topic in enumerate(("[1]", "{cut", "null")):
        values = row | {"topic": topic, "asked_at": "2026-11-23T04:00:00.000000Z"}
        await store.run(lambda tx: tx.execute("turns.add", **values, source=f"s{n}"))  # noqa: B023
    assert await conversations.history(make_message(message_id="new"), NOON) == ()


def test_what_a_message_has_besides_is_left_out() -> None:
    message = make_message(quoted="work_mem 设成 4GB")
    kept = json.loads(to_json(message)) | {"thread_id": "t", "quote": {"text": "x"}}
    assert from_json(json.dumps(kept)) == message

"""Every shape of a bot message that the platform is known to send, and junk besides."""

from __future__ import annotations

import copy
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from bot import markdown
from bot.dingtalk import reading
from bot.dingtalk.incoming import parse_message
from bot.messages import IncomingMessage

SAMPLES = json.loads(
    (Path(__file__).parents[2] / "data/frames/messages.json").read_text(encoding="utf-8")
)
NOW = datetime(2026, 3, 5, 4, 0, 1, tzinfo=UTC)


def sample(name: str) -> dict[str, Any]:
    """The data of one sample; a null takes the base's field away."""
    one = SAMPLES["messages"][name]
    data = SAMPLES["base"] | (SAMPLES["single"] if one.get("single") else {}) | one["data"]
    return {key: value for key, value in data.items() if value is not None}


def parse(data: dict[str, Any]) -> IncomingMessage | None:
    return parse_message(data, NOW, robot_code="fallback", bot_names=("象问",))


def seen(message: IncomingMessage, name: str) -> Any:
    value = getattr(message, name)
    return value.isoformat() if isinstance(value, datetime) else value


@pytest.mark.parametrize("name", SAMPLES["messages"])
def test_a_message_is_understood(name: str) -> None:
    message = parse(sample(name))
    assert message is not None
    expected = SAMPLES["messages"][name]["expected"]
    assert {field: seen(message, field) for field in expected} == expected
    assert "quoted" in expected or not message.quoted


def test_identity_and_way_back_are_taken_over() -> None:
    message = parse(sample("single text"))
    assert message is not None
    assert (message.robot_code, message.message_id) == ("dingtestsrobot", "msgTests000001==")
    assert message.person == "$:LWCP_v1:$TestsMeng=="
    assert message.session_webhook == SAMPLES["base"]["sessionWebhook"]
    assert message.session_webhook not in repr(message)


@pytest.mark.parametrize("value", [None, "x" * 9_000])  # PostgreSQL indexes no such id
@pytest.mark.parametrize("name", ["msgId", "conversationId"])
def test_a_message_nobody_could_answer_is_none(name: str, value: str | None) -> None:
    assert parse(sample("single text") | {name: value}) is None


def test_an_endless_name_fills_no_list() -> None:
    message = parse(sample("single text") | {"senderNick": "象" * 9_000})
    assert message is not None
    assert message.sender_nick == "象" * 64


def test_the_bots_own_message_is_none() -> None:
    data = sample("single text")
    assert parse(data | {"senderId": data["chatbotUserId"]}) is None


@pytest.mark.parametrize("moment", [1, 1772683201000 + 3_600_000, 1e300, True])
def test_an_unbelievable_time_is_replaced_by_now(moment: float) -> None:
    message = parse(sample("single text") | {"createAt": moment})
    assert message is not None
    assert message.received_at == NOW


def test_half_a_surrogate_pair_does_not_reach_the_store() -> None:
    message = parse(sample("single text") | {"text": {"content": "坏\ud83d字"}})
    assert message is not None
    assert message.text.encode() == "坏\ufffd字".encode()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """A sample with one or more of its values, at any depth, replaced by any JSON."""
    data = copy.deepcopy(sample(draw(st.sampled_from(sorted(SAMPLES["messages"])))))
    for _ in range(draw(st.integers(1, 4))):
        place: Any = data
        while True:
            keys = sorted(place) if isinstance(place, dict) else list(range(len(place)))
            key = draw(st.sampled_from(keys))
            deeper = isinstance(place[key], dict | list) and place[key] and draw(st.booleans())
            if not deeper:
                break
            place = place[key]
        place[key] = draw(json_values)
    return data


@given(mutated())
def test_no_mutation_of_a_message_raises(data: dict[str, Any]) -> None:
    message = parse(data)
    if message is not None:
        assert all((message.message_id, message.conversation_id, message.person))
        assert message.received_at.tzinfo is not None
        message.text.encode()


@given(st.dictionaries(st.sampled_from(sorted(SAMPLES["base"])), json_values))
def test_no_json_object_raises(data: dict[str, Any]) -> None:
    parse(data)


def test_a_character_that_can_be_printed_is_never_cleaned_away() -> None:
    """So that a text of such characters alone need not be looked through."""
    every = "".join(char for char in map(chr, range(sys.maxunicode + 1)) if char.isprintable())
    cleaning = (reading._SPACES, reading.LONE_SURROGATE, markdown._INVISIBLE)
    assert not any(one.search(every) for one in cleaning)

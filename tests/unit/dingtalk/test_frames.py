"""Frames: what the SDK's classes cannot take is settled before they see it."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from bot.dingtalk.frames import OK, TOPIC_BOT, ack, decode

INVALID = json.loads(
    (Path(__file__).parents[2] / "data/frames/invalid.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("text", INVALID)
def test_an_invalid_frame_is_survived(text: str) -> None:
    frame = decode(text)
    assert frame is None or frame.data is None


def test_a_frame_deeper_than_the_parser_allows_is_survived() -> None:
    assert decode("[" * 100_000) is None
    assert decode('{"type":"CALLBACK","data":' + json.dumps("[" * 100_000) + "}") is not None


def test_junk_in_a_header_does_not_hide_the_message() -> None:
    headers = {"topic": TOPIC_BOT, "messageId": 7, "time": "soon", "extra": {"a": 1}}
    frame = decode(json.dumps({"type": "CALLBACK", "headers": headers, "data": '{"a": 1}'}))
    assert frame is not None
    assert (frame.topic, frame.message_id, frame.data) == (TOPIC_BOT, "7", {"a": 1})


def test_the_acknowledgement_has_the_platforms_shape() -> None:
    headers = {"topic": TOPIC_BOT, "messageId": "tests-9", "time": "1772683200000"}
    frame = decode(json.dumps({"type": "CALLBACK", "headers": headers, "data": "{}"}))
    assert frame is not None
    assert json.loads(ack(frame, OK, "OK", {"response": None}) or "") == {
        "code": 200,
        "headers": {"messageId": "tests-9", "contentType": "application/json"},
        "message": "OK",
        "data": '{"response": null}',
    }


def test_without_an_id_there_is_nothing_to_acknowledge() -> None:
    frame = decode('{"type": "SYSTEM", "headers": {"topic": "disconnect"}, "data": "{}"}')
    assert frame is not None
    assert ack(frame, OK, "OK", {}) is None


@given(st.text())
def test_no_text_raises(text: str) -> None:
    decode(text)


@given(
    st.dictionaries(
        st.sampled_from(["type", "headers", "data", "specVersion"]),
        st.recursive(
            st.none()
            | st.integers()
            | st.text(max_size=9)
            | st.sampled_from(["CALLBACK", "EVENT"]),
            lambda inner: (
                st.dictionaries(
                    st.sampled_from(["topic", "messageId", "time", "eventBornTime", "eventId"]),
                    inner,
                )
                | st.lists(inner, max_size=3)
            ),
            max_leaves=8,
        ),
    )
)
def test_no_json_object_raises(frame: dict[str, object]) -> None:
    decode(json.dumps(frame))


def test_importing_the_sdk_warns_of_nothing_and_adds_no_log_handler() -> None:
    """In a process of its own: here the import has long happened."""
    code = (
        "import logging, bot.dingtalk.stream\n"
        "kinds = {type(h).__name__ for l in logging.root.manager.loggerDict.values()"
        " for h in getattr(l, 'handlers', [])}\n"
        "assert kinds <= {'NullHandler'}, kinds\n"
        "assert not logging.getLogger().handlers\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)
    assert logging.getLogger("dingtalk_stream.client").handlers == []

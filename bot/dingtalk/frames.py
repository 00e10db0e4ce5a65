"""Frames of the Stream protocol, on the SDK's own classes.

The SDK's decoder raises on junk in a header; whatever may be wrong with a frame is dealt with
here, so that no text can end a connection.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dingtalk_stream.chatbot import ChatbotMessage
from dingtalk_stream.frames import (
    AckMessage,
    CallbackMessage,
    EventMessage,
    Headers,
    SystemMessage,
)
from dingtalk_stream.handlers import CallbackHandler

from bot.dingtalk.reading import json_object
from bot.expressions import Expression

TOPIC_BOT: str = ChatbotMessage.TOPIC
TOPIC_CARD: str = CallbackHandler.TOPIC_CARD_CALLBACK
TOPIC_DISCONNECT: str = SystemMessage.TOPIC_DISCONNECT
TOPIC_PING = "ping"
# Codes of an acknowledgement.
OK: int = AckMessage.STATUS_OK
NOT_FOUND: int = AckMessage.STATUS_NOT_IMPLEMENT
FAILED: int = AckMessage.STATUS_SYSTEM_EXCEPTION

SUBSCRIPTIONS: tuple[Mapping[str, str], ...] = (
    {"type": EventMessage.TYPE, "topic": "*"},
    {"type": CallbackMessage.TYPE, "topic": TOPIC_BOT},
    {"type": CallbackMessage.TYPE, "topic": TOPIC_CARD},
)

_CLASSES: Mapping[str, Any] = {
    kind.TYPE: kind for kind in (SystemMessage, EventMessage, CallbackMessage)
}
_NUMBERS = ("time", "eventBornTime")
_NUMBER = Expression(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame that can be acted upon. ``data`` is None when it was not a JSON object."""

    kind: str
    topic: str
    message_id: str
    event_type: str
    event_id: str
    data: Mapping[str, Any] | None

    @property
    def is_system(self) -> bool:
        return bool(self.kind == SystemMessage.TYPE)

    @property
    def is_event(self) -> bool:
        return bool(self.kind == EventMessage.TYPE)


def decode(text: str) -> Frame | None:
    """The frame in this text, or None for a text that is not one of ours. Never raises."""
    raw = json_object(text) or {}
    kind = raw.get("type")
    if not isinstance(kind, str) or kind not in _CLASSES:
        return None
    message = _CLASSES[kind].from_dict({"type": kind, "headers": _headers(raw.get("headers"))})
    headers = message.headers
    return Frame(
        kind=kind,
        topic=headers.topic or "",
        message_id=headers.message_id or "",
        event_type=headers.event_type or "",
        event_id=headers.event_id or "",
        data=_object(raw.get("data")),
    )


def _headers(raw: object) -> dict[str, str]:
    """Headers as text, without those that must be numbers to the SDK's decoder and are not."""
    if not isinstance(raw, dict):
        return {}
    texts = {name: str(v) for name, v in raw.items() if isinstance(v, str | int | float)}
    return {n: v for n, v in texts.items() if n not in _NUMBERS or _NUMBER.fullmatch(v)}


def _object(data: object) -> Mapping[str, Any] | None:
    if isinstance(data, str):
        return json_object(data)
    return data if isinstance(data, dict) else None


def ack(frame: Frame, code: int, message: str, data: Mapping[str, Any]) -> str | None:
    """The acknowledgement's text; None when the frame has no id to acknowledge."""
    if not frame.message_id:
        return None
    answer = AckMessage()
    answer.code = code
    answer.message = message
    answer.headers.message_id = frame.message_id
    answer.headers.content_type = Headers.CONTENT_TYPE_APPLICATION_JSON
    answer.data = dict(data)
    # Escaped, since what is echoed may hold half a surrogate pair, which no socket can send.
    return json.dumps(answer.to_dict())

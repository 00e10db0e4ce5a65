"""The only place that knows DingTalk: hearing by Stream, speaking by webhook and OpenAPI.

The names below are imported when they are first asked for: ``xiangwen ask`` needs only
``formats`` and ``redaction``, and the SDK with its HTTP libraries takes most of a second.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.dingtalk.openapi import OpenApi
    from bot.dingtalk.sender import DingTalkSender
    from bot.dingtalk.stream import StreamConnection

__all__ = ["DingTalkSender", "OpenApi", "StreamConnection"]

_HOMES = {
    "DingTalkSender": "sender",
    "OpenApi": "openapi",
    "StreamConnection": "stream",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

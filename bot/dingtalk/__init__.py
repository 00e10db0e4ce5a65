"""The only place that knows DingTalk: hearing by Stream, speaking by webhook and OpenAPI."""

from bot.dingtalk.openapi import OpenApi
from bot.dingtalk.pacing import Pace
from bot.dingtalk.sender import DingTalkSender
from bot.dingtalk.stream import StreamConnection

__all__ = ["DingTalkSender", "OpenApi", "Pace", "StreamConnection"]

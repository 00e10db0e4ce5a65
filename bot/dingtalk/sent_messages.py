"""What can still be done with messages that went out by OpenAPI."""

from __future__ import annotations

from bot.dingtalk.openapi import OpenApi
from bot.dingtalk.sender import DingTalkSender
from bot.messages import Destination, SendReceipt


class SentMessages:
    """Takes messages back and counts who has read them. Raises DeliveryError."""

    def __init__(self, sender: DingTalkSender, openapi: OpenApi) -> None:
        self._sender = sender
        self._openapi = openapi

    async def recall(self, destination: Destination, receipt: SendReceipt) -> str:
        """Empty when it is gone, else why it is not."""
        recalled = await self._sender.recall(destination, receipt)
        return "、".join(f"没有撤回（{reason}）" for reason in set(recalled.failed.values()))

    async def readers(self, destination: Destination, receipt: SendReceipt) -> int:
        """Of a message in several parts those of the first, which is the most."""
        key = receipt.key.split(",")[0]
        return len((await self._openapi.read_state(destination.conversation_id, key)).readers)

"""What can still be done with messages that went out by OpenAPI."""

from __future__ import annotations

import logging

from bot.dingtalk.openapi import OpenApi, Recalled
from bot.errors import DeliveryError
from bot.messages import Destination, SendReceipt

logger = logging.getLogger(__name__)

# In a group whoever asked can look; the same again is harmless.
_UNCONFIRMED = "不知道撤回了没有（钉钉没有确认），请到群里看一眼，或者过一会儿再撤回一次"


class SentMessages:
    """Takes messages back and counts who has read them. Raises DeliveryError."""

    def __init__(self, openapi: OpenApi) -> None:
        self._openapi = openapi

    async def recall(self, destination: Destination, receipt: SendReceipt) -> str:
        """Empty when all parts of it are gone, else why not, or that nobody knows. What is not
        confirmed is asked for by itself: a part that was taken back earlier counts as failed."""
        keys = [key for key in receipt.key.split(",") if key]
        if not keys:
            raise DeliveryError("这条消息不是经 OpenAPI 发出的，不能撤回", permanent=True)
        try:
            recalled = await self._openapi.recall(destination, keys)
        except DeliveryError as error:
            if not error.ambiguous:
                raise
            logger.warning("nobody knows whether a message was recalled: %s", error)
            recalled = Recalled((), {}, tuple(keys))
        reasons = {
            f"没有撤回（{why}）": None
            for key, why in recalled.failed.items()
            if not await self._is_gone(destination, key)
        }
        if [key for key in recalled.unconfirmed if not await self._is_gone(destination, key)]:
            reasons[_UNCONFIRMED] = None
        return "、".join(reasons)

    async def _is_gone(self, destination: Destination, key: str) -> bool:
        """Whether the platform says so of a message that it was asked to take back. It tells
        this of groups only."""
        if not destination.is_group:
            return False
        try:
            state = await self._openapi.read_state(destination.conversation_id, key)
        except DeliveryError as error:
            logger.warning("cannot see whether a message was recalled: %s", error)
            return False
        return state.is_recalled

    async def readers(self, destination: Destination, receipt: SendReceipt) -> int:
        """Of a message in several parts those of the first, which is the most."""
        key = receipt.key.split(",")[0]
        return len((await self._openapi.read_state(destination.conversation_id, key)).readers)

"""What can still be done with messages that went out by OpenAPI."""

from __future__ import annotations

import logging

from bot.dingtalk.openapi import OpenApi, Recalled
from bot.errors import DeliveryError
from bot.messages import Destination, SendReceipt

logger = logging.getLogger(__name__)

# In a group the organizer can look; recalling twice is harmless.
_UNCONFIRMED = "不知道撤回了没有（钉钉没有确认），请到群里看一眼，或者过一会儿再撤回一次"


class SentMessages:
    """Takes messages back and counts who has read them. Raises DeliveryError."""

    def __init__(self, openapi: OpenApi) -> None:
        self._openapi = openapi

    async def recall(self, destination: Destination, receipt: SendReceipt) -> str:
        """Empty when all parts of it are gone, else why not, or that nobody knows. Unconfirmed
        parts are looked up one by one: one that was taken back earlier counts as failed."""
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
        """Whether the platform says that a message has been taken back, which it tells of groups
        only."""
        if not destination.is_group:
            return False
        try:
            state = await self._openapi.read_state(destination.conversation_id, key)
        except DeliveryError as error:
            logger.warning("cannot see whether a message was recalled: %s", error)
            return False
        return state.is_recalled

    async def readers(self, destination: Destination, receipt: SendReceipt) -> int:
        """How many people have read it; of several parts the first, which most have read."""
        key = receipt.key.split(",")[0]
        return len((await self._openapi.read_state(destination.conversation_id, key)).readers)

"""What can still be done with an announcement that is out: recall it, count its readers."""

from __future__ import annotations

from typing import Protocol

from bot.errors import UserError
from bot.messages import Destination, SendReceipt

# The platform names no more of them.
MOST_READERS = 200


class Platform(Protocol):
    """The running application implements it over the OpenAPI."""

    async def recall(self, destination: Destination, receipt: SendReceipt) -> str:
        """Take a message back; empty when it is gone, else why it is not."""
        ...

    async def readers(self, destination: Destination, receipt: SendReceipt) -> int:
        """How many have read it, MOST_READERS at most. Raises DeliveryError."""
        ...


class NoPlatform:
    """For commands that answer without a running bot."""

    async def recall(self, destination: Destination, receipt: SendReceipt) -> str:
        raise UserError("机器人没有在运行，撤回不了。")

    async def readers(self, destination: Destination, receipt: SendReceipt) -> int:
        raise UserError("机器人没有在运行，查不了已读。")

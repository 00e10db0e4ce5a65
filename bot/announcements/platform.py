"""What announcements need of the world outside, as the running application does it: whether their
links lead anywhere, and what can still be done with one that is out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.errors import UserError
from bot.messages import Destination, SendReceipt

# The platform names no more of them.
MOST_READERS = 200
# What a preview says of a link.
GOOD = "可以打开"
BROKEN = "打不开"
UNCHECKED = "没有验证"


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


class LinkChecker(Protocol):
    """The running application implements it over HTTP."""

    async def check(self, links: Sequence[str]) -> Sequence[str]:
        """For each link, in order: 「可以打开」, 「打不开（404）」 or 「没有验证（超时）」. Never
        raises, and takes three seconds at most, however many links there are."""
        ...


class NoLinkChecker:
    """For commands that answer without a running bot."""

    async def check(self, links: Sequence[str]) -> Sequence[str]:
        return [UNCHECKED] * len(links)


def because(state: str, reason: str | int) -> str:
    """「打不开（404）」"""
    return f"{state}（{reason}）"

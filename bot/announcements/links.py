"""Whether the links of an announcement lead anywhere: what a preview says of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

GOOD = "可以打开"
BROKEN = "打不开"
UNCHECKED = "没有验证"


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

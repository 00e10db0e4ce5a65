"""What is said of a message that was to be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import pytest

from bot.dingtalk.openapi import OpenApi, ReadState, Recalled
from bot.dingtalk.sent_messages import SentMessages
from bot.errors import DeliveryError
from bot.messages import Destination, SendReceipt

GROUP, PERSON = Destination(conversation_id="cid"), Destination(staff_id="050001")


class Platform:
    """Recalls as it is told to; knows only of groups what became of it."""

    def __init__(self, outcome: Recalled | DeliveryError, status: str = "SUCCESS") -> None:
        self.outcome, self.status = outcome, status

    async def recall(self, to: Destination, keys: Sequence[str]) -> Recalled:
        if isinstance(self.outcome, DeliveryError):
            raise self.outcome
        return self.outcome

    async def read_state(self, conversation_id: str, key: str) -> ReadState:
        return ReadState(self.status, ())


async def _told(destination: Destination, platform: Platform) -> str:
    sent = SentMessages(cast(OpenApi, platform))
    return await sent.recall(destination, SendReceipt("openapi", "k1,k2"))


async def test_a_refusal_to_recall_is_passed_on() -> None:
    with pytest.raises(DeliveryError, match="没有权限"):
        await _told(GROUP, Platform(DeliveryError("没有权限", permanent=True)))


@pytest.mark.parametrize(
    ("destination", "status", "is_gone"),
    [(GROUP, "RECALLED", True), (GROUP, "SUCCESS", False), (PERSON, "RECALLED", False)],
)
async def test_what_nobody_confirmed_is_looked_up_in_groups(
    destination: Destination, status: str, is_gone: bool
) -> None:
    lost = DeliveryError("超时", ambiguous=True)
    assert (await _told(destination, Platform(lost, status)) == "") is is_gone


async def test_why_parts_were_not_recalled_is_told_once() -> None:
    refused = Recalled((), {"k1": "超过时限", "k2": "超过时限"})
    assert await _told(GROUP, Platform(refused)) == "没有撤回（超过时限）"

"""What `状态` tells of what rests."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from bot.running.condition import _resting
from tests.conftest import NOON

BLOCKED = "- 出口 IP 被钉钉暂时封禁，12:05:00 以前什么都发不出去"
TOO_FAST = "- 有 2 个会话发得太快，按钉钉的要求歇一分钟"


@pytest.mark.parametrize(
    ("resting", "lines"),
    [
        ({}, []),
        ({"": 300.0}, [BLOCKED]),
        ({"cid1": 20.0, "cid2": 3.0}, [TOO_FAST]),
        ({"cid1": 20.0, "": 300.0, "cid2": 3.0}, [BLOCKED, TOO_FAST]),
    ],
)
def test_what_rests_is_told(resting: dict[str, float], lines: list[str]) -> None:
    before = dict(resting)
    assert _resting(resting, NOON, ZoneInfo("Asia/Shanghai")) == lines
    assert resting == before

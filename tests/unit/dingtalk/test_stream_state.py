"""How the connection is, in words."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from bot.dingtalk.stream_state import Gap, StreamState
from tests.conftest import NOON


@pytest.mark.parametrize(
    ("lasting", "words"),
    [
        (timedelta(seconds=-3), "0 秒"),  # the clock was set back
        (timedelta(seconds=59), "59 秒"),
        (timedelta(minutes=59, seconds=59), "59 分钟"),
        (timedelta(hours=23, minutes=59), "23 小时 59 分"),
        (timedelta(days=3, hours=5), "3 天 5 小时"),
    ],
)
def test_how_long_it_is_connected(lasting: timedelta, words: str) -> None:
    state = StreamState(connected_since=NOON - lasting)
    assert state.describe(NOON, UTC) == f"已连接 {words}"


def test_what_was_missed_is_told_beside_why_it_is_not_connected() -> None:
    state = StreamState(last_frame_at=NOON - timedelta(minutes=2), problem="超时")
    state.gaps.append(Gap(NOON - timedelta(hours=1), NOON))
    assert state.describe(NOON, UTC) == (
        "没有连上钉钉（超时），最近一次收到数据在 2 分钟前"
        "；最近一次听不到：11-23 03:00:00 到 11-23 04:00:00"
    )

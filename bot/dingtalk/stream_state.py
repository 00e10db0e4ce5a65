"""How the connection is, for people and for ``/health``: since when, what was missed."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

_KEPT_GAPS = 20


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which the bot could not hear."""

    since: datetime
    until: datetime


@dataclass(slots=True)
class StreamState:
    """Written by the connection, read by everybody else.

    ``problem`` is why there is no connection, in Chinese; empty when there is one.
    """

    connected_since: datetime | None = None
    last_frame_at: datetime | None = None
    last_message_at: datetime | None = None
    problem: str = ""
    opened: int = 0
    failures: int = 0
    unreadable: int = 0
    gaps: deque[Gap] = field(default_factory=lambda: deque(maxlen=_KEPT_GAPS))

    @property
    def is_connected(self) -> bool:
        return self.connected_since is not None

    def describe(self, now: datetime, zone: tzinfo) -> str:
        """One line in Chinese."""
        if self.connected_since is None:
            line = f"没有连上钉钉（{self.problem or '正在连接'}）"
        else:
            line = f"已连接 {_lasting(now, self.connected_since)}"
        if self.last_frame_at is not None:
            line += f"，最近一次收到数据在 {_lasting(now, self.last_frame_at)}前"
        if self.gaps:
            gap = self.gaps[-1]
            since, until = gap.since.astimezone(zone), gap.until.astimezone(zone)
            line += f"；最近一次听不到：{since:%m-%d %H:%M:%S} 到 {until:%m-%d %H:%M:%S}"
        return line

    def as_json(self) -> dict[str, Any]:
        """For ``/health``; times in UTC."""
        return {
            "connected": self.is_connected,
            "connected_since": _iso(self.connected_since),
            "last_frame_at": _iso(self.last_frame_at),
            "last_message_at": _iso(self.last_message_at),
            "problem": self.problem,
            "connections_opened": self.opened,
            "failures_in_a_row": self.failures,
            "unreadable_frames": self.unreadable,
            "gaps": [{"from": _iso(gap.since), "to": _iso(gap.until)} for gap in self.gaps],
        }


def _lasting(now: datetime, since: datetime) -> str:
    seconds = max(int((now - since).total_seconds()), 0)
    if seconds < 60:
        return f"{seconds} 秒"
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if minutes < 60:
        return f"{minutes} 分钟"
    if hours < 24:
        return f"{hours} 小时 {minutes % 60} 分"
    return f"{days} 天 {hours % 24} 小时"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None

"""How the bot is: for `/health`, which machines read, and for `状态`, which admins read."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any
from zoneinfo import ZoneInfo

from bot.chat.context import Services
from bot.chat.inbox import Inbox
from bot.dingtalk.sender import DingTalkSender
from bot.dingtalk.stream import StreamConnection
from bot.errors import StoreError
from bot.faults import Duty, Fault, Faults
from bot.folder_watch import FolderWatch
from bot.schedule.budget import ESSENTIALS, CallBudget
from bot.schedule.deliveries import DeliveryState

_LATELY = timedelta(days=7)
# A disk that is full for some minutes is no reason to alert somebody or to restart.
_NOT_SENDING = timedelta(minutes=10)
# Seconds; a silent database server is waited for longer than a monitor waits for us.
_COUNTS_WITHIN = 1.0
_MESSAGE_WORDS = {
    "received": "待处理",
    "working": "处理中",
    "sending": "发送中",
    "answered": "已答复",
    "rejected": "未受理",
    "expired": "已过期",
    "unknown": "结果不明",
}
_DELIVERY_WORDS = {state.value: state.label for state in DeliveryState}


@dataclass(frozen=True, slots=True)
class Condition:
    """Reads everything and changes nothing."""

    stream: StreamConnection
    watch: FolderWatch
    inbox: Inbox
    services: Services
    budget: CallBudget
    sender: DingTalkSender
    faults: Faults

    async def health(self) -> dict[str, Any]:
        """``ok``: the bot hears and can send what is due. Holds no secrets and nobody's words."""
        report = self.watch.report
        try:
            async with asyncio.timeout(_COUNTS_WITHIN):
                counted = await self._counts()
        except (StoreError, TimeoutError) as error:  # the others still tell how the bot is
            counted = {"store": type(error).__name__}  # the log has its words
        return {
            "ok": self.stream.state.is_connected
            and not self.faults.lasted(Duty.DELIVERIES, _NOT_SENDING),
            "stream": self.stream.state.as_json(),
            "documents": report.documents if report else 0,
            "passages": report.passages if report else 0,
            "without_vectors": self.services.knowledge.without_vectors or 0,
            "skipped": len(self.watch.skipped),
            **counted,
            "address_blocked_seconds": round(self.sender.resting().get("", 0.0)),
            "calls_scarce": bool(self.budget.frugal_on(self.services.now())),
            "faults": {
                duty.value: {
                    "error": fault.error,
                    "since": fault.since.isoformat(timespec="seconds"),
                    "times": fault.times,
                }
                for duty, fault in self.faults.current.items()
            },
        }

    async def _counts(self) -> dict[str, Any]:
        return {
            "messages": await self.inbox.counts(),
            "without_answer": await self.inbox.without_answer(self.services.now() - _LATELY),
            "deliveries": await self.services.outbox.counts(),
        }

    async def status(self) -> str:
        """The condition in Chinese Markdown."""
        report = self.watch.report
        now, zone = self.services.now(), self.services.settings.zone
        sent = await self.services.outbox.counts()
        to_come = "，几点发什么看「待发」" if sent.get(DeliveryState.PENDING) else ""
        lines = [
            f"- 连接：{self.stream.state.describe(now, zone)}",
            f"- 知识库：{report.documents if report else 0} 页，"
            f"{report.passages if report else 0} 段，{len(self.watch.skipped)} 个文件没有收录"
            f"{self._waiting()}",
            f"- 沙龙：{len(self.services.salons.book.standalone)} 场",
            f"- 消息：{_counted(await self.inbox.counts(), _MESSAGE_WORDS)}",
            *_unanswered(await self.inbox.without_answer(now - _LATELY)),
            f"- 投递：{_counted(sent, _DELIVERY_WORDS)}{to_come}",
            f"- 钉钉接口调用：{self._calls(now)}",
            f"- 版本：{version('xiangwen')}",
            *_resting(self.sender.resting(), now, zone),
            *_failing(self.faults.current, zone),
        ]
        return "**象问的状态**\n\n" + "\n".join(lines)

    def _waiting(self) -> str:
        waiting = self.services.knowledge.without_vectors
        return f"，{waiting} 页的句向量还在算" if waiting else ""

    def _calls(self, now: datetime) -> str:
        if not self.budget.frugal_on(now):
            return self.budget.describe()
        return (
            f"{self.budget.describe()}，快用完了：只发{ESSENTIALS}，"
            "会话过期（90 分钟）以后的提问答不了"
        )


def _unanswered(reasons: dict[str, int]) -> list[str]:
    if not reasons:
        return []
    told = "；".join(f"{reason} {n} 条" for reason, n in reasons.items())
    return [f"- 最近 7 天没能回答的提问：{told}"]


def _resting(resting: Mapping[str, float], now: datetime, zone: ZoneInfo) -> list[str]:
    found = []
    if seconds := resting.get("", 0.0):
        until = (now + timedelta(seconds=seconds)).astimezone(zone)
        found.append(f"- 出口 IP 被钉钉暂时封禁，{until:%H:%M:%S} 以前什么都发不出去")
    if conversations := len(resting.keys() - {""}):
        found.append(f"- 有 {conversations} 个会话发得太快，按钉钉的要求歇一分钟")
    return found


def _failing(current: Mapping[Duty, Fault], zone: ZoneInfo) -> list[str]:
    return [
        f"- **{duty.label}出错**：{fault.since.astimezone(zone):%m-%d %H:%M:%S} 以来 "
        f"{fault.times} 次没成功，还在接着试；原因在日志里，搜 {duty.value}"
        for duty, fault in current.items()
    ]


def _counted(counts: dict[str, int], words: Mapping[str, str]) -> str:
    return "，".join(f"{words[state]} {n}" for state, n in counts.items()) or "还没有"

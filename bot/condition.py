"""How the bot is: for `/health`, which machines read, and for `状态`, which admins read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.chat.context import Services
from bot.chat.inbox import Inbox
from bot.dingtalk import StreamConnection
from bot.folder_watch import FolderWatch
from bot.schedule import CallBudget

_STATE_WORDS = {
    "received": "待处理",
    "working": "处理中",
    "answered": "已答复",
    "rejected": "未受理",
    "pending": "待发送",
    "sending": "发送中",
    "sent": "已发出",
    "expired": "已过期",
    "superseded": "已作废",
    "failed": "失败",
    "unknown": "结果不明",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """Reads everything and changes nothing."""

    stream: StreamConnection
    watch: FolderWatch
    inbox: Inbox
    services: Services
    budget: CallBudget

    async def health(self) -> dict[str, Any]:
        """``ok`` is whether the bot hears. Without secrets and without anybody's words."""
        report = self.watch.report
        return {
            "ok": self.stream.state.is_connected,
            "stream": self.stream.state.as_json(),
            "documents": report.documents if report else 0,
            "passages": report.passages if report else 0,
            "skipped": len(self.watch.skipped),
            "messages": await self.inbox.counts(),
            "deliveries": await self.services.outbox.counts(),
        }

    async def status(self) -> str:
        """The same in Chinese Markdown."""
        report = self.watch.report
        now, zone = self.services.now(), self.services.settings.zone
        lines = [
            f"- 连接：{self.stream.state.describe(now, zone)}",
            f"- 知识库：{report.documents if report else 0} 页，"
            f"{report.passages if report else 0} 段，{len(self.watch.skipped)} 个文件没有收录",
            f"- 沙龙：{len(self.services.salons.book.standalone)} 场",
            f"- 消息：{_counted(await self.inbox.counts())}",
            f"- 投递：{_counted(await self.services.outbox.counts())}",
            f"- 钉钉接口调用：{self.budget.describe()}",
        ]
        return "**象问的状态**\n\n" + "\n".join(lines)


def _counted(counts: dict[str, int]) -> str:
    return "，".join(f"{_STATE_WORDS[state]} {n}" for state, n in counts.items()) or "还没有"

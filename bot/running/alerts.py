"""What admins are told unasked: a page that cannot be read, a time in which the bot heard
nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

from bot.clock import Clock
from bot.folder import Skipped
from bot.schedule.deliveries import notice
from bot.schedule.outbox import Outbox


class Alerts:
    """Enqueues a 1:1 delivery to each of ``told``, with times in ``zone``, and calls ``wake``."""

    def __init__(
        self,
        outbox: Outbox,
        clock: Clock,
        zone: tzinfo,
        told: Sequence[str],
        wake: Callable[[], None],
    ) -> None:
        self._outbox = outbox
        self._clock = clock
        self._zone = zone
        self._told = tuple(told)
        self._wake = wake

    async def broken(self, skipped: Sequence[Skipped]) -> None:
        """These could not be read after an edit of the pages."""
        lines = "\n".join(f"- {one.path}：{one.reason}" for one in skipped[:20])
        await self._tell("知识库有地方要改", f"**刚才的修改有这些问题：**\n\n{lines}")

    async def gap(self, since: datetime, until: datetime) -> None:
        """Nothing was heard between these moments, and the platform keeps no messages."""
        first, last = since.astimezone(self._zone), until.astimezone(self._zone)
        day = "" if first.date() == last.date() else f"{last:%m-%d} "
        await self._tell(
            "机器人刚才听不到消息",
            f"**{first:%m-%d %H:%M:%S} 到 {day}{last:%H:%M:%S} 听不到消息"
            "（与钉钉的连接断了，或者我没有在运行），这段时间 @我 的消息可能没有收到。**"
            "现在已经恢复。",
        )

    async def _tell(self, title: str, markdown: str) -> None:
        now = self._clock.now()
        await self._outbox.enqueue(
            (
                notice(f"{title}:{now.isoformat()}", staff_id, title, markdown, now)
                for staff_id in self._told
            ),
            now,
        )
        self._wake()

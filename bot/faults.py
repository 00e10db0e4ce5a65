"""Recurring work that fails at the moment.

Such work goes on after any error: an unforeseen row or page must not end the bot, and end it
again after every restart. The failure is told instead: in the log, in `/health` and in `状态`.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.errors import StoreError
from bot.labelled import Labelled

logger = logging.getLogger(__name__)

_FORESEEN = (OSError, StoreError)  # logged without a traceback: their text says all


class Duty(Labelled):
    """A kind of recurring work; ``label`` is what admins read."""

    LEFT = "left-messages", "接着回答中断的提问"
    DELIVERIES = "deliveries", "发送提醒和公告"
    REPORTS = "loss-reports", "报告没送到的消息"
    REMINDERS = "reminders", "排提醒和回放"
    SERIES = "series", "排系列活动"
    RECURRING = "recurring-announcements", "排反复发的公告"
    SEATS = "seat-notices", "通知候补转正"
    CHANGES = "change-notices", "通知活动变动"
    UPKEEP = "upkeep", "候补递补和清理旧记录"
    LAST_RUN = "last-run", "记下运行情况"
    FOLDER = "folder", "读知识文件夹"
    VECTORS = "vectors", "计算句向量"
    WEB = "web", "开网页服务"


@dataclass(frozen=True, slots=True)
class Fault:
    """``error`` is the class of the last error, since its text may quote somebody; ``said`` is
    that text, for the log. ``times``: failures since ``since``, with no success in between."""

    error: str
    since: datetime
    times: int
    said: str


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Faults:
    """The faults of this process; another one may well succeed."""

    def __init__(self, now: Callable[[], datetime] = _utc_now) -> None:
        self._now = now
        self._current: dict[Duty, Fault] = {}

    @property
    def current(self) -> Mapping[Duty, Fault]:
        """What failed when it was last tried."""
        return self._current

    def lasted(self, duty: Duty, time: timedelta) -> bool:
        """Whether it has failed for at least that long."""
        fault = self._current.get(duty)
        return fault is not None and self._now() - fault.since >= time

    async def attempt(self, duty: Duty, work: Callable[[], Awaitable[object]]) -> bool:
        """Do it and note how it went; True when it worked."""
        try:
            await work()
        except Exception as error:  # the supervised edge: the next round does it
            self.failed(duty, error)
            return False
        self.worked(duty)
        return True

    def failed(self, duty: Duty, error: Exception) -> None:
        """Logs an error that differs from the one before, and the same one more and more rarely:
        some work is tried every five seconds."""
        before = self._current.get(duty)
        times = before.times + 1 if before else 1
        since = before.since if before else self._now()
        self._current[duty] = Fault(type(error).__name__, since, times, repr(error))
        if before is None or before.said != repr(error):
            if isinstance(error, _FORESEEN):
                logger.error("%s failed, the next round tries again: %s", duty, error)
            else:
                logger.error("%s failed, the next round tries again", duty, exc_info=error)
        elif times & (times - 1) == 0:
            logger.error("%s failed %d times: %r", duty, times, error)

    def worked(self, duty: Duty) -> None:
        if fault := self._current.pop(duty, None):
            logger.info("%s works again, after %d failures", duty, fault.times)

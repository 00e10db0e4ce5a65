"""The project's own errors: one root, and a child only where somebody catches it.

Message grammar: what is wrong, where (file, key or query name), what to do. Texts that
people see are Chinese; foreign errors are translated at three edges only: the store's
connection, DingTalk's HTTP and the loading of settings.
"""

from __future__ import annotations

import enum


class BotError(Exception):
    """出错了，请查看日志。"""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).__doc__ or type(self).__name__)


class SettingsError(BotError):
    """配置有误。"""


class UserError(BotError):
    """没能办到，请换个说法再试。"""


class StoreError(BotError):
    """读写数据库失败。"""


# The code of a refusal of our own: the month's calls are kept for what was promised.
SPARED = "budget"


class Stops(enum.Enum):
    """What a refusal says of the messages after it."""

    NOTHING = enum.auto()
    ROBOT = enum.auto()  # the group's own robot
    EVERYTHING = enum.auto()  # whatever comes from our address


class DeliveryError(BotError):
    """消息没有发出去。

    ``permanent``: no retry can help. ``ambiguous``: the platform may have delivered it.
    ``retry_after``: seconds to wait at least before the next try, when known.
    ``code``: the platform's own code, for logs and branches.
    ``stops``: what else would be refused until ``retry_after`` is over.
    """

    def __init__(
        self,
        message: str | None = None,
        *,
        permanent: bool = False,
        ambiguous: bool = False,
        retry_after: float | None = None,
        code: str = "",
        stops: Stops = Stops.NOTHING,
    ) -> None:
        super().__init__(message)
        self.stops = stops
        self.permanent = permanent
        self.ambiguous = ambiguous
        self.retry_after = retry_after
        self.code = code


class SessionExpired(DeliveryError):
    """会话 webhook 已失效；另一条路也许还通。"""

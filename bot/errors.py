"""The project's own errors: one root, and a child only where somebody catches it.

Message grammar: what is wrong, where (file, key or query name), what to do. Texts that
people see are Chinese; foreign errors are translated at three edges only: the store's
connection, DingTalk's HTTP and the loading of settings.
"""

from __future__ import annotations

import enum
import errno


class BotError(Exception):
    """出错了，请查看日志。"""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).__doc__ or type(self).__name__)


class SettingsError(BotError):
    """配置有误。"""


class UserError(BotError):
    """没能办到，请换个说法再试。"""


class OutdatedError(UserError):
    """预览之后这场活动又被改过，请重新发一次命令，看过新的预览再确认。"""


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

    ``permanent``: no retry can help. ``ambiguous``: the platform may have delivered it;
    ``repeatable``: and by its key it may be sent once more all the same.
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
        self.repeatable = False
        self.retry_after = retry_after
        self.code = code

    def after_parts(self, sent: int) -> DeliveryError:
        """The same error in the middle of a message: a part of it stands in the chat, so the whole
        must not be tried again as if nothing had been said."""
        if sent == 0 or self.ambiguous:
            return self
        return DeliveryError(
            f"只发出了前 {sent} 段：{self}", ambiguous=True, code=self.code or "partial"
        )

    def before_sending(self, message: str) -> DeliveryError:
        """The same error in a step before a message: whatever became of it, nobody saw
        anything."""
        return DeliveryError(
            message,
            permanent=self.permanent,
            retry_after=self.retry_after,
            code=self.code,
            stops=self.stops,
        )


class SessionExpired(DeliveryError):
    """会话 webhook 已失效；另一条路也许还通。"""


_REFUSED = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "系统不允许",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EEXIST: "要建文件夹的地方有一个同名的文件",
    errno.ENAMETOOLONG: "名字太长",
    errno.ELOOP: "符号链接绕成了圈",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "打开的文件太多",
    errno.EADDRINUSE: "端口已被占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
    errno.ECONNREFUSED: "对方拒绝连接",
    errno.ENETUNREACH: "网络不通",
    errno.EHOSTUNREACH: "网络不通",
}


# By SQLite's own words: its errors have no number that tells as much.
_OF_DATABASES = {
    "database or disk is full": "磁盘满了",
    "disk I/O error": "磁盘读写出错",
    "unable to open database file": "文件打不开",
    "file is not a database": "这个文件不是 SQLite 数据库",
    "database disk image is malformed": "文件坏了",
    "attempt to write a readonly database": "没有写的权限",
    "database is locked": "别的程序正占着它",
}
_REMEDIES = {
    "file is not a database": "请检查路径是不是写错了",
    "database disk image is malformed": "请停掉机器人，换回备份",
    "database is locked": "请关掉那个程序（sqlite3、备份工具）再试",
}


def reason(error: Exception) -> str:
    """Why a file, or a database in a file, cannot be used, in Chinese where that is known."""
    if isinstance(error, OSError):
        return os_reason(error)
    return _OF_DATABASES.get(str(error), str(error))


def with_remedy(error: Exception) -> str:
    """``reason`` and what to do about it, to be written behind what failed."""
    return f"（{reason(error)}），{_REMEDIES.get(str(error), '请检查路径、权限和磁盘空间')}。"


def os_reason(error: OSError) -> str:
    """Why the system refused, in Chinese; rare reasons in the system's own words."""
    return _REFUSED.get(error.errno or 0) or error.strerror or str(error)

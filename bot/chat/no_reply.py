"""Messages that got no reply: whoever asked heard nothing, so the admins must hear of it.

Each message is counted in one notice, and an admin gets at most one notice a day: the first at
once, later ones together with the next. (A question that was refused did get a reply: `feedback`.)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.errors import SPARED
from bot.labelled import Labelled
from bot.schedule.deliveries import ALWAYS, enqueue, notice
from bot.store import Row, Transaction, to_text

_SUBJECT = "unanswered"
_PAUSE = timedelta(days=1)


class NoReply(Labelled):
    """Why a message got no reply, as its row keeps it; anything else in that column is the
    platform's own reason."""

    NO_CALLS = SPARED, "会话已经过期，只能调用接口，而本月的调用要省着用"
    NOT_TAKEN = "could not be sent in time", "钉钉一直不收（限流、封禁或连不上）"
    TOO_OLD = "too old to answer", "耽搁太久（停机，或者数据库写不进去），再答已经没有意义"
    PASSED = (
        "interrupted, and passed by a later message",
        "办到一半断了，对方接着又发了别的：可能已经办成，怕弄乱没有重做",
    )
    UNREADABLE = "cannot be read", "重启前收到，换了版本以后读不出来"
    QUEUE_FULL = "queue full", "一时来得太多，已经请对方过一会儿再问"
    FAULT = "cannot be handled", "程序出错，日志里有详情"

    def because(self, error: Exception) -> str:
        """The reason with the kind of the error, for whoever reads the rows."""
        return f"{self}: {type(error).__name__}"


def reasons(rows: Iterable[Row]) -> dict[str, int]:
    """How many messages ended for each reason, in Chinese, the most frequent first. ``rows``
    have ``outcome`` and ``count``."""
    counted: dict[str, int] = {}
    for row in rows:
        reason = _reason(row["outcome"] or "")
        counted[reason] = counted.get(reason, 0) + row["count"]
    return dict(sorted(counted.items(), key=lambda one: -one[1]))


def report(tx: Transaction, notify: Sequence[str], now: datetime) -> int:
    """Enqueue a notice, to each of ``notify``, of what nobody has been told yet; returns how many
    messages it counts, 0 where there is nothing to tell or the last notice is too recent."""
    rows = tx.all("messages.unreported", told_at_once=NoReply.QUEUE_FULL.value)
    if not rows or tx.one("messages.told_since", since=now - _PAUSE):
        return 0
    count = sum(int(row["count"]) for row in rows)
    tx.execute("messages.mark_reported")
    lines = "\n".join(f"- {n} 条：{reason}" for reason, n in reasons(rows).items())
    title = f"有 {count} 条提问没能回答"
    markdown = (
        f"**{title}，提问的人什么也没收到：**\n\n{lines}\n\n"
        "没法替他们补答，请在群里说一声，让他们再问一次。"
        "一天最多通知一次，随时可以发「状态」看最近的数。"
    )
    name = f"{_SUBJECT}:{to_text(now)}"
    enqueue(
        tx,
        (
            notice(name, one, title, markdown, now, subject=_SUBJECT, essential_on=ALWAYS)
            for one in notify
        ),
        now,
    )
    return count


def _reason(outcome: str) -> str:
    try:
        return NoReply(outcome.partition(":")[0]).label
    except ValueError:
        return f"钉钉不收（{outcome or '没有说原因'}）"

"""The month's budget of OpenAPI calls: counted in the store, told before it runs out.

The platform allows a number of calls a month for the whole organisation. What was called
is counted as it happens and written with every pass of the delivery worker.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.schedule.deliveries import ALWAYS, NewDelivery, enqueue, notice
from bot.store import Store, Transaction

_WARN, _TIGHT = 80, 95
# What leaves however few calls of the month are left.
ESSENTIALS = "公告、更正、临近的改期和当天的提醒"


class CallBudget:
    """``note`` is given to the OpenAPI; ``settle`` writes down what was noted.

    ``most`` 0: no budget; calls are counted all the same.
    """

    def __init__(self, store: Store, most: int, zone: ZoneInfo, notify: Iterable[str]) -> None:
        self._store = store
        self._most = most
        self._zone = zone
        self._notify = tuple(notify)
        self._noted = 0
        self._month = ""
        self.used = 0

    def note(self, name: str) -> None:
        """One call more."""
        self._noted += 1

    async def settle(self, now: datetime) -> None:
        """Write what was noted, and tell once a month that 80 and 95 % are reached."""
        month = now.astimezone(self._zone).strftime("%Y-%m")
        if self._store.exclusive and not self._noted and month == self._month:
            return  # else other processes may have called as well
        noted, self._noted = self._noted, 0
        try:
            self.used = await self._store.run(lambda tx: self._settle(tx, month, noted, now))
        except BaseException:
            self._noted += noted
            raise
        self._month = month

    def frugal_on(self, now: datetime) -> str:
        """The local date when only what is essential may be sent, else empty."""
        if not self._most or self.used * 100 < self._most * _TIGHT:
            return ""
        return now.astimezone(self._zone).date().isoformat()

    def describe(self) -> str:
        of = f" / {self._most}" if self._most else ""
        return f"本月 {self.used}{of} 次"

    def _settle(self, tx: Transaction, month: str, noted: int, now: datetime) -> int:
        if noted:
            tx.execute("calls.add", month=month, calls=noted)
        row = tx.one("calls.of_month", month=month)
        used = int(row["calls"]) if row else 0
        reached = [s for s in (_WARN, _TIGHT) if self._most and used * 100 >= self._most * s]
        if reached and noted:
            told = [self._notice(one, month, reached[-1], used, now) for one in self._notify]
            enqueue(tx, told, now)
        return used

    def _notice(
        self, staff_id: str, month: str, share: int, used: int, now: datetime
    ) -> NewDelivery:
        """That the month's calls run out; its name makes it one per month and threshold."""
        rest = f"{'之后' if share >= _TIGHT else f'到 {_TIGHT}% 以后'}只发{ESSENTIALS}。"
        return notice(
            f"calls:{month}:{share}",
            staff_id,
            f"本月接口调用已用 {share}%",
            f"**钉钉接口本月已调用 {used} 次，到了 {self._most} 次的 {share}%。**\n\n{rest}"
            "用量按整个组织算，可以在钉钉开放平台的「资源管理」里看。上限写在 [limits] "
            "calls_per_month。",
            now,
            essential_on=ALWAYS,
        )

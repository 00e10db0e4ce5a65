"""What happens to groups: they end, the robot is taken out, people join.

A group that is gone gets nothing more, and the admins hear of it once; it is back as soon
as somebody in it speaks to the bot. Newcomers are greeted once per burst, without an @,
since the platform gives neither names nor a webhook.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.messages import Destination
from bot.schedule.outbox import DeliveryKind, NewDelivery, enqueue
from bot.settings import Group
from bot.store import Store, Transaction, to_text

logger = logging.getLogger(__name__)

_BURST = timedelta(minutes=3)
_WELCOMES_A_DAY = 5
DISBANDED = "群已经解散"
REMOVED = "机器人不在这个群里了"


class GroupLife:
    """Keeps which groups are gone, and greets newcomers where the config asks for it."""

    def __init__(self, store: Store, groups: Sequence[Group], notify: Sequence[str]) -> None:
        self._store = store
        self._groups = {group.conversation_id: group for group in groups}
        self._notify = tuple(notify)

    async def gone(self, conversation_id: str, reason: str, now: datetime) -> bool:
        """Stop everything that is due there and tell the admins; False when it was known.

        Groups that are not in the configuration are nobody's loss and pass in silence.
        """
        if conversation_id not in self._groups:
            return False

        def work(tx: Transaction) -> bool:
            if not tx.execute(
                "groups.silence",
                conversation_id=conversation_id,
                reason=reason,
                now=to_text(now),
            ):
                return False
            stopped = tx.execute(
                "groups.fail_deliveries",
                destination=str(Destination(conversation_id=conversation_id)),
                reason=reason,
                now=to_text(now),
            )
            enqueue(tx, self._notices(conversation_id, reason, stopped, now), now)
            return True

        told = await self._store.run(work)
        if told:
            logger.warning("group %s is gone: %s", conversation_id, reason)
        return told

    async def heard(self, conversation_id: str) -> None:
        """Somebody spoke to the bot there: the group lives."""
        if conversation_id in self._groups:
            await self._store.run(
                lambda tx: tx.execute("groups.revive", conversation_id=conversation_id)
            )

    async def joined(self, conversation_id: str, now: datetime) -> bool:
        """Greet the people who joined; True when a greeting was enqueued or is waiting.

        It goes three minutes after the first of a burst, and at most five times a day.
        """
        group = self._groups.get(conversation_id)
        if group is None or not group.welcome:
            return False
        burst = int(now.timestamp() // _BURST.total_seconds())
        subject = f"welcome:{conversation_id}"
        greeting = NewDelivery(
            key=f"{subject}:{burst}",
            kind=DeliveryKind.WELCOME,
            subject=subject,
            destination=Destination(conversation_id=conversation_id),
            title="欢迎新朋友",
            markdown=group.welcome,
            due_at=now + _BURST,
            expires_at=now + timedelta(hours=1),
        )

        def work(tx: Transaction) -> bool:
            row = tx.one(
                "groups.welcomes_since",
                subject=subject,
                since=to_text(now - timedelta(days=1)),
            )
            waiting = tx.one("groups.welcomes_since", subject=subject, since=to_text(now - _BURST))
            assert row is not None
            assert waiting is not None
            if waiting["count"] or row["count"] >= _WELCOMES_A_DAY:
                return bool(waiting["count"])
            return enqueue(tx, [greeting], now) == 1

        return await self._store.run(work)

    def _notices(
        self, conversation_id: str, reason: str, stopped: int, now: datetime
    ) -> Iterable[NewDelivery]:
        name = self._groups[conversation_id].name
        for staff_id in self._notify:
            yield NewDelivery(
                key=f"notice:gone:{conversation_id}:{to_text(now)}:{staff_id}",
                kind=DeliveryKind.NOTICE,
                subject="notice",
                destination=Destination(staff_id=staff_id),
                title=f"{name} 收不到消息了",
                markdown=f"**「{name}」：{reason}。**\n\n"
                f"提醒和公告不再发往这个群，已取消 {stopped} 条待发的。"
                "机器人回到群里后，有人 @ 它一次就会恢复。",
                due_at=now,
                expires_at=now + timedelta(days=2),
            )

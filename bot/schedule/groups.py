"""What happens to groups: they end, the robot is taken out, people join.

A group that is gone gets nothing, and the admins hear of it once; it is back as soon as
somebody in it speaks to the bot. What was to be posted there waits until then, or until its
time is over: the robot may have been taken out by mistake, and what is planned once is never
planned again. Newcomers are greeted once per burst, without an @,
since the platform gives neither names nor a webhook.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.messages import Destination
from bot.schedule.deliveries import DeliveryKind, NewDelivery, enqueue, notice
from bot.settings import Group
from bot.store import Row, Store, Transaction, to_text

logger = logging.getLogger(__name__)

_BURST = timedelta(minutes=3)
_WELCOMES_A_DAY = 5
_MOST_NAMED = 3
# What somebody must know all the same, and who is in the group reads nowhere else.
_PERSONAL = frozenset({DeliveryKind.CHANGE, DeliveryKind.SEAT})
DISBANDED = "群已经解散"
REMOVED = "机器人不在这个群里了"


def unheard(groups: Iterable[Group], gone: Mapping[str, str]) -> str:
    """Those of the groups that get nothing now, those for the same reason together."""
    why: dict[str, str] = {}
    for group in groups:
        if reason := gone.get(group.conversation_id):
            why[reason] = f"{why.get(reason, '')}「{group.name}」"
    return "；".join(f"{names}收不到消息（{reason}）" for reason, names in why.items())


class GroupLife:
    """Keeps which groups are gone, and greets newcomers where the config asks for it."""

    def __init__(self, store: Store, groups: Sequence[Group], notify: Sequence[str]) -> None:
        self._store = store
        self._groups = {group.conversation_id: group for group in groups}
        self._notify = tuple(notify)

    async def gone(self, conversation_id: str, reason: str, now: datetime) -> bool:
        """Let what is due there wait and tell the admins; False when it was known.

        Groups that are not in the configuration are nobody's loss and pass in silence.
        """
        if conversation_id not in self._groups:
            return False

        def work(tx: Transaction) -> bool:
            if not tx.execute(
                "groups.silence", conversation_id=conversation_id, reason=reason, now=now
            ):
                return False
            enqueue(tx, self._notices(tx, conversation_id, reason, now), now)
            return True

        told = await self._store.run(work)
        if told:
            logger.warning("group %s is gone: %s", conversation_id, reason)
        return told

    def knows(self, conversation_id: str) -> bool:
        """Whether it is in the configuration: of any other nothing is kept."""
        return conversation_id in self._groups

    async def heard(self, conversation_id: str) -> bool:
        """Somebody spoke to the bot there: the group lives. True when it had been gone."""
        if not self.knows(conversation_id):
            return False
        revived = await self._store.run(
            lambda tx: tx.execute("groups.revive", conversation_id=conversation_id)
        )
        return revived == 1

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
            row = tx.one("groups.welcomes_since", subject=subject, since=now - timedelta(days=1))
            waiting = tx.one("groups.welcomes_since", subject=subject, since=now - _BURST)
            assert row is not None
            assert waiting is not None
            if waiting["count"] or row["count"] >= _WELCOMES_A_DAY:
                return bool(waiting["count"])
            return enqueue(tx, [greeting], now) == 1

        return await self._store.run(work)

    def _notices(
        self, tx: Transaction, conversation_id: str, reason: str, now: datetime
    ) -> Iterable[NewDelivery]:
        name = self._groups[conversation_id].name
        there = {"destination": str(Destination(conversation_id=conversation_id))}
        told = dict.fromkeys(self._notify, _for_admins(tx.all("groups.waiting", **there)))
        for staff_id, theirs in _by_author(tx.all("groups.waiting_announcements", **there)):
            told.setdefault(staff_id, _for_author(theirs))
        for staff_id, words in told.items():
            yield notice(
                f"gone:{conversation_id}:{to_text(now)}",
                staff_id,
                f"{name} 收不到消息了",
                f"**「{name}」：{reason}。**\n\n{words}",
                now,
            )


def _for_admins(waiting: Sequence[Row]) -> str:
    held = f"有 {len(waiting)} 条在等，" if waiting else ""
    words = (
        f"提醒和公告先不发往这个群，{held}机器人回到群里后，有人 @ 它一次就接着发，"
        "过了时间的不补。"
    )
    personal = list(dict.fromkeys(row["title"] for row in waiting if row["kind"] in _PERSONAL))
    if personal:
        titles = "、".join(f"「{title}」" for title in personal[:_MOST_NAMED])
        more = f" 等 {len(personal)} 件" if len(personal) > _MOST_NAMED else ""
        words += f"\n\n其中有要告诉报名者的：{titles}{more}。群一时回不来，请另外转告。"
    return words


def _by_author(waiting: Iterable[Row]) -> Iterable[tuple[str, list[Row]]]:
    """Who wrote or confirmed what of this."""
    found: dict[str, list[Row]] = {}
    for row in waiting:
        for staff_id in {row["author"], row["confirmed_by"]} - {None, ""}:
            found.setdefault(staff_id, []).append(row)
    return found.items()


def _for_author(waiting: Sequence[Row]) -> str:
    codes = "、".join(dict.fromkeys(row["code"] for row in waiting))
    return (
        f"公告 {codes} 还没有发到这个群，别的群照发。机器人回到群里后，有人 @ 它一次就接着发；"
        "到时候还没回来就不发了，会再告诉您。"
    )

"""What became of deliveries that did not arrive: told to people, each once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from bot.messages import Destination
from bot.schedule import unanswered
from bot.schedule.deliveries import ALWAYS, Delivery, DeliveryKind, NewDelivery, enqueue
from bot.store import Store, Transaction

_FATES = {
    "failed": "没有发出去",
    "unknown": "钉钉没有答复，可能已经发出，也可能没有",
    "expired": "过了时间，没有发",
}
# What nobody waits for: a greeting that came to nothing, or a notice to the same people.
_SILENT = frozenset({DeliveryKind.NOTICE, DeliveryKind.WELCOME, DeliveryKind.REQUEST})


class LossReports:
    """``run`` turns failed, unknown and expired deliveries into one notice to each of
    ``notify``, and of an announcement also to who wrote and who confirmed it. ``names``
    are the groups' names by conversation id. Questions without an answer are told as well."""

    def __init__(self, store: Store, notify: Iterable[str], names: Mapping[str, str]) -> None:
        self._store = store
        self._notify = tuple(notify)
        self._names = names

    async def run(self, now: datetime) -> int:
        """How many deliveries were looked at; 0 when there is nothing new to tell."""
        return await self._store.run(lambda tx: self._report(tx, now))

    def _report(self, tx: Transaction, now: datetime) -> int:
        unanswered.report(tx, self._notify, now)
        rows = tx.all("deliveries.unreported")
        found = [Delivery.from_row(row) for row in rows]
        lost = [delivery for delivery in found if delivery.kind not in _SILENT]
        for staff_id, theirs in self._concerned(tx, lost).items():
            enqueue(tx, [self._notice(staff_id, theirs, now)], now)
        for delivery in found:
            tx.execute("deliveries.mark_reported", id=delivery.id)
        return len(found)

    def _concerned(self, tx: Transaction, lost: list[Delivery]) -> dict[str, list[Delivery]]:
        """Who is told of what."""
        told: dict[str, list[Delivery]] = {staff_id: list(lost) for staff_id in self._notify}
        for delivery in lost:
            if delivery.kind is not DeliveryKind.ANNOUNCEMENT:
                continue
            row = tx.one("drafts.by_code", code=_code(delivery))
            for staff_id in {row["author"], row["confirmed_by"]} if row else ():
                theirs = told.setdefault(staff_id, []) if staff_id else []
                if delivery not in theirs:
                    theirs.append(delivery)
        return {staff_id: theirs for staff_id, theirs in told.items() if theirs}

    def _notice(self, staff_id: str, lost: list[Delivery], now: datetime) -> NewDelivery:
        lines = "\n".join(f"- {self._line(delivery)}" for delivery in lost)
        title = f"有 {len(lost)} 条消息没有确定送到"
        return NewDelivery(
            key=f"notice:lost:{lost[0].id}:{lost[-1].id}:{lost[0].attempts}:{staff_id}",
            kind=DeliveryKind.NOTICE,
            subject="notice",
            destination=Destination(staff_id=staff_id),
            title=title,
            markdown=f"**{title}**\n\n{lines}{_advice(lost)}",
            due_at=now,
            expires_at=now + timedelta(days=2),
        )

    def _line(self, delivery: Delivery) -> str:
        to = delivery.destination
        group = self._names.get(to.conversation_id, f"群 {to.conversation_id}")
        where = group if to.is_group else f"单聊（工号 {to.staff_id}）"
        reason = f"（{delivery.error}）" if delivery.error else ""
        title = delivery.title.removeprefix("公告：")
        return f"{delivery.kind.label}「{title}」→ {where}：{_FATES[delivery.state]}{reason}"


def _advice(lost: list[Delivery]) -> str:
    announced = [d for d in lost if d.kind is DeliveryKind.ANNOUNCEMENT]
    if not announced:
        return ""
    codes = sorted({_code(delivery) for delivery in announced})
    hints = "、".join(f"「补发 {code} 群名」" for code in codes)
    advice = f"\n\n公告不会自己重发。请到群里看一眼，没有的话发{hints}。"
    firsts = sorted({_code(delivery) for delivery in announced if not delivery.waits_for})
    hints = "、".join(f"「继续 {code}」" for code in firsts)
    return f"{advice}其余的群如果还在等，发{hints}。" if firsts else advice


def _code(announced: Delivery) -> str:
    return announced.subject.removeprefix("announcement:")


def budget_notice(
    staff_id: str, month: str, share: int, used: int, most: int, now: datetime
) -> NewDelivery:
    """That the month's calls run out; the key makes it one per month and threshold."""
    rest = (
        "之后只发确认过的公告和当天的提醒。"
        if share >= 95
        else "到 95% 以后只发确认过的公告和当天的提醒。"
    )
    return NewDelivery(
        key=f"notice:calls:{month}:{share}:{staff_id}",
        kind=DeliveryKind.NOTICE,
        subject="notice",
        destination=Destination(staff_id=staff_id),
        title=f"本月接口调用已用 {share}%",
        markdown=f"**钉钉接口本月已调用 {used} 次，到了 {most} 次的 {share}%。**\n\n{rest}"
        "用量按整个组织算，可以在钉钉开放平台的「资源管理」里看。上限写在 [limits] "
        "calls_per_month。",
        due_at=now,
        expires_at=now + timedelta(days=2),
        essential_on=ALWAYS,
    )

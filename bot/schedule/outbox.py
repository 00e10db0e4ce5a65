"""The outbox: deliveries in the store, from enqueued to final.

pending → sending → sent | failed | unknown, or expired or superseded before. A claim is
committed before the HTTP call, a mark is fenced by the attempt: a worker that lost its
lease changes nothing. Exactly-once delivery is not promised; what is promised per kind
stands in docs/reliability.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.messages import Destination, Reply, SendReceipt
from bot.store import Row, Store, Transaction, from_text, to_text

RESEND_MARK = "（补发，可能重复）"


class DeliveryKind(StrEnum):
    """What is delivered; it decides what happens when nobody knows whether it arrived."""

    REMINDER = "reminder"
    REPLAY = "replay"
    ANNOUNCEMENT = "announcement"
    WELCOME = "welcome"  # to people who joined a group
    SEAT = "seat"  # to somebody who moved up from a waiting list
    NOTICE = "notice"  # to the people in [roles] notify

    @property
    def resends(self) -> bool:
        """Late is worse than twice: resent once, with a mark."""
        return self in (DeliveryKind.REMINDER, DeliveryKind.REPLAY, DeliveryKind.SEAT)


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A delivery to be enqueued. ``key`` is unique for all time."""

    key: str
    kind: DeliveryKind
    subject: str
    destination: Destination
    title: str
    markdown: str
    due_at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the outbox."""

    id: int
    key: str
    kind: DeliveryKind
    subject: str
    destination: Destination
    title: str
    markdown: str
    state: str
    due_at: datetime
    expires_at: datetime | None
    attempts: int
    resends: int
    error: str
    sent_at: datetime
    platform_key: str

    @property
    def reply(self) -> Reply:
        return Reply(markdown=self.markdown, title=self.title, mention_asker=False)

    @classmethod
    def from_row(cls, row: Row) -> Delivery:
        return cls(
            id=row["id"],
            key=row["key"],
            kind=DeliveryKind(row["kind"]),
            subject=row["subject"],
            destination=Destination.parse(row["destination"]),
            title=row["title"],
            markdown=row["markdown"],
            state=row["state"],
            due_at=from_text(row["due_at"]),
            expires_at=from_text(row["expires_at"]) if row["expires_at"] else None,
            attempts=row["attempts"],
            resends=row["resends"],
            error=row["error"] or "",
            sent_at=from_text(row["updated_at"]),
            platform_key=row["platform_key"] or "",
        )


class Outbox:
    """Reads and writes deliveries; sending them is the DeliveryWorker's."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def enqueue(self, deliveries: Iterable[NewDelivery], now: datetime) -> int:
        """Add what is not there yet; the number of rows that are new or changed."""
        return await self._store.run(lambda tx: enqueue(tx, deliveries, now))

    async def claim(self, now: datetime, lease: timedelta) -> Delivery | None:
        """Take the next due delivery, committed before it is returned."""

        def work(tx: Transaction) -> Row | None:
            tx.execute("deliveries.expire", now=to_text(now))
            return tx.one(
                "deliveries.claim_due",
                now=to_text(now),
                claimed_by=self._store.instance,
                lease_until=to_text(now + lease),
            )

        row = await self._store.run(work)
        return Delivery.from_row(row) if row else None

    async def mark_sent(self, delivery: Delivery, receipt: SendReceipt, now: datetime) -> bool:
        return await self._mark(delivery, "sent", now, receipt=receipt)

    async def mark_failed(self, delivery: Delivery, error: str, now: datetime) -> bool:
        return await self._mark(delivery, "failed", now, error=error)

    async def retry_later(
        self, delivery: Delivery, due_at: datetime, error: str, now: datetime
    ) -> bool:
        """Back to pending, after a failure that certainly delivered nothing."""
        changed = await self._store.run(
            lambda tx: tx.execute(
                "deliveries.retry_later",
                id=delivery.id,
                attempts=delivery.attempts,
                claimed_by=self._store.instance,
                due_at=to_text(due_at),
                error=error[:500],
                now=to_text(now),
            )
        )
        return changed == 1

    async def lose(self, delivery: Delivery, error: str, now: datetime) -> str:
        """Nobody knows whether it arrived. Kinds that may be resent are, once and marked;
        the others stay ``unknown`` until a person decides. Returns the new state."""
        return await self._store.run(lambda tx: _lose(tx, delivery, error, now))

    async def recover(self, now: datetime, *, at_start: bool) -> int:
        """Give up claims whose lease has run out, or, at the start of the only process of
        this database, every claim of another one. Returns how many there were."""
        exclusive = int(at_start and self._store.exclusive)

        def work(tx: Transaction) -> int:
            rows = tx.all(
                "deliveries.lost_leases",
                now=to_text(now),
                exclusive=exclusive,
                claimed_by=self._store.instance,
            )
            for row in rows:
                _lose(tx, Delivery.from_row(row), "interrupted while sending", now)
            return len(rows)

        return await self._store.run(work)

    async def next_due(self) -> datetime | None:
        row = await self._store.run(lambda tx: tx.one("deliveries.next_due"))
        return from_text(row["due_at"]) if row and row["due_at"] else None

    async def replan(
        self,
        kind: DeliveryKind,
        planned: Iterable[NewDelivery],
        valid_keys: set[str],
        now: datetime,
    ) -> tuple[int, int]:
        """Enqueue what is planned and supersede pending rows of this kind whose key no
        longer follows from the rules. Returns (enqueued or changed, superseded)."""

        def work(tx: Transaction) -> tuple[int, int]:
            gone = [
                row["id"]
                for row in tx.all("deliveries.pending_of_kind", kind=kind.value)
                if row["key"] not in valid_keys
            ]
            for row_id in gone:
                tx.execute("deliveries.supersede", id=row_id, now=to_text(now))
            return enqueue(tx, planned, now), len(gone)

        return await self._store.run(work)

    async def report_lost(self, staff_ids: Iterable[str], now: datetime) -> int:
        """Turn failed and unknown deliveries into notices to people, each once."""

        def work(tx: Transaction) -> int:
            rows = tx.all("deliveries.unreported")
            for row in rows:
                delivery = Delivery.from_row(row)
                if delivery.kind is not DeliveryKind.NOTICE:
                    enqueue(tx, _notices(delivery, staff_ids, now), now)
                tx.execute("deliveries.mark_reported", id=delivery.id)
            return len(rows)

        return await self._store.run(work)

    async def of_subject(self, subject: str) -> list[Delivery]:
        """All deliveries of an announcement or a salon, oldest first."""
        rows = await self._store.run(lambda tx: tx.all("deliveries.of_subject", subject=subject))
        return [Delivery.from_row(row) for row in rows]

    async def counts(self) -> dict[str, int]:
        """Deliveries by state."""
        rows = await self._store.run(lambda tx: tx.all("deliveries.count_by_state"))
        return {row["state"]: row["count"] for row in rows}

    async def _mark(
        self,
        delivery: Delivery,
        state: str,
        now: datetime,
        *,
        receipt: SendReceipt | None = None,
        error: str = "",
    ) -> bool:
        changed = await self._store.run(
            lambda tx: tx.execute(
                "deliveries.mark",
                id=delivery.id,
                attempts=delivery.attempts,
                claimed_by=self._store.instance,
                state=state,
                route=receipt.route if receipt else None,
                platform_key=receipt.key if receipt else None,
                error=error[:500],
                now=to_text(now),
            )
        )
        return changed == 1


def enqueue(tx: Transaction, deliveries: Iterable[NewDelivery], now: datetime) -> int:
    """Enqueue inside a transaction of the caller's, together with what caused it."""
    return sum(
        tx.execute(
            "deliveries.enqueue",
            key=new.key,
            kind=new.kind.value,
            subject=new.subject,
            destination=str(new.destination),
            title=new.title,
            markdown=new.markdown,
            due_at=to_text(new.due_at),
            expires_at=to_text(new.expires_at) if new.expires_at else None,
            now=to_text(now),
        )
        for new in deliveries
    )


def _lose(tx: Transaction, delivery: Delivery, error: str, now: datetime) -> str:
    if delivery.kind.resends and tx.execute(
        "deliveries.resend_marked",
        id=delivery.id,
        markdown=f"{RESEND_MARK}\n\n{delivery.markdown}",
        error=error[:500],
        now=to_text(now),
    ):
        return "pending"
    tx.execute(
        "deliveries.lose",
        id=delivery.id,
        attempts=delivery.attempts,
        error=error[:500],
        now=to_text(now),
    )
    return "unknown"


def _notices(delivery: Delivery, staff_ids: Iterable[str], now: datetime) -> Iterable[NewDelivery]:
    what = {
        DeliveryKind.REMINDER: "提醒",
        DeliveryKind.REPLAY: "回放通知",
        DeliveryKind.ANNOUNCEMENT: "公告",
        DeliveryKind.SEAT: "候补转正的通知",
    }.get(delivery.kind, "消息")
    fate = (
        "发送失败"
        if delivery.state == "failed"
        else "没有得到钉钉的答复，可能已经发出，也可能没有"
    )
    for staff_id in staff_ids:
        yield NewDelivery(
            key=f"notice:{delivery.id}:{delivery.state}:{staff_id}",
            kind=DeliveryKind.NOTICE,
            subject=delivery.subject,
            destination=Destination(staff_id=staff_id),
            title=f"{what}{'发送失败' if delivery.state == 'failed' else '结果不明'}",
            markdown=f"**{what}「{delivery.title}」{fate}。**\n\n"
            f"目的地：{delivery.destination}\n\n原因：{delivery.error or '未知'}",
            due_at=now,
            expires_at=now + timedelta(days=2),
        )

"""A delivery: one message to one destination, as a row of the outbox."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from bot.labelled import Labelled
from bot.messages import Destination, SendReceipt
from bot.store import Row, Transaction, from_text

logger = logging.getLogger(__name__)

# Read by organizers, as in the outbox.
_UNREADABLE = "这一版程序读不了这条消息，可能是更新的版本留下的"
RESEND_MARK = "（补发，可能重复）"
_ANNOUNCEMENT = "announcement:"
# For ``essential_on``: goes out however few calls of the month are left.
ALWAYS = "always"
# Longer nobody needs to hear of a notice.
_KEEP = timedelta(days=2)


class DeliveryKind(Labelled):
    """What is delivered; it decides what happens when nobody knows whether it arrived."""

    REMINDER = "reminder", "提醒"
    CORRECTION = "correction", "更正"  # of what a reminder told
    CHANGE = "change", "给报名者的通知"  # to people who signed up: moved or cancelled
    THANKS = "thanks", "致谢"
    REPLAY = "replay", "回放通知"
    ANNOUNCEMENT = "announcement", "公告"
    WELCOME = "welcome", "欢迎"  # to people who joined a group
    REQUEST = "request", "待办提示"  # to organizers: something is missing
    SEAT = "seat", "候补转正的通知"  # to somebody who moved up from a waiting list
    NOTICE = "notice", "通知"  # to the people in [roles] notify

    @property
    def resends(self) -> bool:
        """Late is worse than twice: resent once, with a mark."""
        return self not in (
            DeliveryKind.THANKS,
            DeliveryKind.ANNOUNCEMENT,
            DeliveryKind.WELCOME,
            DeliveryKind.REQUEST,
        )


class DeliveryState(Labelled):
    """Where a delivery stands; ``label`` is the one word that people read for it."""

    PENDING = "pending", "等待发送"
    SENDING = "sending", "正在发送"
    SENT = "sent", "已发出"
    FAILED = "failed", "发送失败"
    UNKNOWN = "unknown", "结果不明"  # it may have arrived: nobody knows
    EXPIRED = "expired", "过期未发"
    SUPERSEDED = "superseded", "已作废"

    @property
    def is_lost(self) -> bool:
        """It did not certainly arrive, and nobody wanted it so: people are told."""
        return self in (DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.EXPIRED)


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A delivery to be enqueued.

    ``key``: unique for all time, so that planning it twice is one. ``subject``: the salon, or
    the announcement (``announcement_subject``), that it is about. ``expires_at``: from then on
    it is not worth saying. ``waits_for``: the key of the delivery that must have been accepted
    before (of an announcement that goes to one group first). ``exact``: belongs to its very
    moment and is not sent earlier together with others. ``everyone``: mentions everybody,
    which only a group's own robot can. ``essential_on``: the local date on which it goes even
    when the month's calls run out, or ``ALWAYS``. ``told``: what it tells of a salon (day,
    time, place) as JSON, to be corrected when that changes.
    """

    key: str
    kind: DeliveryKind
    subject: str
    destination: Destination
    title: str
    markdown: str
    due_at: datetime
    expires_at: datetime | None = None
    waits_for: str = ""
    exact: bool = False
    everyone: bool = False
    essential_on: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(NewDelivery):
    """A row of the outbox: what was enqueued, and what became of it.

    ``attempts``: how often it was claimed. ``resends``: 1 when it is the marked repetition of
    something that may have arrived. ``updated_at``: when it came into its state. ``route`` and
    ``platform_key``: how it went, and the platform's handle for a recall. ``alone``: was
    refused inside a digest and is tried by itself.
    """

    id: int
    state: DeliveryState
    attempts: int
    resends: int
    error: str
    updated_at: datetime
    route: str
    platform_key: str
    alone: bool
    recalled_at: datetime | None

    @property
    def receipt(self) -> SendReceipt:
        """What the platform said when it took the message: the handle of a recall."""
        return SendReceipt(self.route, self.platform_key)

    @classmethod
    def from_row(cls, row: Row) -> Delivery:
        """Raises ValueError for what this version does not know."""
        values = {name: row[name] for name in _COLUMNS} | {
            "kind": DeliveryKind(row["kind"]),
            "state": DeliveryState(row["state"]),
            "destination": Destination.parse(row["destination"]),
        }
        values |= {name: row[name] or "" for name in ("error", "route", "platform_key")}
        values |= {name: bool(row[name]) for name in ("exact", "alone", "everyone")}
        for name in ("due_at", "expires_at", "updated_at", "recalled_at"):
            values[name] = from_text(row[name]) if row[name] else None
        return cls(**values)


_ENQUEUED = tuple(field.name for field in fields(NewDelivery))
_COLUMNS = tuple(field.name for field in fields(Delivery))


def notice(
    name: str,
    staff_id: str,
    title: str,
    markdown: str,
    now: datetime,
    *,
    subject: str = "notice",
    essential_on: str = "",
) -> NewDelivery:
    """What is told, 1:1, to one of those who look after the bot, due at once. ``name`` tells it
    from all other notices: a person gets each name once."""
    return NewDelivery(
        key=f"notice:{name}:{staff_id}",
        kind=DeliveryKind.NOTICE,
        subject=subject,
        destination=Destination(staff_id=staff_id),
        title=title,
        markdown=markdown,
        due_at=now,
        expires_at=now + _KEEP,
        essential_on=essential_on,
    )


def announcement_subject(code: str) -> str:
    """What all deliveries of an announcement have in common."""
    return f"{_ANNOUNCEMENT}{code}"


def announcement_code(delivery: Delivery) -> str:
    """The code of the announcement that a delivery is of."""
    return delivery.subject.removeprefix(_ANNOUNCEMENT)


def readable(rows: Iterable[Row]) -> Iterator[Delivery]:
    """Those that this version of the program can read; a later one may have left others."""
    for row in rows:
        try:
            yield Delivery.from_row(row)
        except ValueError as error:
            logger.warning("delivery %d cannot be read: %s", row["id"], error)


def mark(
    tx: Transaction,
    claim: Mapping[str, object],
    state: DeliveryState,
    now: datetime,
    *,
    receipt: SendReceipt | None = None,
    error: str = "",
) -> int:
    """Write down the end of a row, if ``claim`` still holds it; the number of rows."""
    return tx.execute(
        "deliveries.mark",
        **claim,
        state=state,
        route=receipt.route if receipt else None,
        platform_key=receipt.key if receipt else None,
        error=error[:500],
        now=now,
    )


def give_up(tx: Transaction, row: Row, state: DeliveryState, now: datetime) -> None:
    """End a claimed row that cannot be read."""
    claim = {name: row[name] for name in ("id", "attempts", "claimed_by")}
    mark(tx, claim, state, now, error=_UNREADABLE)


def enqueue(tx: Transaction, deliveries: Iterable[NewDelivery], now: datetime) -> int:
    """Enqueue inside a transaction of the caller's, together with what caused it; the
    number of rows that are new or changed."""
    return sum(
        tx.execute(
            "deliveries.enqueue",
            **{name: getattr(new, name) for name in _ENQUEUED}
            | {"kind": new.kind.value, "destination": str(new.destination)},
            now=now,
        )
        for new in deliveries
    )


def gone_groups(tx: Transaction) -> dict[str, str]:
    """Groups where nothing can be posted now, and why, by conversation id."""
    return {row["conversation_id"]: row["reason"] for row in tx.all("groups.silenced")}


def lose(tx: Transaction, delivery: Delivery, error: str, now: datetime) -> DeliveryState:
    """Nobody knows whether it arrived: sent once more with a mark where its kind may be, else
    ``unknown``. Returns the new state."""
    if delivery.kind.resends and tx.execute(
        "deliveries.resend_marked",
        id=delivery.id,
        attempts=delivery.attempts,
        markdown=f"{RESEND_MARK}\n\n{delivery.markdown}",
        error=error[:500],
        now=now,
    ):
        return DeliveryState.PENDING
    tx.execute(
        "deliveries.lose", id=delivery.id, attempts=delivery.attempts, error=error[:500], now=now
    )
    return DeliveryState.UNKNOWN

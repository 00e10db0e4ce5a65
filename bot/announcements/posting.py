"""The deliveries of announcements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.announcements.text import Leg, announcement_markdown, announcement_title, day_of
from bot.messages import Act, Destination
from bot.schedule.deliveries import (
    ALWAYS,
    Delivery,
    DeliveryKind,
    NewDelivery,
    announcement_subject,
)
from bot.store import Transaction, to_text

# An announcement that could not leave for so long is not what was approved any more.
_KEEP = timedelta(hours=12)


def stamp_of(delivery: Delivery) -> str:
    """Which time of its announcement a delivery is of; a later one sorts behind."""
    behind = delivery.key.removeprefix(f"{delivery.subject}:")
    return behind.partition(f":{delivery.destination.conversation_id}")[0]


def staged(code: str, text: str, legs: Sequence[Leg], stamp: datetime) -> Iterator[NewDelivery]:
    """One delivery a group. The first goes alone; the rest when it was accepted. ``stamp``
    tells times of the same announcement apart."""
    subject = announcement_subject(code)
    keys = [f"{subject}:{to_text(stamp)}:{leg.group.conversation_id}" for leg in legs]
    for position, leg in enumerate(legs):
        yield NewDelivery(
            key=keys[position],
            kind=DeliveryKind.ANNOUNCEMENT,
            subject=subject,
            destination=Destination(conversation_id=leg.group.conversation_id),
            title=announcement_title(text),
            markdown=announcement_markdown(text),
            due_at=leg.due_at,
            expires_at=leg.due_at + _KEEP,
            waits_for=keys[0] if position else "",
            everyone=leg.everyone,
            essential_on=ALWAYS,
        )


def resend(last: Delivery, by: Act) -> NewDelivery:
    """The same once more, because a person says so."""
    return NewDelivery(
        key=f"{last.key}{_asked_in(by.source)}",
        kind=DeliveryKind.ANNOUNCEMENT,
        subject=last.subject,
        destination=last.destination,
        title=last.title,
        markdown=last.markdown,
        due_at=by.now,
        expires_at=by.now + _KEEP,
        everyone=last.everyone,
        essential_on=ALWAYS,
    )


def is_resend(delivery: Delivery, source: str) -> bool:
    """Whether it is the one that this very message asked for."""
    return delivery.key.endswith(_asked_in(source))


def _asked_in(source: str) -> str:
    return f":{source}"


def trial(code: str, text: str, by: Act) -> NewDelivery:
    """To one person, exactly as the groups would get it."""
    return NewDelivery(
        key=f"trial:{code}:{by.source}",
        kind=DeliveryKind.NOTICE,
        subject=f"trial:{code}",
        destination=Destination(staff_id=by.staff_id),
        title=announcement_title(text),
        markdown=announcement_markdown(text),
        due_at=by.now,
        expires_at=by.now + timedelta(minutes=30),
    )


def calls_on_day(
    tx: Transaction, destination: Destination, moment: datetime, zone: ZoneInfo
) -> int:
    """How often everybody is called there on the local day of that moment."""
    since, until = day_of(moment, zone)
    row = tx.one(
        "deliveries.everyone_today", destination=str(destination), since=since, until=until
    )
    return int(row["count"]) if row else 0

"""Messages and deliveries for tests, with only what a test cares about spelt out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.chat.inbox import Inbox
from bot.events.record.models import Salon
from bot.messages import Destination, IncomingMessage, MessageKind
from bot.schedule.deliveries import DeliveryKind, NewDelivery
from bot.store import Store, Transaction
from tests.conftest import NOON


def make_message(text: str = "怎么看锁等待", **changes: Any) -> IncomingMessage:
    values: dict[str, Any] = {
        "robot_code": "robot",
        "message_id": "m1",
        "kind": MessageKind.TEXT,
        "text": text,
        "conversation_id": "cid-1",
        "is_group": True,
        "sender_id": "sender-1",
        "received_at": NOON,
        "staff_id": "staff-1",
        "same_organisation": True,
    }
    return IncomingMessage(**(values | changes))


def make_delivery(key: str = "k1", *, due_at: datetime = NOON, **changes: Any) -> NewDelivery:
    values: dict[str, Any] = {
        "key": key,
        "kind": DeliveryKind.REMINDER,
        "subject": "salon-1",
        "destination": Destination(conversation_id="cid-1"),
        "title": "提醒",
        "markdown": "明天开始",
        "due_at": due_at,
    }
    return NewDelivery(**(values | changes))


def write_files(folder: Path, files: Mapping[str, str]) -> Path:
    """Texts by their paths below ``folder``, which is returned."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


class GivenSalons:
    """A book that the test changes. ``elsewhere``: what another process has made of it, which
    is known here after the next ``catch_up``."""

    def __init__(self, *salons: Salon) -> None:
        self.give(*salons)
        self.elsewhere: Sequence[Salon] | None = None

    def give(self, *salons: Salon) -> None:
        self.book = SimpleNamespace(salons=salons)

    def is_current(self, tx: Transaction, book: object) -> bool:
        return self.elsewhere is None and book is self.book

    async def catch_up(self) -> None:
        if self.elsewhere is not None:
            self.give(*self.elsewhere)
            self.elsewhere = None


def begun(tx: Transaction) -> bool:
    """For ``Inbox.start_work``: nothing but that it is to be worked on."""
    return True


def watchful(store: Store) -> Inbox:
    """One that has waited for ten seconds at each of its looks at what others have left."""
    return Inbox(store, timedelta(minutes=10), elapsed=count(0, 10).__next__)


async def taken_over(store: Store, now: datetime) -> list[IncomingMessage]:
    """What those who are gone have left, found as soon as that can be told."""
    inbox = watchful(store)
    for _ in range(5):
        if found := await inbox.recover(now):
            return found
    return []

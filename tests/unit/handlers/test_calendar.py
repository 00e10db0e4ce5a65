"""What is asked of the salons to come, before it is looked at."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

import pytest

from bot.chat.context import Request, Services
from handlers.coming import calendar


async def test_with_no_salon_to_come_no_message_is_read_for_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def computed(*_: object) -> None:
        raise AssertionError("a thread for nothing")

    monkeypatch.setattr(calendar, "computed", computed)
    salons = SimpleNamespace(are_ahead=lambda now: False, asked_of_coming=None)
    services = SimpleNamespace(salons=salons, now=lambda: datetime(2026, 12, 6, tzinfo=UTC))
    request = SimpleNamespace(text="最近备库老是断", history=())

    assert (
        await calendar.answer_what_is_coming(cast(Request, request), cast(Services, services))
        is None
    )

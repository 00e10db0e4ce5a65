"""A salon to come, with only what a test cares about spelt out."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from bot.attendance import Attendee
from bot.events import Salon


def make_salon(**changes: Any) -> Salon:
    values: dict[str, Any] = {
        "id": "salon-15-xian",
        "number": 15,
        "title": "PG天天象上 第 15 期 西安",
        "held_on": date(2026, 12, 5),
        "start": time(14, 0),
        "end": time(17, 30),
        "city": "西安",
        "capacity": 2,
    }
    return Salon(**(values | changes))


def make_attendee(name: str = "a", **changes: Any) -> Attendee:
    values: dict[str, Any] = {
        "person": f"sender-{name}",
        "nick": f"成员{name}",
        "staff_id": f"staff-{name}",
        "told_in": "cid-1",
    }
    return Attendee(**(values | changes))

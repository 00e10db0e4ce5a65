"""A salon for the tests of planning, with only what a test cares about spelt out."""

from __future__ import annotations

from datetime import date, time

from bot.events.record.models import Salon


def make_salon(**changes: object) -> Salon:
    values: dict[str, object] = {
        "id": "salon-15",
        "title": "第 15 期 西安",
        "held_on": date(2026, 12, 5),
        "number": 15,
        "start": time(14, 0),
        "city": "西安",
        "venue": "大象咖啡",
    }
    return Salon(**(values | changes))  # type: ignore[arg-type]

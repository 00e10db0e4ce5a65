"""A salon to come and its people, with only what a test cares about spelt out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

from bot.attendance.draws import NewDraw, Origin
from bot.attendance.people import Attendee
from bot.attendance.services import Attendance
from bot.events import Salon
from tests.conftest import NOON


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


async def sign_up(attendance: Attendance, count: int) -> None:
    """So many people for the salon, without a limit."""
    salon = make_salon(capacity=None)
    for n in range(count):
        await attendance.signups.sign_up(salon, make_attendee(str(n)), f"m{n}", NOON)


def make_draw(**changes: Any) -> NewDraw:
    salon_id = make_salon().id
    return replace(NewDraw(salon_id, "书", 2, Origin.SIGNUPS, "cid"), **changes)

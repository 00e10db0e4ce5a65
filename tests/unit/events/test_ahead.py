"""Which salons are still to come, as of an instant."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.events.record import hours
from bot.events.record.hours import to_come
from tests.unit.schedule.salons import make_salon

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 12, 6, 12, tzinfo=UTC)


def test_one_in_the_last_zone_of_the_world_is_to_come_until_its_own_midnight() -> None:
    salon = make_salon(start=None, timezone="Etc/GMT+12")

    assert to_come([salon], NOON.replace(hour=11, minute=59), SHANGHAI) == (salon,)
    assert to_come([salon], NOON, SHANGHAI) == ()


def test_hours_are_worked_out_of_recent_salons_only(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[date] = []

    def over_at(salon: object, zone: ZoneInfo) -> datetime:
        looked_at.append(salon.held_on)  # type: ignore[attr-defined]
        return NOON

    monkeypatch.setattr(hours, "over_at", over_at)
    days = (date(2018, 1, 21), date(2026, 11, 30), date(2026, 12, 5), date(2027, 1, 9))
    to_come([make_salon(held_on=day, end=time(17)) for day in days], NOON, SHANGHAI)

    assert looked_at == [date(2026, 12, 5), date(2027, 1, 9)]

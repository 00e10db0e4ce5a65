"""When a salon begins and ends, and what is assumed while that is not known."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.events.record.hours import ends_at, over_at, presumed_end, starts_at
from tests.unit.schedule.salons import make_salon

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _utc(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, 5, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "start", "end", "over", "presumed"),
    [
        ((time(14), time(17, 30)), _utc(6), _utc(9, 30), _utc(9, 30), _utc(9, 30)),
        ((time(14), None), _utc(6), None, _utc(16), _utc(10)),
        ((None, None), None, None, _utc(16), _utc(10)),
    ],
)
def test_while_the_end_is_not_known_it_lasts_all_day_but_thanks_come_in_the_evening(
    hours: tuple[time | None, time | None],
    start: datetime | None,
    end: datetime | None,
    over: datetime,
    presumed: datetime,
) -> None:
    salon = make_salon(start=hours[0], end=hours[1])
    assert starts_at(salon, SHANGHAI) == start
    assert ends_at(salon, SHANGHAI) == end
    assert over_at(salon, SHANGHAI) == over
    assert presumed_end(salon, SHANGHAI) == presumed


def test_hours_are_those_of_the_salons_own_zone() -> None:
    salon = make_salon(end=time(17), timezone="Asia/Tokyo")
    assert (starts_at(salon, SHANGHAI), over_at(salon, SHANGHAI)) == (_utc(5), _utc(8))

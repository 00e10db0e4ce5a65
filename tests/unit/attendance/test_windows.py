"""When a salon takes sign-ups and check-ins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.attendance.windows import coming, latest, windows_of
from tests.unit.attendance.salons import make_salon

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 12, 5, 6, 0, tzinfo=UTC)  # 14:00 in Shanghai


def test_signup_ends_at_the_start_and_checkin_begins_an_hour_before() -> None:
    windows = windows_of(make_salon(), ZONE)
    assert windows.takes_signups(START - timedelta(seconds=1))
    assert not windows.takes_signups(START)
    assert not windows.takes_checkins(START - timedelta(hours=1, seconds=1))
    assert windows.takes_checkins(START - timedelta(hours=1))
    assert windows.takes_checkins(START + timedelta(hours=3, minutes=29))
    assert not windows.takes_checkins(START + timedelta(hours=3, minutes=30))


def test_the_record_may_close_the_signup_earlier() -> None:
    until = datetime.fromisoformat("2026-12-04 18:00")
    windows = windows_of(make_salon(signup_until=until), ZONE)
    assert windows.signup_until == datetime(2026, 12, 4, 10, 0, tzinfo=UTC)


def test_a_salon_without_times_lasts_all_day() -> None:
    windows = windows_of(make_salon(start=None, end=None), ZONE)
    assert windows.starts_at == datetime(2026, 12, 4, 16, 0, tzinfo=UTC)
    assert windows.ends_at == windows.signup_until == windows.starts_at + timedelta(days=1)


def test_a_salon_of_another_zone_keeps_its_own_clock() -> None:
    windows = windows_of(make_salon(timezone="America/New_York"), ZONE)
    assert windows.starts_at == datetime(2026, 12, 5, 19, 0, tzinfo=UTC)


def test_coming_leaves_out_what_is_over_or_cancelled() -> None:
    later = make_salon(id="later", held_on=make_salon().held_on + timedelta(days=7))
    gone = make_salon(id="gone", status="cancelled")
    salons = [later, gone, make_salon()]
    assert [s.id for s in coming(salons, START, ZONE)] == ["salon-15-xian", "later"]
    over = START + timedelta(hours=4)
    assert [s.id for s in coming(salons, over, ZONE)] == ["later"]
    found = latest(salons, over, ZONE)
    assert found is not None
    assert found.id == "salon-15-xian"
    assert latest(salons, START - timedelta(hours=2), ZONE) is None

"""Rules applied to salons: which moments, which words, and daylight saving."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import to_utc
from bot.events.models import Salon
from bot.schedule.rules import fill, occurrence, occurrences
from bot.settings import REMINDER_FACTS, ReminderRule

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")


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


def make_rule(before: str, at: str | None = None, text: str = "{when}：{title}") -> ReminderRule:
    return ReminderRule.model_validate({"name": "r", "before": before, "at": at, "text": text})


def test_the_day_before_at_ten() -> None:
    found = occurrence(make_salon(), make_rule("1d", "10:00"), SHANGHAI)
    assert found is not None
    assert found.due_at == datetime(2026, 12, 4, 2, 0, tzinfo=UTC)
    assert found.expires_at == datetime(2026, 12, 4, 16, 0, tzinfo=UTC)  # until midnight
    assert found.markdown == "明天：第 15 期 西安"
    assert found.nominal == "2026-12-04T10:00"


def test_an_hour_before_expires_with_the_start() -> None:
    found = occurrence(make_salon(), make_rule("1h"), SHANGHAI)
    assert found is not None
    assert found.due_at == datetime(2026, 12, 5, 5, 0, tzinfo=UTC)
    assert found.expires_at == datetime(2026, 12, 5, 6, 0, tzinfo=UTC)
    assert found.markdown == "1 小时后：第 15 期 西安"


@pytest.mark.parametrize(
    ("before", "at", "words"),
    [
        ("7d", "09:00", "7 天后"),
        ("2d", "09:00", "后天"),
        ("30m", None, "30 分钟后"),
        ("90m", None, "1.5 小时后"),
        ("0m", None, "现在"),
    ],
)
def test_how_far_it_is_in_words(before: str, at: str | None, words: str) -> None:
    found = occurrence(make_salon(), make_rule(before, at), SHANGHAI)
    assert found is not None
    assert found.markdown.startswith(words)


def test_without_a_starting_time_only_rules_of_whole_days_apply() -> None:
    salon = make_salon(start=None)
    assert occurrence(salon, make_rule("1h"), SHANGHAI) is None
    found = occurrence(salon, make_rule("1d"), SHANGHAI)
    assert found is not None
    assert found.due_at == datetime(2026, 12, 4, 2, 0, tzinfo=UTC)


def test_a_cancelled_salon_is_not_announced() -> None:
    assert (
        occurrences([make_salon(status="cancelled")], [make_rule("1d", "10:00")], SHANGHAI) == []
    )


def test_a_salon_with_a_zone_of_its_own_is_planned_there() -> None:
    salon = make_salon(timezone="America/New_York")
    (found,) = occurrences([salon], [make_rule("1h")], SHANGHAI)
    assert found.due_at == datetime(2026, 12, 5, 18, 0, tzinfo=UTC)


def test_what_is_not_recorded_is_left_out_of_the_text() -> None:
    text = fill("{title}：{date}（{weekday}），{city}{venue}，{address}。", make_salon(), "明天")
    assert text == "第 15 期 西安：2026 年 12 月 5 日（周六），西安大象咖啡。"


def test_every_documented_placeholder_is_filled() -> None:
    text = "|".join(f"{{{name}}}" for name in REMINDER_FACTS)
    assert "{" not in fill(text, make_salon(), "明天")


def test_a_gap_gives_the_first_instant_after_it() -> None:
    found = to_utc(date(2026, 3, 8), time(2, 30), NEW_YORK)
    assert found == datetime(2026, 3, 8, 7, 0, tzinfo=UTC)  # 03:00 EDT


def test_a_fold_gives_the_first_of_the_two() -> None:
    found = to_utc(date(2026, 11, 1), time(1, 30), NEW_YORK)
    assert found == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # 01:30 EDT


@given(
    day=st.dates(date(1990, 1, 1), date(2040, 1, 1)),
    wall=st.times().map(lambda t: t.replace(microsecond=0, tzinfo=None)),
    zone=st.sampled_from(
        ["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "UTC"]
    ),
)
def test_an_instant_is_the_wall_time_or_just_after_a_gap(day: date, wall: time, zone: str) -> None:
    instant = to_utc(day, wall, ZoneInfo(zone))
    local = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    wanted = datetime.combine(day, wall)
    assert timedelta(0) <= local - wanted <= timedelta(hours=3)
    if local != wanted:  # then nothing earlier exists that is not before the wall time
        before = (instant - timedelta(seconds=1)).astimezone(ZoneInfo(zone))
        assert before.replace(tzinfo=None) < wanted

"""Rules applied to salons: which moments, which words, and daylight saving."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from bot.clock import to_utc
from bot.schedule.rules import after_quiet, fill, occurrence
from bot.settings import REMINDER_FACTS, Group, ReminderRule
from tests.unit.schedule.salons import make_salon

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")


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


def test_on_the_day_itself_by_the_wall_clock_and_never_after_the_start() -> None:
    found = occurrence(make_salon(), make_rule("0d", "08:00"), SHANGHAI)
    assert found is not None
    assert found.due_at == datetime(2026, 12, 5, 0, 0, tzinfo=UTC)
    assert found.expires_at == datetime(2026, 12, 5, 6, 0, tzinfo=UTC)
    assert found.markdown.startswith("6 小时后")
    assert occurrence(make_salon(), make_rule("0d", "14:00"), SHANGHAI) is None


def test_a_cancelled_salon_is_not_announced() -> None:
    salon = make_salon(status="cancelled")
    assert occurrence(salon, make_rule("1d", "10:00"), SHANGHAI) is None


def test_a_salon_with_a_zone_of_its_own_is_planned_there() -> None:
    salon = make_salon(timezone="America/New_York")
    found = occurrence(salon, make_rule("1h"), SHANGHAI)
    assert found is not None
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


def make_special(**changes: object) -> ReminderRule:
    return ReminderRule.model_validate({"name": "r", **changes})


def test_at_the_start_with_the_live_link() -> None:
    salon = make_salon(live_url="https://live.example.com/15")
    found = occurrence(salon, make_special(at_start=True), SHANGHAI)
    assert found is not None
    assert found.due_at == datetime(2026, 12, 5, 6, 0, tzinfo=UTC)
    assert found.markdown == "**第 15 期 西安** 现在开始。直播：https://live.example.com/15"


def test_without_a_live_link_its_label_goes_too() -> None:
    found = occurrence(make_salon(), make_special(at_start=True), SHANGHAI)
    assert found is not None
    assert found.markdown == "**第 15 期 西安** 现在开始。"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"end": time(17, 0)}, datetime(2026, 12, 5, 9, 0, tzinfo=UTC)),
        ({}, datetime(2026, 12, 5, 10, 0, tzinfo=UTC)),  # four hours
        ({"start": None}, datetime(2026, 12, 5, 10, 0, tzinfo=UTC)),  # the evening
    ],
)
def test_after_the_end_there_are_thanks(changes: dict[str, object], expected: datetime) -> None:
    salon = make_salon(**changes)
    found = occurrence(salon, make_special(after="10m"), SHANGHAI)
    assert found is not None
    assert found.due_at == expected + timedelta(minutes=10)
    assert "谢谢" in found.markdown


def _quiet(hours: str, zone: str = "") -> Group:
    return Group(name="g", conversation_id="c", quiet=hours, timezone=zone)


@pytest.mark.parametrize(
    ("hours", "local", "expected"),
    [
        ("22:00-08:00", "2026-12-04T22:00", "2026-12-05T08:00"),
        ("22:00-08:00", "2026-12-04T23:30", "2026-12-05T08:00"),
        ("22:00-08:00", "2026-12-05T07:59", "2026-12-05T08:00"),
        ("22:00-08:00", "2026-12-05T08:00", "2026-12-05T08:00"),
        ("22:00-08:00", "2026-12-05T21:59", "2026-12-05T21:59"),
        ("12:00-14:00", "2026-12-05T12:00", "2026-12-05T14:00"),
        ("12:00-14:00", "2026-12-05T14:00", "2026-12-05T14:00"),
    ],
)
def test_quiet_hours_put_off_to_their_end(hours: str, local: str, expected: str) -> None:
    moment = datetime.fromisoformat(local).replace(tzinfo=SHANGHAI)
    shifted = after_quiet(moment, _quiet(hours), SHANGHAI)
    assert shifted == datetime.fromisoformat(expected).replace(tzinfo=SHANGHAI)


def test_quiet_hours_are_those_of_the_groups_zone() -> None:
    moment = datetime(2026, 12, 4, 14, 0, tzinfo=UTC)  # 22:00 in Shanghai, 09:00 in New York
    assert after_quiet(moment, _quiet("22:00-08:00", "America/New_York"), SHANGHAI) == moment


@given(
    moment=st.integers(1_577_836_800, 2_051_222_400).map(lambda s: datetime.fromtimestamp(s, UTC)),
    start=st.times().map(lambda t: t.replace(second=0, microsecond=0, tzinfo=None)),
    end=st.times().map(lambda t: t.replace(second=0, microsecond=0, tzinfo=None)),
    zone=st.sampled_from(["Asia/Shanghai", "America/New_York", "UTC"]),
)
def test_nothing_is_put_off_for_more_than_a_day_nor_into_quiet_hours(
    moment: datetime, start: time, end: time, zone: str
) -> None:
    if start == end:
        return
    group = _quiet(f"{start:%H:%M}-{end:%H:%M}", zone)
    after = after_quiet(moment, group, SHANGHAI)
    assert timedelta(0) <= after - moment <= timedelta(hours=25)
    assert after_quiet(after, group, SHANGHAI) == after


def test_what_quiet_hours_put_off_speaks_of_the_day_it_is_said() -> None:
    def morning(moment: datetime) -> datetime:
        return after_quiet(moment, _quiet("22:00-08:00"), SHANGHAI)

    found = occurrence(make_salon(), make_rule("1d", "23:00"), SHANGHAI, morning)
    assert found is not None
    assert found.due_at == datetime(2026, 12, 5, 0, 0, tzinfo=UTC)
    assert found.markdown.startswith("6 小时后")
    assert found.nominal == "2026-12-04T23:00"


def test_what_quiet_hours_put_off_past_the_start_is_left_out() -> None:
    def noon(moment: datetime) -> datetime:
        return after_quiet(moment, _quiet("00:00-15:00"), SHANGHAI)

    assert occurrence(make_salon(), make_rule("1h"), SHANGHAI, noon) is None


def test_the_29th_of_february_has_a_week_before() -> None:
    salon = make_salon(held_on=date(2028, 2, 29))
    found = occurrence(salon, make_rule("7d", "10:00"), SHANGHAI)
    assert found is not None
    assert found.due_at == datetime(2028, 2, 22, 2, 0, tzinfo=UTC)
    after = occurrence(salon, make_special(after="1d", at="10:00"), SHANGHAI)
    assert after is not None
    assert after.due_at == datetime(2028, 3, 1, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("held_on", "at", "expected"),
    [
        # 02:30 does not exist on the day the clocks go forward: the first instant after it.
        (date(2027, 3, 15), "02:30", datetime(2027, 3, 14, 7, 0, tzinfo=UTC)),
        # 01:30 comes twice on the day they go back: the first of the two.
        (date(2026, 11, 2), "01:30", datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
    ],
)
def test_a_rule_on_the_day_the_clocks_change(held_on: date, at: str, expected: datetime) -> None:
    salon = make_salon(held_on=held_on, timezone="America/New_York")
    found = occurrence(salon, make_rule("1d", at), SHANGHAI)
    assert found is not None
    assert found.due_at == expected


def test_an_hour_before_is_an_hour_also_when_the_clocks_change() -> None:
    salon = make_salon(held_on=date(2027, 3, 14), start=time(3, 30), timezone="America/New_York")
    found = occurrence(salon, make_rule("1h"), SHANGHAI)
    assert found is not None
    assert found.due_at == datetime(2027, 3, 14, 6, 30, tzinfo=UTC)
    assert found.markdown.startswith("1 小时后")

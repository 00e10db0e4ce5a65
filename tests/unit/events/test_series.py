"""Series as salons: days of the rule, exceptions, public holidays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from hypothesis import given, strategies as st

from bot.events.record.holidays import holiday_name
from bot.events.record.series import Other, Series, is_unknown, occurrence, occurrences

THURSDAYS = Series(
    id="series-1",
    title="直播答疑",
    rrule="FREQ=WEEKLY;BYDAY=TH",
    words="每周四 20:00",
    starts_on=date(2026, 9, 17),
    start=time(20),
    minutes=60,
)


def test_a_holiday_pauses_and_says_which() -> None:
    salon = occurrence(THURSDAYS, date(2026, 10, 1))
    assert (salon.status, salon.title) == ("cancelled", "直播答疑（国庆节停播）")
    always = replace(THURSDAYS, on_holidays=True)
    assert occurrence(always, date(2026, 10, 1)).status == "planned"


def test_a_plain_weekend_is_no_holiday() -> None:
    assert holiday_name(date(2026, 11, 28)) == ""


def test_a_year_without_data_is_planned_as_usual_and_known_to_be_unknown() -> None:
    day = date(2031, 10, 2)
    assert occurrence(THURSDAYS, day).status == "planned"
    assert is_unknown(THURSDAYS, day)
    assert not is_unknown(THURSDAYS, date(2026, 10, 1))


def test_a_moved_day_keeps_its_id_and_beats_the_holiday() -> None:
    day = date(2026, 10, 1)
    moved = replace(THURSDAYS, others={day: Other(date(2026, 10, 2), time(19))})
    salon = occurrence(moved, day)
    assert salon.id == occurrence(THURSDAYS, day).id
    assert (salon.held_on, salon.start, salon.end) == (date(2026, 10, 2), time(19), time(20))
    assert salon.status == "planned"


def test_a_day_left_out_stays_as_cancelled() -> None:
    day = date(2026, 11, 26)
    assert occurrence(replace(THURSDAYS, others={day: Other()}), day).status == "cancelled"


def test_an_ended_series_has_no_more_days() -> None:
    ended = replace(THURSDAYS, ended_on=date(2026, 11, 26))
    days = [salon.held_on for salon in occurrences([ended], date(2026, 11, 23))]
    assert days == [date(2026, 11, 12), date(2026, 11, 19)]


@given(st.dates(date(2026, 9, 17), date(2030, 1, 1)))
def test_every_day_of_the_window_is_there_once(today: date) -> None:
    found = occurrences([replace(THURSDAYS, on_holidays=True)], today)
    ids = [salon.id for salon in found]
    assert len(set(ids)) == len(ids)
    assert all(salon.held_on.weekday() == 3 for salon in found)
    assert 8 <= len([salon for salon in found if salon.held_on >= today]) <= 9

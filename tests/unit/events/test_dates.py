"""Dates and numbers as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.events.words.dates import find_dates
from bot.events.words.wording import number_in, tidy

TODAY = date(2026, 11, 23)
DAYS = [date(year, month, day) for year in range(2023, 2027) for month in range(1, 13)
        for day in range(1, 29)]  # fmt: skip


def days_of(text: str) -> list[date]:
    """The days from 2023 to 2026 that the longest date in ``text`` fits."""
    found = sorted(find_dates(tidy(text), TODAY), key=lambda one: one[0] - one[1])
    return [day for day in DAYS if found[0][2].fits(day)]


@pytest.mark.parametrize(
    "text",
    ["2024年5月18号", "2024-05-18", "2024/5/18", "20240518", "24年5月18日", "二〇二四年五月十八日",
     "二四年5月18", "2024 年 5 月 18 日", "２０２４年５月１８日", "May 18 2024", "may 18th 2024"],
)  # fmt: skip
def test_a_full_date_is_one_day_however_it_is_written(text: str) -> None:
    assert days_of(text) == [date(2024, 5, 18)]


@pytest.mark.parametrize(
    ("text", "first", "last", "count"),
    [
        ("5月18号", date(2023, 5, 18), date(2026, 5, 18), 4),
        ("2024年10月中旬", date(2024, 10, 11), date(2024, 10, 20), 10),
        ("2024年底", date(2024, 11, 1), date(2024, 12, 28), 56),
        ("2025年上半年", date(2025, 1, 1), date(2025, 6, 28), 168),
        ("去年12月", date(2025, 12, 1), date(2025, 12, 28), 28),
        ("上个月", date(2026, 10, 1), date(2026, 10, 28), 28),
        ("前天", date(2026, 11, 21), date(2026, 11, 21), 1),
        ("上周六", date(2026, 11, 21), date(2026, 11, 21), 1),
        ("2025年二季度", date(2025, 4, 1), date(2025, 6, 28), 84),
        ("Sept 2024", date(2024, 9, 1), date(2024, 9, 28), 28),
        ("september", date(2023, 9, 1), date(2026, 9, 28), 112),
        ("2026年3月以后", date(2026, 3, 1), date(2026, 12, 28), 280),
    ],
)
def test_a_loose_date_fits_its_days(text: str, first: date, last: date, count: int) -> None:
    days = days_of(text)

    assert (days[0], days[-1], len(days)) == (first, last, count)


@pytest.mark.parametrize(
    "text",
    [
        "3 号线",
        "5 号机",
        "PG 12.4",
        "8.0.33",
        "2 号楼",
        "primary key",
        "django",
        "market",
        "decimal",
    ],
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert not list(find_dates(tidy(text), TODAY))


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("7", 7), ("十", 10), ("十四", 14), ("二十一", 21), ("一百", 100), ("一百零二", 102),
     ("一百二", 120), ("两百", 200), ("三千", 3000), ("二〇一八", 2018), ("甲", None), ("", None)],
)  # fmt: skip
def test_numerals_are_read_in_both_scripts(numeral: str, value: int | None) -> None:
    assert number_in(numeral) == value

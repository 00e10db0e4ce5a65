"""Public holidays of mainland China: whether a day is one, and for which years we know."""

from __future__ import annotations

from datetime import date

import chinese_calendar

_NAMES = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}


def holiday_name(day: date) -> str | None:
    """「国庆节」 on a day off for it, else ``""``; None when the year is not announced yet.
    An ordinary weekend is no holiday, and a weekend that is worked is none either."""
    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return None
    return str(_NAMES.get(name, name)) if off and name else ""

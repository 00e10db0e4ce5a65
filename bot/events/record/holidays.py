"""Public holidays of mainland China: whether a day is one, and for which years we know."""

from __future__ import annotations

from datetime import date


def holiday_name(day: date) -> str | None:
    """「国庆节」 on a day off for it, else ``""``; None when the year is not announced yet.
    An ordinary weekend is no holiday, and a weekend that is worked is none either."""
    import chinese_calendar  # on use: for who has a series, 20 ms of a start

    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return None
    return str(chinese_calendar.Holiday(name).chinese) if off and name else ""

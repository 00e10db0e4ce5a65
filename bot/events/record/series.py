"""Series: salons that repeat, such as the weekly live stream, and the days that differ.

Occurrences are computed, never stored: the same series gives the same salons in any
process. An occurrence keeps its id when it is moved, so that reminders follow it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import takewhile

from bot.events.record.holidays import holiday_name
from bot.events.record.models import CANCELLED, PLANNED, Salon, SalonReminders
from bot.events.record.page_reminders import reminders_of
from bot.store import Row

_BEHIND, _AHEAD = timedelta(days=14), timedelta(days=56)
_A_DAY = timedelta(days=1)
_AS_USUAL = SalonReminders()


@dataclass(frozen=True, slots=True)
class Other:
    """What is different on a day: held on another day and hour, or (None) not at all."""

    day: date | None = None
    start: time | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """``rrule`` counts from ``starts_on``; ``words`` is the rule as people say it. On a
    public holiday it pauses unless ``on_holidays``. The organizers are asked for its replays
    only with ``asks_replay``: most weekly streams have none. ``reminders`` hold for every
    occurrence."""

    id: str
    title: str
    rrule: str
    words: str
    starts_on: date
    start: time
    minutes: int
    live_url: str = ""
    on_holidays: bool = False
    asks_replay: bool = False
    reminders: SalonReminders = _AS_USUAL
    ended_on: date | None = None
    others: Mapping[date, Other] = field(default_factory=dict)

    def days(self, first: date, last: date) -> Iterator[date]:
        """The days of the rule between two days, both included, whatever differs on them."""
        until = min(last, self.ended_on - _A_DAY) if self.ended_on else last
        from dateutil.rrule import rrulestr  # on use: for who has a series

        rule = rrulestr(self.rrule, dtstart=datetime.combine(self.starts_on, time(0)))
        start = datetime.combine(first, time(0))
        found = (moment.date() for moment in rule.xafter(start, inc=True))
        return takewhile(lambda day: day <= until, found)


def read_series(rows: Iterable[Row], exceptions: Iterable[Row]) -> tuple[Series, ...]:
    """Series with what differs from them."""
    others: dict[str, dict[date, Other]] = {}
    for row in exceptions:
        moved = row["moved_on"]
        other = Other(
            date.fromisoformat(moved) if moved else None,
            time.fromisoformat(row["moved_start"]) if row["moved_start"] else None,
        )
        others.setdefault(row["series_id"], {})[date.fromisoformat(row["day"])] = other
    return tuple(
        Series(
            id=row["id"],
            title=row["title"],
            rrule=row["rrule"],
            words=row["words"],
            starts_on=date.fromisoformat(row["starts_on"]),
            start=time.fromisoformat(row["start"]),
            minutes=row["minutes"],
            live_url=row["live_url"],
            on_holidays=bool(row["on_holidays"]),
            asks_replay=bool(row["asks_replay"]),
            reminders=reminders_of(json.loads(row["reminders"] or "null")),
            ended_on=date.fromisoformat(row["ended_on"]) if row["ended_on"] else None,
            others=others.get(row["id"], {}),
        )
        for row in rows
    )


def occurrences(series: Sequence[Series], today: date) -> tuple[Salon, ...]:
    """The salons of all series around today: two weeks back, eight ahead."""
    return tuple(
        occurrence(one, day) for one in series for day in one.days(today - _BEHIND, today + _AHEAD)
    )


def occurrence(series: Series, day: date) -> Salon:
    """The salon of a day of the rule. A day that is left out stays in the book, cancelled:
    people ask why there is no stream."""
    other = series.others.get(day)
    pause = "" if other else pause_on(series, day)
    start = (other and other.start) or series.start
    end = datetime.combine(day, start) + timedelta(minutes=series.minutes)
    is_off = bool(pause) or (other is not None and other.day is None)
    return Salon(
        id=occurrence_id(series, day),
        title=f"{series.title}（{pause}停播）" if pause else series.title,
        held_on=(other and other.day) or day,
        start=start,
        end=end.time() if end.date() == day else None,
        status=CANCELLED if is_off else PLANNED,
        live_url=series.live_url,
        series=series.id,
        asks_replay=series.asks_replay,
        reminders=series.reminders,
    )


def occurrence_id(series: Series, day: date) -> str:
    return f"{series.id}-{day:%Y%m%d}"


def pause_on(series: Series, day: date) -> str:
    """The holiday for which the series pauses on a day; empty when it does not."""
    return "" if series.on_holidays else holiday_name(day) or ""


def is_unknown(series: Series, day: date) -> bool:
    """Whether it may pause on this day, the holidays of the year being unknown yet."""
    return not series.on_holidays and holiday_name(day) is None

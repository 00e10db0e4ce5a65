"""The calendar, parsed back: what a subscriber's program makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from bot.clock import FixedClock
from bot.events import Salon, Salons
from bot.events.record.models import Talk
from bot.folder import scan
from bot.settings import Limits
from bot.store.sqlite import SqliteStore
from bot.web.calendar_feed import CalendarFeed, Revision, render
from tests.builders import GivenSalons
from tests.conftest import NOON
from tests.unit.attendance.salons import make_salon

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = Revision(0, NOON)


def _entries(body: bytes) -> dict[str, Any]:
    calendar: Any = Calendar.from_ical(body)
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def _entry(salon: Salon, revision: Revision = FIRST) -> Any:
    (entry,) = _entries(render([salon], {salon.id: revision}, ZONE)).values()
    return entry


def test_an_entry_says_when_where_and_what() -> None:
    talk = Talk("逻辑复制, 实践；一", start=time(14, 30), end=time(15, 0))
    entry = _entry(make_salon(venue="大象咖啡", talks=(talk,), live_url="https://e.com/live"))
    assert entry["uid"] == "salon-15-xian@salons.xiangwen"
    assert entry.start == datetime(2026, 12, 5, 14, 0, tzinfo=ZONE)
    assert entry.end == datetime(2026, 12, 5, 17, 30, tzinfo=ZONE)
    assert entry["location"] == "西安 大象咖啡"
    assert "14:30–15:00 逻辑复制, 实践；一" in entry["description"]
    assert entry["status"] == "CONFIRMED"
    triggers = [alarm["trigger"].dt for alarm in entry.walk("VALARM")]
    assert triggers == [timedelta(days=-1), timedelta(hours=-1)]


def test_a_cancelled_salon_stays_as_cancelled_without_alarms() -> None:
    entry = _entry(make_salon(status="cancelled"), Revision(3, NOON))
    assert (entry["status"], entry["sequence"]) == ("CANCELLED", 3)
    assert entry.walk("VALARM") == []


def test_a_salon_without_a_time_lasts_the_day() -> None:
    entry = _entry(make_salon(start=None, end=None))
    assert entry["dtstart"].dt == date(2026, 12, 5)
    assert entry["dtend"].dt == date(2026, 12, 6)


def test_zones_are_described_and_kept() -> None:
    body = render([make_salon(timezone="America/New_York")], {"salon-15-xian": FIRST}, ZONE)
    calendar: Any = Calendar.from_ical(body)
    zones = [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")]
    assert zones == ["America/New_York"]
    (entry,) = _entries(body).values()
    assert entry.start.astimezone(UTC) == datetime(2026, 12, 5, 19, 0, tzinfo=UTC)


def test_lines_are_no_longer_than_the_format_allows() -> None:
    salon = make_salon(title="很长的标题" * 40)
    body = render([salon], {salon.id: FIRST}, ZONE)
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert str(_entry(salon)["summary"]) == salon.title


PAGE = '---\nid: salon-1\ntitle: 一\ndate: 2026-12-05\nstart: "{start}"\ncity: 西安\n---\n正文\n'


class _Folder:
    """A folder with one salon, read anew after each change."""

    def __init__(self, path: Path, salons: Salons) -> None:
        self._page = path / "events" / "one.md"
        self._page.parent.mkdir()
        self._root = path
        self._salons = salons

    async def say(self, start: str, more: str = "") -> None:
        text = PAGE.format(start=start).replace("city:", f"{more}city:")
        self._page.write_text(text, "utf-8")
        await self._salons.load(scan([self._root], Limits()))


@pytest.fixture
def salons(store: SqliteStore) -> Salons:
    return Salons(store, ZONE)


async def test_the_sequence_grows_with_each_change_and_only_then(
    store: SqliteStore, salons: Salons, clock: FixedClock, tmp_path: Path
) -> None:
    feed = CalendarFeed(store, salons, clock, ZONE)
    folder = _Folder(tmp_path, salons)
    await folder.say("14:00")
    first = await feed.current()
    clock.move(timedelta(days=1))
    assert await CalendarFeed(store, salons, clock, ZONE).current() == first
    await folder.say("15:00")
    second = await feed.current()
    assert second.tag != first.tag
    await folder.say("15:00", "status: cancelled\n")
    third = await feed.current()
    entries = [next(iter(_entries(one.body).values())) for one in (first, second, third)]
    assert [entry["sequence"] for entry in entries] == [0, 1, 2]
    assert len({str(entry["uid"]) for entry in entries}) == 1
    assert entries[2]["status"] == "CANCELLED"


def test_revisions_do_not_depend_on_other_salons() -> None:
    other = replace(make_salon(), id="other")
    body = render([make_salon(), other], {"salon-15-xian": FIRST, "other": FIRST}, ZONE)
    assert len(_entries(body)) == 2


async def test_an_old_book_makes_no_newer_entry(store: SqliteStore, clock: FixedClock) -> None:
    """Another process has moved the salon and served it, and this one has not read of it."""
    salon = make_salon()
    moved = replace(salon, held_on=date(2026, 12, 6))
    ours, theirs = GivenSalons(salon), GivenSalons(salon)
    here, there = (CalendarFeed(store, cast(Any, s), clock, ZONE) for s in (ours, theirs))
    await here.current()
    theirs.give(moved)
    told = await there.current()
    ours.elsewhere = [moved]
    assert await here.current() == told

"""The book follows the day, also after a day on which it could not be made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.clock import FixedClock
from bot.events import Salons
from bot.events.record.models import Problem
from bot.folder import KnowledgeFile, Scan
from bot.store.sqlite import SqliteStore

WEEKLY = {
    "id": "series-1",
    "title": "直播答疑",
    "rrule": "FREQ=WEEKLY;BYDAY=TH",
    "words": "每周四 20:00",
    "starts_on": "2026-11-01",
    "start": "20:00",
    "minutes": 60,
    "live_url": "",
    "on_holidays": 1,
    "asks_replay": 0,
    "reminders": "",
    "staff_id": "a1",
    "now": "",
    "source": "m1",
}


async def test_a_day_that_could_not_be_read_is_read_with_the_next_look(
    store: SqliteStore, clock: FixedClock
) -> None:
    broken = False

    def check(_: Sequence[KnowledgeFile]) -> Iterable[Problem]:
        if broken:
            raise OSError("the disk")
        return ()

    await store.run(lambda tx: tx.execute("series.add", **WEEKLY))
    salons = Salons(store, ZoneInfo("Asia/Shanghai"), clock, check=check)
    await salons.load(Scan())
    last = salons.book.salons[-1].held_on
    clock.move(timedelta(days=3))  # to a Thursday, before the hour
    broken = True
    with pytest.raises(OSError, match="the disk"):
        await salons.roll(clock.now())
    broken = False
    await salons.roll(clock.now())
    assert salons.book.salons[-1].held_on == last + timedelta(weeks=1)

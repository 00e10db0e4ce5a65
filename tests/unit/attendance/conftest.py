"""Everything about who comes, over a store of its own."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from bot.attendance.services import Attendance
from bot.events import Salons
from bot.store.sqlite import SqliteStore

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def attendance(store: SqliteStore) -> Attendance:
    return Attendance.over(store, Salons(store, ZONE), (), ZONE, ())

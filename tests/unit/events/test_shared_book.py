"""The book of salons where several processes share the store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.events import Salons
from bot.folder import Scan
from bot.store.sqlite import SqliteStore


@pytest.fixture
async def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SqliteStore]:
    opened = await SqliteStore.open(tmp_path / "x.db")
    monkeypatch.setattr(opened, "exclusive", False)
    yield opened
    await opened.close()


async def test_what_another_process_added_is_read_once_by_all_who_notice(
    store: SqliteStore,
) -> None:
    told: list[int] = []
    salons = Salons(store, ZoneInfo("Asia/Shanghai"))
    await salons.load(Scan())
    salons.on_change(lambda: told.append(1))
    old = salons.book
    replay = {"salon_id": "s", "label": "上午", "url": "https://example.com/1"}
    told_by = {"added_by": "", "source": "", "now": ""}
    await store.run(lambda tx: tx.execute("events.add_replay", **replay, **told_by))
    assert not await store.run(lambda tx: salons.is_current(tx, old))
    await asyncio.gather(*(salons.catch_up() for _ in range(8)))
    assert told == [1]
    assert await store.run(lambda tx: salons.is_current(tx, salons.book))
    # The store is as the new book has it, and the old one is an old one all the same.
    assert not await store.run(lambda tx: salons.is_current(tx, old))

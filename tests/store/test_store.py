"""What every store promises, on each database there is."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

import psycopg
import pytest

from bot.errors import StoreError
from bot.schedule.outbox import Outbox
from bot.store import (
    Store,
    Transaction,
    WouldWrite,
    from_text,
    only_reading,
    open_store,
    to_text,
)
from bot.store.connection import queries
from bot.store.only_reading import only_reads
from bot.store.opening import is_taken, place_of, read_only_rows
from tests.builders import make_delivery
from tests.conftest import NOON


def add_replay(url: str, **changes: object) -> Callable[[Transaction], int]:
    values = {
        "salon_id": "s",
        "label": "上午",
        "url": url,
        "added_by": "a",
        "source": url,
        "now": to_text(NOON),
    } | changes
    return lambda tx: tx.execute("events.add_replay", **values)


async def urls(store: Store) -> list[str]:
    rows = await store.run(lambda tx: tx.all("events.replays"))
    return [row["url"] for row in rows]


async def test_work_that_raises_leaves_nothing_behind(either: Store) -> None:
    def fail(tx: Transaction) -> None:
        add_replay("https://a")(tx)
        raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        await either.run(fail)
    assert await urls(either) == []


async def test_what_the_database_refuses_leaves_nothing_behind(either: Store) -> None:
    def fail(tx: Transaction) -> None:
        add_replay("https://a")(tx)
        add_replay("https://b", label=None)(tx)

    with pytest.raises(StoreError, match="数据库"):
        await either.run(fail)
    assert await urls(either) == []
    await either.run(add_replay("https://a"))
    assert await urls(either) == ["https://a"]


async def test_what_was_committed_is_there_after_reopening(url: str) -> None:
    first = await open_store(url)
    await first.run(add_replay("https://a"))
    await first.close()
    second = await open_store(url)
    found = await urls(second)
    await second.close()
    assert found == ["https://a"]
    assert first.instance != second.instance


async def test_a_start_that_changes_no_tables_needs_nothing_that_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    await (await open_store(url)).close()
    monkeypatch.setitem(sys.modules, "sqlite_utils", None)
    await (await open_store(url)).close()


async def test_what_a_later_version_has_changed_is_left_alone(url: str) -> None:
    await (await open_store(url)).close()
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database, database:
            database.execute(
                "INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('xiangwen', '9_x')"
            )
    else:
        with psycopg.connect(url) as connection:
            connection.execute("INSERT INTO applied_migrations (name) VALUES ('9_x')")
    with pytest.raises(StoreError, match=r"更新的版本用过的（9_x）.*换回当时的备份"):
        await open_store(url)


async def test_a_closed_store_says_so_and_closes_twice(either: Store) -> None:
    await either.close()
    await either.close()
    with pytest.raises(StoreError, match="已经关闭"):
        await urls(either)


async def test_changed_rows_are_counted(either: Store) -> None:
    assert await either.run(add_replay("https://a")) == 1
    assert await either.run(add_replay("https://a")) == 0
    now = {"now": to_text(NOON)}

    def mark(tx: Transaction) -> tuple[int, object]:
        made = tx.execute("planner.make_mark", mark="m", **now)
        tx.execute("calls.add", month="2026-11", calls=2)
        tx.execute("calls.add", month="2026-11", calls=3)
        row = tx.one("calls.of_month", month="2026-11")
        return made, row and row["calls"]

    assert await either.run(mark) == (1, 5)
    assert await either.run(lambda tx: tx.one("calls.of_month", month="2026-12")) is None


class Word(StrEnum):
    KNOWN = "known"


async def test_values_come_back_as_they_are_in_sqlite(either: Store) -> None:
    """A truth is a number, a word of ours is its text, and 100% and :names are only text."""
    text = "100% 的 :now 问题 'x' \\ 👍 {a} %s %(now)s"

    def work(tx: Transaction) -> list[object]:
        tx.execute("recurring.add", code="A", text=text, groups="", everyone=True, rule="",
                   author=Word.KNOWN, now=to_text(NOON))  # fmt: skip
        row = tx.one("copying.recurring") or {}
        return [row["text"], row["everyone"], row["author"], type(row["everyone"])]

    assert await either.run(work) == [text, 1, "known", int]


async def test_a_text_with_a_nul_stops_nothing(either: Store) -> None:
    await either.run(add_replay("https://a", label="上\0午"))
    rows = await either.run(lambda tx: tx.all("events.replays"))
    assert rows[0]["label"].replace("\0", "\N{REPLACEMENT CHARACTER}") == "上\ufffd午"


async def test_text_is_compared_by_its_bytes(either: Store) -> None:
    """Upper case first and Chinese last, whatever the language of the database."""
    codes = ["b", "B", "a", "_", "中", "A1", "1"]

    def work(tx: Transaction) -> list[str]:
        for code in codes:
            tx.execute("series.add", id=code, title="t", rrule="", words="", starts_on="",
                       start="", minutes=1, live_url="", on_holidays=0, asks_replay=0,
                       reminders="", staff_id="a", now=to_text(NOON), source=code)  # fmt: skip
        return [row["id"] for row in tx.all("series.all")]

    assert await either.run(work) == sorted(codes)


async def test_reading_only_finds_what_was_committed(url: str) -> None:
    assert read_only_rows(url, "events.replays") == []  # before there is a table
    store = await open_store(url)
    await store.run(add_replay("https://a"))
    assert [row["url"] for row in read_only_rows(url, "events.replays")] == ["https://a"]
    assert is_taken(url) == store.exclusive
    await store.close()
    assert not is_taken(url)
    assert "@" not in place_of(url)


async def test_many_calls_at_once_lose_nothing(either: Store) -> None:
    def add(tx: Transaction) -> int:
        tx.execute("calls.add", month="m", calls=1)
        row = tx.one("calls.of_month", month="m")
        return row["calls"] if row else 0

    seen = await asyncio.gather(*(either.run(add) for _ in range(40)))
    assert sorted(seen) == list(range(1, 41))


async def test_work_is_done_in_the_order_in_which_it_was_handed_over(either: Store) -> None:
    """Two messages of one person keep their order on the way in."""
    order: list[int] = []

    async def add(number: int) -> None:
        await either.run(add_replay(f"https://{number}"))
        order.append(number)

    await asyncio.gather(*map(add, range(30)))
    assert order == list(range(30))
    assert await urls(either) == [f"https://{number}" for number in range(30)]


def test_moments_survive_the_store_and_sort_as_text() -> None:
    assert from_text(to_text(NOON)) == NOON
    assert to_text(NOON) < to_text(NOON + timedelta(microseconds=1))


async def test_deliveries_of_several_subjects_are_found_at_once(either: Store) -> None:
    outbox = Outbox(either)
    await outbox.enqueue([make_delivery(one, subject=one) for one in ("a", 'b"', "c")], NOON)
    assert [one.subject for one in await outbox.of_subjects(('b"', "a", "d"))] == ["a", 'b"']


async def test_who_only_reads_gets_as_far_as_the_first_change(either: Store) -> None:
    await either.run(add_replay("https://a"))

    def remove(salon_id: str) -> Callable[[Transaction], int]:
        return lambda tx: tx.execute("signups.withdraw", salon_id=salon_id, **_NOBODY)

    async def add_in_a_task() -> None:
        await either.run(add_replay("https://d"))

    with only_reading():
        assert await urls(either) == ["https://a"]
        assert await either.run(remove("s")) == 0  # there was nothing to change
        assert await either.run(add_replay("https://a")) == 0  # nor here
        with pytest.raises(WouldWrite):
            await either.run(add_replay("https://b"))
        with pytest.raises(WouldWrite):
            await either.run(_catching(add_replay("https://c")))
        with pytest.raises(WouldWrite):
            await asyncio.create_task(add_in_a_task())
    assert await urls(either) == ["https://a"]
    await either.run(add_replay("https://e"))
    assert await urls(either) == ["https://a", "https://e"]


async def test_who_writes_beside_one_that_only_reads_is_not_held_up(either: Store) -> None:
    async def look() -> None:
        with only_reading(), pytest.raises(WouldWrite):
            await either.run(add_replay("https://look"))

    writes = [either.run(add_replay(f"https://{n}")) for n in range(5)]
    await asyncio.gather(look(), *writes, look())
    assert await urls(either) == [f"https://{n}" for n in range(5)]


_NOBODY = {"person": "p", "now": to_text(NOON), "source": "m"}


def _catching(work: Callable[[Transaction], int]) -> Callable[[Transaction], int]:
    def catch(tx: Transaction) -> int:
        try:
            return work(tx)
        except WouldWrite:
            return 0

    return catch


def test_what_only_reads_says_so_on_every_database() -> None:
    for name, sql in queries("postgres").items():
        words = re.sub(r"--[^\n]*", "", sql)
        writes = re.search(r"\b(INSERT|UPDATE|DELETE|nextval|setval)\b", words) is not None
        assert only_reads(name) is not writes, name

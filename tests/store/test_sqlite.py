"""What is SQLite's own: a file, its indexes, and one process at a time."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from bot.errors import StoreError, with_remedy
from bot.store import Transaction, to_text
from bot.store.connection import queries
from bot.store.sqlite import SqliteStore, read_only_rows
from tests.conftest import NOON

_INDEX = re.compile(r"USING (?:COVERING )?INDEX (\w+)")


def _add_replay(tx: Transaction, url: str) -> int:
    return tx.execute(
        "events.add_replay",
        salon_id="s",
        label="上午",
        url=url,
        added_by="a",
        source=url,
        now=to_text(NOON),
    )


async def test_a_second_process_is_kept_out(store: SqliteStore, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="另一个象问进程"):
        await SqliteStore.open(tmp_path / "data" / "xiangwen.db")


async def test_why_it_does_not_open_comes_with_its_own_remedy(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    with pytest.raises(StoreError, match="同名的文件"):
        await SqliteStore.open(tmp_path / "data" / "x.db")
    (tmp_path / "y.db").write_bytes(b"no database" * 99)
    with pytest.raises(StoreError, match="检查路径是不是写错了"):
        await SqliteStore.open(tmp_path / "y.db")
    assert "请关掉那个程序" in with_remedy(sqlite3.OperationalError("database is locked"))


async def test_the_lock_goes_with_the_store(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    await (await SqliteStore.open(path)).close()
    await (await SqliteStore.open(path)).close()


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(b"this is not a database at all" * 100)
    with pytest.raises(StoreError, match="打不开数据库"):
        await SqliteStore.open(path)


async def test_reading_only_neither_creates_nor_changes_the_file(
    store: SqliteStore, tmp_path: Path
) -> None:
    missing = tmp_path / "none.db"
    assert read_only_rows(missing, "events.replays") == []
    assert not missing.exists()
    await store.run(lambda tx: _add_replay(tx, "https://a"))
    rows = read_only_rows(tmp_path / "data" / "xiangwen.db", "events.replays")
    assert [row["url"] for row in rows] == ["https://a"]


async def test_every_query_is_valid_sql(store: SqliteStore) -> None:
    def explain(tx: Transaction) -> list[str]:
        broken = []
        for name, sql in queries().items():
            try:
                store._connection.execute("EXPLAIN " + sql, _Anything())
            except sqlite3.Error as error:
                broken.append(f"{name}: {error}")
        return broken

    assert await store.run(explain) == []


async def test_every_index_serves_a_query(store: SqliteStore) -> None:
    """One that none can use is written with every row and read by nobody."""

    def look(tx: Transaction) -> set[str]:
        plans = [
            store._connection.execute("EXPLAIN QUERY PLAN " + sql, _Anything()).fetchall()
            for sql in queries().values()
        ]
        used = {name for plan in plans for row in plan for name in _INDEX.findall(row[3])}
        there = store._connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            " AND tbl_name NOT LIKE '\\_%' ESCAPE '\\'"  # of the library that migrates
        )
        return {name for (name,) in there} - used

    assert await store.run(look) == set()


class _Anything(dict[str, None]):
    def __missing__(self, key: str) -> None:
        return None


def test_a_database_of_an_older_version_names_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE replays (id INTEGER PRIMARY KEY)")
    connection.close()
    with pytest.raises(StoreError, match="xiangwen check"):
        read_only_rows(path, "events.replays")

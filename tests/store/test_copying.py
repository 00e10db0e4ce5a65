"""A store that grows from SQLite to PostgreSQL takes along everything, or nothing."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from bot.errors import StoreError
from bot.store import open_store
from bot.store.opening import copy_store
from bot.store.postgres import storable
from bot.store.postgres_tables import fill
from bot.store.sqlite_tables import SqliteTables, tables_at_rest
from tests.store.test_store import add_replay

ROWS = 3
# What COPY and the driver would read if it were not written as what it is.
_AWKWARD = "第 {} 行\t\\N\\.\n'\"%s\r🐘\0,"
_ALLOWED = re.compile(r"(\w+) IN\s+\('(\w+)'")

Rows = Mapping[str, list[tuple[object, ...]]]


def _fill_every_table(path: Path) -> None:
    """Rows in every table that there is, whichever will be there; the last of each with
    nothing where nothing may stand."""
    with closing(sqlite3.connect(path)) as database, database:
        for table, columns in SqliteTables(database).columns.items():
            (made,) = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table])
            allowed = dict(_ALLOWED.findall(made[0]))
            kinds = database.execute(f"PRAGMA table_info({table})").fetchall()
            for number in range(1, ROWS + 1):
                values = [
                    None
                    if number == ROWS and not (required or key)
                    else number * 10
                    if kind == "INTEGER"
                    else allowed.get(name, _AWKWARD.format(number))
                    for _, name, kind, required, _, key in kinds
                ]
                marks = ",".join("?" * len(columns))
                database.execute(f"INSERT INTO {table} VALUES ({marks})", values)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "xiangwen.db"
    asyncio.run(_opened(f"sqlite:///{path}"))
    _fill_every_table(path)
    return path


async def _opened(url: str) -> None:
    await (await open_store(url)).close()


def _rows_there(url: str, columns: Mapping[str, tuple[str, ...]]) -> Rows:
    with psycopg.connect(url) as connection:
        return {
            table: connection.execute(
                sql.SQL("SELECT {} FROM {}").format(
                    sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(table)
                )
            ).fetchall()
            for table, names in columns.items()
        }


def test_every_row_of_every_table_is_there_as_it_was(source: Path, postgres_url: str) -> None:
    with tables_at_rest(source) as tables:
        columns = tables.columns
        was = {
            table: [tuple(map(storable, row)) for row in tables.rows(table)] for table in columns
        }
    counts = copy_store(source, postgres_url)
    assert _rows_there(postgres_url, columns) == was
    assert counts == dict.fromkeys(columns, ROWS)
    with psycopg.connect(postgres_url) as connection:
        found = connection.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            " AND table_name <> 'applied_migrations'"
        ).fetchall()
    assert {name for (name,) in found} == columns.keys()


async def test_new_rows_are_numbered_after_those_that_came(
    tmp_path: Path, postgres_url: str
) -> None:
    path = tmp_path / "xiangwen.db"
    store = await open_store(f"sqlite:///{path}")
    for number in range(5):
        await store.run(add_replay(f"https://{number}"))
    await store.close()
    await asyncio.to_thread(copy_store, path, postgres_url)
    grown = await open_store(postgres_url)
    await grown.run(add_replay("https://new"))
    rows = await grown.run(lambda tx: tx.all("events.replays"))
    assert [row["url"] for row in rows] == [*(f"https://{n}" for n in range(5)), "https://new"]
    await grown.close()


def test_messages_stay_in_the_order_in_which_they_came(source: Path, postgres_url: str) -> None:
    copy_store(source, postgres_url)
    with psycopg.connect(postgres_url) as connection:
        found = connection.execute("SELECT reported FROM messages ORDER BY id").fetchall()
        again = connection.execute(
            "INSERT INTO messages (robot, message_id, state, conversation_id, person, received_at,"
            " updated_at) VALUES ('r', 'm', 'received', '', '', '', '') RETURNING id"
        ).fetchone()
    assert [value for (value,) in found] == [10, 20, 30]
    assert again == (ROWS + 1,)


def test_a_store_in_which_something_stands_is_left_alone(source: Path, postgres_url: str) -> None:
    copy_store(source, postgres_url)
    with tables_at_rest(source) as tables:
        before = _rows_there(postgres_url, tables.columns)
    with pytest.raises(StoreError, match=r"不是空的.*messages 3 行"):
        copy_store(source, postgres_url)
    assert _rows_there(postgres_url, tables.columns) == before


async def test_a_running_bot_is_not_copied(tmp_path: Path, postgres_url: str) -> None:
    path = tmp_path / "xiangwen.db"
    store = await open_store(f"sqlite:///{path}")
    with pytest.raises(StoreError, match="正被另一个象问进程使用"):
        await asyncio.to_thread(copy_store, path, postgres_url)
    await store.close()
    # Nor is there a moment in between in which one could start.
    with tables_at_rest(path), pytest.raises(StoreError, match="正被另一个象问进程使用"):
        await open_store(f"sqlite:///{path}")


async def test_nothing_goes_where_a_bot_is_connected(source: Path, postgres_url: str) -> None:
    store = await open_store(postgres_url)
    with pytest.raises(StoreError, match="还有象问连着"):
        await asyncio.to_thread(copy_store, source, postgres_url)
    await store.close()


def test_no_file_is_no_empty_store(tmp_path: Path, postgres_url: str) -> None:
    path = tmp_path / "xiangwne.db"
    with pytest.raises(StoreError, match="没有"):
        copy_store(path, postgres_url)
    assert list(tmp_path.iterdir()) == []


class _Given:
    """The tables of a store, one of which is not what it says."""

    def __init__(self, tables: SqliteTables, **counts: int) -> None:
        self._tables, self._counts = tables, counts
        self.columns = tables.columns
        self.rows = tables.rows

    def count(self, table: str) -> int:
        return self._counts.get(table, self._tables.count(table))


def test_what_does_not_arrive_whole_does_not_arrive(source: Path, postgres_url: str) -> None:
    with tables_at_rest(source) as tables:
        with pytest.raises(StoreError, match=r"turns 应当有 4 行.*是 3 行"):
            fill(postgres_url, _Given(tables, turns=4))
        assert set(map(len, _rows_there(postgres_url, tables.columns).values())) == {0}
    assert sum(copy_store(source, postgres_url).values()) > 0  # and can be begun anew


def test_an_older_file_is_brought_up_to_date_first(tmp_path: Path, postgres_url: str) -> None:
    path = tmp_path / "xiangwen.db"
    asyncio.run(_opened(f"sqlite:///{path}"))
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("DROP TABLE console_codes")
        database.execute("DROP TABLE console_sessions")
        database.execute("DELETE FROM _sqlite_migrations WHERE name = '0015_console'")
    assert "console_codes" in copy_store(path, postgres_url)

"""What is PostgreSQL's own: its SQL, its schema, its errors and lost connections."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from importlib.resources import files

import psycopg
import pytest

from bot.store import Transaction
from bot.store.connection import queries
from bot.store.postgres import PostgresStore, _statements, translated
from bot.store.postgres_connections import Connection, connect


@pytest.fixture
async def connection(postgres_url: str) -> AsyncIterator[Connection]:
    """To a database with the schema in it."""
    await (await PostgresStore.open(postgres_url)).close()
    opened = connect(postgres_url)
    yield opened
    opened.close()


async def test_every_query_is_understood(connection: Connection) -> None:
    """Also with every parameter missing, which is when its type must follow from the text."""
    broken = []
    for name, statement in _statements().items():
        try:
            connection.execute(b"EXPLAIN " + statement, _Anything())
        except psycopg.Error as error:
            broken.append(f"{name}: {error}")
        connection.rollback()
    assert broken == []
    assert len(_statements()) == len(queries())


class _Anything(dict[str, None]):
    def __missing__(self, key: str) -> None:
        return None


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("WHERE a = :a AND b = :b_2", "WHERE a = %(a)s AND b = %(b_2)s"),
        ("SELECT ':a', \":a\", x::text", "SELECT ':a', \":a\", x::text"),
        ("SELECT 'it''s :a' || :a", "SELECT 'it''s :a' || %(a)s"),
        ("SELECT 1 -- the group's :a, 100%\n, :b", "SELECT 1 \n, %(b)s"),
        ("SELECT 7 % 2, '%'", "SELECT 7 %% 2, '%%'"),
    ],
)
def test_placeholders_are_those_of_the_driver(written: str, understood: str) -> None:
    assert translated(written) == understood


async def test_both_databases_have_the_same_tables(connection: Connection) -> None:
    """A change of one of them must be made in the other."""
    there = connection.execute(
        "SELECT table_name, column_name, data_type, is_nullable = 'NO' OR column_name = 'id'"
        " FROM information_schema.columns WHERE table_schema = 'public'"
        " AND table_name <> 'applied_migrations'"
        " AND (table_name, column_name) <> ('messages', 'id')"
    ).fetchall()
    views = {"deliveries_ready", "deliveries_free"}
    wide = {"bigint": "INTEGER", "text": "TEXT"}
    theirs = {(t, c, wide[str(d)], n or t in views) for t, c, d, n in there}
    assert theirs == set(_sqlite_columns(views))


def _sqlite_columns(views: set[str]) -> Iterator[tuple[str, str, str, bool]]:
    database = _sqlite_database()
    for (table,) in database.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
    ).fetchall():
        for _, column, kind, required, _, key in database.execute(
            f"PRAGMA table_info({table})"
        ).fetchall():
            yield table, column, kind or "TEXT", bool(required or key) or table in views


def _sqlite_database() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    folder = files("bot.store").joinpath("migrations", "sqlite")
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        database.executescript(entry.read_text("utf-8"))
    return database


async def test_both_databases_hold_the_same_things_unique(connection: Connection) -> None:
    ours = {
        (str(table), tuple(str(columns).split(",")))
        for table, columns in connection.execute(
            "SELECT t.relname, string_agg(a.attname, ',' ORDER BY a.attnum)"
            " FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid"
            " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (i.indkey)"
            " WHERE i.indisunique AND t.relnamespace = 'public'::regnamespace"
            " AND t.relname <> 'applied_migrations'"
            " GROUP BY i.indexrelid, t.relname"
        )
    }
    ids = {one for one in ours if one[1] == ("id",)}
    assert ours - ids == set(_sqlite_unique())


def _sqlite_unique() -> Iterator[tuple[str, tuple[str, ...]]]:
    database = _sqlite_database()
    for (table,) in database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    ).fetchall():
        order = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
        for _, index, unique, *_ in database.execute(f"PRAGMA index_list({table})").fetchall():
            columns = [row[2] for row in database.execute(f"PRAGMA index_info({index})")]
            if unique and columns != ["id"]:
                yield table, tuple(sorted(columns, key=order.index))


async def test_every_index_of_sqlite_is_there(connection: Connection) -> None:
    there = {
        str(name)
        for (name,) in connection.execute(
            "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'"
        )
    }
    named = {
        name
        for (name,) in _sqlite_database().execute(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        )
    }
    assert named <= there


async def test_text_sorts_by_its_bytes(connection: Connection) -> None:
    """Moments are text; a collation that looks at punctuation last would mix them up."""
    loose = connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND data_type = 'text' AND collation_name IS DISTINCT"
        " FROM 'C'"
    ).fetchall()
    assert loose == []


async def test_a_store_opened_twice_at_once_makes_its_tables_once(postgres_url: str) -> None:
    stores = await asyncio.gather(*(PostgresStore.open(postgres_url) for _ in range(4)))

    def count(tx: Transaction) -> int:
        return len(tx.all("events.replays"))

    assert [await store.run(count) for store in stores] == [0, 0, 0, 0]
    for store in stores:
        await store.close()

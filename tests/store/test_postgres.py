"""What is PostgreSQL's own: its SQL, its schema, its errors and lost connections."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest

from bot.errors import StoreError
from bot.store import Transaction
from bot.store.connection import migrations, queries
from bot.store.postgres import PostgresStore, _statements, translated
from bot.store.postgres_connections import Connection, _cannot_connect, connect


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
    with _sqlite_database() as database:
        for (table,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
        ).fetchall():
            for _, column, kind, required, _, key in database.execute(
                f"PRAGMA table_info({table})"
            ).fetchall():
                yield table, column, kind or "TEXT", bool(required or key) or table in views


@contextmanager
def _sqlite_database() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as database:
        for _, script in migrations("sqlite"):
            database.executescript(script)
        yield database


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
    with _sqlite_database() as database:
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
    with _sqlite_database() as database:
        named = {
            name
            for (name,) in database.execute(
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


def test_a_missing_driver_is_named_with_its_remedy() -> None:
    program = (
        "import asyncio, sys; sys.modules['psycopg'] = None\n"
        "from bot.store import open_store\n"
        "try: asyncio.run(open_store('postgresql://u:canary@127.0.0.1:1/x'))\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("StoreError")
    assert "xiangwen[postgres]" in done.stdout
    assert "canary" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://u:canary@127.0.0.1:1/x", ["连不上", "127.0.0.1:1/x"]),
        ("postgresql://u:canary@127.0.0.1/x?colour=red", ["[storage] url", "写法不对"]),
        ("postgresql://u:canary%zz@127.0.0.1/x", ["[storage] url", "写法不对"]),
    ],
)
async def test_where_nothing_answers_it_is_said_without_the_password(
    url: str, words: list[str]
) -> None:
    with pytest.raises(StoreError) as caught:
        await PostgresStore.open(url)
    assert [word for word in words if word not in str(caught.value)] == []
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ('FATAL:  password authentication failed for user "u"', "用户名或密码不对"),
        ('致命错误:  用户 "u" Password 认证失败', "用户名或密码不对"),
        ("fe_sendauth: no password supplied", "用户名或密码不对"),
        ('FATAL:  database "x" does not exist', "没有这个库"),
        ("FATAL:  sorry, too many clients already", "连接数满了"),
        ("connection is bad: timeout expired", "超时"),
    ],
)
def test_what_the_server_says_is_put_into_our_words(said: str, words: str) -> None:
    error = psycopg.OperationalError(f"connection to server failed: {said}\n")
    told = str(_cannot_connect("postgresql://u:canary@db:5432/x", error))
    assert words in told
    assert "canary" not in told


async def test_a_database_that_is_not_there_is_named(postgres_url: str) -> None:
    with pytest.raises(StoreError, match="没有这个库"):
        await PostgresStore.open(postgres_url.replace("xiangwen_test_", "none_"))


async def test_who_may_not_make_tables_is_told_so(postgres_url: str) -> None:
    role = "xiangwen_test_guest"
    with psycopg.connect(postgres_url, autocommit=True) as owner:
        owner.execute(f"DROP ROLE IF EXISTS {role}".encode())
        owner.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'canary'".encode())
        owner.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        try:
            with pytest.raises(StoreError, match="没有建表的权限"):
                await PostgresStore.open(postgres_url + f"&user={role}&password=canary")
        finally:
            owner.execute(f"DROP ROLE {role}".encode())


async def test_a_connection_that_was_cut_is_made_anew(postgres_url: str) -> None:
    store = await PostgresStore.open(postgres_url)
    await asyncio.gather(*(store.run(_count) for _ in range(8)))
    cut(postgres_url)
    assert await asyncio.gather(*(store.run(_count) for _ in range(8))) == [0] * 8
    await store.close()


async def test_what_was_cut_in_the_middle_is_done_again_as_a_whole(postgres_url: str) -> None:
    store = await PostgresStore.open(postgres_url)
    tries = []

    def work(tx: Transaction) -> None:
        tx.execute("calls.add", month="m", calls=1)
        tries.append(tx)
        if len(tries) == 1:
            cut(postgres_url)
        tx.execute("calls.add", month="m", calls=1)

    await store.run(work)
    assert len(tries) == 2
    assert await store.run(lambda tx: tx.one("calls.of_month", month="m")) == {"calls": 2}
    await store.close()


async def test_what_the_server_will_never_take_is_tried_once(postgres_url: str) -> None:
    store = await PostgresStore.open(postgres_url)
    tries = []

    def work(tx: Transaction) -> None:
        tries.append(tx)
        tx.execute("calls.add", month=None, calls=1)

    with pytest.raises(StoreError):
        await store.run(work)
    assert len(tries) == 1
    await store.close()


@pytest.mark.parametrize("written", [True, False])
async def test_a_commit_whose_answer_was_lost_is_asked_after(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, written: bool
) -> None:
    """Done once either way: what the server has is not done again, what it lost is."""
    store = await PostgresStore.open(postgres_url)
    whole = psycopg.Connection.commit
    times: list[object] = []

    def commit(self: psycopg.Connection[object]) -> None:
        if threading.current_thread().name.startswith("store") and not times:
            times.append(self)
            if written:
                whole(self)
            self.close()
            raise psycopg.OperationalError("server closed the connection unexpectedly")
        whole(self)

    monkeypatch.setattr(psycopg.Connection, "commit", commit)
    await store.run(lambda tx: tx.execute("calls.add", month="m", calls=1))
    assert times
    assert await store.run(lambda tx: tx.one("calls.of_month", month="m")) == {"calls": 1}
    await store.close()


async def test_while_the_server_is_away_the_store_says_so_at_once(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await PostgresStore.open(postgres_url)
    await store.run(_count)
    monkeypatch.setattr(store._connection, "_url", "postgresql://u@127.0.0.1:1/x")
    cut(postgres_url)
    with pytest.raises(StoreError, match="连不上"):
        await store.run(_count)
    monkeypatch.undo()
    store._connection._away = None
    assert await store.run(_count) == 0
    await store.close()


async def test_work_that_never_ends_is_stopped(postgres_url: str) -> None:
    store = await PostgresStore.open(postgres_url)
    row = await store.run(_settings)
    assert row == ("serializable", "15s", "1min", "xiangwen")
    await store.close()


def _settings(tx: Transaction) -> tuple[object, ...]:
    connection = tx._connection  # type: ignore[attr-defined]
    names = (
        "transaction_isolation",
        "statement_timeout",
        "idle_in_transaction_session_timeout",
        "application_name",
    )
    return tuple(connection.execute(f"SHOW {name}").fetchone()[0] for name in names)


def _count(tx: Transaction) -> int:
    return len(tx.all("events.replays"))


def cut(url: str) -> None:
    """End every connection to this database but our own, as a restart of the server does."""
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

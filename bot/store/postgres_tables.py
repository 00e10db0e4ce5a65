"""Whole tables on PostgreSQL: for filling an empty store with what stood in another one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

import psycopg
from psycopg import sql

from bot.errors import StoreError
from bot.store.postgres import as_store_error, storable
from bot.store.postgres_connections import Connection, connect, place_of
from bot.store.postgres_schema import migrate

# A table may be large, and nobody else is there to wait for it.
_UNHURRIED = (
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
)
_COLUMNS = """
SELECT table_name, column_name, is_identity = 'YES' FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name = ANY (%s)
"""
_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'xiangwen' AND pid <> pg_backend_pid()
"""


class Source(Protocol):
    """``columns``: of each table, the tables that others refer to before those."""

    @property
    def columns(self) -> Mapping[str, tuple[str, ...]]: ...

    def count(self, table: str) -> int: ...

    def rows(self, table: str) -> Iterable[tuple[object, ...]]: ...


def fill(url: str, source: Source) -> Mapping[str, int]:
    """Everything in the tables of ``source`` goes into the store of ``url``, or nothing does;
    how many rows of each table went. Raises StoreError when that store is not empty, is in use,
    or holds another number of rows in the end."""
    connection = connect(url)
    try:
        migrate(connection, url)
        with connection.transaction():
            for setting in _UNHURRIED:
                connection.execute(setting.encode())
            return _filled(connection, url, source)
    except psycopg.Error as error:
        raise as_store_error(error, url) from error
    finally:
        connection.close()


def _filled(connection: Connection, url: str, source: Source) -> Mapping[str, int]:
    tables = list(source.columns)
    # Whoever starts now waits, and then finds everything. Before any look at the rows: what is
    # seen from the first one on is what stood there then.
    names = sql.SQL(", ").join(map(sql.Identifier, tables))
    connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(names))
    numbered = _numbered_columns(connection, source)
    _refuse_while_used(connection, url)
    _refuse_what_is_there(url, _counted(connection, tables))
    for table, columns in source.columns.items():
        _copy(connection, table, columns, source.rows(table))
    for table, column in numbered:
        _number_on(connection, table, column)
    counts = _counted(connection, tables)
    for table in tables:
        if counts[table] != (wanted := source.count(table)):
            raise StoreError(
                f"表 {table} 应当有 {wanted} 行，到了 {place_of(url)} 是 {counts[table]} 行，"
                "所以全部撤回，那边仍是空的。"
            )
    return counts


def _numbered_columns(connection: Connection, source: Source) -> list[tuple[str, str]]:
    """The columns that the server numbers by itself. Raises StoreError where it lacks a column."""
    found = connection.execute(_COLUMNS, [list(source.columns)]).fetchall()
    there = {(str(table), str(column)) for table, column, _ in found}
    for table, columns in source.columns.items():
        if lacking := [column for column in columns if (table, column) not in there]:
            raise StoreError(f"两边的表不一样：目标的 {table} 没有 {'、'.join(lacking)}。")
    return [(str(table), str(column)) for table, column, numbered in found if numbered]


def _refuse_while_used(connection: Connection, url: str) -> None:
    row = connection.execute(_OTHERS).fetchone()
    if row and row[0]:
        raise StoreError(f"还有象问连着数据库 {place_of(url)}，请先停掉再搬。")


def _refuse_what_is_there(url: str, counts: Mapping[str, int]) -> None:
    filled = [f"{table} {rows} 行" for table, rows in counts.items() if rows]
    if filled:
        raise StoreError(
            f"数据库 {place_of(url)} 不是空的（{'，'.join(filled)}）。只往空库里搬，"
            "免得混在一起，请另建一个库。"
        )


def _counted(connection: Connection, tables: Iterable[str]) -> Mapping[str, int]:
    counts = {}
    for table in tables:
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        ((rows,),) = connection.execute(query).fetchall()
        counts[table] = int(str(rows))
    return counts


def _copy(
    connection: Connection, table: str, columns: Iterable[str], rows: Iterable[tuple[object, ...]]
) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([storable(value) for value in row])


def _number_on(connection: Connection, table: str, column: str) -> None:
    """The next number is the one after the highest that was copied."""
    connection.execute(
        sql.SQL(
            "SELECT setval(pg_get_serial_sequence(quote_ident({}), {}),"
            " (SELECT coalesce(max({}), 0) + 1 FROM {}), false)"
        ).format(
            sql.Literal(table), sql.Literal(column), sql.Identifier(column), sql.Identifier(table)
        )
    )

"""The store on PostgreSQL: what several instances share.

Work runs in one thread with one connection, in the order in which it was handed over: two
messages of one person must not overtake each other on their way in. Transactions are
serializable: what two instances do at once comes out as if one had done it after the other,
as it is on SQLite. Where the server sees that it would not, it refuses one of them, and that
work is done again.

A connection may be lost in the middle. Before the commit nothing has happened, and work is
done again on a new one; when the answer to a commit is what was lost, the server is asked
what became of it.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import time
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from typing import TypeVar

import psycopg

from bot.errors import StoreError
from bot.expressions import Expression
from bot.store.connection import Row, Transaction, outdated, queries, with_text
from bot.store.fence import as_fenced
from bot.store.only_reading import as_allowed
from bot.store.postgres_connections import Connection, OneConnection, connect, place_of
from bot.store.postgres_schema import first_line, migrate

T = TypeVar("T")

_CONFLICTS = ("40001", "40P01")  # refused because of what another transaction did
_MOST_TRIES = 30
_TAKEN = "23505"  # a number that two chose at once
_MOST_TAKEN = 3  # more often it is not by chance
_FIRST_PAUSE, _LONGEST_PAUSE = 0.002, 0.2
_ASKING_SECONDS = 10.0
# What is not to be looked into, and what is translated: strings, names and comments; casts;
# placeholders; the percent sign, which the driver would read.
_PIECE = Expression(r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|::|:(?P<name>[A-Za-z_]\w*)|%", re.DOTALL)


class PostgresStore:
    """Opened with ``open``, closed with ``close`` (idempotent). Calls may overlap; they run
    one after the other."""

    exclusive = False

    def __init__(self, url: str) -> None:
        self.instance = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._url = url
        self._connection = OneConnection(url)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._closed = False

    @classmethod
    async def open(cls, url: str) -> PostgresStore:
        """Connect and bring the schema up to date. Raises StoreError."""
        store = cls(url)
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(store._thread, store._begin)
        except BaseException:
            await store.close()
            raise
        return store

    def _begin(self) -> None:
        migrate(self._connection.get(), self._url)

    @staticmethod
    def read_only_rows(url: str, name: str, **parameters: object) -> list[Row]:
        """Rows of one query, in a transaction that can write nothing: for commands that only
        look. Nothing when the table does not exist yet. Raises StoreError."""
        connection = connect(url)
        try:
            connection.read_only = True
            return _PostgresTransaction(connection).all(name, **parameters)
        except psycopg.errors.UndefinedTable:
            return []  # of an older version, which the next start brings up to date
        except psycopg.errors.UndefinedColumn as error:
            raise outdated(place_of(url)) from error
        except psycopg.Error as error:
            raise as_store_error(error, url) from error
        finally:
            connection.close()

    def run(self, work: Callable[[Transaction], T], *, durable: bool = True) -> asyncio.Future[T]:
        """All of it is durable here: whether a server waits for its disk is its own affair,
        and to ask for less would be one more question to it."""
        if self._closed:
            raise StoreError("数据库已经关闭。")
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(self._thread, self._do, as_fenced(as_allowed(work)))

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        await asyncio.to_thread(self._thread.shutdown)
        self._connection.close()

    def _do(self, work: Callable[[Transaction], T]) -> T:
        tries: dict[str, int] = {}
        while True:
            connection = self._connection.get()
            try:
                return self._once(connection, work)
            except psycopg.Error as error:
                # One lost connection may be what a firewall or a restart left; of two in a
                # row the second is told, unless connecting fails first.
                reason = "lost" if connection.closed else error.sqlstate or ""
                tries[reason] = tries.get(reason, 0) + 1
                if tries[reason] >= _most_tries(reason):
                    raise as_store_error(error, self._url) from error
            time.sleep(_pause(sum(tries.values())))

    def _once(self, connection: Connection, work: Callable[[Transaction], T]) -> T:
        transaction = _PostgresTransaction(connection)
        try:
            value = work(transaction)
            number = transaction.number()
        except BaseException:
            with suppress(psycopg.Error):
                connection.rollback()
            raise
        try:
            connection.commit()
        except psycopg.Error:
            if not connection.closed:
                with suppress(psycopg.Error):
                    connection.rollback()
                raise
            if number is None or not self._has_committed(number):
                raise
        return value

    def _has_committed(self, number: str) -> bool:
        """What became of the transaction whose commit was not answered. Raises StoreError
        when that cannot be found out."""
        until = time.monotonic() + _ASKING_SECONDS
        while time.monotonic() < until:
            with suppress(psycopg.Error, StoreError):
                connection = self._connection.get()
                found = connection.execute("SELECT pg_xact_status(%s::xid8)", [number]).fetchone()
                connection.rollback()
                state = found[0] if found else None
                if state in ("committed", "aborted"):
                    return state == "committed"
            time.sleep(_LONGEST_PAUSE)
        raise StoreError(
            f"写到数据库 {place_of(self._url)} 的时候断开了，不知道写成了没有；连上后会接着处理。"
        )


def _most_tries(reason: str) -> int:
    if reason == "lost":
        return 2
    if reason == _TAKEN:
        return _MOST_TAKEN
    return _MOST_TRIES if reason in _CONFLICTS else 1


def _pause(tries: int) -> float:
    """Seconds; by chance, so that two who met do not meet again."""
    longest: float = min(_FIRST_PAUSE * 2**tries, _LONGEST_PAUSE)
    return random.uniform(longest / 2, longest)


class _PostgresTransaction(Transaction):
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._wrote = False

    def _cursor(
        self, name: str, parameters: Mapping[str, object]
    ) -> psycopg.Cursor[tuple[object, ...]]:
        values = {key: storable(value) for key, value in with_text(parameters).items()}
        cursor = self._connection.execute(_statements()[name], values)
        self._wrote = self._wrote or not (cursor.statusmessage or "").startswith("SELECT")
        return cursor

    def all(self, name: str, **parameters: object) -> list[Row]:
        cursor = self._cursor(name, parameters)
        if cursor.description is None:
            return []
        columns = [column.name for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def execute(self, name: str, **parameters: object) -> int:
        return self._cursor(name, parameters).rowcount

    def number(self) -> str | None:
        """By what the server knows this transaction; None when it changed nothing."""
        if not self._wrote:
            return None
        row = self._connection.execute("SELECT pg_current_xact_id_if_assigned()::text").fetchone()
        return str(row[0]) if row and row[0] is not None else None


def storable(value: object) -> object:
    """As SQLite takes it: a truth is a number, and a text may hold a NUL, which PostgreSQL
    refuses, so that it stands as the mark of what cannot be shown."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        return str(value).replace("\0", "\N{REPLACEMENT CHARACTER}")
    return value


@cache
def _statements() -> Mapping[str, bytes]:
    return {name: translated(sql).encode() for name, sql in queries("postgres").items()}


def translated(sql: str) -> str:
    """``:name`` as the driver has it; without comments, which may hold anything."""

    def piece(match: re.Match[str]) -> str:
        text = match[0]
        if text.startswith("--"):
            return ""
        return f"%({match['name']})s" if match["name"] else text.replace("%", "%%")

    return _PIECE.sub(piece, sql)


def as_store_error(error: psycopg.Error, url: str) -> StoreError:
    """What the server said, as people read it."""
    place = place_of(url)
    if error.sqlstate in _CONFLICTS:
        return StoreError(f"数据库 {place} 太忙，几次都没有写成，请稍后再试。")
    if isinstance(error, psycopg.errors.ReadOnlySqlTransaction):
        return StoreError(
            f"数据库 {place} 现在只读，可能是备库，请在 [storage] url 写主库的地址。"
        )
    return StoreError(
        f"读写数据库 {place} 失败（{first_line(error)}），请检查服务器的状态和磁盘空间。"
    )

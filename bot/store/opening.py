"""Which database: by the kind of its URL, which ``Settings`` has checked.

PostgreSQL's driver is imported only where a URL names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import StoreError
from bot.settings.values import is_postgres, sqlite_path
from bot.store.connection import Row, Store

if TYPE_CHECKING:
    from bot.store.postgres import PostgresStore


async def open_store(url: str) -> Store:
    """Open the store of ``url``. Creates and migrates what is missing. Raises StoreError
    when it cannot be opened."""
    if is_postgres(url):
        return await _postgres_store().open(url)
    from bot.store.sqlite import SqliteStore

    return await SqliteStore.open(sqlite_path(url))


def read_only_rows(url: str, name: str, **parameters: object) -> list[Row]:
    """Rows of one query without any write: for commands that only look. Nothing when the
    database file, or the table, does not exist yet. Raises StoreError."""
    if is_postgres(url):
        return _postgres_store().read_only_rows(url, name, **parameters)
    from bot.store.sqlite import read_only_rows as read_sqlite

    return read_sqlite(sqlite_path(url), name, **parameters)


def copy_store(source: Path, url: str) -> Mapping[str, int]:
    """Everything in the SQLite file ``source`` into the empty PostgreSQL store of ``url``; how
    many rows of each table. Raises StoreError; then there is nothing of it."""
    _postgres_store()
    from bot.store.postgres_tables import fill
    from bot.store.sqlite_tables import tables_at_rest

    with tables_at_rest(source) as tables:
        return fill(url, tables)


def is_taken(url: str) -> bool:
    """Whether some process has a database open that only one may use; never so of
    PostgreSQL. Raises StoreError."""
    if is_postgres(url):
        return False
    from bot.store.sqlite import is_in_use

    return is_in_use(sqlite_path(url))


def place_of(url: str) -> str:
    """The database as people are told of it: a file's path, or server and name, without
    who logs in and how."""
    if is_postgres(url):
        from bot.store.postgres_connections import place_of as postgres_place

        return postgres_place(url)
    return str(sqlite_path(url))


def _postgres_store() -> type[PostgresStore]:
    try:
        from bot.store.postgres import PostgresStore
    except ImportError as error:  # the extra, or the library that its plain form needs
        raise StoreError(
            "[storage] url 用的是 PostgreSQL，但没有安装它的驱动："
            "请运行 pip install 'xiangwen[postgres]'。"
        ) from error
    return PostgresStore

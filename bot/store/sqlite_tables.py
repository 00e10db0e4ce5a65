"""Whole tables of a store on SQLite that nobody uses: for carrying them elsewhere.

Which there are, and which need which, stands in the schema itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from graphlib import TopologicalSorter
from pathlib import Path

from bot.errors import StoreError, with_remedy
from bot.store.sqlite import open_file

# SQLite's own, and what sqlite-utils notes of migrations.
_OURS = (
    r"type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT LIKE '\_%' ESCAPE '\'"
)


class SqliteTables:
    """``columns``: of each table, the tables that others refer to before those."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.columns: Mapping[str, tuple[str, ...]] = {
            table: tuple(str(row[1]) for row in self._pragma("table_info", table))
            for table in self._parents_first()
        }

    def count(self, table: str) -> int:
        ((rows,),) = self._connection.execute(f"SELECT count(*) FROM {_quoted(table)}")
        return int(rows)

    def rows(self, table: str) -> Iterator[tuple[object, ...]]:
        """In the order in which they came."""
        columns = ", ".join(map(_quoted, self.columns[table]))
        yield from self._connection.execute(
            f"SELECT {columns} FROM {_quoted(table)} ORDER BY rowid"
        )

    def _parents_first(self) -> list[str]:
        found = self._connection.execute(f"SELECT name FROM sqlite_master WHERE {_OURS}")
        parents = {
            str(table): {str(row[2]) for row in self._pragma("foreign_key_list", table)}
            for (table,) in found.fetchall()
        }
        return list(TopologicalSorter(parents).static_order())

    def _pragma(self, name: str, table: str) -> list[tuple[object, ...]]:
        return self._connection.execute(f"PRAGMA {name}({_quoted(table)})").fetchall()


@contextmanager
def tables_at_rest(path: Path) -> Iterator[SqliteTables]:
    """The tables as they are; within it no other process can open the store. An older schema
    is brought up to date first. Raises StoreError."""
    if not path.exists():
        raise StoreError(f"没有 {path} 这个数据库文件，请检查路径。")
    connection, lock = open_file(path)
    try:
        connection.execute("BEGIN")
        yield SqliteTables(connection)
    except sqlite3.Error as error:
        raise StoreError(f"读数据库 {path} 失败{with_remedy(error)}") from error
    finally:
        connection.close()
        if lock is not None:
            lock.close()


def _quoted(name: object) -> str:
    return '"{}"'.format(str(name).replace('"', '""'))

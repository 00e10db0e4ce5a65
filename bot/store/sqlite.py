"""The store on SQLite: one connection, owned by one worker thread.

WAL with synchronous=FULL: a committed claim survives a power cut, so nothing is sent
twice after one; what was handed over as not durable survives the process only, until the
next commit that is. A lock file beside the database keeps a second process out; that is what
makes every foreign claim an orphan at start.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from bot.errors import StoreError, with_remedy
from bot.store.connection import (
    Row,
    Transaction,
    migrations,
    outdated,
    queries,
    refuse_newer,
    with_text,
)
from bot.store.group_commit import GroupCommit
from bot.store.only_reading import as_allowed

if TYPE_CHECKING:
    import sqlite_utils

_MIGRATIONS, _NOTED = "xiangwen", "_sqlite_migrations"  # the set, and where it is noted

T = TypeVar("T")
Opened = tuple[sqlite3.Connection, sqlite3.Connection | None]


class _InUse(StoreError):
    """另一个进程正在使用这个数据库。"""


class SqliteStore:
    """Opened with ``open``, closed with ``close`` (idempotent). Calls may overlap; they
    run one after the other in the worker thread, and those that overlap share a commit."""

    exclusive = True

    def __init__(
        self,
        connection: sqlite3.Connection,
        thread: ThreadPoolExecutor,
        lock: sqlite3.Connection | None,
    ) -> None:
        self.instance = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._connection = connection
        self._thread = thread
        self._commits = GroupCommit(connection, thread)
        self._lock = lock
        self._closed = False

    @classmethod
    async def open(cls, path: Path) -> SqliteStore:
        """Create or open the file and bring its schema up to date. Raises StoreError."""
        return await cls._start(open_file, path)

    @classmethod
    async def open_memory(cls) -> SqliteStore:
        """A store that is gone with the process: for commands that must not write."""
        return await cls._start(_open_memory)

    @classmethod
    async def _start(cls, opener: Callable[..., Opened], *arguments: Path) -> SqliteStore:
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        loop = asyncio.get_running_loop()
        try:
            connection, lock = await loop.run_in_executor(thread, opener, *arguments)
        except BaseException:
            thread.shutdown(wait=False)
            raise
        return cls(connection, thread, lock)

    def run(self, work: Callable[[Transaction], T], *, durable: bool = True) -> asyncio.Future[T]:
        if self._closed:
            raise StoreError("数据库已经关闭。")
        allowed = as_allowed(work)
        return self._commits.run(
            lambda connection: allowed(_SqliteTransaction(connection)),
            getattr(work, "__code__", None),
            durable=durable,
        )

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._commits.end()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._connection.close)
        self._thread.shutdown()
        if self._lock is not None:
            self._lock.close()


class _SqliteTransaction(Transaction):
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def _cursor(self, name: str, parameters: dict[str, object]) -> sqlite3.Cursor:
        return self._connection.execute(queries()[name], with_text(parameters))

    def all(self, name: str, **parameters: object) -> list[Row]:
        cursor = self._cursor(name, parameters)
        columns = [column[0] for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def execute(self, name: str, **parameters: object) -> int:
        return self._cursor(name, parameters).rowcount


def read_only_rows(path: Path, name: str, **parameters: object) -> list[Row]:
    """Rows of one query without any write to the file: for commands that only look.

    Returns nothing when the database, or the table in it, does not exist yet. Raises
    StoreError.
    """
    if not path.exists():
        return []
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            return _SqliteTransaction(connection).all(name, **parameters)
        finally:
            connection.close()
    except sqlite3.Error as error:
        if "no such table" in str(error):
            return []  # of an older version, which the next start brings up to date
        if "no such column" in str(error):
            raise outdated(str(path)) from error
        raise StoreError(f"读数据库 {path} 失败{with_remedy(error)}") from error


def is_in_use(path: Path) -> bool:
    """Whether some process has this database open. Makes its folder. Raises StoreError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _lock(path).close()
    except _InUse:
        return True
    except (sqlite3.Error, OSError) as error:
        raise _cannot_open(path, error) from error
    return False


def _open_memory() -> Opened:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    with _closed_if_it_fails(connection):
        connection.execute("PRAGMA foreign_keys=ON")
        for _, script in migrations("sqlite"):  # all of them, and nobody asks later which
            connection.executescript(script)
    return connection, None


def open_file(path: Path) -> Opened:
    """The file's connection, its schema brought up to date, and what keeps others out.
    Raises StoreError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = _lock(path)
        with _closed_if_it_fails(lock):
            connection = _connect(path)
    except (sqlite3.Error, OSError) as error:
        raise _cannot_open(path, error) from error
    return connection, lock


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
    with _closed_if_it_fails(connection):
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA foreign_keys=ON")
        _migrate(connection, path)
    return connection


@contextmanager
def _closed_if_it_fails(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise


def _cannot_open(path: Path, error: Exception) -> StoreError:
    return StoreError(f"打不开数据库 {path}{with_remedy(error)}")


def _lock(path: Path) -> sqlite3.Connection:
    # SQLite's own file lock rather than fcntl: it works on every system, and it goes with
    # the process, however that ends.
    lock = sqlite3.connect(
        path.with_name(path.name + ".lock"),
        isolation_level=None,
        check_same_thread=False,
        timeout=0,
    )
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except BaseException as error:
        lock.close()
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY:
            raise
        raise _InUse(
            f"数据库 {path} 正被另一个象问进程使用，请先停掉它，或在 [storage] url 换一个文件。"
        ) from error
    return lock


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    scripts = migrations("sqlite")
    applied = _applied(connection)
    refuse_newer(str(path), applied, scripts)
    if applied == dict(scripts).keys():
        return
    import sqlite_utils  # on use: most starts change nothing, and it is a tenth of one
    from sqlite_utils.migrations import Migrations

    ours = Migrations(_MIGRATIONS)
    for name, script in scripts:
        ours(name=name)(_applying(script))
    # Looking for plugins reads the metadata of everything that is installed, at every start.
    database = sqlite_utils.Database(connection, execute_plugins=False)
    ours.apply(database)


def _applied(connection: sqlite3.Connection) -> set[str]:
    """The changes that sqlite-utils has noted; none in a new database."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (_NOTED,)).fetchone():
        return set()
    query = f"SELECT name FROM {_NOTED} WHERE migration_set = ?"
    return {name for (name,) in connection.execute(query, (_MIGRATIONS,))}


def _applying(script: str) -> Any:
    # executescript() would commit the transaction that makes a migration atomic.
    def apply(db: sqlite_utils.Database) -> None:
        for statement in _statements(script):
            db.conn.execute(statement)

    return apply


def _statements(text: str) -> Iterator[str]:
    statement = ""
    for line in text.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""

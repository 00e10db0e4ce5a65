"""The sentence vectors on disk: a SQLite file that may be deleted at any time.

Vectors are kept by the content of a page, whatever folder it is in, so that each page is encoded
once. A file that cannot be read or written costs computing, never an answer.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from bot.knowledge.vectors.meaning import MODEL, Vectors

log = logging.getLogger(__name__)

ContentKey = tuple[str, str]  # digest of the file, title: it may come from the file's name
_NAME = "vectors.db"
_BUSY_SECONDS = 5.0
_FORGET_ABOVE = 4  # times as many pages as in use: old versions and other folders
_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
    model TEXT NOT NULL, digest TEXT NOT NULL, title TEXT NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (model, digest, title)
);
"""
_PAGE = "SELECT data FROM vectors WHERE model = ? AND digest = ? AND title = ?"


class VectorFile:
    """Usable from several processes; not by two threads at once."""

    def __init__(self, index_dir: Path) -> None:
        self._path = index_dir / _NAME
        self._told = False  # whether the log has said that it cannot be written: once is enough

    def load(self, wanted: Iterable[ContentKey]) -> dict[ContentKey, Vectors]:
        """The vectors that are there for the wanted pages."""
        if not self._path.is_file():
            return {}
        found = {}
        try:
            with closing(self._connect()) as connection:
                # One by one: after an edit a single page of thousands is wanted.
                for key in wanted:
                    row = connection.execute(_PAGE, (MODEL, *key)).fetchone()
                    if row is not None:
                        found[key] = Vectors.read(row[0])
            return found
        except sqlite3.OperationalError as error:  # busy, or no right to read it
            log.warning("%s was not read: %s", self._path.name, error)
        except (sqlite3.Error, ValueError, TypeError) as error:
            log.warning("%s is unusable (%s), computing anew", self._path.name, error)
            self._remove()
        return {}

    def save(self, found: Mapping[ContentKey, Vectors], in_use: Iterable[ContentKey]) -> None:
        """Add pages, and forget others once there are many more than in use."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._connect()) as connection, connection:
                connection.executemany(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)",
                    [(MODEL, *key, vectors.data) for key, vectors in found.items()],
                )
                self._forget(connection, set(in_use))
        except (sqlite3.Error, OSError) as error:
            level = logging.DEBUG if self._told else logging.WARNING
            log.log(level, "%s was not written: %s", self._path.name, error)
            self._told = True
        else:
            self._told = False

    def _forget(self, connection: sqlite3.Connection, in_use: set[ContentKey]) -> None:
        (count,) = connection.execute("SELECT count(*) FROM vectors").fetchone()
        if count <= _FORGET_ABOVE * max(len(in_use), 1000):
            return
        rows = connection.execute("SELECT model, digest, title FROM vectors").fetchall()
        connection.executemany(
            "DELETE FROM vectors WHERE model = ? AND digest = ? AND title = ?",
            [row for row in rows if row[0] != MODEL or (row[1], row[2]) not in in_use],
        )

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=_BUSY_SECONDS)
        try:
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.executescript(_SCHEMA)
        except BaseException:
            connection.close()
            raise
        return connection

    def _remove(self) -> None:
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("%s cannot be removed: %s", self._path.name, error)

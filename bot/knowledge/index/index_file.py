"""The index on disk: a SQLite file that may be deleted at any time.

It saves cutting pages that have not changed. When it is damaged, of another version or cannot be
written, the index is built in memory, and only the log tells.

What is stored will be quoted with its source. SQLite checks the structure of a file but not its
content, so all of it is sealed with hashes.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bot.errors import reason
from bot.folder import KnowledgeFile
from bot.knowledge.index.snapshot import AnyIds, IndexedDocument, term_lists
from bot.knowledge.pages.documents import Document, Section

log = logging.getLogger(__name__)

FORMAT = 14
PageKey = tuple[str, str]  # root, path
_BUSY_SECONDS = 5.0
# Fields of a document that are stored as they are; passages are stored by their places.
_KEPT = ("title", "names", "extra", "asked", "source", "versions", "updated")
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE terms (all_in_order TEXT NOT NULL, count INTEGER NOT NULL, seal TEXT NOT NULL);
CREATE TABLE pages (
    root TEXT NOT NULL, path TEXT NOT NULL, digest TEXT NOT NULL,
    document TEXT NOT NULL, lengths BLOB NOT NULL, ids BLOB NOT NULL, seal TEXT NOT NULL,
    PRIMARY KEY (root, path)
);
"""


@dataclass(slots=True)
class Stored:
    """Pages as last written, the ids of all terms ever seen in this file, and the measured
    threshold of refusal, if any. ``outdated``: pages in the file that have changed or gone in
    the folders."""

    pages: dict[PageKey, IndexedDocument] = field(default_factory=dict)
    terms: dict[str, int] = field(default_factory=dict)
    threshold: float | None = None
    outdated: frozenset[PageKey] = frozenset()


def page_key(file: KnowledgeFile) -> PageKey:
    """The key of a page in the index."""
    return str(file.root), file.path


def index_path(index_dir: Path, folders: Sequence[Path]) -> Path:
    """Each set of folders has its own file; the order of the folders matters."""
    names = "\n".join(str(folder.expanduser().resolve()) for folder in folders)
    return index_dir / f"{hashlib.sha256(names.encode()).hexdigest()[:16]}.db"


class IndexFile:
    """Not for use by two threads at once. ``cutter`` names how text was cut."""

    def __init__(self, path: Path, cutter: str) -> None:
        self._path = path
        self._version = f"{FORMAT} {cutter}"
        self._generation = ""  # of the state that was last read or written here

    def load(self, files: Iterable[KnowledgeFile]) -> Stored:
        """What the index holds of these files, if it is whole and was cut the same way; else
        nothing. Passages are read from the files, by their places."""
        if not self._path.is_file():
            return Stored()
        try:
            with self._connected() as connection:
                return self._read(connection, {page_key(file): file for file in files})
        except (sqlite3.Error, ValueError, KeyError, TypeError, OSError) as error:
            log.warning("index file %s is unusable (%s), building anew", self._path.name, error)
            self._remove()
            return Stored()

    def save(self, state: Stored, changed: Iterable[PageKey], removed: Iterable[PageKey]) -> str:
        """Write the difference in one transaction. Returns an empty text; on failure the old state
        remains, and the text says why, in Chinese."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._connected() as connection:
                self._write(connection, state, changed, removed)
        except (sqlite3.DatabaseError, OSError) as error:
            log.warning("index file %s was not written: %s", self._path.name, error)
            if not isinstance(error, sqlite3.OperationalError | OSError):
                self._remove()
            return reason(error)
        return ""

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        opened = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
        with closing(opened) as connection:
            connection.execute("PRAGMA synchronous=NORMAL")
            yield connection

    def _read(
        self, connection: sqlite3.Connection, files: Mapping[PageKey, KnowledgeFile]
    ) -> Stored:
        connection.execute("BEGIN")
        if _meta(connection, "version") != self._version:
            return Stored()
        problem = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if problem != "ok":
            raise ValueError(problem)
        terms = _terms(
            *connection.execute("SELECT all_in_order, count, seal FROM terms").fetchone()
        )
        pages = {}
        outdated = set()
        rows = connection.execute(
            "SELECT root, path, digest, document, lengths, ids, seal FROM pages"
        )
        for *stored, seal in rows:
            root, path, digest, document, lengths, ids = stored
            key = root, path
            if key not in files or files[key].digest != digest:
                outdated.add(key)
                continue
            page = _indexed(files[key], document, lengths, ids, len(terms))
            _require_whole(seal, *stored, _quotable(page))
            pages[key] = page
        self._generation = _meta(connection, "generation")
        threshold = _threshold(_meta(connection, "threshold"))
        return Stored(pages, terms, threshold, frozenset(outdated))

    def keep_threshold(self, threshold: float) -> None:
        """Write the threshold; a file that cannot be written goes without."""
        try:
            with self._connected() as connection:
                if _meta(connection, "version") == self._version:
                    row = ("threshold", f"{threshold} {_seal(str(threshold))}")
                    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", row)
        except (sqlite3.Error, OSError) as error:
            log.warning("threshold was not kept in %s: %s", self._path.name, error)

    def _write(
        self,
        connection: sqlite3.Connection,
        state: Stored,
        changed: Iterable[PageKey],
        removed: Iterable[PageKey],
    ) -> None:
        connection.execute("BEGIN IMMEDIATE")
        if _meta(connection, "version") != self._version:
            _create(connection, self._version)
        # Another process may have written since, with term ids of its own, which cannot stay
        # beside ours.
        if _meta(connection, "generation") != self._generation:
            connection.execute("DELETE FROM pages")
            changed, removed = state.pages, ()
        generation = secrets.token_hex(8)
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('generation', ?)", (generation,))
        connection.execute("DELETE FROM terms")
        # As one text: a row for each term would take longer than everything else in an edit.
        names = "\n".join(state.terms)
        row = (names, len(state.terms), _seal(names))
        connection.execute("INSERT INTO terms VALUES (?, ?, ?)", row)
        connection.executemany("DELETE FROM pages WHERE root = ? AND path = ?", removed)
        connection.executemany(
            "INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?)",
            (_row(key, state.pages[key]) for key in changed),
        )
        connection.execute("COMMIT")
        self._generation = generation

    def _remove(self) -> None:
        try:
            for suffix in ("", "-journal", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        except OSError as error:
            log.warning("index file %s cannot be removed: %s", self._path.name, error)


def _seal(*stored: str | bytes) -> str:
    """A hash that includes the lengths, so that nothing can move from one column to the next."""
    seal = hashlib.blake2b(digest_size=16)
    for part in stored:
        content = part.encode() if isinstance(part, str) else part
        seal.update(len(content).to_bytes(8, "big"))
        seal.update(content)
    return seal.hexdigest()


def _require_whole(seal: str, *stored: str | bytes) -> None:
    if seal != _seal(*stored):
        raise ValueError("what is stored is not what was written")


def _threshold(kept: str) -> float | None:
    """None when none was measured, or when it is not what was written."""
    value, _, seal = kept.partition(" ")
    return float(value) if value and seal == _seal(value) else None


def _terms(all_in_order: str, count: int, seal: str) -> dict[str, int]:
    """Ids by term: the place of a term in the list."""
    _require_whole(seal, all_in_order)
    names = all_in_order.split("\n") if count else []
    return dict(zip(names, range(count), strict=True))


def _create(connection: sqlite3.Connection, version: str) -> None:
    for table in ("meta", "terms", "pages"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in _SCHEMA.split(";")[:-1]:
        connection.execute(statement)
    connection.execute("INSERT INTO meta VALUES ('version', ?)", (version,))


def _meta(connection: sqlite3.Connection, key: str) -> str:
    exists = connection.execute(
        "SELECT count(*) FROM sqlite_master WHERE name IN ('meta', 'terms', 'pages')"
    ).fetchone()[0]
    if exists != 3:
        return ""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else ""


def _numbers(ids: bytes, count: int) -> AnyIds:
    return np.frombuffer(ids, np.uint16) if len(ids) == 2 * count else np.frombuffer(ids, np.int32)


def _row(key: PageKey, page: IndexedDocument) -> tuple[str | bytes, ...]:
    kept: dict[str, object] = {name: getattr(page.document, name) for name in _KEPT}
    kept["sections"] = [_places(section) for section in page.document.sections]
    text = json.dumps(kept, ensure_ascii=False)
    row = (*key, page.digest, text, page.lengths.tobytes(), page.ids.tobytes())
    return (*row, _seal(*row, _quotable(page)))


def _quotable(page: IndexedDocument) -> str:
    """The text that can be quoted, which is sealed too although only its places are stored."""
    return "".join([section.text for section in page.document.sections])


def _places(section: Section) -> Sequence[object]:
    """Where a passage stands in its page, or its whole text where it does not stand there."""
    if section.end == sys.maxsize:
        return section.trail, section.whole
    return section.trail, section.start, section.end


def _section(page: str, trail: Sequence[str], *kept: Any) -> Section:
    """The inverse of ``_places`` for a passage of this page."""
    return Section(tuple(trail), *kept) if len(kept) == 1 else Section(tuple(trail), page, *kept)


def _indexed(
    file: KnowledgeFile, document: str, lengths: bytes, ids: bytes, term_count: int
) -> IndexedDocument:
    value = json.loads(document)
    counts = np.frombuffer(lengths, np.int32)
    sections = tuple(_section(file.text, *section) for section in value["sections"])
    page = IndexedDocument(
        Document(
            path=file.path,
            title=value["title"],
            names=tuple(value["names"]),
            sections=sections,
            extra=value["extra"],
            asked=tuple(value["asked"]),
            source=value["source"],
            versions=value["versions"],
            updated=value["updated"],
            root=str(file.root),
        ),
        file.digest,
        counts,
        _numbers(ids, int(counts.sum())),
    )
    fits = len(page.lengths) == term_lists(len(sections)) and page.lengths.sum() == len(page.ids)
    if not fits or (len(page.ids) and page.ids.max() >= term_count):
        raise ValueError("a page's terms do not fit its passages")
    return page

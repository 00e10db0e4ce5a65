"""The engines that ours is compared with. Each gets rows of our terms, so that only the
index and the ranking differ; all of them rank by BM25 alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from tests.bench.corpora import read_rows

TOP = 10


class Peer(Protocol):
    """``build`` writes the index into ``folder``; ``load`` makes an engine of it in another
    process; ``ask`` takes the terms of a question and returns row numbers, best first."""

    def build(self, rows: Path, folder: Path) -> None: ...

    def load(self, folder: Path) -> None: ...

    def ask(self, terms: Sequence[str]) -> list[int]: ...


class Fts5:
    """Three columns as in the usual set-up: title 5, heading 3, body 1."""

    _database: sqlite3.Connection

    def build(self, rows: Path, folder: Path) -> None:
        database = sqlite3.connect(folder / "fts.db")
        database.execute(
            "CREATE VIRTUAL TABLE p USING fts5(title, heading, body, content='', "
            "tokenize=\"unicode61 remove_diacritics 0 tokenchars '_.-/:+#$'\")"
        )
        database.executemany(
            "INSERT INTO p(title, heading, body) VALUES (?, ?, ?)", read_rows(rows)
        )
        database.commit()
        database.close()

    def load(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "fts.db", check_same_thread=False)

    def close(self) -> None:
        self._database.close()

    def ask(self, terms: Sequence[str]) -> list[int]:
        if not terms:
            return []
        match = " OR ".join('"' + term.replace('"', '""') + '"' for term in terms)
        query = "SELECT rowid FROM p WHERE p MATCH ? ORDER BY bm25(p, 5, 3, 1) LIMIT ?"
        return [row - 1 for (row,) in self._database.execute(query, (match, TOP))]


class Bm25s:
    """One field of all terms of a passage; scores are computed when it is built."""

    _engine: Any

    def build(self, rows: Path, folder: Path) -> None:
        import bm25s

        vocabulary: dict[str, int] = {}
        ids = [
            [vocabulary.setdefault(term, len(vocabulary)) for term in " ".join(row).split()]
            for row in read_rows(rows)
        ]
        engine = bm25s.BM25()
        engine.index((ids, vocabulary), show_progress=False)
        engine.save(str(folder))

    def load(self, folder: Path) -> None:
        import bm25s

        self._engine = bm25s.BM25.load(str(folder))
        self._known: set[str] = set(self._engine.vocab_dict)

    def ask(self, terms: Sequence[str]) -> list[int]:
        known = [term for term in terms if term in self._known]
        if not known:
            return []
        found, _ = self._engine.retrieve([known], k=TOP, show_progress=False, n_threads=0)
        return [int(row) for row in found[0]]


class Tantivy:
    """One field of all terms of a passage, cut at blanks, one writer."""

    _index: Any
    _searcher: Any

    def build(self, rows: Path, folder: Path) -> None:
        import tantivy

        schema = tantivy.SchemaBuilder()
        schema.add_text_field("terms", stored=False, tokenizer_name="whitespace")
        schema.add_integer_field("row", stored=True)
        index = tantivy.Index(schema.build(), path=str(folder))
        writer = index.writer(heap_size=128_000_000, num_threads=1)
        for number, row in enumerate(read_rows(rows)):
            writer.add_document(tantivy.Document(terms=[" ".join(row)], row=number))
        writer.commit()
        writer.wait_merging_threads()

    def load(self, folder: Path) -> None:
        import tantivy

        self._index = tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()

    def ask(self, terms: Sequence[str]) -> list[int]:
        import tantivy

        schema = self._index.schema
        queries = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "terms", term))
            for term in terms
        ]
        if not queries:
            return []
        found = self._searcher.search(tantivy.Query.boolean_query(queries), TOP)
        return [self._searcher.doc(address)["row"][0] for _, address in found.hits]


PEERS: dict[str, Callable[[], Peer]] = {"FTS5": Fts5, "bm25s": Bm25s, "tantivy": Tantivy}

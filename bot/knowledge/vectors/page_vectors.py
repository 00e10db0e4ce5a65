"""Which pages have sentence vectors, and the work of giving them to the others."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.index.snapshot import IndexedDocument
from bot.knowledge.vectors.meaning import Encoder, Meaning, Vectors, encode_passages
from bot.knowledge.vectors.vector_file import ContentKey, VectorFile
from bot.precedence import give_way

# With fewer passages than this a page's order would depend on how far the work has come.
_ENOUGH = 0.9
_NOTHING = Vectors.missing(0)


@dataclass(slots=True)
class _Stretch:
    """Rows ``start`` to ``end`` of some vectors, to be taken over as they are."""

    vectors: Vectors
    start: int
    end: int


class PageVectors:
    """``missing``: pages without all their vectors, each content once. Not for use by two
    threads at once, but for ``encode``, which changes nothing, and reading ``missing``, which
    is always a whole list."""

    def __init__(self, index_dir: Path) -> None:
        self._encoder = Encoder()
        self._file = VectorFile(index_dir)
        # Of all passages in the order of the pages; where a page of each content has its
        # first row, and where every page has it that waits for its vectors.
        self._vectors = Vectors.missing(0)
        self._rows: dict[ContentKey, int] = {}
        self._empty: dict[ContentKey, list[int]] = {}
        # Of a page at which the work goes on, the first passages.
        self._begun: dict[ContentKey, Vectors] = {}
        self._keys: list[ContentKey] = []
        self.missing: list[IndexedDocument] = []

    def arrange(self, pages: Sequence[IndexedDocument]) -> None:
        """From now on for these pages, with what the file has of the new ones. What stays is
        copied in long stretches: after an edit that is all but one page."""
        self._keys = list(map(_key, pages))
        unknown = set(self._keys) - self._rows.keys()
        found = self._file.load(unknown) if unknown else {}
        stretches: list[_Stretch] = []
        rows: dict[ContentKey, int] = {}
        empty: dict[ContentKey, list[int]] = {}
        missing: dict[ContentKey, IndexedDocument] = {}
        row = 0
        for key, page in zip(self._keys, pages, strict=True):
            size = len(page.document.sections)
            if key in self._rows:
                vectors, start = self._vectors, self._rows[key]
            else:
                vectors, start = found.get(key, _NOTHING), 0
                if len(vectors) != size:
                    vectors, missing[key] = Vectors.missing(size), page
                    empty.setdefault(key, []).append(row)
            if key not in missing:
                rows[key] = row
            last = stretches[-1] if stretches else None
            if last and last.vectors is vectors and last.end == start:
                last.end += size
            else:
                stretches.append(_Stretch(vectors, start, start + size))
            row += size
            give_way()
        self._vectors = Vectors.joined([s.vectors.part(s.start, s.end) for s in stretches])
        self._rows, self._empty = rows, empty
        self._begun = {key: begun for key, begun in self._begun.items() if key in missing}
        self.missing = list(missing.values())

    def meaning(self) -> Meaning | None:
        """The vectors of all passages in the order of the pages; None while too few are
        there, or a question would have to wait for the model."""
        vectors = self._vectors
        if not self._encoder.is_loaded or not len(vectors):
            return None
        return Meaning(self._encoder, vectors) if vectors.share_known >= _ENOUGH else None

    def load(self) -> None:
        """The model, for who is to be compared with. Blocking."""
        self._encoder.load()

    def encode(
        self, pages: Sequence[IndexedDocument], seconds: float
    ) -> dict[ContentKey, Vectors]:
        """The vectors of the first pages, for about that long; the last may be one that goes
        on where these end."""
        until = time.monotonic() + seconds
        found = {}
        for page in pages:
            known = self._begun.get(_key(page), _NOTHING)
            if len(known) > len(page.document.sections):  # of other passages
                known = _NOTHING
            more = encode_passages(self._encoder, page.document, len(known), until)
            found[_key(page)] = Vectors.joined([known, more])
            if time.monotonic() >= until:
                break
        return found

    def keep(self, found: Mapping[ContentKey, Vectors]) -> None:
        """What ``encode`` found, for who ranks by these vectors already too."""
        waiting = {_key(page): page for page in self.missing}
        self._begun |= {key: vectors for key, vectors in found.items() if key in waiting}
        whole = {
            key: begun
            for key, begun in self._begun.items()
            if len(begun) == len(waiting[key].document.sections)
        }
        for key, vectors in whole.items():
            del self._begun[key], waiting[key]
            for row in self._empty.pop(key):
                self._vectors.fill(row, vectors)
                self._rows[key] = row
        self.missing = list(waiting.values())
        if whole:
            self._file.save(whole, self._keys)


def _key(page: IndexedDocument) -> ContentKey:
    return page.digest, page.document.title

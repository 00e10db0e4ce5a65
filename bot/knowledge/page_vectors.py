"""Which pages have sentence vectors, and the work of giving them to the others."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from bot.knowledge.meaning import Encoder, Meaning, Vectors, encode_passages
from bot.knowledge.snapshot import IndexedDocument
from bot.knowledge.vector_file import ContentKey, VectorFile

# With fewer passages than this a page's order would depend on how far the work has come.
_ENOUGH = 0.9


class PageVectors:
    """``missing``: pages without all their vectors, each content once. Not for use by two
    threads at once, but for ``encode``, which changes nothing, and reading ``missing``, which
    is always a whole list."""

    def __init__(self, index_dir: Path) -> None:
        self._encoder = Encoder()
        self._file = VectorFile(index_dir)
        self._pages: list[IndexedDocument] = []
        # Of a page at which the work goes on, the first passages only.
        self._known: dict[ContentKey, Vectors] = {}
        self.missing: list[IndexedDocument] = []

    def arrange(self, pages: Sequence[IndexedDocument]) -> None:
        """From now on for these pages, with what the file has of them."""
        self._pages = list(pages)
        keys = {_key(page) for page in pages}
        unknown = keys - self._known.keys()
        self._known = {key: found for key, found in self._known.items() if key in keys}
        if unknown:
            self._known |= self._file.load(unknown)
        self._look()

    def _look(self) -> None:
        found = {_key(p): p for p in self._pages if p.document.sections}
        self.missing = [page for key, page in found.items() if not self._holds(key, page)]

    def meaning(self) -> Meaning | None:
        """The vectors of all passages in the order of the pages; None while too few are
        there, or a question would have to wait for the model."""
        if not self._encoder.is_loaded:
            return None
        empty: dict[int, Vectors] = {}
        parts = []
        for page in self._pages:
            key, size = _key(page), len(page.document.sections)
            if self._holds(key, page):
                parts.append(self._known[key])
            else:
                parts.append(empty.setdefault(size, Vectors.missing(size)))
        joined = Vectors.joined(parts)
        if not len(joined) or (joined.scales > 0).mean() < _ENOUGH:
            return None
        start = 0
        for page, part in zip(self._pages, parts, strict=True):
            if self._holds(_key(page), page):  # views: nothing is kept twice
                self._known[_key(page)] = joined.part(start, start + len(part))
            start += len(part)
        return Meaning(self._encoder, joined)

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
            known = self._known.get(_key(page), Vectors.missing(0))
            if len(known) > len(page.document.sections):  # of other passages
                known = Vectors.missing(0)
            more = encode_passages(self._encoder, page.document, len(known), until)
            found[_key(page)] = Vectors.joined([known, more])
            if time.monotonic() >= until:
                break
        return found

    def keep(self, found: dict[ContentKey, Vectors]) -> None:
        self._known |= found
        self._look()
        begun = set(map(_key, self.missing))
        whole = {key: vectors for key, vectors in found.items() if key not in begun}
        if whole:
            self._file.save(whole, map(_key, self._pages))

    def _holds(self, key: ContentKey, page: IndexedDocument) -> bool:
        return key in self._known and len(self._known[key]) == len(page.document.sections)


def _key(page: IndexedDocument) -> ContentKey:
    return page.digest, page.document.title

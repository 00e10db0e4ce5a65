"""Which pages have sentence vectors, and the work of giving them to the others; and to the
messages that no page answers.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bot.knowledge.index.snapshot import IndexedDocument
from bot.knowledge.vectors.meaning import Encoder, Meaning, Vectors, encode_more, texts_of
from bot.knowledge.vectors.vector_file import ContentKey, VectorFile
from bot.precedence import give_way

# With fewer vectors than this the order of pages would depend on how far the work has come.
_ENOUGH = 0.9
_NOTHING = Vectors.missing(0)


@dataclass(slots=True)
class _Stretch:
    """Rows ``start`` to ``end`` of some vectors, to be copied as they are."""

    vectors: Vectors
    start: int
    end: int


class _Layout:
    """Rows of many vectors one after another. Rows that stay together are copied in one piece;
    after an edit these are all but one page."""

    def __init__(self) -> None:
        self.stretches: list[_Stretch] = []
        self.rows = 0

    def add(self, vectors: Vectors, start: int, size: int) -> int:
        """Append ``size`` rows from ``start`` on; returns their new first row."""
        last = self.stretches[-1] if self.stretches else None
        if last and last.vectors is vectors and last.end == start:
            last.end += size
        else:
            self.stretches.append(_Stretch(vectors, start, start + size))
        self.rows += size
        return self.rows - size


class _Place(NamedTuple):
    """The first rows of a page: of its passages, and of the ways in which it is asked for."""

    passages: int
    asked: int


class PageVectors:
    """``missing``: pages without all their vectors, each content once. Not for use by two
    threads at once, but for ``encode``, which changes nothing, and reading ``missing``, which
    is always a whole list. ``to_refuse``: messages that no page answers."""

    def __init__(self, index_dir: Path, to_refuse: Sequence[str] = ()) -> None:
        self._encoder = Encoder()
        self._to_refuse = to_refuse
        self._refused = _NOTHING  # the vectors of the first of them
        self._file = VectorFile(index_dir)
        # The vectors of all passages in the order of the pages, then of all ways in which pages
        # are asked for; the rows of one page for each content, and those of all pages that wait.
        self._vectors = Vectors.missing(0)
        self._places: dict[ContentKey, _Place] = {}
        self._empty: dict[ContentKey, list[_Place]] = {}
        self._asked = np.zeros(1, np.int64)
        # The first vectors of pages that are only partly encoded.
        self._begun: dict[ContentKey, Vectors] = {}
        self._keys: list[ContentKey] = []
        self.missing: list[IndexedDocument] = []

    def arrange(self, pages: Sequence[IndexedDocument]) -> None:
        """Lay out vectors for these pages, with what the file has for the new ones."""
        self._keys = list(map(_key, pages))
        unknown = set(self._keys) - self._places.keys()
        if not self.knows_refused:
            unknown.add(self._refused_key)
        found = self._file.load(unknown) if unknown else {}
        self._refused = found.pop(self._refused_key, self._refused)
        passages, asked = _Layout(), _Layout()
        before = sum(len(page.document.sections) for page in pages)
        places: dict[ContentKey, _Place] = {}
        empty: dict[ContentKey, list[_Place]] = {}
        missing: dict[ContentKey, IndexedDocument] = {}
        asked_rows = [before]
        for key, page in zip(self._keys, pages, strict=True):
            size, ways = len(page.document.sections), len(page.document.asked)
            vectors, start = found.get(key, _NOTHING), _Place(0, size)
            if key in self._places:
                vectors, start = self._vectors, self._places[key]
            elif len(vectors) != size + ways:
                vectors, missing[key] = Vectors.missing(size + ways), page
            place = _Place(
                passages.add(vectors, start.passages, size),
                asked.add(vectors, start.asked, ways) + before,
            )
            asked_rows.append(before + asked.rows)
            if key in missing:
                empty.setdefault(key, []).append(place)
            else:
                places[key] = place
            give_way()
        stretches = (*passages.stretches, *asked.stretches)
        self._vectors = Vectors.joined([s.vectors.part(s.start, s.end) for s in stretches])
        self._places, self._empty, self._asked = places, empty, np.array(asked_rows, np.int64)
        self._begun = {key: begun for key, begun in self._begun.items() if key in missing}
        self.missing = list(missing.values())

    def meaning(self) -> Meaning | None:
        """The vectors laid out for ranking; None while too few are there, or while a question
        would have to wait for the model."""
        vectors = self._vectors
        if not self._encoder.is_loaded or not len(vectors):
            return None
        known = vectors.share_known >= _ENOUGH
        refused = self._refused if self.knows_refused else _NOTHING
        return Meaning(self._encoder, vectors, self._asked, refused) if known else None

    def load(self) -> None:
        """Load the model. Blocking."""
        self._encoder.load()

    def encode(
        self, pages: Sequence[IndexedDocument], seconds: float
    ) -> dict[ContentKey, Vectors]:
        """The vectors of the first of these pages, computed for about that long; those of the last
        one may be incomplete, and the next call continues them."""
        until = time.monotonic() + seconds
        found = {}
        for page in pages:
            known = self._begun.get(_key(page), _NOTHING)
            if len(known) > _size(page):  # of another version
                known = _NOTHING
            more = encode_more(self._encoder, texts_of(page.document), len(known), until)
            found[_key(page)] = Vectors.joined([known, more])
            if time.monotonic() >= until:
                break
        return found

    def keep(self, found: Mapping[ContentKey, Vectors]) -> None:
        """Take over what ``encode`` found; whoever ranks by these vectors already sees it."""
        waiting = {_key(page): page for page in self.missing}
        self._begun |= {key: vectors for key, vectors in found.items() if key in waiting}
        whole = {
            key: begun for key, begun in self._begun.items() if len(begun) == _size(waiting[key])
        }
        for key, vectors in whole.items():
            size = len(waiting[key].document.sections)
            del self._begun[key], waiting[key]
            for place in self._empty.pop(key):
                self._vectors.fill(place.passages, vectors.part(0, size))
                self._vectors.fill(place.asked, vectors.part(size, len(vectors)))
                self._places[key] = place
        self.missing = list(waiting.values())
        if whole:
            self._file.save(whole, [*self._keys, self._refused_key])

    @property
    def knows_refused(self) -> bool:
        """Have all messages to refuse their vectors?"""
        return len(self._refused) == len(self._to_refuse)

    def encode_refused(self, seconds: float) -> Vectors:
        """The vectors of the messages to refuse that have some now or get one, for about that
        long. Changes nothing."""
        until, known = time.monotonic() + seconds, self._refused
        more = encode_more(self._encoder, self._to_refuse, len(known), until)
        return Vectors.joined([known, more])

    def keep_refused(self, vectors: Vectors) -> None:
        """What ``encode_refused`` found."""
        self._refused = vectors
        if self.knows_refused:
            self._file.save({self._refused_key: vectors}, [*self._keys, self._refused_key])

    @property
    def _refused_key(self) -> ContentKey:
        """They are kept like a page that consists of them."""
        return hashlib.sha256("\n".join(self._to_refuse).encode()).hexdigest(), ""


def _size(page: IndexedDocument) -> int:
    """How many vectors a page has."""
    return len(page.document.sections) + len(page.document.asked)


def _key(page: IndexedDocument) -> ContentKey:
    return page.digest, page.document.title

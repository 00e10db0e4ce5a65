"""The index in memory: which passage holds which term how often, as flat arrays.

Built in one go from token arrays and never changed, so that searches in other threads need no
lock. Field weights and length normalisation are already part of the values.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.precedence import give_way

Ids = NDArray[np.int32]
Values = NDArray[np.float32]
Offsets = NDArray[np.int64]

# Rows common to two lists are found by binary search while one list is short, or far shorter than
# the other; else it is many times faster to mark one and look the other up.
_MANY = 200
_FAR_MORE = 32
_KEPT = 4096  # entries in each of the two memos


@dataclass(frozen=True, slots=True)
class Field:
    """Term ids of all rows one after another; row r owns ``ids[offsets[r]:offsets[r+1]]``."""

    ids: Ids
    offsets: Offsets
    weight: float = 1.0
    length_share: float = 0.0  # b of BM25: how much a long row is discounted

    @property
    def rows(self) -> int:
        return len(self.offsets) - 1


@dataclass(frozen=True, slots=True)
class Postings:
    """For each term the rows that hold it, ascending, with their weighted frequency. Two memos,
    since questions use the same few thousand names again and again: ``joint`` has the rows that
    hold several terms at once, ``holders`` how many rows hold any of some names."""

    starts: Offsets
    rows: Ids
    values: Values
    row_count: int
    joint: dict[tuple[int, ...], tuple[Ids, Values]] = field(default_factory=dict, compare=False)
    holders: dict[Hashable, int] = field(default_factory=dict, compare=False)

    @classmethod
    def build(cls, fields: Sequence[Field], term_count: int) -> Postings:
        """Fold fields of the same rows into one matrix, by term."""
        parts = [_weighted(field, term_count) for field in fields]
        keys = np.concatenate([key for key, _ in parts])
        values = np.concatenate([value for _, value in parts])
        return _folded(keys, values, term_count, fields[0].rows)

    def of(self, term: int) -> tuple[Ids, Values]:
        if term + 1 >= len(self.starts):  # a term newer than this snapshot
            return self.rows[:0], self.values[:0]
        begin, end = self.starts[term], self.starts[term + 1]
        return self.rows[begin:end], self.values[begin:end]

    def bounds(self, terms: Offsets) -> tuple[Offsets, Offsets]:
        """Where the entries of each term begin and end; an empty stretch for a term that is newer
        than this snapshot, or negative."""
        # Clipped, both ends of an unknown term fall on the same place.
        begins = self.starts.take(terms, mode="clip")
        return begins, self.starts.take(terms + 1, mode="clip")

    def of_all(self, terms: Sequence[int], place: Ids | None = None) -> tuple[Ids, Values]:
        """Rows that hold every one of ``terms``, with the smallest of their frequencies.
        ``place``: scratch for all rows, zero before and after."""
        key = tuple(terms)
        found = self.joint.get(key)
        if found is None:
            found = common([self.of(term) for term in terms], place)
            if len(self.joint) < _KEPT:
                self.joint[key] = found
        return found

    def counted(self, names: Hashable, count: Callable[[], int]) -> int:
        """The value of ``count`` for ``names``, called only the first time."""
        found = self.holders.get(names)
        if found is None:
            found = count()
            if len(self.holders) < _KEPT:
                self.holders[names] = found
        return found

    def with_titles(self, titles: Postings, first_row: Offsets) -> Postings:
        """These postings with ``titles``, which are by document, counted in each row of the
        document, and behind all these rows once more alone, in a row for each document.
        ``first_row``: the first row of each document and, at the end, the number of rows."""
        sizes = np.diff(first_row)[titles.rows]
        rows = ranges(first_row[titles.rows], sizes)
        terms = _terms_of(titles)
        total = self.row_count + titles.row_count
        count = np.int64(total or 1)
        give_way()
        keys = (
            _terms_of(self) * count + self.rows,
            np.repeat(terms, sizes) * count + rows,
            terms * count + self.row_count + titles.rows,
        )
        values = (self.values, np.repeat(titles.values, sizes), titles.values)
        return _folded(np.concatenate(keys), np.concatenate(values), len(self.starts) - 1, total)


def common(lists: Sequence[tuple[Ids, Values]], place: Ids | None = None) -> tuple[Ids, Values]:
    """The rows that are in every list, with the smallest of their frequencies. ``place``:
    scratch for all rows, zero before and after."""
    (rows, values), *others = sorted(lists, key=lambda held: len(held[0]))
    for other_rows, other_values in others:
        if not len(rows):
            break
        if place is not None and len(rows) > max(_MANY, len(other_rows) // _FAR_MORE):
            place[rows] = np.arange(1, len(rows) + 1, dtype=np.int32)
            found = place.take(other_rows)
            place[rows] = 0
            others_same = found.nonzero()[0]
            same = found[others_same] - 1
        else:
            places = other_rows.searchsorted(rows)
            same = (other_rows.take(places, mode="clip") == rows).nonzero()[0]
            others_same = places[same]
        rows = rows[same]
        values = np.minimum(values[same], other_values[others_same])
    return rows, values


def ranges(starts: NDArray[Any], sizes: NDArray[Any]) -> NDArray[np.int64]:
    """All numbers from each start on, as many as its size, one after another."""
    ends = sizes.cumsum(dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    found = np.arange(total, dtype=np.int64)
    found += (starts - ends + sizes).repeat(sizes)
    return found


def rarity(rows: int, holders: NDArray[Any]) -> Values:
    """IDF of BM25 for terms or concepts by how many of the rows hold them."""
    return np.asarray(np.log1p((rows - holders + 0.5) / (holders + 0.5)), np.float32)


def _terms_of(postings: Postings) -> NDArray[np.int64]:
    return np.repeat(np.arange(len(postings.starts) - 1), np.diff(postings.starts))


def _folded(
    keys: NDArray[np.int64], values: NDArray[Any], term_count: int, row_count: int
) -> Postings:
    """Postings from keys term * rows + row; values of equal keys are added up. ``keys`` are a few
    ascending runs, which a stable sort merges in one go."""
    give_way()
    order = np.argsort(keys, kind="stable")
    give_way()
    keys, values = keys[order], values[order]
    give_way()
    first = first_of_each(keys)
    if len(first) < len(keys):
        keys, values = keys[first], np.add.reduceat(values, first)
    give_way()
    starts, rows = _split(keys, term_count, row_count)
    return Postings(starts, rows.astype(np.int32), values.astype(np.float32), row_count)


def first_of_each(keys: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """Places in sorted keys where a new key begins."""
    if not len(keys):
        return np.zeros(0, np.int64)
    return np.concatenate([[0], np.flatnonzero(keys[1:] != keys[:-1]) + 1])


def _split(
    keys: NDArray[np.int64], term_count: int, row_count: int
) -> tuple[Offsets, NDArray[np.int64]]:
    """From sorted keys, where each term begins and the row of each key, without dividing: that
    takes longer for a million keys than sorting them."""
    terms = np.arange(term_count + 1, dtype=np.int64) * (row_count or 1)
    starts = np.searchsorted(keys, terms).astype(np.int64)
    return starts, keys - np.repeat(terms[:-1], np.diff(starts))


def _weighted(field: Field, term_count: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Sorted keys term * rows + row, and the weighted, length-normalised frequencies."""
    lengths = np.diff(field.offsets)
    keys = field.ids.astype(np.int64)  # in place where it can be: there are millions
    keys *= field.rows or 1
    give_way()
    keys += np.repeat(np.arange(field.rows, dtype=np.int64), lengths)
    give_way()
    keys.sort()
    give_way()
    first = first_of_each(keys)
    counts = np.diff(first, append=len(keys))
    keys = keys[first]
    del first
    give_way()
    average = max(float(lengths[lengths > 0].mean()) if lengths.any() else 1.0, 1.0)
    norms = 1 - field.length_share + field.length_share * lengths / average
    _, rows = _split(keys, term_count, field.rows)
    give_way()
    return keys, field.weight * counts / np.maximum(norms, 1e-3)[rows]

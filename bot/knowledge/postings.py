"""The index in memory: which passage holds which term how often, as flat arrays.

Built at once from token arrays and never changed after, so that searches in other threads
need no lock. Field weights and length normalisation are folded in when it is built.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]
Values = NDArray[np.float32]
Offsets = NDArray[np.int64]


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
    """For each term the rows that hold it, ascending, with their weighted frequency."""

    starts: Offsets
    rows: Ids
    values: Values
    row_count: int

    @classmethod
    def build(cls, fields: Sequence[Field], term_count: int) -> Postings:
        """Fold fields of the same rows into one matrix, by term."""
        parts = [_weighted(field, term_count) for field in fields]
        keys = np.concatenate([key for key, _ in parts])
        values = np.concatenate([value for _, value in parts])
        if len(parts) > 1:
            keys, inverse = np.unique(keys, return_inverse=True)
            values = np.bincount(inverse, weights=values, minlength=len(keys))
        row_count = fields[0].rows
        terms, rows = np.divmod(keys, row_count or 1)
        starts = np.searchsorted(terms, np.arange(term_count + 1))
        return cls(starts, rows.astype(np.int32), values.astype(np.float32), row_count)

    def of(self, term: int) -> tuple[Ids, Values]:
        if term + 1 >= len(self.starts):  # a term newer than this snapshot
            return self.rows[:0], self.values[:0]
        begin, end = self.starts[term], self.starts[term + 1]
        return self.rows[begin:end], self.values[begin:end]

    def of_all(self, terms: Sequence[int]) -> tuple[Ids, Values]:
        """Rows that hold every one of ``terms``, with the smallest of their frequencies."""
        rows, values = self.of(terms[0])
        for term in terms[1:]:
            others, other_values = self.of(term)
            places = np.searchsorted(others, rows)
            places[places == len(others)] = 0
            same = others[places] == rows if len(others) else np.zeros(len(rows), bool)
            rows = rows[same]
            values = np.minimum(values[same], other_values[places[same]])
        return rows, values

    def add_to(self, target: Values, terms: Sequence[int], weight: float) -> None:
        rows, values = self.of(terms[0]) if len(terms) == 1 else self.of_all(terms)
        target[rows] += weight * values


def _weighted(field: Field, term_count: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Sorted keys term * rows + row, and the weighted, length-normalised frequencies."""
    lengths = np.diff(field.offsets)
    rows = np.repeat(np.arange(field.rows, dtype=np.int64), lengths)
    keys, counts = np.unique(
        field.ids.astype(np.int64) * (field.rows or 1) + rows, return_counts=True
    )
    average = max(float(lengths[lengths > 0].mean()) if lengths.any() else 1.0, 1.0)
    norms = 1 - field.length_share + field.length_share * lengths / average
    return keys, field.weight * counts / np.maximum(norms, 1e-3)[keys % (field.rows or 1)]

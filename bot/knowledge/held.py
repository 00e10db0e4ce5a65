"""What the index holds of a query: how often each concept stands in each row, gathered from
the postings of all its names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.concepts import Concept
from bot.knowledge.postings import Ids, Postings

Floats = NDArray[np.float32]
Rows = NDArray[np.integer[Any]]
Numbers = NDArray[np.int64]

_NO_ROWS, _NO_VALUES = np.zeros(0, np.int64), np.zeros(0, np.float32)


@dataclass(frozen=True, slots=True)
class Names:
    """All names of all concepts in a row. ``lines``: the concept of each; ``weights``: how
    much it counts there; ``terms``: its term, -1 for a name of several, which ``several``
    has by place. ``concepts``: their number; ``worths``: the weight of each; ``implied``: how
    many passages are about it whether they say so or not."""

    # A query has some twenty names: counted in Python, they take less than two calls of numpy.
    lines: Sequence[int]
    weights: Floats
    terms: Numbers
    several: Mapping[int, tuple[int, ...]]
    worths: Floats
    implied: Numbers

    @classmethod
    def of(cls, concepts: Sequence[Concept]) -> Names:
        counted = [concept.counted for concept in concepts]
        asked = [terms for each in counted for _, terms in each]
        return cls(
            [line for line, each in enumerate(counted) for _ in each],
            np.array([weight for each in counted for weight, _ in each], np.float32),
            np.array([terms[0] if len(terms) == 1 else -1 for terms in asked], np.int64),
            {at: terms for at, terms in enumerate(asked) if len(terms) != 1},
            np.array([concept.weight for concept in concepts], np.float32),
            np.array([concept.implied for concept in concepts], np.int64),
        )

    @property
    def concepts(self) -> int:
        return len(self.worths)

    def known(self, count: int) -> Numbers:
        """The terms of all names, of the ``count`` terms that the index has."""
        terms = (
            np.concatenate([self.terms, *self.several.values()]) if self.several else self.terms
        )
        return terms[(terms >= 0) & (terms < count)]


@dataclass(frozen=True, slots=True)
class Held:
    """Frequencies of the concepts of a query: ``counts`` entries belong to each concept in
    turn, one for each of its ``names`` and row that holds it. Entries of the same concept
    and row add up."""

    rows: Numbers
    values: Floats
    counts: Numbers
    names: Sequence[int]

    @classmethod
    def of(cls, postings: Postings, names: Names, place: Ids) -> Held:
        """In all rows; ``place`` is scratch of all rows, zero before and after."""
        begins, ends = (bound.tolist() for bound in postings.bounds(names.terms))
        rows = [postings.rows[begin:end] for begin, end in zip(begins, ends, strict=True)]
        values = [postings.values[begin:end] for begin, end in zip(begins, ends, strict=True)]
        for at, terms in names.several.items():
            rows[at], values[at] = postings.of_all(terms, place)
        sizes = list(map(len, rows))
        counts, filled = [0] * names.concepts, [0] * names.concepts
        for line, size in zip(names.lines, sizes, strict=True):
            counts[line] += size
            filled[line] += size > 0
        if not rows:
            return cls(_NO_ROWS, _NO_VALUES, np.array(counts, np.int64), filled)
        weighted = names.weights.repeat(sizes)
        weighted *= np.concatenate(values)
        numbers = np.concatenate(rows, dtype=np.int64)
        return cls(numbers, weighted, np.array(counts, np.int64), filled)

    def lines_of(self, entries: Numbers) -> Numbers:
        return self.counts.cumsum().searchsorted(entries, side="right")

    def slices(self) -> Iterator[tuple[int, slice]]:
        """Each concept with its entries, those without any left out."""
        start = 0
        for line, count in enumerate(self.counts.tolist()):
            if count:
                yield line, slice(start, start + count)
            start += count


class Lines:
    """How often each concept of a query stands in each row: ``lines[concepts, rows]`` is
    always a grid of both, whatever is named. Rows that were laid out are a look-up, others
    are searched for."""

    def __init__(self, held: Held, rows: Rows, place: Ids) -> None:
        """``rows`` ascending; ``place`` is scratch of all rows, zero before and after."""
        self._held = held
        self._rows = rows
        self._grid = np.zeros((len(held.counts), len(rows)), np.float32)
        place[rows] = np.arange(1, len(rows) + 1)
        places = place.take(held.rows)
        place[rows] = 0
        found = places.nonzero()[0]
        # Flat: adding at one index is several times faster than at a pair of them.
        where = held.lines_of(found) * len(rows) + places[found] - 1
        np.add.at(self._grid.reshape(-1), where, held.values[found])

    @property
    def laid_out(self) -> Floats:
        """The grid of all concepts and of the rows that were laid out."""
        return self._grid

    def __getitem__(self, key: tuple[Any, Any]) -> Any:
        lines, rows = key
        if isinstance(rows, int):
            column = int(self._rows.searchsorted(rows))
            if column < len(self._rows) and self._rows[column] == rows:
                return self._grid[lines, column]
        elif isinstance(rows, slice):
            size, start = rows.stop - rows.start, int(self._rows.searchsorted(rows.start))
            there = self._rows[start : start + size]
            if size and len(there) == size and there[-1] == rows.stop - 1:
                return self._grid[lines, start : start + size]
            rows = np.arange(rows.start, rows.stop)
        columns = self._rows.searchsorted(rows)
        if len(self._rows) and (self._rows.take(columns, mode="clip") == rows).all():
            return self._grid[lines][..., columns]
        return self._searched(np.asarray(rows))[lines]

    def _searched(self, rows: Rows) -> Floats:
        grid = np.zeros((len(self._held.counts), rows.size), np.float32)
        for column, row in enumerate(rows.ravel().tolist()):
            entries = np.flatnonzero(self._held.rows == row)
            lines = self._held.lines_of(entries)
            np.add.at(grid[:, column], lines, self._held.values[entries])
        return grid.reshape(len(grid), *rows.shape)

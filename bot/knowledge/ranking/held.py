"""What the index holds of a query: how often each concept stands in each row, gathered from
the postings of all its names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.index.postings import Ids, Postings
from bot.knowledge.words.concepts import Concept

Floats = NDArray[np.float32]
Rows = NDArray[np.integer[Any]]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Names:
    """All names of all concepts in a row. ``lines``: the concept of each; ``weights``: how
    much it counts there; ``terms``: its term, -1 for a name of several, which ``several``
    has by place. ``worths``: the weight of each concept; ``implied``: how many passages are
    about it whether they say so or not."""

    # A query has some twenty names: counted in Python, they take less than two calls of numpy.
    lines: Sequence[int]
    weights: Sequence[float]
    terms: Sequence[int]
    several: Mapping[int, tuple[int, ...]]
    worths: Floats
    implied: Numbers

    @classmethod
    def of(cls, concepts: Sequence[Concept]) -> Names:
        named = [
            (line, weight, terms)
            for line, concept in enumerate(concepts)
            for weight, terms in concept.counted
        ]
        return cls(
            [line for line, _, _ in named],
            [weight for _, weight, _ in named],
            [terms[0] if len(terms) == 1 else -1 for _, _, terms in named],
            {at: terms for at, (_, _, terms) in enumerate(named) if len(terms) != 1},
            np.array([concept.weight for concept in concepts], np.float32),
            np.array([concept.implied for concept in concepts], np.int64),
        )

    @property
    def concepts(self) -> int:
        return len(self.worths)

    def known(self, count: int) -> Numbers:
        """The terms of all names, of the ``count`` terms that the index has."""
        terms = chain(self.terms, *self.several.values())
        return np.array([term for term in terms if 0 <= term < count], np.int64)


@dataclass(frozen=True, slots=True)
class Held:
    """What the index holds of a query: for each of its ``names`` in turn the ``rows`` with it,
    ascending, and its frequency there, as they lie in the index. ``parts``: each concept that
    is held, how many of its names are, and where its entries are among all. Entries of the
    same concept and row add up."""

    names: Names
    rows: Sequence[Ids]
    values: Sequence[Floats]
    parts: Sequence[tuple[int, int, slice]]

    @classmethod
    def of(cls, postings: Postings, names: Names, place: Ids) -> Held:
        """In all rows; ``place`` is scratch of all rows, zero before and after."""
        begins, ends = postings.bounds(np.array(names.terms, np.int64))
        places = list(map(slice, begins.tolist(), ends.tolist()))
        rows = [postings.rows[each] for each in places]
        values = [postings.values[each] for each in places]
        for at, terms in names.several.items():
            rows[at], values[at] = postings.of_all(terms, place)
        parts, end = list[tuple[int, int, slice]](), 0
        for line, sized in groupby(zip(names.lines, map(len, rows), strict=True), itemgetter(0)):
            sizes = [size for _, size in sized if size]
            if sizes:
                start, end = end, end + sum(sizes)
                parts.append((line, len(sizes), slice(start, end)))
        return cls(names, rows, values, parts)

    @property
    def size(self) -> int:
        """The number of all entries."""
        return self.parts[-1][2].stop if self.parts else 0

    @property
    def lines(self) -> Numbers:
        """The concepts that are held."""
        return np.array([line for line, _, _ in self.parts], np.int64)

    def write(self, rows: Numbers, values: Floats) -> None:
        """All entries one after another, their frequencies weighted."""
        if not len(rows):
            return
        np.concatenate(self.rows, out=rows)
        np.concatenate(self.values, out=values)
        sized = zip(self.names.weights, map(len, self.rows), strict=True)
        end = 0
        for weight, names in groupby(sized, itemgetter(0)):
            start, end = end, end + sum(size for _, size in names)
            if weight != 1.0 and start < end:
                # As an array: numpy takes longer to convert a number than to multiply by it.
                values[start:end] *= np.array(weight, np.float32)

    def lines_of(self, entries: Numbers) -> Numbers:
        """The concept of each of some entries, which ascend."""
        places = entries.searchsorted([0, *(part.stop for _, _, part in self.parts)])
        return self.lines.repeat(places[1:] - places[:-1])

    def grid(self, rows: Rows) -> Floats:
        """How often each concept stands in each of some rows, which are searched for."""
        grid = np.zeros((self.names.concepts, *rows.shape), np.float32)
        wanted = rows.astype(np.int32)  # else each list would be copied to compare
        parts = zip(self.names.lines, self.names.weights, self.rows, self.values, strict=True)
        for line, weight, held, values in parts:
            if len(held):
                places = held.searchsorted(wanted)
                there = held.take(places, mode="clip") == wanted
                grid[line] += weight * values.take(places, mode="clip") * there
        return grid


class Lines:
    """How often each concept of a query stands in each row: ``lines[concepts, rows]`` is
    always a grid of both, whatever is named. Rows that were laid out are a look-up, others
    are searched for."""

    def __init__(self, held: Held, rows: Rows, laid_out: Floats) -> None:
        """``rows`` ascending, and the grid of them."""
        self._held = held
        self._rows = rows
        self._grid = laid_out

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
        return self._held.grid(np.asarray(rows))[lines]

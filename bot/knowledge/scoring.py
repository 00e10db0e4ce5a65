"""The first step of ranking: BM25F of a query over all passages.

Only what a query touches is looked at, by the lists of holders that the index has for each
term; full-length arrays are kept per thread and used again. The frequencies that the second
step asks for are laid out for the pages of the best passages alone.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.concepts import Concept, Query
from bot.knowledge.postings import Ids, Postings, ranges, rarity
from bot.knowledge.snapshot import Snapshot

Floats = NDArray[np.float32]
Rows = NDArray[np.integer[Any]]

SATURATION = 2.0  # k1 of BM25: how soon more of the same term stops counting
_NO_ROWS, _NO_VALUES = np.zeros(0, np.int64), np.zeros(0, np.float32)
_AT_ONCE = 1 << 17  # sums of concepts by row: what stays in the cache of a core
_FEW = 4  # times the wanted number: so few scores are sorted out directly


@dataclass(frozen=True, slots=True)
class Held:
    """Frequencies of the concepts of a query: ``counts`` entries belong to each concept in
    turn, one for each of its ``names`` and row that holds it. Entries of the same concept
    and row add up."""

    rows: NDArray[np.int64]
    values: Floats
    counts: tuple[int, ...]
    names: tuple[int, ...]

    @classmethod
    def of(cls, postings: Postings, concepts: Sequence[Concept], place: Ids) -> Held:
        """``place`` is scratch of all rows, zero before and after."""
        rows: list[Ids] = []
        values: list[Floats] = []
        weights: list[float] = []
        counts: list[int] = []
        names: list[int] = []
        for concept in concepts:
            count, before = 0, len(rows)
            for weight, terms in concept.counted:
                single = len(terms) == 1
                where, often = postings.of(terms[0]) if single else postings.of_all(terms, place)
                if len(where):
                    rows.append(where)
                    values.append(often)
                    weights.append(weight)
                    count += len(where)
            counts.append(count)
            names.append(len(rows) - before)
        if not rows:
            return cls(_NO_ROWS, _NO_VALUES, tuple(counts), tuple(names))
        weighted = np.repeat(np.array(weights, np.float32), [len(each) for each in rows])
        weighted *= np.concatenate(values)
        return cls(np.concatenate(rows, dtype=np.int64), weighted, tuple(counts), tuple(names))

    def lines_of(self, entries: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.cumsum(self.counts).searchsorted(entries, side="right")

    def slices(self) -> Iterator[tuple[int, slice]]:
        """Each concept with its entries, those without any left out."""
        start = 0
        for line, count in enumerate(self.counts):
            if count:
                yield line, slice(start, start + count)
            start += count


class Lines:
    """How often each concept of a query stands in each row: ``lines[concepts, rows]`` is
    always a grid of both, whatever is named. Rows that were laid out are a look-up, others
    are searched for."""

    def __init__(self, held: Held, rows: Rows, place: NDArray[np.int32]) -> None:
        """``rows`` ascending; ``place`` is scratch of all rows, zero before and after."""
        self._held = held
        self._rows = rows
        self._grid = np.zeros((len(held.counts), len(rows)), np.float32)
        place[rows] = np.arange(1, len(rows) + 1)
        places = place.take(held.rows)
        place[rows] = 0
        found = (places != 0).nonzero()[0]
        where = (held.lines_of(found), places[found] - 1)
        np.add.at(self._grid, where, held.values[found])

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


@dataclass(frozen=True, slots=True)
class Scored:
    """A query over a snapshot, one line per concept: its frequency in passages (title
    included), its frequency in documents' title and names, and its worth."""

    in_passages: Lines
    in_titles: Lines
    worth: Floats

    @property
    def mass(self) -> float:
        """What a passage that holds everything could reach."""
        return float(self.worth.sum()) or 1.0


@dataclass(frozen=True, slots=True)
class FirstStep:
    """The best passages: ``rows``, best first, with their ``totals``; and the ``documents``
    that they are from, ascending, with the best passage of each."""

    scored: Scored
    rows: Rows
    totals: Floats
    documents: Rows
    best: Rows
    best_totals: Floats


class _Scratch(threading.local):
    """Full-length arrays of a thread, all zero between searches."""

    def __init__(self) -> None:
        self.totals = np.zeros(0, np.float32)
        self.sums = np.zeros(0, np.float32)
        self.place = np.zeros(0, np.int32)

    def clear(self, size: int) -> None:
        """An index of another size, or a search that broke off, leaves nothing behind."""
        if len(self.totals) != size:
            self.totals, self.place = np.zeros(size, np.float32), np.zeros(size, np.int32)
            self.sums = np.zeros(max(size, _AT_ONCE), np.float32)
            return
        for array in (self.totals, self.sums, self.place):
            array.fill(0)


_scratch = _Scratch()


def first_step(snapshot: Snapshot, query: Query, count: int) -> FirstStep:
    """The ``count`` best passages of the index for a query, ties by row."""
    _scratch.clear(max(snapshot.size, len(snapshot.documents)))
    totals, place = _scratch.totals[: snapshot.size], _scratch.place
    held = Held.of(snapshot.everywhere, query.concepts, place)
    worth = _add_up(held, query.concepts, totals)
    rows = best_rows(totals, held, worth, count)
    documents, first = _first_of_each(snapshot.document_of[rows])
    starts = snapshot.first_passage[documents]
    laid_out = ranges(starts, snapshot.first_passage[documents + 1] - starts)
    titles = Lines(Held.of(snapshot.titles, query.concepts, place), documents, place)
    scored = Scored(Lines(held, laid_out, place), titles, worth)
    found = totals[rows]
    return FirstStep(scored, rows, found, documents, rows[first], found[first])


def _add_up(held: Held, concepts: Sequence[Concept], totals: Floats) -> Floats:
    """Add what each passage holds of the concepts to ``totals``; returns their worth.

    No passage is brought together from its entries: of what a concept is worth there, worth
    * sum / (saturation + sum), each entry has the share of its frequency in the sum.
    """
    size = len(totals)
    counts = np.array(held.counts, np.int64)
    ends = np.cumsum(counts)
    weights = np.array([concept.weight for concept in concepts], np.float32)
    worth = np.zeros(len(counts), np.float32)
    filled = counts.nonzero()[0]
    together = max(_AT_ONCE // (size or 1), 1)
    for start in range(0, len(filled), together):
        lines = filled[start : start + together]
        sizes = counts[lines]
        entries = slice(ends[lines[0]] - sizes[0], ends[lines[-1]])
        rows, values = held.rows[entries], held.values[entries]
        keys = rows + np.repeat(np.arange(len(lines)) * size, sizes)
        np.add.at(_scratch.sums, keys, values)
        sums = _scratch.sums.take(keys)
        _scratch.sums[keys] = 0
        holders = np.add.reduceat(values / sums, np.cumsum(sizes) - sizes)
        worth[lines] = weights[lines] * rarity(size, holders.round())
        sums += SATURATION
        np.divide(values, sums, out=sums)
        sums *= np.repeat(worth[lines], sizes)
        np.add.at(totals, rows, sums)
    return worth


def idf(size: int, holders: int) -> float:
    return float(rarity(size, np.array(holders)))


def best_rows(totals: Floats, held: Held, worth: Floats, count: int) -> NDArray[np.int64]:
    """Rows with the highest totals, ties by row, zeros left out."""
    # The count-th best among any rows is a bound for the best of all; among the holders of
    # what is worth most it is a high one. Each is there once for a name at most.
    bound = 0.0
    for line, entries in sorted(held.slices(), key=lambda slice_: -worth[slice_[0]]):
        enough = count * held.names[line]
        if entries.stop - entries.start >= enough:
            bound = _nth_best(totals.take(held.rows[entries]), enough)
            break
    chosen = ((totals >= bound) if bound > 0 else (totals > 0)).nonzero()[0]
    scores = totals[chosen]
    if len(chosen) > _FEW * count:
        chosen = chosen[scores >= _nth_best(scores, count)]
        scores = totals[chosen]
    return chosen[np.lexsort((chosen, -scores))][:count]


def _first_of_each(owners: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """What occurs, ascending, and where each does first."""
    order = np.argsort(owners, kind="stable")
    ordered = owners[order]
    fresh = np.diff(ordered, prepend=-1) != 0
    return ordered[fresh], order[fresh]


def _nth_best(scores: Floats, count: int) -> float:
    place = len(scores) - count
    return float(np.partition(scores, place)[place])

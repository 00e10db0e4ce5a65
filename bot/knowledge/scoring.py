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
from bot.knowledge.postings import Postings, ranges
from bot.knowledge.snapshot import Snapshot

Floats = NDArray[np.float32]
Rows = NDArray[np.integer[Any]]
Holders = tuple[Rows, Floats]  # rows in no order, and the frequency in each

SATURATION = 2.0  # k1 of BM25: how soon more of the same term stops counting
_NO_ROWS, _NO_VALUES = np.zeros(0, np.int64), np.zeros(0, np.float32)
_FEW = 4  # times the wanted number: so few scores are sorted out directly


@dataclass(frozen=True, slots=True)
class Held:
    """Frequencies of the concepts of a query, an entry for each concept and row that holds
    it. ``counts`` entries belong to each concept in turn; with ``lines`` each entry says
    itself whose it is, and entries of the same concept and row add up."""

    rows: NDArray[np.int64]
    values: Floats
    counts: tuple[int, ...]
    lines: NDArray[np.int64] | None = None

    @classmethod
    def of(cls, holders: Sequence[Holders]) -> Held:
        counts = tuple([len(rows) for rows, _ in holders])
        if not any(counts):
            return cls(_NO_ROWS, _NO_VALUES, counts)
        return cls(
            np.concatenate([rows for rows, _ in holders], dtype=np.int64),
            np.concatenate([values for _, values in holders]),
            counts,
        )

    def lines_of(self, entries: NDArray[np.int64]) -> NDArray[np.int64]:
        if self.lines is not None:
            return self.lines[entries]
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
            self.totals, self.sums = np.zeros(size, np.float32), np.zeros(size, np.float32)
            self.place = np.zeros(size, np.int32)
            return
        for array in (self.totals, self.sums, self.place):
            array.fill(0)


_scratch = _Scratch()


def first_step(snapshot: Snapshot, query: Query, count: int) -> FirstStep:
    """The ``count`` best passages of the index for a query, ties by row."""
    _scratch.clear(max(snapshot.size, len(snapshot.documents)))
    totals, place = _scratch.totals[: snapshot.size], _scratch.place
    held = Held.of([_in_passages(snapshot, concept, _scratch.sums) for concept in query.concepts])
    worth = np.array(
        [
            concept.weight * idf(snapshot.size, holders) if holders else 0.0
            for concept, holders in zip(query.concepts, held.counts, strict=True)
        ],
        np.float32,
    )
    shares = held.values + SATURATION
    np.divide(held.values, shares, out=shares)
    for line, entries in held.slices():
        shares[entries] *= worth[line]
    np.add.at(totals, held.rows, shares)
    rows = best_rows(totals, held, worth, count)
    documents, first = _first_of_each(snapshot.document_of[rows])
    starts = snapshot.first_passage[documents]
    laid_out = ranges(starts, snapshot.first_passage[documents + 1] - starts)
    titles = Lines(_in_titles(snapshot.titles, query.concepts), documents, place)
    scored = Scored(Lines(held, laid_out, place), titles, worth)
    found = totals[rows]
    return FirstStep(scored, rows, found, documents, rows[first], found[first])


def idf(size: int, holders: int) -> float:
    return float(np.log1p((size - holders + 0.5) / (holders + 0.5)))


def best_rows(totals: Floats, held: Held, worth: Floats, count: int) -> NDArray[np.int64]:
    """Rows with the highest totals, ties by row, zeros left out."""
    # The count-th best among any rows is a bound for the best of all; among the holders of
    # what is worth most it is a high one.
    bound = 0.0
    for _, entries in sorted(held.slices(), key=lambda slice_: -worth[slice_[0]]):
        if entries.stop - entries.start >= count:
            bound = _nth_best(totals.take(held.rows[entries]), count)
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


def _in_passages(snapshot: Snapshot, concept: Concept, sums: Floats) -> Holders:
    parts: list[Holders] = []
    for weight, terms in concept.counted:
        if len(terms) == 1:
            parts.append(_weighted(snapshot.everywhere.of(terms[0]), weight))
            continue
        parts.append(_weighted(snapshot.passages.of_all(terms), weight))
        documents, values = _weighted(snapshot.titles.of_all(terms), weight)
        if len(documents):
            starts = snapshot.first_passage[documents]
            sizes = snapshot.first_passage[documents + 1] - starts
            parts.append((ranges(starts, sizes), np.repeat(values, sizes)))
    return _sum(parts, sums)


def _in_titles(titles: Postings, concepts: Sequence[Concept]) -> Held:
    """All alternatives at once: titles are short, and their sums are made where they are
    laid out."""
    single = [
        (line, weight, terms[0])
        for line, concept in enumerate(concepts)
        for weight, terms in concept.counted
        if len(terms) == 1 and terms[0] + 1 < len(titles.starts)
    ]
    lines, weights, terms = zip(*single, strict=True) if single else ((), (), ())
    asked = np.array(terms, np.int64)
    starts = titles.starts[asked]
    sizes = titles.starts[asked + 1] - starts
    places = ranges(starts, sizes)
    rows: list[Rows] = [titles.rows[places]]
    values = [titles.values[places] * np.repeat(np.array(weights, np.float32), sizes)]
    owners = [np.repeat(np.array(lines, np.int64), sizes)]
    for line, concept in enumerate(concepts):
        for weight, wanted in concept.counted:
            if len(wanted) > 1:
                more, often = _weighted(titles.of_all(wanted), weight)
                rows.append(more)
                values.append(often)
                owners.append(np.full(len(more), line))
    return Held(
        np.concatenate(rows, dtype=np.int64),
        np.concatenate(values),
        (0,) * len(concepts),
        np.concatenate(owners),
    )


def _weighted(holders: Holders, weight: float) -> Holders:
    rows, values = holders
    return (rows, values) if weight == 1.0 or not len(rows) else (rows, weight * values)


def _sum(parts: Sequence[Holders], sums: Floats) -> Holders:
    """The union of rows with the sum of their frequencies; ``sums`` is scratch of zeros."""
    parts = [part for part in parts if len(part[0])]
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return _NO_ROWS, _NO_VALUES
    (rows, values), *others = ((rows.astype(np.int64), values) for rows, values in parts)
    sums[rows] = values
    fresh = [rows]
    for rows, values in others:
        before = sums.take(rows)
        fresh.append(rows[before == 0])
        sums[rows] = before + values
    rows = np.concatenate(fresh)
    values = sums.take(rows)
    sums[rows] = 0
    return rows, values

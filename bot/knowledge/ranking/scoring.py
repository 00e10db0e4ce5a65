"""The first step of ranking: BM25F of a query over all passages, in two looks.

The first look finds pages, quickly: each name of a concept counts for itself, and over a large
index what is worth least is left out. The second adds up exactly, over the passages of those
pages alone. Only what a query touches is looked at, by the lists of holders that the index has
for each term; full-length arrays are kept and used again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.index.postings import first_of_each, rarity
from bot.knowledge.index.snapshot import Snapshot
from bot.knowledge.ranking.held import Floats, Held, Lines, Names, Numbers, Rows
from bot.knowledge.words.concepts import Query

SATURATION = 2.0  # k1 of BM25: how soon more of the same term stops counting
_SATURATION = np.float32(SATURATION)
_LARGE = 20_000  # entries of a query from which the first look leaves some out,
_LEFT_OUT = 0.2  # up to this share of what could be reached
_KEPT = 4  # entries a row: twice what the longest of a hundred questions needs
_FEW = 4  # times the wanted number: so few scores are sorted out directly


@dataclass(frozen=True, slots=True)
class Scored:
    """A query over a snapshot, one line per concept: its frequency in passages (title
    included) and its worth. ``terms``: all that is looked for. The last ``titles`` rows that
    were laid out are documents by what they are called."""

    in_passages: Lines
    worth: Floats
    terms: Numbers
    titles: int

    @property
    def laid_out(self) -> tuple[Floats, Floats]:
        """The grids of the passages that were laid out, and of what their documents are
        called."""
        grid = self.in_passages.laid_out
        passages = grid.shape[1] - self.titles
        return grid[:, :passages], grid[:, passages:]

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


class _Entries(NamedTuple):
    """All that is held of a query, one entry after another, and room for its numbers."""

    rows: Numbers
    values: Floats
    shares: Floats
    marked: NDArray[np.bool_]

    @classmethod
    def room(cls, count: int) -> _Entries:
        values, shares = np.empty((2, count), np.float32)
        return cls(np.empty(count, np.int64), values, shares, np.empty(count, np.bool_))

    def first(self, count: int) -> _Entries:
        rows, values, shares, marked = self
        return _Entries(rows[:count], values[:count], shares[:count], marked[:count])


class _Scratch:
    """Arrays of one search at a time. To be given them by the system each time can take as
    long as all the rest. Those of all rows, 10 bytes each, are between searches as they are
    made here. Those of all entries, 17 bytes each, grow with the longest query so far; more
    than ``_KEPT`` a row are let go after it. So what is kept is at most 1 MB over 8,000
    passages and 10 MB over 97,000."""

    def __init__(self, passages: int, rows: int) -> None:
        self.passages, self.rows = passages, rows
        self.totals = np.zeros(rows, np.float32)
        self.place = np.zeros(rows, np.int32)
        self.marks = np.zeros(rows, np.bool_)
        self.chosen = np.empty(rows, np.bool_)
        self._entries = _Entries.room(0)

    def entries(self, count: int) -> _Entries:
        if count > len(self._entries.rows):
            self._entries = _Entries.room(count)
        return self._entries.first(count)

    def clear(self) -> None:
        self.totals.fill(0)
        if len(self._entries.rows) > _KEPT * self.rows:
            self._entries = _Entries.room(0)


# As many as there were searches at once, far fewer than threads. Each takes one out and puts
# it back, which for a list is one step that no thread can interrupt. What a search that broke
# off had taken is not put back.
_unused: list[_Scratch] = []


def first_step(snapshot: Snapshot, query: Query, count: int) -> FirstStep:
    """The pages of the ``count`` best passages of the index for a query; of these pages the
    ``count`` best passages and the best of each, ties by row."""
    passages, rows = snapshot.size, snapshot.size + len(snapshot.documents)
    try:
        scratch = _unused.pop()
    except IndexError:
        scratch = _Scratch(passages, rows)
    if (scratch.passages, scratch.rows) != (passages, rows):  # of another index
        scratch = _Scratch(passages, rows)
    found = _first_step(snapshot, query, count, scratch)
    scratch.clear()
    _unused.append(scratch)
    return found


def _first_step(snapshot: Snapshot, query: Query, count: int, scratch: _Scratch) -> FirstStep:
    names = Names.of(query.concepts)
    held = Held.of(snapshot.postings, names, scratch.place)
    entries = scratch.entries(held.size)
    held.write(entries.rows, entries.values)
    worth = _worth(snapshot, query, held, entries, scratch)
    likely = _likely(held, entries, worth, count, scratch)
    documents = _each_once(snapshot.document_of[likely])
    passages = snapshot.passages_of(documents)
    laid_out = np.concatenate([passages, documents + snapshot.size])
    grid = _lay_out(held, entries, laid_out, scratch)
    scored = Scored(
        Lines(held, laid_out, grid), worth, names.known(snapshot.called.known), len(documents)
    )
    inside = grid[:, : len(passages)]
    totals = worth @ (inside / (_SATURATION + inside))
    order = (-totals).argsort(kind="stable")
    best = order[_first_places(documents.searchsorted(snapshot.document_of[passages[order]]))]
    kept = totals > 0
    kept[order[count:]] = False
    kept[best] = True
    order = order[kept[order]]
    return FirstStep(
        scored, passages[order], totals[order], documents, passages[best], totals[best]
    )


def _worth(
    snapshot: Snapshot, query: Query, held: Held, entries: _Entries, scratch: _Scratch
) -> Floats:
    """What each concept is worth: its weight, by how rare it is among the passages."""
    names, lines = held.names, held.lines
    worth = np.zeros(names.concepts, np.float32)
    counted = []
    for line, several, part in held.parts:
        rows, spellings = entries.rows[part], query.concepts[line].counted
        counted.append(
            int(rows.searchsorted(scratch.passages))  # they ascend, each there once
            if several == 1
            else snapshot.postings.counted(spellings, partial(_count, rows, scratch))
        )
    holders = np.maximum(np.array(counted, np.int64), names.implied[lines])
    worth[lines] = names.worths[lines] * rarity(scratch.passages, holders)
    return worth


def _count(rows: Numbers, scratch: _Scratch) -> int:
    """How many passages are among ``rows``, where a row may be several times."""
    scratch.marks[rows] = True
    found = np.count_nonzero(scratch.marks[: scratch.passages])
    scratch.marks[rows] = False
    return int(found)


def _likely(
    held: Held, entries: _Entries, worth: Floats, count: int, scratch: _Scratch
) -> Numbers:
    """The ``count`` best passages by the first look, ties by row, zeros left out."""
    told = sorted(
        zip(worth[held.lines].tolist(), held.parts, strict=True), key=itemgetter(0), reverse=True
    )
    left = sum(value for value, _ in told)
    enough = left * _LEFT_OUT if held.size > _LARGE else -1.0
    totals, bound = scratch.totals, 0.0
    for value, (line, _, part) in told:
        if left <= enough:
            break
        left -= value
        values, shares = entries.values[part], entries.shares[part]
        np.add(values, _SATURATION, out=shares)
        np.divide(values, shares, out=shares)
        shares *= worth[line : line + 1]
        np.add.at(totals, entries.rows[part], shares)
    totals[scratch.passages :] = 0  # what documents are called is in their passages
    # The count-th best among any passages is a bound for the best of all; among the holders of
    # what is worth most it is a high one. Each is there once for a name at most.
    for _, (_, names, part) in told:
        if part.stop - part.start >= count * names:
            bound = _nth_best(totals.take(entries.rows[part]), count * names)
            break
    compare = np.greater_equal if bound > 0 else np.greater
    return _best_of(totals, compare(totals, bound, out=scratch.chosen).nonzero()[0], count)


def _lay_out(held: Held, entries: _Entries, rows: Numbers, scratch: _Scratch) -> Floats:
    """How often each concept stands in each of some rows."""
    grid = np.zeros((held.names.concepts, len(rows)), np.float32)
    marks, place = scratch.marks, scratch.place
    marks[rows] = True
    found = marks.take(entries.rows, out=entries.marked, mode="clip").nonzero()[0]
    marks[rows] = False
    place[rows] = np.arange(len(rows))
    # Flat: adding at one index is several times faster than at a pair of them.
    where = held.lines_of(found) * len(rows) + place.take(entries.rows[found])
    place[rows] = 0
    np.add.at(grid.reshape(-1), where, entries.values[found])
    return grid


def idf(size: int, holders: int) -> float:
    return float(rarity(size, np.array(holders)))


def _best_of(totals: Floats, rows: Numbers, count: int) -> Numbers:
    """The rows with the highest totals among ``rows``, which ascend; ties by row."""
    scores = totals[rows]
    if len(rows) > _FEW * count:
        rows = rows[scores >= _nth_best(scores, count)]
        scores = totals[rows]
    return rows[(-scores).argsort(kind="stable")[:count]]


def _each_once(numbers: NDArray[np.int32]) -> NDArray[np.int32]:
    """What occurs, ascending: np.unique would import all of numpy.ma."""
    ordered = np.sort(numbers)
    return ordered[first_of_each(ordered)]


def _first_places(owners: Numbers) -> Numbers:
    """Where each number, from zero on without a gap, stands first."""
    first = np.empty(int(owners.max(initial=-1)) + 1, np.int64)
    first[owners[::-1]] = np.arange(len(owners))[::-1]  # of the same number the last one stays
    return first


def _nth_best(scores: Floats, count: int) -> float:
    place = len(scores) - count
    return float(np.partition(scores, place)[place])

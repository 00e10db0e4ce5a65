"""The first step of ranking: BM25F of a query over all passages.

Only what a query touches is looked at, by the lists of holders that the index has for each
term; full-length arrays are kept and used again. The frequencies that the second
step asks for are laid out for the pages of the best passages alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.index.postings import rarity
from bot.knowledge.index.snapshot import Snapshot
from bot.knowledge.ranking.held import Floats, Held, Lines, Names, Numbers, Rows
from bot.knowledge.words.concepts import Query

SATURATION = 2.0  # k1 of BM25: how soon more of the same term stops counting
_ENDLESS = np.float32(np.inf)  # a sum of which no frequency is a share
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
    sums: Floats
    shares: Floats
    marked: NDArray[np.bool_]

    @classmethod
    def room(cls, count: int) -> _Entries:
        values, sums, shares = np.empty((3, count), np.float32)
        return cls(np.empty(count, np.int64), values, sums, shares, np.empty(count, np.bool_))

    def first(self, count: int) -> _Entries:
        rows, values, sums, shares, marked = self
        return _Entries(rows[:count], values[:count], sums[:count], shares[:count], marked[:count])


class _Scratch:
    """Arrays of one search at a time. To be given them by the system each time can take as
    long as all the rest. Those of all rows, 14 bytes each, are between searches as they are
    made here. Those of all entries, 21 bytes each, grow with the longest query so far; more
    than ``_KEPT`` a row are let go after it. So what is kept is at most 1 MB over 8,000
    passages and 12 MB over 97,000."""

    def __init__(self, passages: int, rows: int) -> None:
        self.passages, self.rows = passages, rows
        self.totals = np.zeros(rows, np.float32)
        self.place = np.zeros(rows, np.int32)
        self.marks = np.zeros(rows, np.bool_)
        self.chosen = np.empty(rows, np.bool_)
        self.sums = np.zeros(rows, np.float32)
        self.sums[passages:] = _ENDLESS  # no entry of a document by what it is called counts
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
    """The ``count`` best passages of the index for a query, ties by row."""
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
    worth = _add_up(held, entries, scratch)
    rows = _best_rows(held, entries, worth, count, scratch)
    documents, first = _first_of_each(snapshot.document_of[rows])
    laid_out = np.concatenate([snapshot.passages_of(documents), documents + snapshot.size])
    lines = Lines(held, laid_out, _lay_out(held, entries, laid_out, scratch))
    scored = Scored(lines, worth, names.known(snapshot.called.known), len(documents))
    found = scratch.totals[rows]
    return FirstStep(scored, rows, found, documents, rows[first], found[first])


def _add_up(held: Held, entries: _Entries, scratch: _Scratch) -> Floats:
    """Add what each passage holds of the concepts to the totals; returns their worth. Rows
    after the passages neither count as holders nor are given anything.

    No passage is brought together from its entries: of what a concept is worth there, worth
    * sum / (saturation + sum), each entry has the share of its frequency in the sum.
    """
    names, passages = held.names, scratch.passages
    rows, values, sums, shares, _ = entries
    worth = np.zeros(names.concepts, np.float32)
    if not held.parts:
        return worth
    for _, several, part in held.parts:
        there, found = rows[part], sums[part]
        if several > 1:
            np.add.at(scratch.sums, there, values[part])
            scratch.sums.take(there, out=found, mode="clip")  # else it would make a copy
            scratch.sums[there] = 0
            scratch.sums[passages:] = _ENDLESS
        else:  # each row is there once
            scratch.sums.take(there, out=found, mode="clip")
            found += values[part]
    np.divide(values, sums, out=shares)
    lines = held.lines
    counted = np.add.reduceat(shares, [part.start for _, _, part in held.parts]).round()
    holders = np.maximum(counted, names.implied[lines])
    worth[lines] = names.worths[lines] * rarity(passages, holders)
    sums += SATURATION
    np.divide(values, sums, out=shares)
    for line, _, part in held.parts:
        shares[part] *= worth[line : line + 1]
    np.add.at(scratch.totals, rows, shares)
    return worth


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


def _best_rows(
    held: Held, entries: _Entries, worth: Floats, count: int, scratch: _Scratch
) -> Numbers:
    """Rows with the highest totals, ties by row, zeros left out."""
    # The count-th best among any rows is a bound for the best of all; among the holders of
    # what is worth most it is a high one. Each is there once for a name at most.
    totals, chosen, bound = scratch.totals, scratch.chosen, 0.0
    bounds = [
        (value, part, count * names)
        for value, (_, names, part) in zip(worth[held.lines].tolist(), held.parts, strict=True)
        if part.stop - part.start >= count * names
    ]
    if bounds:
        _, part, enough = max(bounds, key=itemgetter(0))
        bound = _nth_best(totals.take(entries.rows[part]), enough)
    compare = np.greater_equal if bound > 0 else np.greater
    return _best_of(totals, compare(totals, bound, out=chosen).nonzero()[0], count)


def _best_of(totals: Floats, rows: Numbers, count: int) -> Numbers:
    """The rows with the highest totals among ``rows``, which ascend; ties by row."""
    scores = totals[rows]
    if len(rows) > _FEW * count:
        rows = rows[scores >= _nth_best(scores, count)]
        scores = totals[rows]
    return rows[(-scores).argsort(kind="stable")[:count]]


def _first_of_each(owners: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """What occurs, ascending, and where each does first."""
    order = owners.argsort(kind="stable")
    ordered = owners[order]
    fresh = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    return ordered[fresh], order[fresh]


def _nth_best(scores: Floats, count: int) -> float:
    place = len(scores) - count
    return float(np.partition(scores, place)[place])

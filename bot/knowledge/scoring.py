"""The first step of ranking: BM25F of a query over all passages.

Only what a query touches is looked at, by the lists of holders that the index has for each
term; full-length arrays are kept and used again. The frequencies that the second
step asks for are laid out for the pages of the best passages alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.concepts import Query
from bot.knowledge.held import Floats, Held, Lines, Names, Numbers, Rows
from bot.knowledge.postings import rarity
from bot.knowledge.snapshot import Snapshot

SATURATION = 2.0  # k1 of BM25: how soon more of the same term stops counting
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


class _Scratch:
    """Full-length arrays of one search at a time, all zero between searches."""

    def __init__(self, size: int) -> None:
        self.totals = np.zeros(size, np.float32)
        self.place = np.zeros(size, np.int32)
        self.sums = np.zeros(size, np.float32)


# As many as there were searches at once, far fewer than threads. Each takes one out and puts
# it back, which for a list is one step that no thread can interrupt. What a search that broke
# off had taken is not put back.
_unused: list[_Scratch] = []


def first_step(snapshot: Snapshot, query: Query, count: int) -> FirstStep:
    """The ``count`` best passages of the index for a query, ties by row."""
    size = snapshot.size + len(snapshot.documents)
    try:
        scratch = _unused.pop()
    except IndexError:
        scratch = _Scratch(size)
    if len(scratch.totals) != size:  # of another index
        scratch = _Scratch(size)
    found = _first_step(snapshot, query, count, scratch)
    scratch.totals.fill(0)
    _unused.append(scratch)
    return found


def _first_step(snapshot: Snapshot, query: Query, count: int, scratch: _Scratch) -> FirstStep:
    totals, place = scratch.totals, scratch.place
    names = Names.of(query.concepts)
    held = Held.of(snapshot.postings, names, place)
    worth = _add_up(held, names, totals, snapshot.size, scratch.sums)
    rows = best_rows(totals, held, worth, count)
    documents, first = _first_of_each(snapshot.document_of[rows])
    laid_out = np.concatenate([snapshot.passages_of(documents), documents + snapshot.size])
    lines = Lines(held, laid_out, place)
    scored = Scored(lines, worth, names.known(snapshot.called.known), len(documents))
    found = totals[rows]
    return FirstStep(scored, rows, found, documents, rows[first], found[first])


def _add_up(held: Held, names: Names, totals: Floats, passages: int, scratch: Floats) -> Floats:
    """Add what each passage holds of the concepts to ``totals``; returns their worth. Rows
    after the ``passages`` neither count as holders nor are given anything.

    No passage is brought together from its entries: of what a concept is worth there, worth
    * sum / (saturation + sum), each entry has the share of its frequency in the sum.
    ``scratch`` is zero before and after.
    """
    worth = np.zeros(names.concepts, np.float32)
    lines = held.counts.nonzero()[0]
    if not len(lines):
        return worth
    sums = held.values.copy()
    for line, entries in held.slices():
        if held.names[line] > 1:  # else each row is there once
            rows, values = held.rows[entries], held.values[entries]
            np.add.at(scratch, rows, values)
            scratch.take(rows, out=sums[entries], mode="clip")  # else it would make a copy
            scratch[rows] = 0
    sizes = held.counts[lines]
    shares = held.values / sums
    shares *= held.rows < passages
    holders = np.maximum(
        np.add.reduceat(shares, sizes.cumsum() - sizes).round(), names.implied[lines]
    )
    worth[lines] = names.worths[lines] * rarity(passages, holders)
    sums += SATURATION
    np.divide(held.values, sums, out=sums)
    sums *= worth[lines].repeat(sizes)
    np.add.at(totals, held.rows, sums)
    totals[passages:] = 0
    return worth


def idf(size: int, holders: int) -> float:
    return float(rarity(size, np.array(holders)))


def best_rows(totals: Floats, held: Held, worth: Floats, count: int) -> Numbers:
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
    return _best_of(totals, chosen, count)


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

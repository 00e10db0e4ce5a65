"""Ranks documents and their passages for a query, in two steps.

First BM25F over concepts finds candidates; then a short linear model over a few features
orders their documents. The weights come from tests/bench/fit_ranking.py and are explained
in docs/ranking.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.features import FEATURES, document_features
from bot.knowledge.query import Concept, Query
from bot.knowledge.snapshot import Snapshot

Floats = NDArray[np.float32]
Rows = NDArray[np.integer[Any]]

SATURATION = 2.0  # k1 of BM25: how soon more of the same term stops counting
CANDIDATES = 100  # passages that the second step looks at
WEIGHTS = {
    "score": 5.4,
    "presence": 5.8,
    "document": 9.8,
    "in_title": 0.8,
    "title_asked": 2.3,
    "length": 1.8,
}


@dataclass(frozen=True, slots=True)
class Scored:
    """A query over a snapshot, one line per concept: its frequency in each passage
    (title included), its frequency in each document's title and names, and its worth."""

    in_passages: Floats
    in_titles: Floats
    worth: Floats

    @property
    def mass(self) -> float:
        """What a passage that holds everything could reach."""
        return float(self.worth.sum()) or 1.0


@dataclass(frozen=True, slots=True)
class RankedDocument:
    """``rows`` are its passages that match, best first, with ``scores`` of the first step."""

    document: int
    score: float
    rows: tuple[int, ...]
    scores: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    query: Query
    scored: Scored
    documents: tuple[RankedDocument, ...]

    def passages(self, top: int) -> list[tuple[int, float]]:
        """(row, score), best first: the best passage of each document, then the others.

        A reader of a list wants to see other pages before more of the same page.
        """
        first = [(d.rows[0], d.score) for d in self.documents]
        floor = first[-1][1] if first else 0.0
        others = sorted(
            (
                (s, -row)
                for d in self.documents
                for row, s in zip(d.rows[1:], d.scores[1:], strict=True)
            ),
            reverse=True,
        )
        rest = [(-row, floor - place - 1.0) for place, (_, row) in enumerate(others[:top])]
        return (first + rest)[:top]

    def matched(self, row: int) -> tuple[Concept, ...]:
        lines = np.flatnonzero(self.scored.in_passages[:, row])
        return tuple(self.query.concepts[line] for line in lines)


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the first step found: passage rows, best first, and their documents with one
    line of features each."""

    scored: Scored
    totals: Floats
    rows: Rows
    documents: Rows
    features: Floats


@np.errstate(invalid="ignore", over="ignore")
def rank(snapshot: Snapshot, query: Query) -> Ranking:
    """Documents best first; those that hold nothing asked for never appear."""
    found = candidates(snapshot, query)
    scores = found.features @ np.array([WEIGHTS[name] for name in FEATURES], np.float32)
    ranked = (
        _ranked(snapshot, found, int(found.documents[place]), float(scores[place]))
        for place in np.lexsort((found.documents, -scores))
    )
    return Ranking(query, found.scored, tuple(ranked))


# Some BLAS kernels compute with lanes they never return and raise flags for those; all
# numbers here are finite.
@np.errstate(invalid="ignore", over="ignore")
def candidates(snapshot: Snapshot, query: Query) -> Candidates:
    """The first step: the best passages by BM25F and the features of their documents."""
    scored = score(snapshot, query)
    totals = scored.worth @ (scored.in_passages / (SATURATION + scored.in_passages))
    rows = _best_rows(totals, CANDIDATES)
    if not len(rows):
        return Candidates(scored, totals, rows, rows, np.zeros((0, len(FEATURES)), np.float32))
    documents, first = np.unique(snapshot.document_of[rows], return_index=True)
    features = document_features(snapshot, query, scored, totals, documents, rows[first])
    return Candidates(scored, totals, rows, documents, features)


def score(snapshot: Snapshot, query: Query) -> Scored:
    count = len(query.concepts)
    in_passages = np.zeros((count, snapshot.size), np.float32)
    in_titles = np.zeros((count, len(snapshot.documents)), np.float32)
    worth = np.zeros(count, np.float32)
    for line, concept in enumerate(query.concepts):
        for weight, terms in (*concept.alternatives, *concept.near):
            snapshot.passages.add_to(in_passages[line], terms, weight)
            snapshot.titles.add_to(in_titles[line], terms, weight)
        if in_titles[line].any():
            in_passages[line] += in_titles[line][snapshot.document_of]
        holders = int(np.count_nonzero(in_passages[line]))
        if holders:
            worth[line] = concept.weight * idf(snapshot.size, holders)
    return Scored(in_passages, in_titles, worth)


def idf(size: int, holders: int) -> float:
    return float(np.log1p((size - holders + 0.5) / (holders + 0.5)))


def _best_rows(totals: Floats, count: int) -> Rows:
    """Rows with the highest totals, ties by row, zeros left out."""
    if len(totals) > count:
        chosen = np.argpartition(-totals, count)[:count]
    else:
        chosen = np.arange(len(totals))
    chosen = chosen[totals[chosen] > 0]
    return chosen[np.lexsort((chosen, -totals[chosen]))]


def _ranked(snapshot: Snapshot, found: Candidates, document: int, score: float) -> RankedDocument:
    own = found.rows[snapshot.document_of[found.rows] == document]
    scores = tuple(float(found.totals[row]) for row in own)
    return RankedDocument(document, score, tuple(own.tolist()), scores)

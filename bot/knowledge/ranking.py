"""Scores passages for a query: BM25F over concepts, then a second look at the best.

``rank`` returns the best passage rows with their scores and what they matched; the
weights were chosen with tests/bench/ranking.py and are explained in docs/ranking.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.query import Concept, Query
from bot.knowledge.snapshot import Snapshot

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class RankingWeights:
    saturation: float = 2.0  # k1 of BM25
    candidates: int = 60


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage row with its score and the concepts (by place in the query) it holds."""

    row: int
    score: float
    matched: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """Everything known of a query over one snapshot: one line per concept."""

    frequencies: Floats  # concepts x passages
    idf: Floats  # per concept, times its weight


def score(snapshot: Snapshot, query: Query) -> Scored:
    """Weighted frequency of each concept in each passage, and what each is worth."""
    frequencies = np.zeros((len(query.concepts), snapshot.size), np.float32)
    idf = np.zeros(len(query.concepts), np.float32)
    for line, concept in enumerate(query.concepts):
        _count(snapshot, concept, frequencies[line])
        holders = int(np.count_nonzero(frequencies[line]))
        if holders:
            idf[line] = concept.weight * _idf(snapshot.size, holders)
    return Scored(frequencies, idf)


def rank(
    snapshot: Snapshot, query: Query, top: int, weights: RankingWeights | None = None
) -> list[Ranked]:
    """Best first, at most ``top``; passages that hold nothing asked for never appear."""
    w = weights or RankingWeights()
    if not query.concepts or not snapshot.size:
        return []
    scored = score(snapshot, query)
    frequencies = scored.frequencies
    totals = scored.idf @ (frequencies / (w.saturation + frequencies))
    rows = best_rows(totals, max(top, w.candidates))
    return [
        Ranked(int(row), float(totals[row]), _matched(frequencies[:, row])) for row in rows[:top]
    ]


def best_rows(totals: Floats, count: int) -> Sequence[int]:
    """Rows with the highest totals, ties by row, zeros left out."""
    if len(totals) > count:
        chosen = np.argpartition(-totals, count)[:count]
    else:
        chosen = np.arange(len(totals))
    chosen = chosen[totals[chosen] > 0]
    order = np.lexsort((chosen, -totals[chosen]))
    return [int(row) for row in chosen[order]]


def _count(snapshot: Snapshot, concept: Concept, target: Floats) -> None:
    by_document = np.zeros(len(snapshot.documents), np.float32)
    for weight, terms in concept.alternatives:
        snapshot.passages.add_to(target, terms, weight)
        snapshot.titles.add_to(by_document, terms, weight)
    if by_document.any():
        target += by_document[snapshot.document_of]


def _idf(size: int, holders: int) -> float:
    return float(np.log1p((size - holders + 0.5) / (holders + 0.5)))


def _matched(column: Floats) -> tuple[int, ...]:
    return tuple(int(line) for line in np.flatnonzero(column))

"""Ranks documents and their passages for a query, in two steps.

First BM25F over concepts finds candidates; then a short linear model over a few features
orders their documents. The weights come from tests/bench/fit_ranking.py and are explained
in docs/ranking.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.knowledge.concepts import Concept, Query
from bot.knowledge.features import FEATURES, document_features
from bot.knowledge.meaning import Meaning
from bot.knowledge.scoring import FirstStep, Floats, Scored, first_step
from bot.knowledge.snapshot import Snapshot

CANDIDATES = 100  # passages that the second step looks at
WEIGHTS = {
    "score": 7.2,
    "presence": 3.8,
    "document": 11.9,
    "title_asked": 1.4,
    "length": 1.5,
    "document_meaning": 7.0,
    "passage_meaning": 4.5,
}
_WEIGHTS = np.array([WEIGHTS[name] for name in FEATURES], np.float32)


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
    """What the first step found, and one line of features for each of its documents."""

    found: FirstStep
    features: Floats

    @property
    def documents(self) -> list[int]:
        return [int(document) for document in self.found.documents]


def rank(snapshot: Snapshot, query: Query, meaning: Meaning | None = None) -> Ranking:
    """Documents best first; those that hold nothing asked for never appear."""
    looked = candidates(snapshot, query, meaning)
    found, documents = looked.found, looked.documents
    scores = (looked.features @ _WEIGHTS).tolist()
    rows: dict[int, list[int]] = {document: [] for document in documents}
    totals: dict[int, list[float]] = {document: [] for document in documents}
    owners = snapshot.document_of[found.rows].tolist()
    for document, row, total in zip(
        owners, found.rows.tolist(), found.totals.tolist(), strict=True
    ):
        rows[document].append(row)
        totals[document].append(total)
    ranked = [
        RankedDocument(one, scores[place], tuple(rows[one]), tuple(totals[one]))
        for place, one in sorted(enumerate(documents), key=lambda pair: -scores[pair[0]])
    ]
    return Ranking(query, found.scored, tuple(ranked))


# Some BLAS kernels compute with lanes they never return and raise flags for those; all
# numbers here are finite.
@np.errstate(invalid="ignore", over="ignore")
def candidates(snapshot: Snapshot, query: Query, meaning: Meaning | None = None) -> Candidates:
    """The first step: the best passages by BM25F and the features of their documents."""
    found = first_step(snapshot, query, CANDIDATES)
    if not len(found.rows):
        return Candidates(found, np.zeros((0, len(FEATURES)), np.float32))
    return Candidates(found, document_features(snapshot, query, found, meaning))

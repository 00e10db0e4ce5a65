"""Ranks documents and their passages for a query, in two steps.

First BM25F over concepts finds candidates; then a short linear model over a few features
orders their documents. The weights come from tests/bench/fit_ranking.py and are explained
in docs/ranking.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import NamedTuple

import numpy as np

from bot.knowledge.index.snapshot import Snapshot
from bot.knowledge.ranking.features import FEATURES, document_features
from bot.knowledge.ranking.held import Floats
from bot.knowledge.ranking.scoring import FirstStep, Scored, first_step
from bot.knowledge.vectors.meaning import Meaning
from bot.knowledge.words.concepts import Concept, Query

CANDIDATES = 100  # passages that the second step looks at
WEIGHTS = {
    "score": 7.2,
    "presence": 3.8,
    "document": 11.9,
    "title_asked": 1.4,
    "length": 1.5,
    "document_meaning": 5.0,
    "passage_meaning": 4.0,
    "whole_meaning": 3.0,
}
_WEIGHTS = np.array([WEIGHTS[name] for name in FEATURES], np.float32)


class RankedDocument(NamedTuple):
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
        first = [(d.rows[0], d.score) for d in self.documents[:top]]
        wanted = top - len(first)
        if not wanted or not first:
            return first
        others = sorted(
            (
                (s, -row)
                for d in self.documents
                for row, s in zip(d.rows[1:], d.scores[1:], strict=True)
            ),
            reverse=True,
        )
        floor = first[-1][1]
        rest = [(-row, floor - place - 1.0) for place, (_, row) in enumerate(others[:wanted])]
        return first + rest

    def matched(self, rows: Sequence[int]) -> list[tuple[Concept, ...]]:
        """Of each row the concepts that it holds."""
        there = (self.scored.in_passages[:, np.array(rows, np.int64)] > 0).T.tolist()
        concepts = self.query.concepts
        return [tuple(compress(concepts, held)) for held in there]


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
    found = looked.found
    scores = looked.features @ _WEIGHTS
    owners = found.documents.searchsorted(snapshot.document_of[found.rows])
    together = owners.argsort(kind="stable")  # the passages of a document stay best first
    rows, totals = tuple(found.rows[together].tolist()), tuple(found.totals[together].tolist())
    ends = np.bincount(owners, minlength=len(scores)).cumsum().tolist()
    order = (-scores).argsort(kind="stable")
    places = list(map(list(map(slice, [0, *ends], ends)).__getitem__, order.tolist()))
    ranked = map(
        RankedDocument,
        found.documents[order].tolist(),
        scores[order].tolist(),
        map(rows.__getitem__, places),
        map(totals.__getitem__, places),
    )
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

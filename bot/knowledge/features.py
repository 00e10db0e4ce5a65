"""What the second step of ranking looks at: a few numbers per candidate document.

All are shares of what the question asks for, so that long and short questions compare.
Measured one by one in docs/ranking.md; those that did not pay are not here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.query import Query
from bot.knowledge.snapshot import Snapshot

if TYPE_CHECKING:
    from bot.knowledge.ranking import Scored

Floats = NDArray[np.float32]
Ints = NDArray[np.integer[Any]]

FEATURES = (
    "score",  # of the best passage, first step
    "presence",  # the same, where once counts nearly as much as often
    "document",  # the document as one text
    "in_title",  # share of the question's own words in title or names
    "title_asked",  # share of the title that the question asks for
    "length",  # of the best passage: very short ones say little
)
_TITLE_LEVEL = 2.5  # weighted frequency from which a term counts as being in the title
_PRESENCE = 0.5
_DOCUMENT = 4.0
_TYPICAL_PASSAGES = 5.0


def document_features(
    snapshot: Snapshot,
    query: Query,
    scored: Scored,
    totals: Floats,
    documents: Ints,
    best: Ints,
) -> Floats:
    """One row per document, one column per name in FEATURES."""
    worth, mass = scored.worth, scored.mass
    own = worth * np.array([concept.told for concept in query.concepts], np.float32)
    own_mass = float(own.sum()) or 1.0
    there = scored.in_passages[:, best]
    titles = scored.in_titles[:, documents]
    whole = _whole_documents(snapshot, scored, documents)
    values = {
        "score": totals[best] / mass,
        "presence": worth @ (there / (_PRESENCE + there)) / mass,
        "document": worth @ whole / mass,
        "in_title": own @ (titles >= _TITLE_LEVEL) / own_mass,
        "title_asked": _title_asked(snapshot, query, documents),
        "length": _lengths(snapshot, best),
    }
    return np.stack([values[name] for name in FEATURES], axis=1).astype(np.float32)


def _whole_documents(snapshot: Snapshot, scored: Scored, documents: Ints) -> Floats:
    """Saturated frequency of each concept in each document taken as one text."""
    first = snapshot.first_passage[documents]
    sizes = snapshot.first_passage[documents + 1] - first
    ends = np.cumsum(sizes)
    starts = ends - sizes
    rows = np.arange(ends[-1]) - np.repeat(starts - first, sizes)
    inside = scored.in_passages[:, rows]
    titles = scored.in_titles[:, documents]
    bodies = inside - np.repeat(titles, sizes, axis=1)
    sums = np.add.reduceat(bodies, starts, axis=1)
    frequencies = sums / (0.6 + 0.4 * sizes / _TYPICAL_PASSAGES) + titles
    return np.asarray(frequencies / (_DOCUMENT + frequencies), np.float32)


def _title_asked(snapshot: Snapshot, query: Query, documents: Ints) -> Floats:
    """Which share of a title's terms, by rarity, stands in the question."""
    asked = np.zeros(len(snapshot.term_idf), np.float32)
    asked[_terms(query, len(asked))] = 1.0
    shares = np.zeros(len(documents), np.float32)
    offsets, ids = snapshot.title_terms.offsets, snapshot.title_terms.ids
    for place, document in enumerate(documents):
        terms = np.unique(ids[offsets[document] : offsets[document + 1]])
        worth = snapshot.term_idf[terms]
        if len(terms):
            shares[place] = float(worth @ asked[terms]) / (float(worth.sum()) or 1.0)
    return shares


def _lengths(snapshot: Snapshot, best: Ints) -> Floats:
    characters = [len(snapshot.sections[row].text) for row in best]
    return np.asarray(np.log1p(characters) / 7, np.float32)


def _terms(query: Query, count: int) -> list[int]:
    return [
        term
        for concept in query.concepts
        for _, terms in (*concept.alternatives, *concept.near)
        for term in terms
        if term < count
    ]

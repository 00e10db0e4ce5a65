"""What the second step of ranking looks at: a few numbers per candidate document.

All are shares of what the question asks for, so that long and short questions compare.
Measured one by one in docs/ranking.md; those that did not pay are not here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.index.postings import ranges
from bot.knowledge.index.snapshot import Snapshot
from bot.knowledge.ranking.held import Floats
from bot.knowledge.ranking.scoring import FirstStep, Scored
from bot.knowledge.vectors.meaning import Meaning
from bot.knowledge.words.concepts import Query

Ints = NDArray[np.integer[Any]]

FEATURES = (
    "score",  # of the best passage, first step
    "presence",  # the same, where once counts nearly as much as often
    "document",  # the document as one text
    "title_asked",  # share of the title, or of the file's name, that the question asks for
    "length",  # of the best passage: very short ones say little
    "document_meaning",  # likeness of the question and what is most like it: a passage, or a
    # way in which the page is asked for
    "passage_meaning",  # likeness of the question and the best passage
    "whole_meaning",  # likeness of the question and all passages of the document on average
)
PRESENCE = 0.5
_DOCUMENT = 3.5
_TYPICAL_PASSAGES = 5.0
NAMES_DOUBTED = 0.8
_FILE = 0.8  # what the name of a file counts beside a title


def document_features(
    snapshot: Snapshot, query: Query, found: FirstStep, meaning: Meaning | None
) -> Floats:
    """One row per document of the first step, one column per name in FEATURES. Without
    vectors nothing is like anything."""
    scored, documents, best = found.scored, found.documents, found.best
    worth, mass = scored.worth, scored.mass
    there = scored.in_passages[:, best]
    whole = _whole_documents(snapshot, scored, documents)
    nearest, near, average = _likeness(snapshot, query, found, meaning)
    values: dict[str, NDArray[Any]] = {
        "score": found.best_totals / mass,
        "presence": worth @ (there / (PRESENCE + there)) / mass,
        "document": worth @ whole / mass,
        "title_asked": _title_asked(snapshot, query, found),
        "length": snapshot.length_shares[best],
        "document_meaning": nearest,
        "passage_meaning": near,
        "whole_meaning": average,
    }
    table = np.empty((len(documents), len(FEATURES)), np.float32)
    for column, name in enumerate(FEATURES):
        table[:, column] = values[name]
    return table


def _whole_documents(snapshot: Snapshot, scored: Scored, documents: Ints) -> Floats:
    """Saturated frequency of each concept in each document taken as one text."""
    first = snapshot.first_passage[documents]
    sizes = snapshot.first_passage[documents + 1] - first
    starts = sizes.cumsum() - sizes
    inside, titles = scored.laid_out
    bodies = inside - titles.repeat(sizes, axis=1)
    sums = np.add.reduceat(bodies, starts, axis=1)
    frequencies = sums / (0.6 + 0.4 * sizes / _TYPICAL_PASSAGES) + titles
    return np.asarray(frequencies / (_DOCUMENT + frequencies), np.float32)


def _likeness(
    snapshot: Snapshot, query: Query, found: FirstStep, meaning: Meaning | None
) -> tuple[Floats, Floats, Floats]:
    """Of each document how like the question is what is most like it, a passage or a way in
    which the page is asked for, its best passage by words, and all passages on average. A
    model of general language does not know identifiers: the more of the question they are,
    the less its opinion counts."""
    nothing = np.zeros(len(found.documents), np.float32)
    if meaning is None or not query.sentence:
        return nothing, nothing, nothing
    first = snapshot.first_passage[found.documents]
    sizes = snapshot.first_passage[found.documents + 1] - first
    asked = meaning.asked[found.documents]
    ways = meaning.asked[found.documents + 1] - asked
    rows = np.concatenate([ranges(first, sizes), ranges(asked, ways)])
    likeness = meaning.likeness(query.sentence, rows)
    likeness *= 1 - NAMES_DOUBTED * share_of_names(query, found.scored.worth)
    likeness, as_asked = np.split(likeness, [int(sizes.sum())])
    starts = sizes.cumsum() - sizes
    nearest = np.maximum.reduceat(likeness, starts)
    np.maximum.at(nearest, np.arange(len(ways)).repeat(ways), as_asked)
    return (
        nearest,
        likeness[starts + found.best - first],
        np.add.reduceat(likeness, starts) / sizes,
    )


def share_of_names(query: Query, worth: Floats) -> float:
    """Of what the question says itself, the share in Latin letters."""
    told = [
        (w, c.said.isascii())
        for c, w in zip(query.concepts, worth.tolist(), strict=True)
        if c.told
    ]
    total = sum(w for w, _ in told)
    return sum(w for w, latin in told if latin) / total if total > 0 else 0.0


def _title_asked(snapshot: Snapshot, query: Query, found: FirstStep) -> Floats:
    """Which share of a title's terms, by rarity, stands in the question; or of the words of
    the file's name, where that is more and the question has them as they are."""
    known = snapshot.called.known
    said = (snapshot.terms.get(concept.said, known) for concept in query.concepts if concept.told)
    typed = np.array([term for term in said if term < known], np.int64)
    titles, files = snapshot.called.asked(found.documents, found.scored.terms, typed)
    return np.asarray(np.maximum(titles, _FILE * files), np.float32)

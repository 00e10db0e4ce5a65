"""How much of a question a document holds: of what it says itself, and of what went before."""

from __future__ import annotations

import math
from collections.abc import Sequence, Set

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.index.snapshot import Snapshot
from bot.knowledge.ranking.scoring import idf
from bot.knowledge.ranking.two_steps import RankedDocument, Ranking
from bot.knowledge.words.concepts import Concept, Query
from bot.knowledge.words.salience import FORM_WORDS, has_letter, is_english, salience
from bot.knowledge.words.tokens import Word

_RARE = 0.28  # of the greatest rarity: that of a noun which names a subject
NAMING = 0.7  # salience of such a word


def own_lines(query: Query) -> list[int]:
    """The concepts that the message says itself."""
    return [i for i, c in enumerate(query.concepts) if c.told and c.start >= 0]


def lines_before(query: Query) -> list[int]:
    """The concepts that were said before it."""
    return [i for i, c in enumerate(query.concepts) if c.told and c.start < 0]


def says_all(there: Set[int], concepts: Sequence[Concept]) -> bool:
    """Does what has these terms, a heading or a name, hold each of the concepts? No text holds
    all of none."""
    return bool(concepts) and all(
        any(there >= set(terms) for _, terms in concept.counted) for concept in concepts
    )


def held_by(
    snapshot: Snapshot, ranking: Ranking, item: RankedDocument, lines: Sequence[int]
) -> NDArray[np.bool_]:
    """Which of the concepts a document holds anywhere."""
    there = ranking.scored.in_passages[list(lines), snapshot.rows_of(item.document)]
    return np.asarray(there.any(axis=1))


@np.errstate(invalid="ignore", over="ignore")
def share_held(
    snapshot: Snapshot, ranking: Ranking, item: RankedDocument, lines: Sequence[int]
) -> float:
    """How much of these concepts a document holds; 1 of none at all."""
    worth = ranking.scored.worth[list(lines)]
    total = float(worth.sum())
    return float(worth @ held_by(snapshot, ranking, item, lines)) / total if total else 1.0


def share_said(snapshot: Snapshot, ranking: Ranking) -> float:
    """How much of the message itself the first document holds; what no page knows is
    missing there, too."""
    own = own_lines(ranking.query)
    known = float(ranking.scored.worth[own].sum())
    unknown = (word for word in ranking.query.unknown if has_letter(word))
    total = known + idf(snapshot.size, 0) * sum(map(salience, unknown))
    if not total or not ranking.documents:
        return 0.0
    return share_held(snapshot, ranking, ranking.documents[0], own) * known / total


def naming(snapshot: Snapshot, ranking: Ranking) -> list[Word]:
    """The nouns and names in the message, other than for the kind of answer that is wanted.
    One that a tenth of all passages have, 参数 or 索引, names no subject by itself."""
    query = ranking.query
    least = _RARE * idf(snapshot.size, 0)
    rarity = {
        span(concept): float(worth) / concept.weight
        for concept, worth in zip(query.concepts, ranking.scored.worth, strict=True)
        if concept.told and concept.weight
    }
    rarity |= {(word.start, word.end): math.inf for word in query.unknown}
    return [
        word
        for word in query.words
        if rarity.get((word.start, word.end), 0.0) >= least
        and word.text not in FORM_WORDS
        and salience(word) >= NAMING
        and (word.kind[:1] in ("n", "x") if word.is_han else not is_english(word.text))
    ]


def span(concept: Concept) -> tuple[int, int]:
    return concept.start, concept.end

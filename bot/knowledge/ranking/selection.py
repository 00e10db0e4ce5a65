"""Which passages of a page answer.

Pages are ranked by what they hold as a whole. Inside a long page of a manual, likeness of
meaning puts the passages in order as much as words do; on a short page it is the author's
order that helps: what matters most stands first. Measured in docs/ranking.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from bot.knowledge.index.snapshot import Snapshot
from bot.knowledge.pages.documents import Section
from bot.knowledge.pages.excerpt import Measure
from bot.knowledge.ranking.features import NAMES_DOUBTED, PRESENCE, share_of_names
from bot.knowledge.ranking.scoring import SATURATION
from bot.knowledge.ranking.two_steps import WEIGHTS, RankedDocument, Ranking
from bot.knowledge.vectors.meaning import Meaning

SHORT_PAGE = 3_000  # characters: a page of this size is an answer as written, not a manual
_MEANING = 9.0  # weight, on a long page, of the likeness of the question and a passage
_PLACE = 1.5  # weight, on a short page, of the place: what matters most stands first there
_ALIKE = 0.8  # of what all passages of a short page hold: it tells the page, not the passage


def select_passages(
    snapshot: Snapshot, ranking: Ranking, pages: int, meaning: Meaning | None
) -> Ranking:
    """The same ranking; its first ``pages`` come with all their passages, those that answer
    first, and ``scores`` that say how much more the first ones do."""
    ordered = (_ordered(snapshot, ranking, item, meaning) for item in ranking.documents[:pages])
    return replace(ranking, documents=(*ordered, *ranking.documents[pages:]))


# Some BLAS kernels raise flags for lanes that they never return.
@np.errstate(invalid="ignore", over="ignore")
def _ordered(
    snapshot: Snapshot, ranking: Ranking, item: RankedDocument, meaning: Meaning | None
) -> RankedDocument:
    rows = snapshot.rows_of(item.document)
    places = np.arange(rows.stop - rows.start)
    scored, query = ranking.scored, ranking.query
    there = scored.in_passages[slice(None), rows]
    short = size_of(snapshot.documents[item.document].sections) <= SHORT_PAGE
    if short:  # title and other names count for each passage and would level them
        there = there - _ALIKE * there.min(axis=1, keepdims=True)
    values = WEIGHTS["score"] * (scored.worth @ (there / (SATURATION + there)))
    values += WEIGHTS["presence"] * (scored.worth @ (there / (PRESENCE + there)))
    values = values / scored.mass + WEIGHTS["length"] * snapshot.length_shares[rows]
    if short:
        values = values - _PLACE * places / len(places)
    elif meaning is not None and query.sentence:
        doubt = 1 - NAMES_DOUBTED * share_of_names(query, scored.worth)
        likeness = meaning.likeness(query.sentence, places + rows.start)
        values = values + _MEANING * doubt * likeness
    order = np.argsort(-values, kind="stable")
    return item._replace(
        rows=tuple((order + rows.start).tolist()), scores=tuple(values[order].tolist())
    )


def size_of(sections: Sequence[Section]) -> int:
    return sum(len(section.text) for section in sections)


def measure(ranking: Ranking, terms_in: Callable[[str], set[int]]) -> Measure:
    """What a text is worth for the question: the concepts that it holds."""
    worths = [
        ([terms for _, terms in concept.counted], float(worth))
        for concept, worth in zip(ranking.query.concepts, ranking.scored.worth, strict=True)
    ]

    def worth_of(text: str) -> float:
        there = terms_in(text)
        return sum(worth for ways, worth in worths if any(map(there.issuperset, ways)))

    return worth_of

"""Doubt by meaning: is a question nearer to some message that no page answers than to the page?

Both are compared as what people type: the messages to refuse with the ways in which the page
is asked for, so that how people speak tells nothing, and what they speak of does.
"""

from __future__ import annotations

from bot.knowledge.index.snapshot import Snapshot
from bot.knowledge.ranking.features import NAMES_DOUBTED, share_of_names
from bot.knowledge.ranking.two_steps import Ranking
from bot.knowledge.vectors.meaning import Meaning

_AS_WRITTEN = 0.1  # by which a passage is farther from a question than another way to ask it


def like_refused(snapshot: Snapshot, ranking: Ranking, meaning: Meaning | None) -> float:
    """How much nearer in meaning the question is to some message that no page answers than to
    the page: negative where the page is nearer, 0 where vectors are not there, as those of a page
    just edited. Of identifiers the model knows nothing."""
    sentence, document = ranking.query.sentence, ranking.documents[0].document
    if meaning is None or not sentence or not len(meaning.refused):
        return 0.0
    passages = snapshot.rows_of(document)
    rows = [*range(passages.start, passages.stop), *meaning.asked_rows(document)]
    if not meaning.vectors.scales[rows].any():
        return 0.0
    farther = 0.0 if snapshot.documents[document].asked else _AS_WRITTEN
    nearest = float(meaning.likeness(sentence, rows).max())
    known = 1 - NAMES_DOUBTED * share_of_names(ranking.query, ranking.scored.worth)
    return known * (meaning.nearest_refused(sentence) - nearest - farther)

"""How sure we are that the best passage answers the question, as one number.

Below the threshold we refuse: a right refusal is worth more than a wrong answer. Weights come from
tests/bench/fit_confidence.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from bot.knowledge.index.snapshot import Snapshot
from bot.knowledge.ranking.doubts import LACKING, Doubts
from bot.knowledge.ranking.like_refused import like_refused
from bot.knowledge.ranking.page_names import PageNames
from bot.knowledge.ranking.two_steps import Ranking
from bot.knowledge.vectors.meaning import Meaning

THRESHOLD = 0.0
WEIGHTS = {
    "held": 1.45,
    "subject": 0.28,
    "foreign": -0.65,
    "named": 0.1,
    "missing_names": -2.28,
    "unknown_names": -2.99,
    "unknown_words": -1.19,
    "off_subject": -1.34,
    "other_software": -3.31,
    "of_a_tool": -3.0,
    "record": -0.89,
    "bare_number": -1.36,
    "lone": -2.19,
    "favour": -2.36,
    "little_held": -5.1,
    "fragments": -2.05,
    "everyday": -2.05,
    "like_refused": -2.0,
    "wordless": -10.0,  # set by hand: no example has it
}
_OTHERS = ("other_software", "of_a_tool")
_IN_PIECES = "fragments"  # of 数据库 only 数据: that is another matter in any folder
_UNLISTED = 0.4  # what a lacking word says where no list knows how people speak of the subject


@dataclass(frozen=True, slots=True)
class Confidence:
    """``value``, the sum of what each feature adds (``parts``), is compared with the threshold."""

    value: float
    features: dict[str, float]
    parts: dict[str, float]


def confidence(
    snapshot: Snapshot,
    ranking: Ranking,
    names: PageNames,
    *,
    listed: bool,
    meaning: Meaning | None = None,
) -> Confidence:
    """Of the first document; without any document as low as can be. ``listed``: the lists
    know the subject of the pages."""
    if not ranking.documents:
        return Confidence(-math.inf, {}, {})
    features = Doubts(snapshot, ranking, names).features()
    like = like_refused(snapshot, ranking, meaning)
    # What is like the page in meaning is asked of other software all the same.
    features["like_refused"] = max(like, 0.0) if any(map(features.get, _OTHERS)) else like
    parts = {name: WEIGHTS[name] * share for name, share in features.items()}
    if not listed:
        parts.update((name, _UNLISTED * parts[name]) for name in LACKING if name != _IN_PIECES)
    return Confidence(sum(parts.values()), features, parts)

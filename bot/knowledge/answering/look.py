"""What a message finds: a ranking, and how sure we are of its first page."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from bot.knowledge.index.snapshot import Snapshot
from bot.knowledge.ranking.confidence import Confidence
from bot.knowledge.ranking.two_steps import Ranking
from bot.knowledge.words.software import is_ours

TELLING_WEIGHT = 0.8
_FOREIGN = 0.5


@dataclass(frozen=True, slots=True)
class Look:
    """A ranking and how sure we are of its first page."""

    ranking: Ranking
    confidence: Confidence

    @property
    def value(self) -> float:
        return self.confidence.value

    def page(self, snapshot: Snapshot) -> str:
        """The path of the best page; empty where there is none."""
        best = self.ranking.documents[:1]
        return snapshot.documents[best[0].document].path if best else ""

    @property
    def is_lone(self) -> bool:
        """Does the message say hardly anything?"""
        return bool(self.confidence.features.get("lone"))

    @property
    def is_foreign(self) -> bool:
        """Does the message say hardly a word of what the pages are about?"""
        strange = self.confidence.features.get("foreign", 1.0) >= _FOREIGN
        return strange and not is_ours(word.text for word in self.ranking.query.words)

    @property
    def is_telling(self) -> bool:
        """Is there any word that names something, known or not?"""
        query = self.ranking.query
        return any(c.told and c.weight >= TELLING_WEIGHT for c in query.concepts) or any(
            len(word.text) > 1 and any(letter.isalpha() for letter in word.text)
            for word in query.unknown
        )

    def without(self, feature: str) -> Look:
        """The same where one feature tells nothing."""
        sure = self.confidence
        value = sure.value - sure.parts.get(feature, 0.0)
        return Look(self.ranking, replace(sure, value=value, parts={**sure.parts, feature: 0.0}))

    def doubted(self) -> Look:
        """The same as no answer at all."""
        return Look(self.ranking, replace(self.confidence, value=-math.inf))

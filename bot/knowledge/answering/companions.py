"""Which pages stand beside the best one where several folders are asked together.

The first folder is the group's own, the others are references such as a manual. A page of
one's own that answers is best followed by the page it names as its source, then by other
pages of the references: they say what it left out, another page of one's own rarely does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from bot.knowledge.index.snapshot import Snapshot
from bot.knowledge.pages.documents import Document
from bot.knowledge.ranking.two_steps import RankedDocument, Ranking
from bot.precedence import give_way

_PLACES = 3  # how many pages are put in this order, the best one among them


@dataclass(frozen=True, slots=True)
class Companions:
    """``references``: the pages outside the first folder; ``sources``: which of them a page
    names as its source."""

    snapshot: Snapshot
    references: Set[int] = frozenset()
    sources: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, snapshot: Snapshot) -> Companions:
        documents = snapshot.documents
        called: dict[str, int] = {}
        references = [n for n, one in enumerate(documents) if one.root != documents[0].root]
        for number in references:
            called.setdefault(PurePosixPath(documents[number].path).stem, number)
            give_way()
        sources: dict[int, int] = {}
        for number, document in enumerate(documents) if called else ():
            if (named := called.get(_file_name(document))) is not None:
                sources[number] = named
            give_way()
        return cls(snapshot, frozenset(references), sources)

    def arrange(self, ranking: Ranking) -> Ranking:
        """The same ranking with the first places in that order. Scores stay with their
        places, so that a list of them falls as before."""
        if not self.references or not ranking.documents:
            return ranking
        best, *rest = ranking.documents
        if self._is_reference(best):
            return ranking
        source = self._source_of(best, rest)
        chosen = [best, *source]
        others = (item for item in rest if self._is_reference(item) and item not in chosen)
        chosen += islice(others, _PLACES - len(chosen))
        placed_first = {item.document for item in chosen}
        order = [*chosen, *(item for item in rest if item.document not in placed_first)]
        scores = sorted((item.score for item in order), reverse=True)
        if source:  # belongs to the best page whatever words it holds
            scores[1] = scores[0]
        placed = (
            item if item.score == score else item._replace(score=score)
            for item, score in zip(order, scores, strict=True)
        )
        return replace(ranking, documents=tuple(placed))

    def _is_reference(self, item: RankedDocument) -> bool:
        return item.document in self.references

    def _source_of(
        self, item: RankedDocument, others: Sequence[RankedDocument]
    ) -> list[RankedDocument]:
        """The reference that a page names as its source, found by the last part of the
        address; also when it holds none of the question's words."""
        number = self.sources.get(item.document)
        if number is None:
            return []
        ranked = next((other for other in others if other.document == number), None)
        first = self.snapshot.rows_of(number).start
        return [ranked or RankedDocument(number, item.score, (first,), (0.0,))]


def _file_name(document: Document) -> str:
    """``https://…/docs/current/sql-vacuum.html#NOTES`` → ``sql-vacuum``; empty for a source
    that is no address."""
    try:
        return PurePosixPath(urlsplit(document.source).path).stem
    except ValueError:
        return ""

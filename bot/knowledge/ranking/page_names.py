"""What the pages of one snapshot are called, cut and counted once.

A question is held against title, other names and headings of the page that answers it, some
ten of them, and a few pages answer most of what is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from functools import lru_cache, partial

from bot.knowledge.index.snapshot import Snapshot
from bot.knowledge.ranking.scoring import idf
from bot.script import normalise

_NAMES, _PAGES = 2_048, 256  # that are remembered: some hundred bytes each
_TELLING = 0.24  # of the greatest rarity: that of a word which says what a name is about


class PageNames:
    """Safe to share between threads. ``rarest``: the rarity of what no page holds."""

    def __init__(self, snapshot: Snapshot, terms_in: Callable[[str], set[int]]) -> None:
        self.rarest = idf(snapshot.size, 0)
        self._snapshot = snapshot
        self.terms_in = terms_in  # of any text, which is not kept
        # Of no method of ours: then what is replaced would wait for the garbage collector.
        self._cut = lru_cache(_NAMES)(partial(_cut, snapshot, terms_in))
        self._plain = lru_cache(_PAGES)(partial(_plain, snapshot))

    def terms(self, name: str) -> Set[int]:
        """The known terms of a title, another name or a heading."""
        return self._cut(name).keys()

    def telling(self, name: str) -> set[int]:
        """Those of them that say what it is about."""
        least = _TELLING * self.rarest
        return {term for term, rare in self._cut(name).items() if rare >= least}

    def likeness(
        self,
        called: Iterable[str],
        asked: Sequence[tuple[Sequence[tuple[int, ...]], float]],
        mass: float,
    ) -> float:
        """How much a question of so much ``mass`` and the one of these names that is most like
        it are the same; ``asked``: each thing in all the ways to say it, with its worth."""
        terms = {term for ways, _ in asked for way in ways for term in way}
        best = 0.0
        for name in called:
            there = self._cut(name)
            if terms.isdisjoint(there):
                continue
            share = sum(w for t, w in there.items() if t in terms) / (sum(there.values()) or 1.0)
            holds = frozenset(there).issuperset
            held = sum(w for ways, w in asked if any(map(holds, ways)))
            if held and share:
                best = max(best, 2 * share * (held / mass) / (share + held / mass))
        return best

    def plain(self, document: int) -> tuple[str, ...]:
        """Title, other names and headings of a page, normalised."""
        return self._plain(document)

    def own_terms(self, document: int) -> set[int]:
        """All that a page says, other than the ways in which it is asked for. A millisecond."""
        page = self._snapshot.documents[document]
        texts = (section.text for section in page.sections)
        return self.terms_in("\n".join((*self.plain(document), page.extra, *texts)))


def _cut(snapshot: Snapshot, terms_in: Callable[[str], set[int]], name: str) -> dict[int, float]:
    """The known terms of a name, each with its rarity."""
    return {term: float(snapshot.term_idf[term]) for term in terms_in(name)}


def _plain(snapshot: Snapshot, number: int) -> tuple[str, ...]:
    document = snapshot.documents[number]
    headings = (heading for section in document.sections for heading in section.trail)
    names = (document.title, *document.names, *headings)
    return tuple(normalise(name) for name in dict.fromkeys(names))

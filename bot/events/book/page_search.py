"""Finds the salon whose own pages speak of something that no field of it holds.

For 成立分会的是哪期 and 哪场演示了杀进程: most of the words must stand on the pages of one salon,
and the rarer a word is among them, the more it tells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.events.book.topics import terms_of
from bot.events.record.models import Salon
from bot.events.words.wording import tidy

_MOSTLY = 0.65  # of the characters asked for
_NEAR_BEST = 0.9


class PageSearch:
    """The words of each salon's page and recaps. Immutable once built."""

    def __init__(self, salons: Sequence[Salon]) -> None:
        self._salons = salons
        self._terms = {
            salon.id: terms_of(
                "\n".join(
                    [f"{part.heading} {part.text}" for part in salon.sections]
                    + [f"{page.title} {page.text}" for page in salon.recaps]
                )
            )
            for salon in salons
        }
        self._spread = Counter(term for terms in self._terms.values() for term in terms)

    def find(self, words: str) -> list[Salon]:
        """The salons that speak most of ``words``; empty when none has most of them."""
        text = tidy(words)
        wanted = terms_of(text)
        scores: dict[str, float] = {}
        for salon in self._salons:
            known = wanted & self._terms[salon.id]
            if _covered(text, known) >= _MOSTLY:
                scores[salon.id] = sum(1 / self._spread[term] for term in known)
        best = max(scores.values(), default=0.0)
        return [s for s in self._salons if best and scores.get(s.id, 0.0) >= best * _NEAR_BEST]


def _covered(text: str, terms: Iterable[str]) -> float:
    """The share of the characters of ``text`` that stand in one of ``terms``."""
    marked: set[int] = set()
    for term in terms:
        at = text.find(term)
        while at >= 0:
            marked.update(range(at, at + len(term)))
            at = text.find(term, at + 1)
    return len(marked) / max(len(text.replace(" ", "")), 1)

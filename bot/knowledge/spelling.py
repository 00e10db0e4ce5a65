"""Guesses what a misspelt identifier was meant to be, from the words of the pages.

Only words without Han that no page has are corrected; the listed slips come first
(``typos.txt``), this is the net below them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

_SHORTEST = 5
_TWO_SLIPS_FROM = 8
_MAX_GUESSES = 4


class Spelling:
    """``frequencies``: in how many passages each known term stands."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self._squeezed: dict[str, list[str]] = defaultdict(list)
        self._by_letters: dict[str, list[str]] = defaultdict(list)
        self._frequencies = frequencies
        for term in frequencies:
            if term.isascii() and not term.isdigit():
                if "_" in term or "-" in term or "." in term:
                    self._squeezed[_squeeze(term)].append(term)
                if term.isalpha() or "_" in term:
                    # A slip rarely hits both the first letter and the last.
                    self._by_letters[f"{term[0]}{len(term)}"].append(term)

    def guess(self, word: str) -> list[str]:
        """The likeliest known terms, or nothing."""
        if not word.isascii() or len(word) < 4:
            return []
        joined = self._squeezed.get(_squeeze(word), [])
        if joined:
            return self._best(joined)
        if len(word) < _SHORTEST or any(letter.isdigit() for letter in word):
            return []
        allowed = 2 if len(word) >= _TWO_SLIPS_FROM else 1
        near: dict[int, list[str]] = defaultdict(list)
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            for term in self._by_letters.get(f"{word[0]}{length}", ()):
                slips = distance(word, term, allowed)
                if slips <= allowed:
                    near[slips].append(term)
        return self._best(near[min(near)]) if near else []

    def _best(self, terms: Iterable[str]) -> list[str]:
        ranked = sorted(terms, key=lambda term: (-self._frequencies[term], term))
        return ranked[:_MAX_GUESSES]


def distance(one: str, other: str, limit: int) -> int:
    """Edit distance with swaps of neighbours; anything above ``limit`` is limit + 1."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        two_before, before, row = before, row, [i]
        for j, right in enumerate(other, 1):
            cost = min(row[-1] + 1, before[j] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and right == one[i - 2]:
                cost = min(cost, two_before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def _squeeze(term: str) -> str:
    return term.replace("_", "").replace("-", "").replace(".", "")

"""Text → the numbers of its terms, as the index holds them."""

from __future__ import annotations

from bot.knowledge.words.tokens import Tokenizer

_REMEMBERED = 20_000  # chunks: enough for what repeats, a few megabytes


class Numbering:
    """Gives new terms the next number in ``terms``. For one build, in one thread: phrases
    repeat all over a manual, and their numbers are remembered as a whole."""

    def __init__(self, tokenizer: Tokenizer, terms: dict[str, int]) -> None:
        self._tokenizer = tokenizer
        self._terms = terms
        self._known: dict[str, list[int]] = {}

    def ids(self, text: str) -> list[int]:
        """The numbers of all terms of a text, in order."""
        found: list[int] = []
        known = self._known
        for chunk in self._tokenizer.chunks(text):
            ids = known.get(chunk)
            if ids is None:
                ids = self._number(chunk)
            found += ids
        return found

    def _number(self, chunk: str) -> list[int]:
        terms = self._terms
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        cut = self._tokenizer.cut(chunk)
        try:
            ids = list(map(terms.__getitem__, cut))
        except KeyError:  # seldom: most terms have been met before
            ids = [terms.setdefault(term, len(terms)) for term in cut]
        self._known[chunk] = ids
        return ids

"""Text → the numbers of its terms, as the index holds them."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Mapping
from itertools import count

from bot.knowledge.words.tokens import Tokenizer

_REMEMBERED = 40_000  # chunks: enough for those that repeat; ten megabytes


class Numbering(dict[str, bytes]):
    """The numbers of the terms of each chunk met so far, since phrases repeat all over a manual.
    New terms get the next numbers after those of ``terms``. For one build, in one thread."""

    def __init__(self, tokenizer: Tokenizer, terms: Mapping[str, int]) -> None:
        self._tokenizer = tokenizer
        self._numbers = defaultdict(count(len(terms)).__next__, terms)

    @property
    def terms(self) -> dict[str, int]:
        """All of them with their numbers, in order."""
        return dict(self._numbers)

    def ids(self, text: str) -> bytes:
        """The numbers of all terms of a text, in order, each in four bytes."""
        return b"".join(map(self.__getitem__, self._tokenizer.chunks(text)))

    def __missing__(self, chunk: str) -> bytes:
        if len(self) >= _REMEMBERED:
            self.clear()
        terms = self._tokenizer.cut(chunk)
        self[chunk] = numbers = array("i", map(self._numbers.__getitem__, terms)).tobytes()
        return numbers

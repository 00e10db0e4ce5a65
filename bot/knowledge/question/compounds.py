"""Words of the pages that contain a single character of the question: 震一下 is 震动, 藏起来 is
隐藏.

People say one character where a page has a word of two that contains it. Where the lists know the
subject, they name such words themselves, and better. Where they hardly do, each such word counts a
little, like one that means nearly the same, and the character tells no more than all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from bot.knowledge.words.concepts import Alternatives, Concept
from bot.knowledge.words.tokens import Word
from bot.precedence import give_way

_OF_A_LETTER = 0.35  # what such a word counts
_OF_AN_UNKNOWN = 0.2  # one with a letter of a word of two that no page has
_LONGEST = 2  # letters of either
_MOST = 60  # words with a letter that still tells anything
_MEASURE = "q"  # part of speech: 个 says how many, and is no part of 一个


class Compounds:
    """``terms``: the words that the pages hold, by number. ``listed``: the lists know their
    subject."""

    def __init__(self, terms: Mapping[str, int], *, listed: bool) -> None:
        self._terms = terms
        self._listed = listed

    @cached_property
    def _by_letter(self) -> Mapping[str, Sequence[int]]:
        if self._listed:
            return {}
        table: dict[str, list[int]] = defaultdict(list)
        for term, number in self._terms.items():
            if len(term) == _LONGEST and not term.isascii():
                give_way()
                for letter in dict.fromkeys(term):
                    table[letter].append(number)
        return {letter: words for letter, words in table.items() if len(words) <= _MOST}

    def prepare(self) -> None:
        """Make the table now, so that no question has to wait for it."""
        len(self._by_letter)

    def widened(self, word: Word, found: Sequence[Concept], weight: float) -> Iterator[Concept]:
        """What was found for a word, with the words that contain its characters; where nothing was
        found, these are guesses, since no page has the word."""
        made = self._made_of(word)
        own = next((concept for concept in found if concept.said == word.text), None)
        known = {terms for _, terms in own.counted} if own else frozenset()
        akin = tuple((share, terms) for share, terms in made if terms not in known)
        for concept in found:
            yield replace(concept, akin=akin) if concept is own else concept
        if own is None and akin:
            start, end = word.start, word.end
            yield Concept(word.text, (), weight, start, end, told=False, akin=akin)

    def _made_of(self, word: Word) -> Alternatives:
        if not word.is_han or len(word.text) > _LONGEST or word.kind.startswith(_MEASURE):
            return ()
        if len(word.text) == _LONGEST and word.text in self._terms:
            return ()
        share = _OF_A_LETTER if len(word.text) == 1 else _OF_AN_UNKNOWN
        numbers = (number for letter in word.text for number in self._by_letter.get(letter, ()))
        return tuple((share, (number,)) for number in dict.fromkeys(numbers))

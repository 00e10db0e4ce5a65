"""A question as weighted concepts: what it names, in every spelling that pages may use.

A concept is one thing that is asked for; its alternatives are counted together, so that three
names of a thing are not three things.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace

from bot.expressions import Expression
from bot.knowledge.words.tokens import Word

Alternatives = tuple[tuple[float, tuple[int, ...]], ...]
MAX_CONCEPTS = 40
_CODE_DIGITS = 5  # shorter numbers are amounts, not error codes
# 10ms (also as 10m, since terms lose an s), 5min, 100w; sizes tell more: 32tb is a limit.
_MEASURED = Expression(r"[0-9]+(?:\.[0-9]+)?(?:ms?|us?|s|min|h|w)")


@dataclass(frozen=True, slots=True)
class Concept:
    """``alternatives``: (weight, term ids that must all be there); ``near``: the same for words
    that mean nearly the same, ``akin``: for words that share a character. ``said``: its text in
    the question; ``told``: it stands in the question and is not guessed. ``implied``: how many
    passages are about it whether they say so or not."""

    said: str
    alternatives: Alternatives
    weight: float
    start: int
    end: int
    told: bool = True
    near: Alternatives = ()
    akin: Alternatives = ()
    implied: int = 0

    @property
    def counted(self) -> Alternatives:
        """Everything that counts as this concept."""
        return (*self.alternatives, *self.near, *self.akin)

    @property
    def is_amount(self) -> bool:
        """Whether it is a short number or one with a unit: 200, 10ms, but not the error 42703."""
        letters = any(letter.isalpha() for letter in self.said)
        return is_measured(self.said) if letters else len(self.said) < _CODE_DIGITS

    @property
    def is_name(self) -> bool:
        """Whether it is a name in Latin letters."""
        letters = any(letter.isalpha() for letter in self.said)
        return letters and self.said.isascii() and not self.is_amount

    def is_held_by(self, terms: Set[int]) -> bool:
        """Whether ``terms`` hold all terms of one of its spellings, or of a word that means nearly
        the same."""
        named = (*self.alternatives, *self.near)
        return any(terms >= set(wanted) for _, wanted in named)


def is_measured(term: str) -> bool:
    """Whether it is a number together with its unit."""
    return _MEASURED.fullmatch(term) is not None


@dataclass(frozen=True, slots=True)
class Query:
    """``unknown``: words of the question that no page has in any spelling; ``sentence``: all that
    was asked, for a comparison by meaning."""

    text: str
    words: tuple[Word, ...]
    concepts: tuple[Concept, ...]
    unknown: tuple[Word, ...]
    sentence: str = ""


def merge(query: Query, earlier: Query, share: float) -> Query:
    """A follow-up merged with the question it leans on, whose concepts count by ``share``."""
    own = {concept.counted for concept in query.concepts}
    added = tuple(
        replace(concept, weight=concept.weight * share, start=-1, end=-1)
        for concept in earlier.concepts
        if concept.counted not in own
    )
    sentence = f"{earlier.sentence} {query.sentence}"
    return replace(query, concepts=(query.concepts + added)[:MAX_CONCEPTS], sentence=sentence)

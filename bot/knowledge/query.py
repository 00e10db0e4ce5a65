"""A question → weighted concepts: what it names, in all the spellings that pages may use.

Each concept is one thing asked for; its alternatives are counted together, so that three
names of one thing are not three things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.knowledge.salience import salience
from bot.knowledge.spelling import Spelling
from bot.knowledge.tokens import Tokenizer, Word
from bot.knowledge.vocabulary import Match, Vocabulary
from bot.script import normalise

# 能不能, 是不是, 有没有: the form of a question, without a word of its subject.
_ALTERNATIVE = re.compile(r"(\w)[不没]\1")
MAX_CONCEPTS = 40
MAX_WORDS = 120


@dataclass(frozen=True, slots=True)
class Weights:
    """How much a concept counts by where it comes from."""

    other_name: float = 0.7  # of an alternative: another name of the same concept
    covered: float = 0.35  # of a word inside a glossary name that was found
    part: float = 0.15  # of a smaller word inside a known word
    part_of_unknown: float = 0.7  # the same when the word itself is in no page
    cue: float = 0.45  # of what a cue leads to
    corrected: float = 0.8  # of a guessed spelling
    form: float = 0.8  # of an alternative: another form of the same English word


@dataclass(frozen=True, slots=True)
class Concept:
    """``alternatives``: (weight, term ids that must all be there). ``said`` is the text of
    the question, ``told``: it stands in the question itself rather than being guessed."""

    said: str
    alternatives: tuple[tuple[float, tuple[int, ...]], ...]
    weight: float
    start: int
    end: int
    told: bool = True


@dataclass(frozen=True, slots=True)
class Query:
    """``unknown``: words of the question that no page has in any spelling."""

    text: str
    words: tuple[Word, ...]
    concepts: tuple[Concept, ...]
    unknown: tuple[Word, ...]


def merge(query: Query, earlier: Query, share: float) -> Query:
    """A follow-up together with the question it leans on, which counts by ``share``."""
    own = {concept.alternatives for concept in query.concepts}
    added = tuple(
        replace(concept, weight=concept.weight * share, start=-1, end=-1)
        for concept in earlier.concepts
        if concept.alternatives not in own
    )
    return replace(query, concepts=(query.concepts + added)[:MAX_CONCEPTS])


class QueryBuilder:
    """Knows the lists and the index's terms; immutable, one per snapshot."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        vocabulary: Vocabulary,
        terms: Mapping[str, int],
        spelling: Spelling,
        weights: Weights | None = None,
    ) -> None:
        self._tokenizer = tokenizer
        self._vocabulary = vocabulary
        self._terms = terms
        self._spelling = spelling
        self._weights = weights or Weights()
        self._ids_of = lru_cache(maxsize=10_000)(self._cut)

    def prepare(self) -> None:
        """Make what the first questions would otherwise wait for."""
        self._spelling.prepare()

    def terms_in(self, text: str) -> set[int]:
        """The known terms of any text."""
        known = (self._terms.get(term) for term in self._tokenizer.terms(text))
        return {term for term in known if term is not None}

    def build(self, question: str) -> Query:
        text = self._vocabulary.correct(_ALTERNATIVE.sub("   ", normalise(question)))
        words = self._tokenizer.words(text)[:MAX_WORDS]
        matches = self._vocabulary.find(text)
        concepts: list[Concept] = []
        unknown: list[Word] = []
        for match in matches:
            concepts.extend(self._of_match(text, match))
        named = [match for match in matches if match.names]
        slips = list(self._spelling.homophones(words))
        for first, after, meant in slips:
            concepts.extend(self._of_slip(words[first], words[after - 1], meant))
        for place, word in enumerate(words):
            if word.text in self._vocabulary.stop_words:
                continue
            inside = [m for m in named if m.start <= word.start and word.end <= m.end]
            if any(m.start == word.start and m.end == word.end for m in inside):
                continue
            if any(first <= place < after for first, after, _ in slips):
                continue
            factor = self._weights.covered if inside else 1.0
            found = list(self._of_word(word, factor * salience(word)))
            # A cue is no name of the thing, but the word in it is understood.
            in_cue = any(m.start <= word.start and word.end <= m.end for m in matches)
            if not found and not in_cue:
                unknown.append(word)
            concepts.extend(found)
        return Query(text, tuple(words), tuple(concepts[:MAX_CONCEPTS]), tuple(unknown))

    def _of_slip(self, first: Word, last: Word, meant: str) -> Iterator[Concept]:
        weighted = [(self._weights.corrected, name) for name in self._names(meant)]
        if alternatives := self._known(weighted):
            yield Concept(meant, alternatives, 1.0, first.start, last.end)

    def _of_match(self, text: str, match: Match) -> Iterator[Concept]:
        said = text[match.start : match.end]
        if match.names:
            weighted = [
                (1.0 if name == said else self._weights.other_name, name) for name in match.names
            ]
            alternatives = self._known(weighted)
            if alternatives:
                yield Concept(said, alternatives, 1.0, match.start, match.end)
        if match.leads_to:
            names = [(1.0, name) for term in match.leads_to for name in self._names(term)]
            alternatives = self._known(names)
            if alternatives:
                yield Concept(
                    said, alternatives, self._weights.cue, match.start, match.end, told=False
                )

    def _names(self, term: str) -> Sequence[str]:
        return self._vocabulary.names_of(term)

    def _known(
        self, names: Sequence[tuple[float, str]]
    ) -> tuple[tuple[float, tuple[int, ...]], ...]:
        """The names that the index can hold at all, each as its terms."""
        found: dict[tuple[int, ...], float] = {}
        for weight, name in names:
            if ids := self._ids_of(name):
                found[ids] = max(weight, found.get(ids, 0.0))
        return tuple((weight, ids) for ids, weight in found.items())

    def _cut(self, name: str) -> tuple[int, ...]:
        """The terms of a name, none at all when one of them stands in no page."""
        wanted = [self._terms.get(word.text, -1) for word in self._tokenizer.words(name)]
        return () if -1 in wanted else tuple(dict.fromkeys(wanted))

    def _of_word(self, word: Word, factor: float) -> Iterator[Concept]:
        whole = self._terms.get(word.text)
        if whole is not None:
            forms = (
                (self._weights.form, (self._terms[f],)) for f in self._spelling.forms(word.text)
            )
            yield self._concept(word, ((1.0, (whole,)), *forms), factor)
        elif guesses := self._spelling.guess(word.text):
            weighted = [(self._weights.corrected, guess) for guess in guesses]
            if alternatives := self._known(weighted):
                yield self._concept(word, alternatives, factor)
                return
        share = self._weights.part_of_unknown if whole is None else self._weights.part
        for part in dict.fromkeys(word.parts):
            known = self._terms.get(part)
            if known is not None and part not in self._vocabulary.stop_words:
                yield self._concept(word, ((1.0, (known,)),), factor * share, part)

    def _concept(
        self,
        word: Word,
        alternatives: tuple[tuple[float, tuple[int, ...]], ...],
        weight: float,
        said: str = "",
    ) -> Concept:
        return Concept(said or word.text, alternatives, weight, word.start, word.end)

"""The concepts that a question asks for, from its words, the lists and the index's terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import lru_cache, partial

from bot.knowledge.index.snapshot import Snapshot
from bot.knowledge.question.compounds import Compounds
from bot.knowledge.question.implied import Implied, without
from bot.knowledge.question.incidental import is_amount, is_compound, own_names
from bot.knowledge.question.parts import tiling, unknown_in
from bot.knowledge.question.signs import read_aloud
from bot.knowledge.question.spelling import Spelling
from bot.knowledge.words.concepts import MAX_CONCEPTS, Alternatives, Concept, Query, is_measured
from bot.knowledge.words.salience import salience
from bot.knowledge.words.tokens import Tokenizer, Word
from bot.knowledge.words.vocabulary import ALTERNATIVE, Match, Vocabulary
from bot.precedence import give_way
from bot.script import normalise

MAX_WORDS = 120
_VERBAL = frozenset("vdapc")  # parts of speech: verb, adverb, adjective, …
_SHORT = 2  # letters of a cue that many things are called
_LONGEST_PHRASE = 4  # words of an everyday phrase
# How much a concept counts by where it comes from.
_OTHER_NAME = 0.7  # of an alternative: another name of the same concept
_COVERED = 0.35  # of a word inside a glossary name that was found
_PART = 0.15  # of a smaller word inside a known word
_PART_OF_UNKNOWN = 0.7  # the same where no page has the word itself
_CUE = 0.8  # of what a cue leads to
_SHORT_CUE = 0.45  # the same for two characters: 毫秒, 乱码 are said of many things
_SPREAD_CUE = 0.6  # the same where other words stand between those of the cue
_CORRECTED = 0.8  # of a guessed spelling
_FORM = 0.8  # of an alternative: another form of the same English word
_AMOUNT = 0.3  # of a number before a measure: 30 秒, 5000 个
_PASTED = 0.15  # of a name that is a pasted statement's own
_SYNONYM = 0.35  # of an alternative: an everyday word that means nearly the same


class QueryBuilder:
    """Knows the lists and the index's terms; immutable, one per snapshot. ``listed``: the
    lists know what the pages are about, and how people speak of it."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        vocabulary: Vocabulary,
        terms: Mapping[str, int],
        spelling: Spelling,
        implied: Implied,
    ) -> None:
        self._tokenizer = tokenizer
        self._vocabulary = vocabulary
        self._terms = terms
        self._spelling = spelling
        self._implied = implied
        self.listed = vocabulary.is_about(terms)
        self._compounds = Compounds(terms, listed=self.listed)
        # Not a method of ours: a cycle would keep a replaced builder, with all its tables, until
        # the garbage collector comes, which it hardly ever does.
        self._ids_of = lru_cache(maxsize=10_000)(partial(_cut, tokenizer, terms))

    @classmethod
    def over(
        cls,
        snapshot: Snapshot,
        tokenizer: Tokenizer,
        vocabulary: Vocabulary,
        spelling: Spelling | None = None,
    ) -> QueryBuilder:
        """A builder for the terms of a snapshot's pages, by default with their spelling."""
        holders, terms = snapshot.holders, snapshot.terms
        if not holders.all():  # some stood in pages that are gone
            terms = {term: i for term, i in terms.items() if holders[i]}
        give_way()
        if spelling is None:
            titles = snapshot.called.titles()
            titled = (term for term, i in terms.items() if i in titles)
            headings = partial(_headings, snapshot)
            names = vocabulary.han_names
            spelling = Spelling(terms, lambda t: int(holders[terms[t]]), names, titled, headings)
        return cls(tokenizer, vocabulary, terms, spelling, Implied(terms, snapshot.implied))

    def prepare(self) -> None:
        """Make now what the first questions would have to wait for."""
        self._spelling.prepare()
        self._compounds.prepare()

    def terms_in(self, text: str) -> set[int]:
        """The known terms of any text."""
        terms = self._tokenizer.terms(text)
        return {known for term in terms if (known := self._terms.get(term)) is not None}

    def build(self, question: str) -> Query:
        asked = self._vocabulary.correct(read_aloud(normalise(question)))
        text = ALTERNATIVE.sub("   ", asked)
        words = self._tokenizer.words(text)[:MAX_WORDS]
        matches = self._vocabulary.find(asked)
        pasted = own_names(text, words) - {
            (m.start, m.end) for m in matches if is_compound(asked[m.start : m.end])
        }
        # A name of the shipped lists that no page here has is a word like any other.
        found_of = {m: list(self._of_match(asked, m)) for m in matches}
        matches = [m for m in matches if found_of[m] and (m.start, m.end) not in pasted]
        concepts = [concept for match in matches for concept in found_of[match]]
        for match in self._vocabulary.find_spread(asked, matches):
            concepts.extend(self._led_to(asked, match, _SPREAD_CUE))
        slips = list(self._spelling.homophones(words))
        apart = list(self._spelling.joined(words))
        for first, after, meant in (*slips, *apart):
            concepts.extend(self._of_slip(words[first], words[after - 1], meant))
        said = self._everyday_phrases(words, matches, _places(slips))
        for first, after, phrase in said:
            telling = max(salience(word) for word in words[first:after])
            start, end = words[first].start, words[after - 1].end
            concepts.extend(self._of_phrase(phrase, start, end, telling))
        rest = self._words_left(words, matches, _places(slips) | _places(said), _places(apart))
        unknown = list[Word]()
        for word, factor in rest:
            is_pasted = (word.start, word.end) in pasted
            share = _PASTED if is_pasted else 1.0
            found, parts = self._of_word_left(word, factor * share)
            concepts.extend(found)
            # A cue does not name the thing, but the words inside it are understood.
            if not is_pasted and not _inside(matches, word.start, word.end):
                unknown.extend(parts)
        marked = tuple(self._implied.marked(concepts[:MAX_CONCEPTS]))
        return Query(text, tuple(words), marked, tuple(unknown), without(text, marked))

    def _words_left(
        self, words: Sequence[Word], matches: Sequence[Match], taken: Set[int], apart: Set[int]
    ) -> Iterator[tuple[Word, float]]:
        """The words that are not part of what was understood so far, or only covered by it, each
        with its factor. ``apart``: the places of names that were written as several words."""
        for place, word in enumerate(words):
            if word.text in self._vocabulary.stop_words or place in taken:
                continue
            inside = [m for m in _inside(matches, word.start, word.end) if m.names]
            if any(m.start == word.start and m.end == word.end for m in inside):
                continue
            factor = _COVERED if inside or place in apart else 1.0
            if is_amount(words, place):
                factor *= _AMOUNT
            yield word, factor

    def _of_word_left(self, word: Word, factor: float) -> tuple[list[Concept], Iterable[Word]]:
        """The concepts of a word, and the parts of it that no page has."""
        found = list(self._of_word(word, factor * salience(word)))
        if is_measured(word.text):  # the unit alone is no word, and no page must have it
            return [concept for concept in found if concept.said == word.text], ()
        if not found and word.text not in self._vocabulary.synonyms:
            share = factor * _PART_OF_UNKNOWN
            for verb in self._verbs_of(word):
                found.extend(self._of_word(verb, share * salience(verb)))
        widened = list(self._compounds.widened(word, found, factor * salience(word)))
        if not found:
            return widened, [word]
        whole = not word.is_han or word.text in self._terms
        return widened, () if whole else unknown_in(word, self._is_known)

    def _of_slip(self, first: Word, last: Word, meant: str) -> Iterator[Concept]:
        weighted = [(_CORRECTED, name) for name in self._vocabulary.names_of(meant)]
        if alternatives := self._known(weighted):
            yield Concept(meant, alternatives, 1.0, first.start, last.end)

    def _everyday_phrases(
        self, words: Sequence[Word], matches: Sequence[Match], taken: Set[int]
    ) -> list[tuple[int, int, str]]:
        """(first, after last, said) for neighbours that are an entry of the synonyms, the longest
        first: 不够用, 丢了, 没反应. Nothing at places that are ``taken`` or inside a name."""
        found = []
        first = 0
        while first < len(words):
            said, after, phrase = words[first].text, first + 1, ""
            for end in range(first + 2, min(first + _LONGEST_PHRASE, len(words)) + 1):
                if words[end - 1].start != words[end - 2].end:
                    break
                said += words[end - 1].text
                if said in self._vocabulary.synonyms:
                    after, phrase = end, said
            inside = _inside(matches, words[first].start, words[after - 1].end)
            named = any(match.names for match in inside)
            if phrase and not named and taken.isdisjoint(range(first, after)):
                found.append((first, after, phrase))
            first = after
        return found

    def _of_phrase(self, said: str, start: int, end: int, telling: float) -> Iterator[Concept]:
        near = [(_SYNONYM, word) for word in self._vocabulary.synonyms[said]]
        own, others = self._known([(1.0, said)]), self._known(near)
        if own or others:
            yield Concept(said, own, telling, start, end, near=others)

    def _of_match(self, text: str, match: Match) -> Iterator[Concept]:
        said = text[match.start : match.end]
        if match.names:
            weighted = [(1.0 if name == said else _OTHER_NAME, name) for name in match.names]
            if alternatives := self._known(weighted):
                yield Concept(said, alternatives, 1.0, match.start, match.end)
        short = match.end - match.start <= _SHORT
        weight = _SHORT_CUE if short else _CUE
        yield from self._led_to(text, match, weight)

    def _led_to(self, text: str, match: Match, weight: float) -> Iterator[Concept]:
        names = [(1.0, n) for term in match.leads_to for n in self._vocabulary.names_of(term)]
        if alternatives := self._known(names):
            said = text[match.start : match.end]
            yield Concept(said, alternatives, weight, match.start, match.end, told=False)

    def _known(self, names: Sequence[tuple[float, str]]) -> Alternatives:
        """The names that some page can hold, each as its terms, with the highest weight."""
        found: dict[tuple[int, ...], float] = {}
        for weight, name in names:
            if ids := self._ids_of(name):
                found[ids] = max(weight, found.get(ids, 0.0))
        return tuple((weight, ids) for ids, weight in found.items())

    def _of_word(self, word: Word, factor: float) -> Iterator[Concept]:
        if version := self._implied.version(word.text):
            names = self._known([(1.0, word.text), (_OTHER_NAME, version)])
            if names:
                yield self._concept(word, names, factor)
                return
        whole = self._terms.get(word.text)
        near = self._vocabulary.synonyms.get(word.text, ())
        others = self._known([(_SYNONYM, other) for other in near])
        if whole is not None:
            forms = ((_FORM, (self._terms[f],)) for f in self._spelling.forms(word.text))
            yield self._concept(word, ((1.0, (whole,)), *forms), factor, near=others)
        elif others:
            yield self._concept(word, (), factor, near=others)
        elif guesses := self._spelling.guess(word.text):
            weighted = [(_CORRECTED, guess) for guess in guesses]
            if alternatives := self._known(weighted):
                yield self._concept(word, alternatives, factor)
                return
        share = _PART_OF_UNKNOWN if whole is None else _PART
        for part in tiling(word) if whole is None else dict.fromkeys(word.parts):
            known = self._terms.get(part)
            if known is not None and part not in self._vocabulary.stop_words:
                yield self._concept(word, ((1.0, (known,)),), factor * share, part)

    def _is_known(self, part: str) -> bool:
        lists = self._vocabulary
        return part in self._terms or part in lists.stop_words or part in lists.synonyms

    def _verbs_of(self, word: Word) -> list[Word]:
        """The two verbs or adverbs in a word like 灌进 or 乱加 that no page has, where the pages
        have both: people make up such words as they speak."""
        if not word.is_han or len(word.text) != 2:
            return []
        if any(letter not in self._terms for letter in word.text):
            return []
        found = [one for letter in word.text for one in self._tokenizer.words(letter)]
        if any(one.kind[:1] not in _VERBAL for one in found):
            return []
        places = range(word.start, word.end)
        return [replace(w, start=at, end=at + 1) for w, at in zip(found, places, strict=True)]

    def _concept(
        self,
        word: Word,
        alternatives: Alternatives,
        weight: float,
        said: str = "",
        near: Alternatives = (),
    ) -> Concept:
        return Concept(said or word.text, alternatives, weight, word.start, word.end, near=near)


def _headings(snapshot: Snapshot) -> Iterator[str]:
    for document in snapshot.documents:
        yield from (document.title, *document.names)
    yield from {heading for section in snapshot.sections for heading in section.trail}


def _cut(tokenizer: Tokenizer, terms: Mapping[str, int], name: str) -> tuple[int, ...]:
    """The terms of a name, none at all when one of them stands in no page."""
    wanted = [terms.get(word.text, -1) for word in tokenizer.words(name)]
    return () if -1 in wanted else tuple(dict.fromkeys(wanted))


def _places(stretches: Sequence[tuple[int, int, str]]) -> set[int]:
    """The places of all words of (first, after last, …)."""
    return {place for first, after, _ in stretches for place in range(first, after)}


def _inside(matches: Sequence[Match], start: int, end: int) -> list[Match]:
    """The matches that cover a stretch of the text."""
    return [match for match in matches if match.start <= start and end <= match.end]

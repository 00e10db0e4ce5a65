"""What a message asks: by itself, or as it goes on from what was asked before.

A message that names nothing of its own leans on the subject that is talked about. One that
names something is a new question where a page is named like it, and goes on with the subject
where a page about that holds what it names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.asides import asking_part
from bot.knowledge.companions import Companions
from bot.knowledge.concepts import Concept, Query, merge
from bot.knowledge.confidence import Confidence, confidence
from bot.knowledge.follow_up import (
    Earlier,
    asks,
    clearly_leans,
    defines,
    is_bare,
    is_brief,
    may_lean,
    refers,
    without_lead,
)
from bot.knowledge.meaning import Meaning
from bot.knowledge.query import QueryBuilder
from bot.knowledge.ranking import RankedDocument, Ranking, rank
from bot.knowledge.salience import FORM_WORDS, has_letter, is_english, salience
from bot.knowledge.scoring import SATURATION, idf
from bot.knowledge.snapshot import Snapshot, is_record
from bot.knowledge.tokens import Word

_SURE = 1.0  # above the threshold: what a part of a message needs to be answered for the whole
_SUBJECT_SHARE = 0.6  # what the subject counts in a follow-up, and what was asked since
_SINCE_SHARE = 0.35
_RECORD = 4.0  # what pages that keep a record of one event are put back
_SAME_PAGE = 3.0  # what the page of the last answer is given in a follow-up
_EARLIER_PAGE = 1.5  # and those of the answers before that
_FEW_CONCEPTS = 3
_SEVERAL_CONCEPTS = 4
_LITTLE_SAID = 2
_GOES_ON = 0.45  # share of a short message that the page it leads to should hold
_AT_LEAST = 0.4  # of what such a page is given, where it holds nothing of the new words
_OFF_SUBJECT = 12.0  # what a page is put back for what it lacks of the subject
_SENTENCE = 3  # words
_ABOUT = 0.6  # share of the subject that such a page should hold
_LITTLE = 0.25  # the same, of one that names nothing, where it would be answered anyhow
_AS_WELL = 0.8  # of what the best page for the message alone holds of it
_OWN_NAME = 0.42  # likeness with a page's own name from which a message is a question of its own
_ALL_NAMED = 0.55  # the same, of one without a noun
_HARDLY = 0.2  # likeness with such a name below which a weak answer is none
_SAYS = 0.55  # weight of a concept that says something
_NAMING = 0.7  # salience of a word that names something


@dataclass(frozen=True, slots=True)
class Look:
    """A ranking and how sure we are of its first page."""

    ranking: Ranking
    confidence: Confidence

    @property
    def value(self) -> float:
        return self.confidence.value


@dataclass(frozen=True, slots=True)
class Understood:
    """``asked``: the subject and what was asked of it, newest last. ``follows``: the message
    goes on from the one before."""

    look: Look
    asked: tuple[str, ...]
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads messages over one snapshot."""

    snapshot: Snapshot
    builder: QueryBuilder
    companions: Companions
    threshold: float
    meaning: Meaning | None = None

    def read(self, text: str, prior: Earlier | None) -> Understood:
        """The ranking to answer from, and the question in full for the next follow-up."""
        alone = self.look((text,))
        if prior is None or not may_lean(text):
            return Understood(self._without_asides(alone, text), (text,))
        asked = (*prior.asked, text)
        look = self.look(asked, prior)
        if self._leans(text, alone, look, prior):
            return Understood(look, asked, follows=True)
        # 能直接杀掉吗 is answered by itself, yet names no other subject.
        half = prior.page and not self._is_whole(text, alone) and not _naming(alone.ranking.query)
        return Understood(alone, asked if half else (text,))

    def look(self, asked: Sequence[str], prior: Earlier | None = None) -> Look:
        """``asked``: the subject and what was asked of it, newest last."""
        ranking = self._records_last(rank(self.snapshot, self._query(asked), self.meaning))
        if prior is not None:
            ranking = self._preferring(ranking, prior)
        ranking = self.companions.arrange(ranking)
        return Look(ranking, confidence(self.snapshot, ranking, self.builder.terms_in))

    def held(self, ranking: Ranking, item: RankedDocument, lines: list[int]) -> NDArray[np.bool_]:
        """Which of the concepts a document holds anywhere."""
        first = self.snapshot.first_passage
        rows = slice(int(first[item.document]), int(first[item.document + 1]))
        return np.asarray(ranking.scored.in_passages[lines, rows].any(axis=1))

    def _query(self, asked: Sequence[str]) -> Query:
        subject, *since = asked
        if not since:
            return self.builder.build(subject)
        query = _half(self.builder.build(without_lead(since[-1])))
        for text in reversed(since[:-1]):
            query = merge(query, _half(self.builder.build(without_lead(text))), _SINCE_SHARE)
        return merge(query, self.builder.build(subject), _SUBJECT_SHARE)

    def _leans(self, text: str, alone: Look, look: Look, prior: Earlier) -> bool:
        query = alone.ranking.query
        many = sum(concept.told and concept.weight >= _SAYS for concept in query.concepts)
        few, names = many <= _FEW_CONCEPTS, bool(_naming(query))
        share = self._share(look.ranking, _own(look.ranking.query))
        if share < _LITTLE and any(
            len(word.text) > 1 and salience(word) >= _NAMING for word in look.ranking.query.unknown
        ):
            return False
        if few and (refers(text) or is_bare(text)):
            return True
        sure = alone.value >= self.threshold
        if sure and (many > _SEVERAL_CONCEPTS or self._is_whole(text, alone)):
            return False
        if few and clearly_leans(text):
            return True
        if not look.ranking.documents or not self._is_about(look.ranking, prior):
            return False
        hardly = sure and alone.confidence.features.get("named", 0.0) < _HARDLY
        little = many <= _LITTLE_SAID and not names and asks(text)
        weak = is_brief(text) and look.value > alone.value < self.threshold + _SURE
        if hardly and (little or weak):
            return True
        if not names and asks(text):
            return share >= (_LITTLE if sure else _GOES_ON)
        if not self._holds_names(look.ranking):
            return False
        told = [i for i, c in enumerate(query.concepts) if c.told]
        return share >= max(_GOES_ON, _AS_WELL * self._share(alone.ranking, told))

    def _is_whole(self, text: str, look: Look) -> bool:
        """Does it name what it asks about, as a page is named or to be told what it is?"""
        named = look.confidence.features.get("named", 0.0)
        query = look.ranking.query
        if _naming(query):
            return named >= _OWN_NAME or defines(text)
        told = (concept for concept in query.concepts if concept.told)
        return named >= _ALL_NAMED and any(len(concept.said) > 1 for concept in told)

    def _holds_names(self, ranking: Ranking) -> bool:
        """Does the first page hold every name in the message?"""
        spans = {(word.start, word.end) for word in _naming(ranking.query)}
        lines = [i for i in _own(ranking.query) if _span(ranking.query.concepts[i]) in spans]
        return bool(self.held(ranking, ranking.documents[0], lines).all())

    def _is_about(self, ranking: Ranking, prior: Earlier) -> bool:
        """Is the first page one that was shown for the subject, or does it hold that?"""
        first = ranking.documents[0]
        if self.snapshot.documents[first.document].path in (prior.page, *prior.pages):
            return True
        before = _before(ranking.query)
        worth = ranking.scored.worth[before]
        return float(worth @ self.held(ranking, first, before)) >= _ABOUT * float(worth.sum())

    def _share(self, ranking: Ranking, lines: list[int]) -> float:
        """How much of these concepts, and of what no page knows, the first document holds."""
        worth = ranking.scored.worth[lines]
        rarest = idf(self.snapshot.size, 0)
        words = [word for word in ranking.query.unknown if has_letter(word)]
        total = float(worth.sum()) + sum(rarest * salience(word) for word in words)
        if not total or not ranking.documents:
            return 0.0
        return float(worth @ self.held(ranking, ranking.documents[0], lines)) / total

    def _without_asides(self, look: Look, text: str) -> Look:
        """What is said beside a question, or where an error was seen, may hide it."""
        if look.value >= self.threshold or not (part := asking_part(text)):
            return look
        alone = self.look((part,))
        return alone if alone.value >= self.threshold + _SURE else look

    def _records_last(self, ranking: Ranking) -> Ranking:
        """Records mention everything and explain nothing: other pages answer first."""
        documents = [
            item._replace(score=item.score - _RECORD) if self._is_record(item) else item
            for item in ranking.documents
        ]
        return replace(ranking, documents=tuple(sorted(documents, key=lambda item: -item.score)))

    def _is_record(self, item: RankedDocument) -> bool:
        return is_record(self.snapshot.documents[item.document])

    @np.errstate(invalid="ignore", over="ignore")
    def _preferring(self, ranking: Ranking, prior: Earlier) -> Ranking:
        """The same ranking with the pages of the last answers moved up, the more the more of
        the new words they hold, and those that are not about the subject put back."""
        gained = dict.fromkeys(prior.pages, _EARLIER_PAGE) | {prior.page: _SAME_PAGE}
        own, before = _own(ranking.query), _before(ranking.query)
        worth = ranking.scored.worth
        total = [float(worth[lines].sum()) or 1.0 for lines in (own, before)]
        documents = []
        for item in ranking.documents:
            path = self.snapshot.documents[item.document].path
            held, about = (
                float(worth[lines] @ self.held(ranking, item, lines)) / mass
                for lines, mass in zip((own, before), total, strict=True)
            )
            score = item.score - _OFF_SUBJECT * max(_ABOUT - about, 0.0)
            if path in gained:
                item = self._by_own_words(ranking, item)
                score += gained[path] * (_AT_LEAST + (1 - _AT_LEAST) * held)
            documents.append(item._replace(score=score))
        documents.sort(key=lambda item: -item.score)
        return replace(ranking, documents=tuple(documents))

    @np.errstate(invalid="ignore", over="ignore")
    def _by_own_words(self, ranking: Ranking, item: RankedDocument) -> RankedDocument:
        """A page with its passages in the order of what the new words ask for."""
        own = [line for line, c in enumerate(ranking.query.concepts) if c.start >= 0]
        worth = ranking.scored.worth[own]
        there = ranking.scored.in_passages[own, list(item.rows)]
        # What names the page counts for each passage and tells none from another.
        there = there - there.min(axis=1, keepdims=True, initial=np.inf)
        said = worth @ (there / (SATURATION + there))
        order = sorted(range(len(item.rows)), key=lambda i: (-float(said[i]), -item.scores[i]))
        return item._replace(
            rows=tuple(item.rows[i] for i in order),
            scores=tuple(item.scores[i] for i in order),
        )


def _own(query: Query) -> list[int]:
    """What the message says itself."""
    return [i for i, c in enumerate(query.concepts) if c.told and c.start >= 0]


def _before(query: Query) -> list[int]:
    """What was said before it."""
    return [i for i, c in enumerate(query.concepts) if c.told and c.start < 0]


def _half(query: Query) -> Query:
    """A message that says half of what it asks: words for the kind of answer need not stand
    in the page, and what an English sentence says of the subject names nothing."""
    concepts = tuple(
        replace(concept, told=concept.told and concept.said not in FORM_WORDS)
        for concept in query.concepts
    )
    english = query.text.isascii() and len(query.words) >= _SENTENCE
    unknown = () if english else query.unknown
    return replace(query, concepts=concepts, unknown=unknown)


def _naming(query: Query) -> list[Word]:
    """The nouns and names in it, other than for the kind of answer that is wanted."""
    known = {_span(concept) for concept in query.concepts if concept.told}
    known |= {(word.start, word.end) for word in query.unknown}
    return [
        word
        for word in query.words
        if (word.start, word.end) in known
        and word.text not in FORM_WORDS
        and salience(word) >= _NAMING
        and (word.kind[:1] in ("n", "x") if word.is_han else not is_english(word.text))
    ]


def _span(concept: Concept) -> tuple[int, int]:
    return concept.start, concept.end

"""What a message asks: by itself, or as it goes on from what was asked before.

A message that names nothing of its own leans on the subject that is talked about. One that
names something is a new question where a page is named like it, and goes on with the subject
where a page about that holds what it names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.knowledge.answering.answers import heading_of
from bot.knowledge.answering.asides import asking_part
from bot.knowledge.answering.companions import Companions
from bot.knowledge.answering.follow_up import (
    Earlier,
    asks,
    is_brief,
    may_lean,
    wants_code,
    without_lead,
)
from bot.knowledge.answering.leaning import ABOUT, GOES_ON, Leaning
from bot.knowledge.answering.look import Look
from bot.knowledge.answering.shares import lines_before, own_lines, says_all, share_held
from bot.knowledge.answering.swaps import swapped
from bot.knowledge.index.snapshot import Snapshot
from bot.knowledge.question.query import QueryBuilder
from bot.knowledge.ranking.confidence import confidence
from bot.knowledge.ranking.page_names import PageNames
from bot.knowledge.ranking.scoring import SATURATION
from bot.knowledge.ranking.selection import select_passages
from bot.knowledge.ranking.two_steps import RankedDocument, Ranking, rank
from bot.knowledge.vectors.meaning import Meaning
from bot.knowledge.words.concepts import Query, merge
from bot.knowledge.words.salience import FORM_WORDS

_SURE = 1.0  # above the threshold: what a part of a message needs to be answered for the whole
_SUBJECT_SHARE = 0.6  # what the subject counts in a follow-up, and what was asked since
_SINCE_SHARE = 0.35
_RECORD = 4.0  # what pages that keep a record of one event are put back
_SAME_PAGE = 3.0  # what the page of the last answer is given in a follow-up
_EARLIER_PAGE = 1.5  # and those of the answers before that
_AT_LEAST = 0.4  # of what such a page gets where it holds nothing of the new words
_OFF_SUBJECT = 12.0  # what a page is put back for what it lacks of the subject
_LOOKED = 30  # the best pages, of which that is looked at
_WAS_SHOWN = 0.08  # what likeness counts less of a passage that was shown
_SENTENCE = 3  # words
_FORM_SHARE = 0.3  # of a word for the kind of answer
_ENGLISH_SHARE = 0.5  # of its words, which are rare in any pages in Chinese


@dataclass(frozen=True, slots=True)
class Understood:
    """``asked``: the subject and what was asked of it, newest last. ``follows``: the message
    goes on from the one before; ``surely``: and the page holds what it says itself; ``half``:
    it names no subject, and may well be meant of the one before."""

    look: Look
    asked: tuple[str, ...]
    follows: bool = False
    surely: bool = False
    half: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads messages over one snapshot."""

    snapshot: Snapshot
    builder: QueryBuilder
    companions: Companions
    names: PageNames
    threshold: float
    meaning: Meaning | None = None

    def read(self, text: str, prior: Earlier | None) -> Understood:
        """The ranking to answer from, and the question in full for the next follow-up."""
        alone = self.look((text,))
        if prior is None or not may_lean(text):
            return Understood(self._without_asides(alone, text), (text,))
        if (same := self._asked_of_another(text, prior)) is not None:
            return same
        asked = (*prior.asked, text)
        look = self.look(asked, prior)
        # Which of the two answers is told by words: the subject is near any of its pages.
        leaning = Leaning(
            self.snapshot,
            self.threshold,
            text,
            alone.without("like_refused"),
            look.without("like_refused"),
            prior,
            self.names.terms,
            self.meaning,
        )
        # What was denied is not answered again where there is anything else.
        again = alone.value >= self.threshold and look.page(self.snapshot) == prior.not_meant
        # 错了，是备库 puts a name in the place of another.
        known = look.value >= self.threshold
        renames = known and prior.not_meant and is_brief(text) and not asks(text)
        if (renames or leaning.goes_on) and not again:
            if leaning.only_compares:
                look = look.without("other_software")
            elif leaning.only_shares:
                look = look.doubted()
            surely = not own_lines(look.ranking.query) or leaning.share >= GOES_ON
            return Understood(look, asked, follows=True, surely=surely)
        # 能直接杀掉吗 is answered by itself, yet names no other subject.
        own = leaning.is_whole or leaning.names or leaning.is_of_another_page
        half = bool(prior.page) and not own and leaning.says_little
        return Understood(alone, asked if half else (text,), half=half)

    def _asked_of_another(self, text: str, prior: Earlier) -> Understood | None:
        """那 pgvector 呢 after postgis 怎么装, where a page is called after the new name."""
        name, question = swapped(text, prior.asked, self.builder)
        if not question:
            return None
        look = self.look((question,))
        if look.value < self.threshold:
            return None
        wanted = self.names.terms(name)
        called = self.names.plain(look.ranking.documents[0].document)
        if not wanted or not any(wanted <= self.names.terms(one) for one in called):
            return None
        return Understood(look, (question,))

    def look(self, asked: Sequence[str], prior: Earlier | None = None) -> Look:
        """``asked``: the subject and what was asked of it, newest last."""
        # 那命令给我 names nothing: it is what was asked before.
        wants = prior is not None and wants_code(asked[-1])
        query = self._query(asked[:-1] if wants else asked)
        ranking = self._records_last(rank(self.snapshot, query, self.meaning))
        if prior is not None:
            ranking = self._preferring(ranking, prior)
        ranking = self.companions.arrange(ranking)
        if wants and ranking.documents:
            ranking = self._with_code_first(ranking)
        sure = confidence(
            self.snapshot, ranking, self.names, listed=self.builder.listed, meaning=self.meaning
        )
        return Look(ranking, sure)

    def _query(self, asked: Sequence[str]) -> Query:
        subject, *since = asked
        if not since:
            return self.builder.build(subject)
        query = _half(self.builder.build(without_lead(since[-1])))
        for text in reversed(since[:-1]):
            query = merge(query, _half(self.builder.build(without_lead(text))), _SINCE_SHARE)
        return merge(query, self.builder.build(subject), _SUBJECT_SHARE)

    def _without_asides(self, look: Look, text: str) -> Look:
        """What is said beside a question, or where an error was seen, may hide it."""
        if look.value >= self.threshold or not (part := asking_part(text)):
            return look
        alone = self.look((part,))
        return alone if alone.value >= self.threshold + _SURE else look

    def _records_last(self, ranking: Ranking) -> Ranking:
        """Records mention everything and explain nothing: other pages answer first."""
        records = self.snapshot.records
        if records.isdisjoint([item.document for item in ranking.documents]):
            return ranking  # best first already
        documents = [
            item._replace(score=item.score - _RECORD) if item.document in records else item
            for item in ranking.documents
        ]
        return replace(ranking, documents=tuple(sorted(documents, key=lambda item: -item.score)))

    @np.errstate(invalid="ignore", over="ignore")
    def _preferring(self, ranking: Ranking, prior: Earlier) -> Ranking:
        """The same ranking with the pages of the last answers moved up, the more the more of
        the new words they hold, and those that are not about the subject put back."""
        gained = dict.fromkeys(prior.pages, _EARLIER_PAGE) | {prior.page: _SAME_PAGE}
        gained[prior.not_meant] = -_SAME_PAGE
        own, before = own_lines(ranking.query), lines_before(ranking.query)
        documents = []
        for place, item in enumerate(ranking.documents):
            path = self.snapshot.documents[item.document].path
            score = item.score
            if place < _LOOKED or path in gained:
                about = share_held(self.snapshot, ranking, item, before)
                score -= _OFF_SUBJECT * max(ABOUT - about, 0.0)
            if path in gained:
                held = share_held(self.snapshot, ranking, item, own)
                score += gained[path] * (_AT_LEAST + (1 - _AT_LEAST) * held)
                item = self._by_own_words(ranking, item, prior)
            documents.append(item._replace(score=score))
        documents.sort(key=lambda item: -item.score)
        return replace(ranking, documents=tuple(documents))

    def _with_code_first(self, ranking: Ranking) -> Ranking:
        """Of the best page the passages with code, those that answer before others."""
        best, *rest = select_passages(self.snapshot, ranking, 1, self.meaning).documents
        texts = [self.snapshot.sections[row].text for row in best.rows]
        order = sorted(range(len(texts)), key=lambda i: "```" not in texts[i])
        rows = tuple(best.rows[i] for i in order)
        scores = tuple(best.scores[i] for i in order)
        return replace(ranking, documents=(best._replace(rows=rows, scores=scores), *rest))

    @np.errstate(invalid="ignore", over="ignore")
    def _by_own_words(
        self, ranking: Ranking, item: RankedDocument, prior: Earlier
    ) -> RankedDocument:
        """A page with all its passages in the order of what the new words ask for. Where they
        tell none from another, it is the meaning that does, and what was shown gives way."""
        passages = self.snapshot.rows_of(item.document)
        rows = np.arange(passages.start, passages.stop)
        own = [line for line, c in enumerate(ranking.query.concepts) if c.start >= 0]
        worth = ranking.scored.worth[own]
        there = ranking.scored.in_passages[own, rows.tolist()]
        # What names the page counts for each passage and tells none from another.
        there = there - there.min(axis=1, keepdims=True, initial=np.inf)
        said = worth @ (there / (SATURATION + there))
        likeness = np.zeros(len(rows), np.float32)
        if self.meaning is not None:
            likeness = self.meaning.likeness(ranking.query.sentence, rows)
        known = dict(zip(item.rows, item.scores, strict=True))
        document = self.snapshot.documents[item.document]
        title = self.names.terms(document.title)  # says nothing of which section is meant
        asked = [ranking.query.concepts[line] for line in own_lines(ranking.query)]
        asked = [concept for concept in asked if not says_all(title, [concept])]

        def order(i: int) -> tuple[bool, float, float, float]:
            trail = self.snapshot.sections[rows[i]].trail
            shown = not trail or heading_of(document, trail) == prior.heading
            like = float(likeness[i]) - _WAS_SHOWN * shown
            called = says_all(self.names.terms("".join(trail[-1:])), asked)
            return not called, -float(said[i]), -like, -known.get(int(rows[i]), 0.0)

        best = sorted(range(len(rows)), key=order)
        return item._replace(
            rows=tuple(int(rows[i]) for i in best),
            scores=tuple(known.get(int(rows[i]), 0.0) for i in best),
        )


def _half(query: Query) -> Query:
    """A message that says half of what it asks: words for the kind of answer need not stand
    in the page, and what an English sentence says of the subject names nothing."""
    english = query.text.isascii() and len(query.words) >= _SENTENCE

    def share(said: str) -> float:
        return _FORM_SHARE if said in FORM_WORDS else _ENGLISH_SHARE if english else 1.0

    concepts = tuple(
        replace(
            concept,
            told=concept.told and concept.said not in FORM_WORDS,
            weight=concept.weight * share(concept.said),
        )
        for concept in query.concepts
    )
    unknown = tuple(w for w in query.unknown if not english and w.text not in FORM_WORDS)
    return replace(query, concepts=concepts, unknown=unknown)

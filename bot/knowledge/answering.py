"""From a question to an answer or a refusal, over one snapshot of the index.

The order of doubt: is this a question for pages at all, does it lean on the one before,
does the best page hold enough of it, and does it name a price that no page names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.knowledge import refusals
from bot.knowledge.answers import Answer, Composer, Passage, Refusal, heading_of
from bot.knowledge.asides import asking_part
from bot.knowledge.cited import cited
from bot.knowledge.companions import Companions
from bot.knowledge.concepts import Query, merge
from bot.knowledge.confidence import THRESHOLD, Confidence, confidence
from bot.knowledge.evidence import Evidence, evidence
from bot.knowledge.follow_up import (
    Earlier,
    clearly_leans,
    command,
    earlier,
    leans,
    without_lead,
)
from bot.knowledge.meaning import Meaning
from bot.knowledge.query import QueryBuilder
from bot.knowledge.ranking import RankedDocument, Ranking, rank
from bot.knowledge.scoring import SATURATION
from bot.knowledge.screening import AMOUNT, asks_price, screen
from bot.knowledge.selection import measure, select_passages
from bot.knowledge.snapshot import Snapshot, is_record
from bot.messages import Turn
from bot.script import normalise

_SHOWN = 5
_SURE = 1.0  # above the threshold: what a part of a message needs to be answered for the whole
_NEAREST = 1.0  # below the threshold by no more than this: the nearest titles are shown
_EARLIER_SHARE = 0.6
_RECORD = 4.0  # what pages that keep a record of one event are put back
_SAME_PAGE = 3.0  # what the page of the last answer is given in a follow-up
_FEW_CONCEPTS = 3
_GOES_ON = 0.6  # share of a short message that the page it leads to should hold
_ENOUGH = 0.7  # share of the question that one page should hold alone
_ADDS = 0.35  # share that a second page must add to be quoted
_NEAR = 0.8  # of the first page's score: what such a page needs itself
_QUOTE_CHARS = 500
_TELLING_WEIGHT = 0.8


@dataclass(frozen=True, slots=True)
class Look:
    """A ranking and how sure we are of its first page."""

    ranking: Ranking
    confidence: Confidence

    @property
    def value(self) -> float:
        return self.confidence.value


@dataclass(frozen=True, slots=True)
class Answerer:
    """Immutable; belongs to one snapshot. ``threshold``: below it we refuse."""

    snapshot: Snapshot
    builder: QueryBuilder
    companions: Companions
    threshold: float = THRESHOLD
    meaning: Meaning | None = None

    def more_careful(self, caution: float) -> Answerer:
        """The same with a threshold that is higher by ``caution``."""
        return replace(self, threshold=self.threshold + caution) if caution else self

    def search(self, question: str, top: int) -> list[Passage]:
        ranking = rank(self.snapshot, self.builder.build(question), self.meaning)
        return self.passages(self.companions.arrange(ranking), top)

    def answer(self, question: str, history: Sequence[Turn], quote: str) -> Answer | Refusal:
        text = question.strip() or quote.strip()
        if reason := screen(normalise(text)):
            return Refusal(refusals.screened(reason), final=True)
        prior = earlier(history)
        if prior is not None and prior.page and (wish := command(text)):
            if wish == "sources":
                return cited(self.snapshot, prior, history[-1].topic)
            return self._act(wish, prior)
        if quote.strip() and question.strip():
            prior = Earlier(quote.strip()[:_QUOTE_CHARS])
        look, asked = self._understand(text, prior)
        if look.value < self.threshold and asked == text and not _is_telling(look.ranking.query):
            return Refusal(refusals.NOT_UNDERSTOOD, topic={"asked": asked})
        return self._decide(look, asked, None if asked == text else prior)

    def look(self, question: str, history: Sequence[Turn] = ()) -> Look:
        """What an answer would go by, before any decision."""
        return self._understand(question, earlier(history))[0]

    def explain(self, question: str, history: Sequence[Turn]) -> Evidence:
        """Why a question was answered or refused as it was."""
        look = self.look(question, history)
        passages = tuple(self.passages(look.ranking, _SHOWN))
        found = evidence(
            question, look.ranking, passages, look.confidence, self.threshold, self.meaning
        )
        return replace(found, screened=screen(normalise(question)) is not None)

    def passages(self, ranking: Ranking, top: int) -> list[Passage]:
        found = []
        best = ranking.passages(top)
        matched = ranking.matched([row for row, _ in best])
        for number, ((row, score), held) in enumerate(zip(best, matched, strict=True), 1):
            document = self.snapshot.documents[self.snapshot.document_of[row]]
            section = self.snapshot.sections[row]
            found.append(
                Passage(
                    path=document.path,
                    heading=heading_of(document, section.trail),
                    title=document.title,
                    text=section.text,
                    score=round(score, 4),
                    rank=number,
                    terms=tuple(dict.fromkeys(concept.said for concept in held)),
                )
            )
        return found

    def _understand(self, text: str, prior: Earlier | None) -> tuple[Look, str]:
        """The ranking to answer from, and the question in full for the next follow-up."""
        query = self.builder.build(text)
        alone = self._look(query, "")
        if prior is None or not leans(text):
            return self._without_asides(alone, text), text
        few = sum(concept.told for concept in query.concepts) <= _FEW_CONCEPTS
        if alone.value >= self.threshold and not (few and clearly_leans(text)):
            return alone, text
        query = self.builder.build(without_lead(text))
        together = merge(query, self.builder.build(prior.question), _EARLIER_SHARE)
        look = self._look(together, prior.page)
        if not clearly_leans(text) and not self._goes_on(look.ranking):
            return alone, text
        return look, f"{prior.question} {text}"[-_QUOTE_CHARS:]

    def _without_asides(self, look: Look, text: str) -> Look:
        """What is said beside a question, or where an error was seen, may hide it."""
        if look.value >= self.threshold or not (part := asking_part(text)):
            return look
        alone = self._look(self.builder.build(part), "")
        return alone if alone.value >= self.threshold + _SURE else look

    def _goes_on(self, ranking: Ranking) -> bool:
        """Does the page that a short message and the question before lead to hold what the
        message itself says? 今天天气怎么样 after a question is no part of it."""
        query = ranking.query
        own = [i for i, c in enumerate(query.concepts) if c.told and c.start >= 0]
        if any(len(word.text) > 1 for word in query.unknown) or not ranking.documents:
            return False
        worth = ranking.scored.worth[own]
        held = self._held(ranking, ranking.documents[0], own)
        total = float(worth.sum())
        return total > 0 and float(worth @ held) >= _GOES_ON * total

    def _look(self, query: Query, page: str) -> Look:
        ranking = self._records_last(rank(self.snapshot, query, self.meaning))
        if page:
            ranking = self._preferring(ranking, page)
        ranking = self.companions.arrange(ranking)
        return Look(ranking, confidence(self.snapshot, ranking, self.builder.terms_in))

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
    def _preferring(self, ranking: Ranking, page: str) -> Ranking:
        """The same ranking with the page of the last answer moved up, and its passages in
        the order of what the new words ask for."""
        own = [line for line, c in enumerate(ranking.query.concepts) if c.start >= 0]
        worth = ranking.scored.worth[own]
        documents = []
        for item in ranking.documents:
            if self.snapshot.documents[item.document].path == page:
                there = ranking.scored.in_passages[own, list(item.rows)]
                # What names the page counts for each passage and tells none from another.
                there = there - there.min(axis=1, keepdims=True, initial=np.inf)
                said = worth @ (there / (SATURATION + there))
                order = sorted(
                    range(len(item.rows)), key=lambda i: (-float(said[i]), -item.scores[i])
                )
                item = item._replace(
                    score=item.score + _SAME_PAGE,
                    rows=tuple(item.rows[i] for i in order),
                    scores=tuple(item.scores[i] for i in order),
                )
            documents.append(item)
        documents.sort(key=lambda item: -item.score)
        return replace(ranking, documents=tuple(documents))

    def _decide(self, look: Look, asked: str, prior: Earlier | None) -> Answer | Refusal:
        """``prior``: what the question follows up on."""
        ranking = look.ranking
        passages = tuple(self.passages(ranking, _SHOWN))
        doubted = look.value < self.threshold
        # The nearest titles are no help to who asks for an amount: 免费领实例.
        priced = asks_price(normalise(asked))
        if priced and (doubted or not AMOUNT.search(passages[0].text)):
            return Refusal(refusals.NO_PRICE, passages, {"asked": asked}, final=True)
        if doubted:
            near = look.value >= self.threshold - _NEAREST
            each = {passage.title: passage for passage in reversed(passages)}
            nearest = list(each.values())[::-1][:2] if near else []
            return Refusal(refusals.not_known(ranking, nearest), passages, {"asked": asked})
        second = self._second(ranking)
        if prior is None:  # in a follow-up it is the new words that put them in order
            place = ranking.documents.index(second) if second else 0
            ranking = select_passages(self.snapshot, ranking, place + 1, self.meaning)
            second = ranking.documents[place] if second else None
        goes_on = prior is not None and self._path(ranking.documents[0]) == prior.page
        return Composer(self.snapshot, measure(ranking, self.builder.terms_in)).compose(
            ranking.documents, passages, asked=asked, second=second, goes_on=goes_on
        )

    @np.errstate(invalid="ignore", over="ignore")
    def _second(self, ranking: Ranking) -> RankedDocument | None:
        """A page that holds a good part of the question which the first page lacks."""
        told = [line for line, c in enumerate(ranking.query.concepts) if c.told]
        worth = ranking.scored.worth[told]
        mass = float(worth.sum()) or 1.0
        held = self._held(ranking, ranking.documents[0], told)
        if float(worth @ held) / mass >= _ENOUGH:
            return None
        # 越来越大 alone leads to anything that grows.
        telling = np.array([ranking.query.concepts[i].weight >= _TELLING_WEIGHT for i in told])
        near = [d for d in ranking.documents[1:4] if d.score >= _NEAR * ranking.documents[0].score]
        for item in near:
            adds = self._held(ranking, item, told) & ~held & telling
            if float(worth @ adds) / mass >= _ADDS:
                return item
        return None

    def _held(self, ranking: Ranking, item: RankedDocument, told: list[int]) -> NDArray[np.bool_]:
        """Which of the concepts a document holds anywhere."""
        first = self.snapshot.first_passage
        rows = slice(int(first[item.document]), int(first[item.document + 1]))
        return np.asarray(ranking.scored.in_passages[told, rows].any(axis=1))

    def _act(self, wish: str, prior: Earlier) -> Answer | Refusal:
        """展开, 换一个: on the last answer."""
        ranking = self._look(self.builder.build(prior.question), "").ranking
        passages = tuple(self.passages(ranking, _SHOWN))
        shown = set(prior.shown) | {prior.page}
        if wish == "expand":
            documents = [d for d in ranking.documents if self._path(d) == prior.page]
        else:
            documents = [d for d in ranking.documents if self._path(d) not in shown]
        if not documents:
            return Refusal("没有更多可看的了，我不知道还有别的页面讲这件事。")
        ranking = replace(ranking, documents=tuple(documents))
        ranking = select_passages(self.snapshot, ranking, 1, self.meaning)
        answer = Composer(self.snapshot, measure(ranking, self.builder.terms_in)).compose(
            ranking.documents, passages, asked=prior.question, full=wish == "expand"
        )
        seen = "\n".join((*prior.shown, prior.page))
        return replace(answer, topic={**answer.topic, "shown": seen})

    def _path(self, item: RankedDocument) -> str:
        return self.snapshot.documents[item.document].path


def _is_telling(query: Query) -> bool:
    """Is there any word that names something, known or not?"""
    return any(c.told and c.weight >= _TELLING_WEIGHT for c in query.concepts) or any(
        len(word.text) > 1 and any(letter.isalpha() for letter in word.text)
        for word in query.unknown
    )

"""From a question to an answer or a refusal, over one snapshot of the index.

The order of doubt: is this a question for pages at all, does it lean on the one before,
does the best page hold enough of it, and does it name a price that no page names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.knowledge.answering import refusals, releases
from bot.knowledge.answering.answers import Answer, Composer, Passage, Refusal, heading_of
from bot.knowledge.answering.cited import cited
from bot.knowledge.answering.companions import Companions
from bot.knowledge.answering.corrections import meant
from bot.knowledge.answering.evidence import Evidence, evidence
from bot.knowledge.answering.follow_up import Earlier, asks, command, earlier, nth, refers
from bot.knowledge.answering.look import TELLING_WEIGHT, Look
from bot.knowledge.answering.shares import held_by
from bot.knowledge.answering.understanding import Reader, Understood
from bot.knowledge.index.snapshot import Snapshot
from bot.knowledge.pages.documents import Document
from bot.knowledge.question.incidental import without_statements
from bot.knowledge.question.query import QueryBuilder
from bot.knowledge.ranking.confidence import THRESHOLD
from bot.knowledge.ranking.page_names import PageNames
from bot.knowledge.ranking.selection import measure, select_passages
from bot.knowledge.ranking.two_steps import RankedDocument, Ranking, rank
from bot.knowledge.vectors.meaning import Meaning
from bot.knowledge.words import software
from bot.knowledge.words.screening import AMOUNT, asks_price, screen
from bot.messages import Turn
from bot.script import normalise

_SHOWN = 5
_NEAREST = 1.0  # below the threshold by no more than this: the nearest titles are shown
_SINCE = 3  # messages that asked more of a subject, which are kept with it
_ENOUGH = 0.7  # share of the question that one page should hold alone
_ADDS = 0.35  # share that a second page must add to be quoted
_NEAR = 0.8  # of the first page's score: what such a page needs itself
_QUOTE_CHARS = 500


@dataclass(frozen=True, slots=True)
class Answerer:
    """Immutable; belongs to one snapshot. ``threshold``: below it we refuse."""

    snapshot: Snapshot
    builder: QueryBuilder
    companions: Companions
    names: PageNames
    threshold: float = THRESHOLD
    meaning: Meaning | None = None
    newest: int = 0  # release that the pages hold for

    @classmethod
    def over(
        cls, snapshot: Snapshot, builder: QueryBuilder, threshold: float, meaning: Meaning | None
    ) -> Answerer:
        names = PageNames(snapshot, builder.terms_in)
        companions, newest = Companions.of(snapshot), releases.newest(snapshot.documents)
        return cls(snapshot, builder, companions, names, threshold, meaning, newest)

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
        text, prior = _spoken(text, earlier(history))
        if prior is not None and prior.direct and not quote:
            if offered := _wanted(text, prior):
                chosen = self.answer(offered, history, "")
                return replace(chosen, goes_on=True) if isinstance(chosen, Answer) else chosen
            if prior.page and (wish := command(text)):
                if wish == "sources":
                    return replace(cited(self.snapshot, prior), goes_on=True)
                return self._act(wish, prior)
        if quote.strip() and question.strip():
            prior = Earlier((quote.strip()[:_QUOTE_CHARS],))
        read = self.reader.read(text, prior)
        doubted = read.look.value < self.threshold
        if doubted and read.half and asks(text):
            return self.not_on_page(text, prior)
        if doubted and not read.follows and not read.look.is_telling:
            return Refusal(refusals.NOT_UNDERSTOOD, topic={"asked": text, "beside": "1"})
        return self._decide(read, prior if read.follows else None)

    def look(self, question: str, history: Sequence[Turn] = ()) -> Look:
        """What an answer would go by, before any decision."""
        return self.reader.read(*_spoken(question, earlier(history))).look

    def not_on_page(self, text: str, prior: Earlier | None) -> Refusal:
        """For a message that may go on with the page of the last answer, which lacks it."""
        direct = prior is not None and prior.direct
        said = refusals.not_on_page(prior.title) if prior and direct else refusals.NOT_UNDERSTOOD
        return Refusal(said, topic={"asked": text, "beside": "1"})

    @property
    def reader(self) -> Reader:
        return Reader(
            self.snapshot, self.builder, self.companions, self.names, self.threshold, self.meaning
        )

    def explain(self, question: str, history: Sequence[Turn]) -> Evidence:
        """Why a question was answered or refused as it was."""
        if (prior := earlier(history)) and prior.direct:
            offered = _wanted(question, prior)
            question = question if command(offered) else offered or question
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

    def _decide(self, read: Understood, prior: Earlier | None) -> Answer | Refusal:
        """``prior``: what the question follows up on."""
        ranking = read.look.ranking
        doubted = read.look.value < self.threshold
        topic = _topic(read, prior)
        # The nearest titles are no help to who asks for an amount: 免费领实例.
        bare = (without_statements(normalise(text)) for text in _meant(read.asked))
        priced = any(map(asks_price, bare))
        # An answer quotes the pages themselves.
        passages = tuple(self.passages(ranking, _SHOWN)) if priced or doubted else ()
        if priced and (doubted or not AMOUNT.search(passages[0].text)):
            return Refusal(refusals.NO_PRICE, passages, topic, final=True)
        asked = normalise(read.asked[-1])
        release = self._newer(asked, ranking)
        if release and releases.asks_of_itself(asked):
            said = refusals.NEWER.format(self.newest, release)
            return Refusal(said, passages, topic, final=True)
        if doubted:
            near = read.look.value >= self.threshold - _NEAREST
            each = {passage.title: passage for passage in reversed(passages)}
            nearest = list(each.values())[::-1][:2] if near else []
            if prior is not None:  # what was talked about before is what goes on
                topic["beside"] = "1"
            other = self._elsewhere(ranking, nearest, passages)
            foreign = read.look.is_foreign and self.snapshot.is_on_postgres
            said, named = refusals.not_known(ranking, nearest, other, foreign)
            topic["offered"] = "\n".join(named)
            return Refusal(said, passages, topic)
        second = self._second(ranking)
        if prior is None:  # in a follow-up it is the new words that put them in order
            place = ranking.documents.index(second) if second else 0
            ranking = select_passages(self.snapshot, ranking, place + 1, self.meaning)
            second = ranking.documents[place] if second else None
        goes_on = prior is not None and self._path(ranking.documents[0]) == prior.page
        answer = self._composer(ranking).compose(
            ranking.documents, asked="", second=second, goes_on=goes_on
        )
        note = refusals.OLDER.format(self.newest, release) if release else ""
        return replace(
            answer,
            markdown=note + answer.markdown,
            topic={**answer.topic, **topic},
            goes_on=read.surely,
            half=read.half,
        )

    def _elsewhere(
        self, ranking: Ranking, nearest: Sequence[Passage], found: Sequence[Passage]
    ) -> str:
        """The other software that a question is about, where the pages deal with PostgreSQL
        and none that was found, or passage that is near, is called by it."""
        query = ranking.query
        other = software.only_of(query.text, [word.text for word in query.words])
        names = [*(one.heading for one in nearest), *(one.title for one in found)]
        called = any(other in normalise(name) for name in names)
        if not other or not self.snapshot.is_on_postgres:
            return ""
        return "" if called and not software.is_database(other) else other

    def _newer(self, asked: str, ranking: Ranking) -> int:
        """The release that is asked about, newer than those the pages hold for and none of the
        best page's; else 0."""
        release = releases.beyond(asked, self.newest, nameless=self.snapshot.is_on_postgres)
        best = ranking.documents[0] if ranking.documents else None
        dealt = (
            release and best is not None and releases.is_dealt_with(self._document(best), release)
        )
        return 0 if dealt else release

    @np.errstate(invalid="ignore", over="ignore")
    def _second(self, ranking: Ranking) -> RankedDocument | None:
        """A page that holds a good part of the question which the first page lacks."""
        told = [line for line, c in enumerate(ranking.query.concepts) if c.told]
        worth = ranking.scored.worth[told]
        mass = float(worth.sum()) or 1.0
        held = held_by(self.snapshot, ranking, ranking.documents[0], told)
        if float(worth @ held) / mass >= _ENOUGH:
            return None
        # 越来越大 alone leads to anything that grows.
        telling = np.array([ranking.query.concepts[i].weight >= TELLING_WEIGHT for i in told])
        near = [d for d in ranking.documents[1:4] if d.score >= _NEAR * ranking.documents[0].score]
        for item in near:
            adds = held_by(self.snapshot, ranking, item, told) & ~held & telling
            if float(worth @ adds) / mass >= _ADDS:
                return item
        return None

    def _act(self, wish: str, prior: Earlier) -> Answer | Refusal:
        """展开, 换一个: on the last answer."""
        ranking = self.reader.look(prior.asked).ranking
        shown = set(prior.shown) | {prior.page}
        if wish == "expand":
            documents = [d for d in ranking.documents if self._path(d) == prior.page]
        else:
            told = [d for d in ranking.documents if not self._document(d).is_wordless]
            documents = [d for d in told if self._path(d) not in shown]
        if not documents:
            return Refusal("没有更多可看的了，我不知道还有别的页面讲这件事。")
        ranking = replace(ranking, documents=tuple(documents))
        ranking = select_passages(self.snapshot, ranking, 1, self.meaning)
        answer = self._composer(ranking).compose(
            ranking.documents, asked="\n".join(prior.asked), full=wish == "expand"
        )
        seen = "\n".join((*prior.shown, prior.page))
        return replace(answer, topic={**answer.topic, "shown": seen}, goes_on=True)

    def _composer(self, ranking: Ranking) -> Composer:
        worth_of = measure(ranking, self.builder.terms_in)
        return Composer(self.snapshot, worth_of, self.names)

    def _document(self, item: RankedDocument) -> Document:
        return self.snapshot.documents[item.document]

    def _path(self, item: RankedDocument) -> str:
        return self._document(item).path


def _spoken(text: str, prior: Earlier | None) -> tuple[str, Earlier | None]:
    """What a message asks, and what it can lean on: one that corrects says what was meant, and
    that the last page is not it."""
    said, denied = meant(text)
    if prior is None or not said:
        return text, prior
    return said, prior if denied is None else prior.denied(denied)


def _meant(asked: Sequence[str]) -> Sequence[str]:
    """What is asked now: the last message, and the one before where it points to that."""
    return asked[-2:] if refers(asked[-1]) else asked[-1:]


def _topic(read: Understood, prior: Earlier | None) -> dict[str, str]:
    """What the next follow-up leans on."""
    lines = [" ".join(text.split())[-_QUOTE_CHARS:] for text in read.asked]
    topic = {"asked": "\n".join((*lines[:1], *lines[1:][-_SINCE:]))}
    if read.follows and prior is not None:
        pages = dict.fromkeys((prior.page, *prior.pages))
        topic["pages"] = "\n".join(page for page in pages if page)
    return topic


def _wanted(text: str, prior: Earlier) -> str:
    """What 「第二个」 picks of what was offered; empty where it picks nothing."""
    number = nth(text)
    return prior.offered[number - 1] if 0 < number <= len(prior.offered) else ""

"""Whether a message goes on with the subject that is talked about, or has one of its own.

What it points to and what it names decide, and where it names little, which page holds it:
有没有不锁表的办法 is answered by a page about the subject that knows of locks, and not by the
page that is named after them.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bot.knowledge.answering.follow_up import (
    Earlier,
    asks,
    asks_how,
    clearly_leans,
    defines,
    elides,
    is_bare,
    is_brief,
    refers,
    states,
)
from bot.knowledge.answering.look import Look
from bot.knowledge.answering.shares import (
    NAMING,
    held_by,
    lines_before,
    naming,
    own_lines,
    says_all,
    share_held,
    share_said,
    span,
)
from bot.knowledge.index.snapshot import Snapshot
from bot.knowledge.ranking.two_steps import Ranking
from bot.knowledge.vectors.meaning import Meaning
from bot.knowledge.words import software
from bot.knowledge.words.salience import FORM_WORDS, salience
from bot.knowledge.words.tokens import Word

ABOUT = 0.6  # share of the subject that a page about it holds
GOES_ON = 0.45  # share of a message that such a page should hold
_LITTLE = 0.25  # the same, of one that names nothing, where it would be answered anyhow
_AS_WELL = 0.8  # of what the best page for the message alone holds of it
_FEW, _SEVERAL, _HARDLY_ANY = 3, 4, 2  # words that say something
_SAYS = 0.55  # the least weight of such a word
_SURE = 1.0  # above the threshold: a message that is answered well by itself
_NAMED = 0.42  # likeness with a page's own name from which a message is a question of its own
_ALL_NAMED = 0.58  # the same, of one without a noun
_SURELY_NAMED = 0.8  # the same, whatever sections the page before has
_HARDLY_NAMED = 0.2  # likeness with such a name below which a weak answer is none
_NEAR, _NEARER = 0.30, 0.12  # cosine with a page of its own, and above that with the other
_DOUBTED = 0.25  # share of it that is of daily life, or known in pieces only


@dataclass(frozen=True)
class Leaning:
    """A message looked at ``alone`` and ``together`` with what was asked before."""

    snapshot: Snapshot
    threshold: float
    text: str
    alone: Look
    together: Look
    prior: Earlier
    terms_in: Callable[[str], Set[int]]
    meaning: Meaning | None = None

    @property
    def goes_on(self) -> bool:
        """Is it answered together with the subject?"""
        if not self.together.ranking.documents:
            return False
        few = self.says_little
        if self._is_strange or (not self.prior.direct and (self.share < GOES_ON or not few)):
            return False
        if few and (refers(self.text) or is_bare(self.text) or states(self.text)):
            return not self._is_only_known_elsewhere
        whole = self.is_whole and not (self._named < _SURELY_NAMED and self._has_heading)
        if self._is_sure and (self._said > _SEVERAL or whole):
            return False
        if few and clearly_leans(self.text):
            of_its_own = asks_how(self.text) and self.names and self.is_of_another_page
            called = self._is_sure and self._named >= _NAMED
            return not (of_its_own or (called and not self.share) or self._is_lost_there)
        if (self._is_sure and not is_brief(self.text)) or not self._is_about_subject:
            return False
        if self.is_of_another_page:
            return False
        return self._is_no_answer_alone or self._is_held_together

    @cached_property
    def _names_software(self) -> bool:
        """那 mysql 呢: is nothing named but other software?"""
        own, query = own_lines(self.together.ranking.query), self.alone.ranking.query
        if not refers(self.text) or self._said != 1 or not own:
            return False
        return bool(software.named(query.text, [word.text for word in query.words]))

    @property
    def _is_named_before(self) -> bool:
        """Was the page that both lead to named with the last answer?"""
        pages = {self.prior.page, *(path for path, _ in self.prior.sources)}
        best = self.together.ranking.documents[0].document
        return self.snapshot.documents[best].path in pages

    @property
    def only_compares(self) -> bool:
        """Does a passage of a page that was named with the last answer tell of the other
        software?"""
        if not (self._names_software and self._is_named_before):
            return False
        ranking = self.together.ranking
        row = ranking.documents[0].rows[0]
        return bool((ranking.scored.in_passages[own_lines(ranking.query), row] > 0).any())

    @property
    def only_shares(self) -> bool:
        """Or is it told of on another page, which is not called after the subject?"""
        if not self._names_software or self._is_named_before:
            return False
        ranking = self.together.ranking
        document = self.snapshot.documents[ranking.documents[0].document]
        trail = self.snapshot.sections[ranking.documents[0].rows[0]].trail
        called = self.terms_in(" ".join((document.title, *trail)))
        lines = lines_before(ranking.query)
        told = [float(worth) for worth in ranking.scored.worth[lines]]
        held = [ranking.query.concepts[i].is_held_by(called) for i in lines]
        kept = sum(w for w, is_held in zip(told, held, strict=True) if is_held)
        return kept < GOES_ON * sum(told)

    @property
    def is_whole(self) -> bool:
        """Does it name what it asks about, as a page is named or to be told what it is?"""
        if elides(self.text):
            return False
        if self.names:
            return self._named >= _NAMED or defines(self.text)
        query = self.alone.ranking.query
        told = (c.said for c in query.concepts if c.told and c.said not in FORM_WORDS)
        enough = _NAMED if defines(self.text) else _ALL_NAMED
        return self._named >= enough and any(len(said) > 1 for said in told)

    @cached_property
    def names(self) -> list[Word]:
        """The words that name a subject."""
        return naming(self.snapshot, self.alone.ranking)

    @cached_property
    def share(self) -> float:
        """How much of the message the page that both lead to holds."""
        return share_said(self.snapshot, self.together.ranking)

    @property
    def says_little(self) -> bool:
        """Can it be half of a question by what it says?"""
        return self._said <= _FEW

    @cached_property
    def _said(self) -> int:
        concepts = self.alone.ranking.query.concepts
        return sum(concept.told and concept.weight >= _SAYS for concept in concepts)

    @property
    def _named(self) -> float:
        return self.alone.confidence.features.get("named", 0.0)

    @property
    def _is_sure(self) -> bool:
        return self.alone.value >= self.threshold

    @property
    def _is_only_known_elsewhere(self) -> bool:
        """怎么重启 after a page that knows of no restart: is another page named just so?"""
        if refers(self.text):  # 那怎么切换
            return asks_how(self.text) and self.is_of_another_page and not self.share
        return self._is_sure and self._named >= _SURELY_NAMED and not self.share

    @cached_property
    def is_of_another_page(self) -> bool:
        """Is the page that answers it alone called so and the other not, or much nearer in
        meaning? 怎么看有哪些表 has no word that names a subject, and still is a question."""
        if not self._is_sure:
            return False
        alone, together = self.alone.ranking, self.together.ranking
        called = asks_how(self.text) and self._is_called_so(alone, title=True)
        if called and not self._is_better_held_there:
            return not self._is_called_so(together, title=True)
        near = self._nearness(alone)
        return near >= _NEAR and near - self._nearness(together) >= _NEARER

    def _nearness(self, ranking: Ranking) -> float:
        """Of the message and the passage most like it on the best page; 0 without vectors."""
        if self.meaning is None:
            return 0.0
        rows = self.snapshot.rows_of(ranking.documents[0].document)
        sentence = self.alone.ranking.query.sentence
        likeness = self.meaning.likeness(sentence, np.arange(rows.start, rows.stop))
        return float(likeness.max(initial=0.0))

    @property
    def _is_strange(self) -> bool:
        """Does it speak of what no page knows, of other software, of daily life?"""
        doubts = self.together.confidence.features
        if max(doubts.get("fragments", 0.0), doubts.get("everyday", 0.0)) >= _DOUBTED:
            return True
        if self.alone.confidence.features.get("other_software") and not refers(self.text):
            return True
        unknown = self.together.ranking.query.unknown
        return self.share < _LITTLE and any(
            len(word.text) > 1 and salience(word) >= NAMING for word in unknown
        )

    @property
    def _is_no_answer_alone(self) -> bool:
        """Would it be answered, but by a page that only shares a common word with it?"""
        if not (self._is_sure or self.alone.is_lone) or self._named >= _HARDLY_NAMED:
            return False
        if self._said <= _HARDLY_ANY and not self.names and asks(self.text):
            return True
        weak = self._is_sure and self.alone.value < min(
            self.together.value, self.threshold + _SURE
        )
        return weak and self._holds_names and self.share >= GOES_ON

    @property
    def _is_held_together(self) -> bool:
        """Does a page about the subject hold what the message says?"""
        if not self.names and asks(self.text):
            return self.share >= (_LITTLE if self._is_sure else GOES_ON)
        if not self._holds_names or self.share < GOES_ON:
            return False
        as_well = _AS_WELL * share_said(self.snapshot, self.alone.ranking)
        if self._said > _HARDLY_ANY and self.alone.value > self.together.value:
            return self.share >= as_well  # 主库挂了怎么切 says enough to be looked up by itself
        return self._named < _HARDLY_NAMED or self.share >= as_well

    @property
    def _is_better_held_there(self) -> bool:
        """怎么看还剩多少 names nothing: does the page of the last answer hold it far better?"""
        there = self.together.page(self.snapshot) == self.prior.page
        better = self.together.value >= self.alone.value + _SURE
        return there and better and not self.names and self.share >= GOES_ON

    @property
    def _is_lost_there(self) -> bool:
        """支持 upsert 吗 after a page on backups: is it named, held well by another page, and by
        none on the subject?"""
        far = self.alone.value >= max(self.together.value, self.threshold) + _SURE
        if not (far and self.names and self.share < _LITTLE):
            return False
        query = self.alone.ranking.query
        return not software.named(query.text, [word.text for word in query.words])

    @property
    def _has_heading(self) -> bool:
        """Does the page of the last answer have a section on just that: 怎么建索引?"""
        there = self.together.page(self.snapshot) == self.prior.page
        return there and self._is_called_so(self.together.ranking)

    def _is_called_so(self, ranking: Ranking, *, title: bool = False) -> bool:
        """Does a heading of the best page hold all that the message says, or its title?"""
        if not (own := [ranking.query.concepts[i] for i in own_lines(ranking.query)]):
            return False
        document = self.snapshot.documents[ranking.documents[0].document]
        headings = {section.trail[-1] for section in document.sections if section.trail}
        if title:
            headings |= {document.title, *document.names}
        return any(says_all(there, own) for there in map(self.terms_in, headings))

    @property
    def _holds_names(self) -> bool:
        ranking = self.together.ranking
        spans = {(word.start, word.end) for word in naming(self.snapshot, ranking)}
        concepts = ranking.query.concepts
        lines = [i for i in own_lines(ranking.query) if span(concepts[i]) in spans]
        return bool(held_by(self.snapshot, ranking, ranking.documents[0], lines).all())

    @property
    def _is_about_subject(self) -> bool:
        """Is the page one that was shown for the subject, or does it hold that?"""
        if self.together.page(self.snapshot) in (self.prior.page, *self.prior.pages):
            return True
        ranking = self.together.ranking
        first = ranking.documents[0]
        return share_held(self.snapshot, ranking, first, lines_before(ranking.query)) >= ABOUT

"""A second look at messages that nothing answered: surely about salons, but told at length.

People wrap a question in their reasons (想提前调休, 我好跟老板说), and no vocabulary has all
of that. Here the record's own names, dates, numbers and words are weighed against what is
left over. Where they weigh enough, the clauses that ask nothing are passed over, then the
words that are no names, and the rest is read as if it had been said plainly. A name that
the record does not have is never passed over: it may be what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.events.answers import unrecorded
from bot.events.answers.lists import listed
from bot.events.answers.people.attended import attended
from bot.events.answers.talks import by_subject as talks
from bot.events.answers.telling import told
from bot.events.book.calendar import Renamed
from bot.events.questions import names_and_asks, reply_to
from bot.events.reading.asking import Question
from bot.events.reading.elsewhere import asks_of_subject, leans_on_page, speaks_of_database
from bot.events.reading.message import Reading
from bot.events.reading.restated import restated
from bot.events.reading.situation import Situation
from bot.events.reading.weighing import (
    ALONE,
    OF_THE_SUBJECT,
    OTHER_SUBJECT,
    TELLING_KINDS,
    WordKinds,
    asks_for_talks,
    is_entity,
    is_name,
    left_words,
    speaks,
    weigh,
    without_gaps,
    without_garnish,
)
from bot.events.replies import SalonReply
from bot.events.words.vocabulary import Word
from bot.events.words.wording import clauses_of
from bot.expressions import Expression

_BESIDE = 1.0
_REASON = Expression(r"[，,。！!？?；;：:…]")
_OF_ITS_OWN = ("n", "v", "l", "i", "x")  # idioms and words of the subject too
_ENOUGH, _SURELY = 2.0, 2.5
_OPERATIONS = (
    Word.WHICH, Word.COUNT, Word.LISTING, Word.MOST, Word.LEAST, Word.RANK, Word.TOP, Word.SUM,
    Word.AVERAGE, Word.COMPARE, Word.GAP, Word.UPCOMING, Word.DURATION, Word.OVERVIEW,
    Word.TRAINING, Word.CHAPTER, Word.AGENDA, Word.POOL, Word.SALON, Word.COME, Word.HOLD,
)  # fmt: skip


def answer_loosely(
    situation: Situation,
    text: str,
    kinds: WordKinds,
    *,
    surely: bool = False,
    renamed: Renamed = lambda text: (),
) -> SalonReply | None:
    """What the record says to a message that ``answer_question`` passed over, or None where
    it may not be about salons. ``surely``: something else could answer it, so that more must
    speak for salons. ``renamed`` gives the text with other names for its subjects. Pure."""
    text = restated(text, situation.book.names, kinds)
    reading = situation.read(text) if situation.book.salons else None
    if reading is None or reading.has(Word.PRIVATE) or speaks_of_database(reading):
        return None
    question_of = situation.question
    least, whole = _SURELY if surely else _ENOUGH, question_of(reading)
    if asks_of_subject(whole) or (whole.paged and leans_on_page(whole)):
        return None
    hopeless = speaks(whole) + ALONE < least and not asks_for_talks(whole)
    pieces = () if surely and hopeless else clauses_of(text)
    clauses = [*map(situation.read, pieces)]
    for clause in clauses if not surely and len(clauses) > 1 else ():
        alone = question_of(clause) if clause else None
        sure = alone and names_and_asks(alone) and weigh(alone, kinds) >= _ENOUGH
        if alone and sure and (reply := reply_to(alone)):
            return reply
    if hopeless:
        return None  # no part of it can say more than all of it
    asking = [c for c in clauses if c and any(s.value is not Word.FILLER for s in c.spans)]
    core = situation.read(" ".join(c.text for c in asking)) if asking else None
    # Reasons are passed over, but not what else is asked: 北京 从库延迟大.
    beside = [clause for clause in clauses if clause and clause not in asking]
    least += sum(_of_another_subject(clause, kinds, _REASON.search(text)) for clause in beside)
    others = renamed(core.text) if core and asks_for_talks(question_of(core)) else ()
    said = _subjects(question_of(core), kinds) if core else []
    for one in (core, *map(situation.read, others)):
        if one is None or weigh(question_of(one), kinds) < least:
            continue
        if one is not core and set(_subjects(question_of(one), kinds)) <= set(said):
            continue  # the other name is in no title either
        if reply := _about_subject(question_of(one), kinds):
            return reply
    if core is None or weigh(question_of(core), kinds) < least:
        return None
    asked = question_of(core)
    of_its_own = sum(kind.startswith(_OF_ITS_OWN) for _, kind in left_words(core, kinds))
    if not (asked.facts or asked.has(*_OPERATIONS)) and of_its_own > 1:
        return None  # 上海那次停电丢数据没: a city, and nothing that the record tells
    return unrecorded.left_over(asked, list(left_words(core, kinds))) or _told_plainly(
        (reading, core, *asking), situation, kinds
    )


def _told_plainly(
    readings: Sequence[Reading], situation: Situation, kinds: WordKinds
) -> SalonReply | None:
    """The first plainer reading that has an answer; else all that is known of the names."""
    core = readings[1]
    for plainer in _plainer(readings, kinds):
        if reply := reply_to(situation.question(plainer)):
            return reply
    named = " ".join(core.text[s.start : s.end] for s in core.spans if is_entity(s))
    only = situation.read(named)
    return _all_known(situation.question(only)) if only else None


def _all_known(question: Question) -> SalonReply | None:
    """All that is known of the salon, or the salons of the city, sponsor, company or date."""
    if question.companies and not question.is_scoped:
        groups = question.book.companies_of(question.companies)
        return attended(question, groups) if groups else None
    scope = question.scope
    if not scope.named or scope.missing or scope.beyond or question.is_doubtful:
        return None
    if scope.single:
        return told(question, scope.salons, ())
    return listed(f"一共 {len(scope.salons)} 期：", scope.salons, ())


def _of_another_subject(clause: Reading, kinds: WordKinds, reason: object) -> float:
    """How much a clause that says nothing of salons speaks against them. A reason tells
    something in words of every day; what stands beside a name without even a comma may be
    the question itself."""
    against = 0.0
    for word, kind in set(left_words(clause, kinds)):
        if kind == OF_THE_SUBJECT and len(word) > 1:
            against -= OTHER_SUBJECT
        elif not reason and kind.startswith(TELLING_KINDS):
            against += _BESIDE
    return against + ALONE if against and not reason else against


def names_nothing(reading: Reading, kinds: WordKinds) -> bool:
    """Whether what is left over holds no name that the record lacks, so that it may be
    passed over when a page about salons or the training is asked for."""
    return not any(is_name(word, kind) for word, kind in left_words(reading, kinds))


def _subjects(question: Question, kinds: WordKinds) -> list[str]:
    """The words left over that titles of talks have, in the order of the message."""
    words = dict.fromkeys(word for word, _ in left_words(question.reading, kinds))
    return [word for word in words if question.book.topics.knows(word)]


def _about_subject(question: Question, kinds: WordKinds) -> SalonReply | None:
    """有没有人讲过迁移相关的: the left over words that titles of talks have, and no others."""
    reading, known = question.reading, _subjects(question, kinds)
    said = [match.span() for word in known for match in re.finditer(re.escape(word), reading.text)]
    gaps = sorted(said)  # as everywhere: by their places
    if not gaps or not asks_for_talks(question):
        return None
    spans = tuple(s for s in reading.spans if all(s.end <= a or b <= s.start for a, b in gaps))
    return talks.answer(replace(question, reading=Reading(reading.text, spans, tuple(gaps))))


def _plainer(readings: Sequence[Reading], kinds: WordKinds) -> Iterator[Reading]:
    """Ever plainer readings: without what may be garnish, without the clauses that ask
    nothing, and without all that is left over."""
    for one in readings:
        if (plain := without_garnish(one, kinds, most=None)) is not None:
            yield plain
    for one in readings[1:]:
        # 哪章讲 X is not answered by all chapters.
        if names_nothing(one, kinds) and not one.has(Word.CHAPTER):
            yield without_gaps(one)

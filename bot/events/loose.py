"""A second look at messages that nothing answered: surely about salons, but told at length.

People wrap a question in their reasons (想提前调休, 我好跟老板说), and no vocabulary has all
of that. Here the record's own names, dates, numbers and words are weighed against what is
left over. Where they weigh enough, the clauses that ask nothing are passed over, then the
words that are no names, and the rest is read as if it had been said plainly. A name that
the record does not have is never passed over: it may be what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.events.ahead import begun, to_come
from bot.events.answers import cards, talks
from bot.events.asking import FACTS, TELLING, Question
from bot.events.calendar import SalonBook
from bot.events.elsewhere import asks_of_subject, leans_on_page, speaks_of_database
from bot.events.garnish import WordKinds, without_gaps, without_garnish
from bot.events.names import Kind, Match
from bot.events.numbers import ITEM_UNITS, ClockTime, Ordinals, Slice
from bot.events.page_questions import CLAUSES
from bot.events.page_topics import person_topic
from bot.events.questions import names_and_asks, reply_to
from bot.events.reading import Reading, Span, read
from bot.events.replies import SalonReply
from bot.events.restated import restated
from bot.events.turns import after_page, topic_of
from bot.events.vocabulary import Word
from bot.expressions import Expression
from bot.messages import Turn
from bot.pinyin import is_han

# How surely a span speaks of salons. Below, what is said of anything.
_NAMES: Mapping[Kind, float] = {
    Kind.SALON: 3, Kind.PERSON: 2, Kind.SPONSOR: 2, Kind.TEAM: 2, Kind.ROLE: 1.5,
    Kind.CITY: 1.5, Kind.REGION: 1.0, Kind.COMPANY: 1.5, Kind.VENUE: 1.5, Kind.FORM: 1.5,
}  # fmt: skip
_WORDS: Mapping[Word, float] = {
    Word.SALON: 2, Word.WHICH: 1, Word.TRAINING: 1.5, Word.CHAPTER: 1.5, Word.AGENDA: 1,
    Word.REFERENCE: 0.5, Word.UNIT: 0.5, Word.HOLD: 0.5, Word.COME: 0.5, Word.UPCOMING: 1,
    Word.NEXT: 0.5, Word.PREVIOUS: 0.5, Word.GIVE: 0.5, Word.EVERY: 0.5, Word.ELSEWHERE: 0.5,
    Word.WEEKDAY: 0.5, Word.GAP: 1, Word.POOL: 1, Word.SPEAKERS: 1.5, Word.TOTAL: 0.5,
    Word.HOWTO: -2, Word.PAGES: -0.5, Word.PRIVATE: -3,
}  # fmt: skip
_FACT, _TELLING_FACT, _OF_RECORD, _TURN, _COUNTED, _NUMBERED, _ALONE, _THAT_ONE = (
    0.5, 1.0, 1.5, 1.0, 1.0, 2.5, 0.5, 1.0,
)  # fmt: skip
_SUBJECT = 0.75
_UNKNOWN_NAME, _OTHER_SUBJECT, _UNKNOWN_WORD = -2.5, -1.25, -0.5
_BESIDE = 1.0
_REASON = Expression(r"[，,。！!？?；;：:…]")
_OF_THE_SUBJECT = "x"  # of the segmenter: what the pages are about, 从库 or 主键
# Kinds of the segmenter: names of places, people, bodies and things; Latin words.
_NAME_KINDS = ("nr", "ns", "nt", "nz", "eng")
_TELLING_KINDS = ("n", "v")
_OF_ITS_OWN = ("n", "v", "l", "i", "x")  # idioms and words of the subject too
_ENOUGH, _SURELY = 2.0, 2.5
_OPERATIONS = (
    Word.WHICH, Word.COUNT, Word.LISTING, Word.MOST, Word.LEAST, Word.RANK, Word.TOP, Word.SUM,
    Word.AVERAGE, Word.COMPARE, Word.GAP, Word.UPCOMING, Word.DURATION, Word.OVERVIEW,
    Word.TRAINING, Word.CHAPTER, Word.AGENDA, Word.POOL, Word.SALON, Word.COME, Word.HOLD,
)  # fmt: skip
_OF_TALKS = (Word.GIVE, Word.TELL, Word.SPEAKERS)
_WHICH_TALKS = (Word.WHICH, Word.EXISTS, Word.LISTING, Word.COUNT, Word.WHO, Word.SALON)
# The text with a name of its subject replaced by another for the same, once for each.
Renamed = Callable[[str], Sequence[str]]


def weigh(question: Question, kinds: WordKinds) -> float:
    """How surely a message is about salons, all in all; 2 is enough where nothing else is
    known of it."""
    reading = question.reading
    weight = _speaks(question)
    of_talks = _asks_for_talks(question)
    for word, kind in _left(reading, kinds):
        if of_talks and question.book.topics.knows(word):
            weight += _SUBJECT
        elif _is_name(word, kind):
            weight += _UNKNOWN_NAME
        elif kind == _OF_THE_SUBJECT and len(word) > 1:
            weight += _OTHER_SUBJECT
        elif kind.startswith(_TELLING_KINDS):
            weight += _UNKNOWN_WORD
    return weight


def _speaks(question: Question) -> float:
    """What speaks for salons, whatever is left over."""
    reading = question.reading
    weight = _TURN if question.matter else 0.0
    if reading.spans and question.is_clear and all(map(_is_entity_or_filler, reading.spans)):
        weight += _ALONE
    if _names_one_of_a_city(reading):
        weight += _THAT_ONE
    weight += _COUNTED if question.counts_salons else 0.0
    seen: set[object] = set()
    for span in reading.spans:
        key = _kind_of(span)
        if key not in seen:
            weight += _of_span(question, span)
        seen.add(key)
    return weight


def _names_one_of_a_city(reading: Reading) -> bool:
    """杭州那次, 北京站."""
    pairs = zip(reading.spans, reading.spans[1:], strict=False)
    return any(
        one.end == other.start and _is_entity(one) and other.value in (Word.REFERENCE, Word.UNIT)
        for one, other in pairs
    )


def _kind_of(span: Span) -> object:
    """What counts once, however often it is said."""
    value = span.value
    if isinstance(value, Ordinals | Slice):
        return value.unit
    return value if isinstance(value, Word) else type(value)


def _of_span(question: Question, span: Span) -> float:
    value = span.value
    if isinstance(value, tuple):
        best = max(_NAMES.get(name.kind, 0) for name in value)
        return best if span.match >= Match.CORE else best / 2
    if isinstance(value, Word):
        usual = _TELLING_FACT if value in TELLING else _FACT if value in FACTS else 0.0
        return _WORDS.get(value, usual)
    if isinstance(value, Ordinals | Slice):
        if value.unit in ITEM_UNITS or not value.unit:
            return 0.5
        return _NUMBERED if value.unit in "期届站" else 1.0
    if isinstance(value, ClockTime):
        return 0.5
    of_record = not value.relative and any(
        value.fits(salon.held_on) for salon in question.book.standalone
    )
    return _OF_RECORD if of_record else 0.5


def _left(reading: Reading, kinds: WordKinds) -> Iterator[tuple[str, str]]:
    """The words of the unexplained stretches with their kinds."""
    at = 0
    for word, kind in kinds(reading.text):
        end = at + len(word)
        if word.strip(" 、") and any(start < end and at < stop for start, stop in reading.gaps):
            yield word, kind
        at = end


def _is_name(word: str, kind: str) -> bool:
    if not all(map(is_han, word)):
        return word.strip() != "" and not word.strip().isdecimal()
    return kind.startswith(_NAME_KINDS)


def answer_loosely(
    book: SalonBook,
    text: str,
    history: Sequence[Turn],
    now: datetime,
    zone: ZoneInfo,
    kinds: WordKinds,
    *,
    surely: bool = False,
    renamed: Renamed = lambda text: (),
) -> SalonReply | None:
    """What the record says to a message that ``answer_question`` passed over, or None where
    it may not be about salons. ``surely``: something else could answer it, so that more must
    speak for salons. ``renamed`` gives the text with other names for its subjects. Pure."""
    today = now.astimezone(zone).date()
    topic = topic_of(history) or person_topic(book, history)
    text = restated(text, book.names, kinds)
    reading = read(book, text, today) if book.salons else None
    if reading is None or reading.has(Word.PRIVATE) or speaks_of_database(reading):
        return None
    ahead, paged = to_come(book.salons, now, zone), after_page(history)
    current = begun(ahead, now, zone)

    def question_of(reading: Reading) -> Question:
        return Question(book, reading, today, topic, ahead, paged, current)

    least, whole = _SURELY if surely else _ENOUGH, question_of(reading)
    if asks_of_subject(whole) or (paged and leans_on_page(whole)):
        return None
    hopeless = _speaks(whole) + _ALONE < least and not _asks_for_talks(whole)
    pieces = () if surely and hopeless else filter(str.strip, CLAUSES.split(text))
    clauses = [read(book, clause, today) for clause in pieces]
    for clause in clauses if not surely and len(clauses) > 1 else ():
        alone = question_of(clause) if clause else None
        sure = alone and names_and_asks(alone) and weigh(alone, kinds) >= _ENOUGH
        if alone and sure and (reply := reply_to(alone)):
            return reply
    if hopeless:
        return None  # no part of it can say more than all of it
    asking = [c for c in clauses if c and any(_says_something(span) for span in c.spans)]
    core = read(book, " ".join(c.text for c in asking), today) if asking else None
    # Reasons are passed over, but not what else is asked: 北京 从库延迟大.
    beside = [clause for clause in clauses if clause and clause not in asking]
    least += sum(_of_another_subject(clause, kinds, _REASON.search(text)) for clause in beside)
    others = renamed(core.text) if core and _asks_for_talks(question_of(core)) else ()
    said = _subjects(question_of(core), kinds) if core else set()
    for one in (core, *(read(book, other, today) for other in others)):
        if one is None or weigh(question_of(one), kinds) < least:
            continue
        if one is not core and _subjects(question_of(one), kinds) <= said:
            continue  # the other name is in no title either
        if reply := _about_subject(question_of(one), kinds):
            return reply
    if core is None or weigh(question_of(core), kinds) < least:
        return None
    if not _asks(question_of(core)) and _says_of_its_own(core, kinds):
        return None  # 上海那次停电丢数据没: a city, and nothing that the record tells
    for plainer in _plainer((reading, core, *asking), kinds):
        if reply := reply_to(question_of(plainer)):
            return reply
    named = " ".join(core.text[s.start : s.end] for s in core.spans if _is_entity(s))
    only = read(book, named, today)
    return cards.answer(question_of(only)) if only else None


def _of_another_subject(clause: Reading, kinds: WordKinds, reason: object) -> float:
    """How much a clause that says nothing of salons speaks against them. A reason tells
    something in words of every day; what stands beside a name without even a comma may be
    the question itself."""
    against = 0.0
    for word, kind in set(_left(clause, kinds)):
        if kind == _OF_THE_SUBJECT and len(word) > 1:
            against -= _OTHER_SUBJECT
        elif not reason and kind.startswith(_TELLING_KINDS):
            against += _BESIDE
    return against + _ALONE if against and not reason else against


def _asks(question: Question) -> bool:
    """Whether a fact or an operation is asked for that the record has an answer to."""
    return bool(question.facts) or question.has(*_OPERATIONS)


def _says_of_its_own(reading: Reading, kinds: WordKinds) -> bool:
    """Whether what is left over is more than a word beside a name."""
    return sum(kind.startswith(_OF_ITS_OWN) for _, kind in _left(reading, kinds)) > 1


def names_nothing(reading: Reading, kinds: WordKinds) -> bool:
    """Whether what is left over holds no name that the record lacks, so that it may be
    passed over when a page about salons or the training is asked for."""
    return not any(_is_name(word, kind) for word, kind in _left(reading, kinds))


def _asks_for_talks(question: Question) -> bool:
    """谁讲过, 有没有…的议题; a 报告 alone may be any."""
    which = question.has(Word.TALKS) and question.has(*_WHICH_TALKS)
    return question.has(*_OF_TALKS) or which


def _subjects(question: Question, kinds: WordKinds) -> set[str]:
    """The words left over that titles of talks have."""
    topics = question.book.topics
    return {word for word, _ in _left(question.reading, kinds) if topics.knows(word)}


def _about_subject(question: Question, kinds: WordKinds) -> SalonReply | None:
    """有没有人讲过迁移相关的: the left over words that titles of talks have, and no others."""
    reading, known = question.reading, _subjects(question, kinds)
    gaps = [match.span() for word in known for match in re.finditer(re.escape(word), reading.text)]
    if not gaps or not _asks_for_talks(question):
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


def _says_something(span: Span) -> bool:
    return not isinstance(span.value, Word) or span.value is not Word.FILLER


def _is_entity_or_filler(span: Span) -> bool:
    return _is_entity(span) or span.value is Word.FILLER


def _is_entity(span: Span) -> bool:
    return not isinstance(span.value, Word | ClockTime)

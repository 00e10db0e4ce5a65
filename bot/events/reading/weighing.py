"""What a message says besides the record's own names, dates, numbers and words: which of it is
garnish, and how surely they speak of salons against the rest.

No vocabulary has all the verbs, measure words and particles (报名刚好八十, 落在哪儿). A word is
taken for garnish by its part of speech, never by what it is; a noun, a name or a Latin word is
a subject of its own and stays unexplained.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.events.reading.asking import FACTS, TELLING, Question
from bot.events.reading.message import Reading, Span
from bot.events.words.names import Kind, Match
from bot.events.words.numbers import ITEM_UNITS, ClockTime, Ordinals, Slice
from bot.events.words.vocabulary import Word
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
_FACT, _TELLING_FACT, _OF_RECORD, _TURN, _COUNTED, _NUMBERED, ALONE, _THAT_ONE = (
    0.5, 1.0, 1.5, 1.0, 1.0, 2.5, 0.5, 1.0,
)  # fmt: skip
_SUBJECT = 0.75
_UNKNOWN_NAME, OTHER_SUBJECT, _UNKNOWN_WORD = -2.5, -1.25, -0.5
OF_THE_SUBJECT = "x"  # of the segmenter: what the pages are about, 从库 or 主键
# Kinds of the segmenter: names of places, people, bodies and things; Latin words.
_NAME_KINDS = ("nr", "ns", "nt", "nz", "eng")
TELLING_KINDS = ("n", "v")
_OF_TALKS = (Word.GIVE, Word.TELL, Word.SPEAKERS)
_WHICH_TALKS = (Word.WHICH, Word.EXISTS, Word.LISTING, Word.COUNT, Word.WHO, Word.SALON)
# The words of a text with their part of speech (v, n, d, …), in order and whole.
WordKinds = Callable[[str], Sequence[tuple[str, str]]]

# First letters of the segmenter's kinds: verbs, adverbs, measure words, numerals, pronouns,
# prepositions, conjunctions, particles, directions, adjectives, attributes, affixes.
_LOOSE = frozenset("vdqmrpcufabyeozkh")
_MAY_BE_SUBJECTS = frozenset({"vn", "an"})  # 迁移, 安全: what a talk may be about
_MOST_GARNISH = 8  # characters


def weigh(question: Question, kinds: WordKinds) -> float:
    """How surely a message is about salons, all in all; 2 is enough where nothing else is
    known of it."""
    reading = question.reading
    weight = speaks(question)
    of_talks = asks_for_talks(question)
    for word, kind in left_words(reading, kinds):
        if of_talks and question.book.topics.knows(word):
            weight += _SUBJECT
        elif is_name(word, kind):
            weight += _UNKNOWN_NAME
        elif kind == OF_THE_SUBJECT and len(word) > 1:
            weight += OTHER_SUBJECT
        elif kind.startswith(TELLING_KINDS):
            weight += _UNKNOWN_WORD
    return weight


def speaks(question: Question) -> float:
    """What speaks for salons, whatever is left over."""
    reading = question.reading
    weight = _TURN if question.matter else 0.0
    plain = all(is_entity(span) or span.value is Word.FILLER for span in reading.spans)
    if reading.spans and question.is_clear and plain:
        weight += ALONE
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
        one.end == other.start and is_entity(one) and other.value in (Word.REFERENCE, Word.UNIT)
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


def left_words(reading: Reading, kinds: WordKinds) -> Iterator[tuple[str, str]]:
    """The words of the unexplained stretches with their kinds."""
    at = 0
    for word, kind in kinds(reading.text):
        end = at + len(word)
        if word.strip(" 、") and any(start < end and at < stop for start, stop in reading.gaps):
            yield word, kind
        at = end


def is_name(word: str, kind: str) -> bool:
    if not all(map(is_han, word)):
        return word.strip() != "" and not word.strip().isdecimal()
    return kind.startswith(_NAME_KINDS)


def asks_for_talks(question: Question) -> bool:
    """谁讲过, 有没有…的议题; a 报告 alone may be any."""
    which = question.has(Word.TALKS) and question.has(*_WHICH_TALKS)
    return question.has(*_OF_TALKS) or which


def is_entity(span: Span) -> bool:
    return not isinstance(span.value, Word | ClockTime)


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    is_loose: bool


def without_garnish(
    reading: Reading, kinds: WordKinds, most: int | None = _MOST_GARNISH
) -> Reading | None:
    """The reading with garnish read as filler; None where there is none, or more than
    ``most`` characters."""
    pieces = list(_pieces(reading.text, kinds))
    loose: list[Span] = []
    kept: list[tuple[int, int]] = []
    for start, end in reading.gaps:
        over = [p for p in pieces if p.start < end and start < p.end]
        if over and all(p.is_loose for p in over):
            loose.append(Span(start, end, Word.FILLER))
        else:
            kept.append((start, end))
    passed = sum(s.end - s.start for s in loose)
    if not passed or (most is not None and passed > most):
        return None
    spans = tuple(sorted((*reading.spans, *loose), key=lambda span: span.start))
    return Reading(reading.text, spans, tuple(kept))


def without_gaps(reading: Reading) -> Reading:
    """The reading with everything unexplained passed over."""
    more = [Span(start, end, Word.FILLER) for start, end in reading.gaps]
    spans = sorted((*reading.spans, *more), key=lambda span: span.start)
    return replace(reading, spans=tuple(spans), gaps=())


def _pieces(text: str, kinds: WordKinds) -> Iterator[_Piece]:
    at = 0
    for word, kind in kinds(text):
        loose = kind[0] in _LOOSE and kind not in _MAY_BE_SUBJECTS and all(map(is_han, word))
        yield _Piece(at, at + len(word), loose or not word.strip(" 、"))
        at += len(word)

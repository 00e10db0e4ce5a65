"""A message, read: which stretches are names, dates, numbers and words we know.

Everything that may be something is collected and the longest wins. What stays unread is
kept as ``rest``: it tells whether a message is about salons at all, and may be the topic of
a talk or the name of a company that never came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from bot.events.book.calendar import SalonBook
from bot.events.words.dates import When, find_dates
from bot.events.words.dialects import in_plain_words
from bot.events.words.names import Found, Kind, Match, Name
from bot.events.words.numbers import ClockTime, Ordinals, Slice, find_numbers
from bot.events.words.vocabulary import Word, find_fillers, find_homophones, find_words
from bot.events.words.wording import tidy
from bot.expressions import Expression

LONGEST_MESSAGE = 160
_CARRIES_MEANING = Expression(r"[a-z0-9\u3400-\u9fff]")
# Two characters sound like something too easily (程度, 成都): such a slip is believed only
# where it leaves nothing of the message unexplained.
_SHORT = 2
_COST = 0.5  # characters; a longer span is believed before two short ones in its place
_SHORTEST_BY_SOUND = {
    Kind.CITY: 2,
    Kind.PERSON: 2,
    Kind.FORM: 2,
    Kind.COMPANY: 3,
    Kind.SPONSOR: 3,
    Kind.VENUE: 3,
}


Value = Word | When | Ordinals | Slice | ClockTime | tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the message and what it is. ``number`` is what a word counts with."""

    start: int
    end: int
    value: Value
    match: Match = Match.EXACT
    number: int | None = None

    @property
    def names(self) -> tuple[Name, ...]:
        """What of the record it names; empty for any other value."""
        return self.value if isinstance(self.value, tuple) else ()


@dataclass(frozen=True, slots=True)
class Reading:
    """The spans of a message in order, and the stretches that nothing explains."""

    text: str
    spans: tuple[Span, ...]
    gaps: tuple[tuple[int, int], ...]
    _said: frozenset[Word] = field(init=False, repr=False, compare=False)
    _names: tuple[Name, ...] = field(init=False, repr=False, compare=False)
    _told_gaps: tuple[tuple[int, int], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Asked for a hundred times of each message.
        said: set[Word] = set()
        names: dict[Name, None] = {}
        for span in self.spans:
            if isinstance(span.value, Word):
                said.add(span.value)
            names.update(dict.fromkeys(span.names))
        told = tuple(gap for gap in self.gaps if _CARRIES_MEANING.search(self.text, *gap))
        object.__setattr__(self, "_said", frozenset(said))
        object.__setattr__(self, "_names", tuple(names))
        object.__setattr__(self, "_told_gaps", told)

    def has(self, *words: Word) -> bool:
        return not self._said.isdisjoint(words)

    def says(self, pattern: Expression) -> bool:
        return pattern.search(self.text) is not None

    def words(self) -> list[Word]:
        """The words in their order, each once."""
        return list(dict.fromkeys(s.value for s in self.spans if isinstance(s.value, Word)))

    def said(self, *words: Word) -> list[str]:
        """How the message says these words, in its order."""
        return [self.text[s.start : s.end] for s in self.spans if s.value in words]

    def number_of(self, word: Word) -> int | None:
        """What a word such as OVER or CHAPTER counts with."""
        return next((s.number for s in self.spans if s.value is word and s.number), None)

    @property
    def names(self) -> list[Name]:
        return list(self._names)

    def named(self, *kinds: Kind) -> list[str]:
        """Keys of the names of these kinds, in order, each once."""
        return list(dict.fromkeys(name.key for name in self._names if name.kind in kinds))

    @property
    def whens(self) -> list[When]:
        return [s.value for s in self.spans if isinstance(s.value, When)]

    @property
    def ordinals(self) -> list[Ordinals]:
        return [s.value for s in self.spans if isinstance(s.value, Ordinals)]

    @property
    def slices(self) -> list[Slice]:
        return [s.value for s in self.spans if isinstance(s.value, Slice)]

    @property
    def units(self) -> list[str]:
        """The measure words of what is counted."""
        return [*(one.unit for one in self.ordinals), *(one.unit for one in self.slices)]

    @property
    def clock_times(self) -> list[ClockTime]:
        return [s.value for s in self.spans if isinstance(s.value, ClockTime)]

    @property
    def rest(self) -> list[str]:
        """The unexplained stretches that carry meaning."""
        return [self.text[start:end].strip() for start, end in self._told_gaps]

    @property
    def told_gaps(self) -> list[tuple[int, int]]:
        """Where those stand."""
        return list(self._told_gaps)


def read(book: SalonBook, message: str, today: date) -> Reading | None:
    """None for messages that are empty or too long to be a question about salons."""
    reading = _read(book, tidy(message), today)
    return _with_hosts(book, reading) if reading else None


# A message is read by each look at it, with and without its marks: kept just long enough.
@lru_cache(maxsize=16)
def _read(book: SalonBook, message: str, today: date) -> Reading | None:
    said = in_plain_words(message, book.names)
    text = message if said == message else tidy(said)
    if not text or len(text) > LONGEST_MESSAGE:
        return None
    exact = [*_counted(text, today), *_named(book.names.find(text)), *_worded(text)]
    plain = _Taken(text).fill(exact).with_fillers()
    if not plain.told_gaps:
        return plain
    sounded = list(_by_sound(book, text))
    if all(_overlaps(gap, sounded) for gap in plain.told_gaps):
        slips = _Taken(text).fill([*exact, *sounded]).with_fillers()
        if not slips.told_gaps:
            return slips
    long = [span for span in sounded if span.end - span.start > _SHORT]
    found = _Taken(text).fill(exact).fill(long).with_fillers() if long else plain
    return _with_whole_subjects(book, found)


def _with_hosts(book: SalonBook, reading: Reading) -> Reading:
    """除了阿里还有谁赞助: the name of a company is that of the sponsor that begins with it, where
    sponsors are spoken of."""
    if not reading.has(Word.SPONSOR) or reading.named(Kind.SPONSOR):
        return reading
    spans = []
    for span in reading.spans:
        keys = [name.key for name in span.names if name.kind is Kind.COMPANY]
        hosts = [n for key in keys for n in book.names.guess(tidy(key), Kind.SPONSOR)
                 if tidy(n.key).startswith(tidy(key))]  # fmt: skip
        spans.append(replace(span, value=tuple(dict.fromkeys(hosts))) if hosts else span)
    return replace(reading, spans=tuple(spans))


def _with_whole_subjects(book: SalonBook, reading: Reading) -> Reading:
    """The 定 and the 变 of 绑定变量 say nothing, but a name of the subject is one word: what is
    left over of it is all of it."""
    own = [word for word in book.subjects(reading.text) if _overlaps(word, reading.told_gaps)]
    parts = [s for s in reading.spans if s.value is Word.FILLER]
    parts = [s for s in parts if any(a <= s.start and s.end <= b for a, b in own)]
    if not parts:
        return reading
    taken = _Taken(reading.text, [s for s in reading.spans if s not in parts])
    return Reading(reading.text, tuple(taken.spans), tuple(taken.free()))


@dataclass(slots=True)
class _Taken:
    """Which characters of the text are explained already."""

    text: str
    spans: list[Span] = field(default_factory=list)
    _used: set[int] = field(default_factory=set)

    def fill(self, candidates: Iterable[Span]) -> _Taken:
        """Keep what explains most of the free text with the fewest spans: 加起来多少 is 加起来
        and 多少, not 加 and 起 and 来多少. Of equals the first given."""
        free = [s for s in candidates if self._used.isdisjoint(range(s.start, s.end))]
        for span in _best_cover(free):
            self.spans.append(span)
            self._used.update(range(span.start, span.end))
        return self

    def with_fillers(self) -> Reading:
        """What is read when what says nothing is taken out of the rest."""
        self.fill(
            Span(start + a, start + b, Word.FILLER)
            for start, end in self.free()
            for a, b in find_fillers(self.text[start:end])
        )
        return Reading(
            self.text, tuple(sorted(self.spans, key=lambda span: span.start)), tuple(self.free())
        )

    def free(self) -> list[tuple[int, int]]:
        """The stretches between the spans, which never overlap."""
        taken = sorted((span.start, span.end) for span in self.spans)
        starts, ends = [0, *(end for _, end in taken)], [*(start for start, _ in taken)]
        gaps = zip(starts, [*ends, len(self.text)], strict=True)
        return [(start, end) for start, end in gaps if start < end]


def _best_cover(candidates: Sequence[Span]) -> list[Span]:
    """Spans that do not overlap and together are worth most, where each is worth its length
    less ``_COST``."""
    ending: dict[int, list[Span]] = {}
    for span in candidates:
        ending.setdefault(span.end, []).append(span)
    worth = [0.0]
    chosen: list[Span | None] = [None]
    for at in range(1, max(ending, default=0) + 1):
        best, kept = worth[at - 1], None
        for span in ending.get(at, ()):
            value = worth[span.start] + span.end - span.start - _COST
            if value > best:
                best, kept = value, span
        worth.append(best)
        chosen.append(kept)
    found: list[Span] = []
    at = len(worth) - 1
    while at > 0:
        if last := chosen[at]:
            found.append(last)
        at = last.start if last else at - 1
    return found


def _overlaps(gap: tuple[int, int], spans: Sequence[Span] | Sequence[tuple[int, int]]) -> bool:
    ends = (s if isinstance(s, tuple) else (s.start, s.end) for s in spans)
    return any(start < gap[1] and gap[0] < end for start, end in ends)


def _counted(text: str, today: date) -> Iterator[Span]:
    for start, end, when in find_dates(text, today):
        yield Span(start, end, when)
    for start, end, value in find_numbers(text):
        yield Span(start, end, value)


def _named(found: Iterable[Found]) -> Iterator[Span]:
    """All names that one stretch has, together; the surest match counts."""
    stretches: dict[tuple[int, int], list[Found]] = {}
    for one in found:
        stretches.setdefault((one.start, one.end), []).append(one)
    for (start, end), names in stretches.items():
        match = max(one.match for one in names)
        yield Span(start, end, tuple(dict.fromkeys(one.name for one in names)), match)


def _worded(text: str) -> Iterator[Span]:
    for start, end, word, number in find_words(text):
        yield Span(start, end, word, number=number)


def _by_sound(book: SalonBook, text: str) -> Iterator[Span]:
    """Names and words that only sound like what was typed, which is no word of the pages' own
    subject: 主键 is no 主讲."""
    found = list(_sounding(book, text))
    own = list(book.subjects(text)) if found else []
    return (span for span in found if not any(_overlaps(word, [span]) for word in own))


def _sounding(book: SalonBook, text: str) -> Iterator[Span]:
    names = (
        found
        for found in book.names.find_by_sound(text)
        if found.end - found.start >= _SHORTEST_BY_SOUND.get(found.name.kind, len(text) + 1)
    )
    for span in _named(names):
        yield replace(span, match=Match.SOUND)
    for start, end, word in find_homophones(text):
        yield Span(start, end, word, Match.SOUND)

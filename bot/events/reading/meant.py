"""Which salons a message means when the record is not what is asked: for what only the store
knows of a salon, its sign-ups, who came, and whether it takes place.

The same reading as for the record. But of several that fit those of these days are meant, and
a part of the title of one of them names it: 夜话 of 「PG夜话 第1场 成都」. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.events.book.calendar import SalonBook
from bot.events.reading.asking import Question
from bot.events.reading.message import Reading, Span, read
from bot.events.reading.situation import topic_in
from bot.events.record.hours import begun, over_at, to_come, zone_of
from bot.events.record.models import Salon
from bot.events.words.dates import When
from bot.events.words.names import OF_SALONS, Match
from bot.events.words.numbers import SALON_UNITS, Ordinals
from bot.events.words.vocabulary import Word, find_words
from bot.events.words.wording import tidy
from bot.expressions import Expression
from bot.messages import Turn

# A salon is asked about for so long after it, and remembered as the last one.
LATELY = timedelta(days=30)
_BY_PLACE = (Word.NEXT, Word.PREVIOUS, Word.FORMER, Word.FIRST)
_OF_SALONS = (*_BY_PLACE, Word.SALON, Word.REFERENCE, Word.LAST)
_COMPARES = (
    Word.MOST, Word.LEAST, Word.RANK, Word.TOP, Word.SORTED, Word.SUM, Word.AVERAGE, Word.EVERY,
    Word.COMPARE, Word.OVER, Word.UNDER, Word.EQUAL,
)  # fmt: skip
_WHICH = Expression("哪(?:一|几|些)?[期场届站次]")
_BARE = Expression(r"(?<![\d第前后近])(\d{1,3})期(?![\d限数])")
_FEW = 3  # salons that one may still speak of together
_SHORTEST = 2  # characters of a part of a title
_PART = Expression(r"(?:(?![第期场届次])[\u3400-\u9fff]){2,}")


@dataclass(frozen=True, slots=True)
class Meant:
    """``salons``: the ones that the message names (``named``), else the ones spoken of; empty
    when neither says any, or what is named is in no record. ``rest`` is what the message says
    beside that. ``compares``: salons are ranked, added or told apart, which the record does."""

    salons: tuple[Salon, ...] = ()
    named: bool = False
    rest: str = ""
    compares: bool = False

    @property
    def single(self) -> Salon | None:
        return self.salons[0] if len(self.salons) == 1 else None


def salons_meant(
    book: SalonBook, text: str, history: Sequence[Turn], now: datetime, zone: ZoneInfo
) -> Meant:
    today = now.astimezone(zone).date()
    # 21期 alone may be how many there were; here it is one.
    text = _BARE.sub(lambda m: f"第{m[0]}" if book.number(int(m[1])) else m[0], text)
    reading = read(book, text, today) if book.salons else None
    if reading is None:
        return Meant(rest=tidy(text))
    ahead = to_come(book.salons, now, zone)
    current = begun(ahead, now, zone)
    question = Question(book, reading, today, topic_in(book, history), ahead, begun=current)
    live = [salon for salon in book.salons if is_of_these_days(salon, now, zone)]
    compares = reading.has(*_COMPARES) or bool(_WHICH.search(reading.text))
    entitled, pieces = _entitled(reading, live)
    rest = _without(reading, pieces)
    names = any(map(_names, reading.spans))
    numbers = any(_counts_salons(s.value) for s in reading.spans)
    at_a_time = bool(reading.whens) and not question.scope.missing
    if names or numbers or at_a_time or reading.has(*_BY_PLACE):
        found = question.scope.salons if question.scope.named else ()
        # A part of a title beside a city: both.
        both = tuple(salon for salon in found if salon in entitled) if entitled else ()
        found = both or found
        if not (numbers or reading.has(*_BY_PLACE)):
            found = tuple(salon for salon in found if salon in live) or found
            found = found if at_a_time else _nearest_days(found, now, zone)
        return Meant(found, True, rest, compares)
    if entitled:
        return Meant(_nearest_days(entitled, now, zone), True, rest, compares)
    around = question.around
    if len(around) > 1:
        around = tuple(s for s in around if s in live) if len(around) <= _FEW else ()
    return Meant(around, False, rest, compares)


def is_of_these_days(salon: Salon, now: datetime, zone: ZoneInfo) -> bool:
    """Whether it is to come, under way, or was over (or cancelled) not long ago."""
    return now < over_at(salon, zone) + LATELY


def was_lately(salons: Iterable[Salon], now: datetime, zone: ZoneInfo) -> Salon | None:
    """The last salon that took place, if that is not long ago; never a cancelled one."""
    today = now.astimezone(zone).date()
    found = [
        salon
        for salon in salons
        if not salon.is_cancelled
        and not salon.series
        and salon.held_on <= now.astimezone(zone_of(salon, zone)).date()
        and (today - salon.held_on) < LATELY
    ]
    return max(found, key=lambda salon: salon.held_on, default=None)


def _nearest_days(salons: Sequence[Salon], now: datetime, zone: ZoneInfo) -> tuple[Salon, ...]:
    """Of each series that is named its next day; salons as they are."""
    days: dict[str, Salon] = {}
    for salon in salons:
        if salon.series and now < over_at(salon, zone):
            days.setdefault(salon.series, salon)
    return tuple(s for s in salons if not s.series or days.get(s.series, s) is s)


def _entitled(reading: Reading, live: Sequence[Salon]) -> tuple[list[Salon], list[str]]:
    """The salons of these days of whose titles a part stands in the message, and those parts;
    a part that all of them share, or that is a word of its own, names none."""
    parts = {salon.id: set(_parts(salon)) for salon in live}
    told = {p for own in parts.values() for p in own if p in reading.text}
    told = {p for p in told if not any(one[:2] == (0, len(p)) for one in find_words(p))}
    if len(parts) > 1:
        told = {p for p in told if not all(p in own for own in parts.values())}
    return [salon for salon in live if parts[salon.id] & told], sorted(told, key=len)[::-1]


def _parts(salon: Salon) -> Iterator[str]:
    """「PG夜话 第1场 成都」: pg夜话, 夜话; its city and its number are read as such. Of a longer
    one its beginnings and its ends as well: 夜谈 of 围炉夜谈."""
    for part in map(tidy, salon.title.split()):
        for match in _PART.finditer(part):
            run = match[0]
            if salon.city not in run:
                yield part
                yield from (run[:end] for end in range(_SHORTEST, len(run) + 1))
                yield from (run[start:] for start in range(1, len(run) - _SHORTEST + 1))


def _names(span: Span) -> bool:
    # By its sound alone anything may be a name: 位置参数.
    return span.match is not Match.SOUND and any(name.kind in OF_SALONS for name in span.names)


def _counts_salons(value: object) -> bool:
    return isinstance(value, Ordinals) and (not value.unit or value.unit in SALON_UNITS)


def _without(reading: Reading, pieces: Sequence[str]) -> str:
    """The message without what says which salon."""
    said = set[int]()
    for span in reading.spans:
        value = span.value
        if isinstance(value, When) or _counts_salons(value) or value in _OF_SALONS or _names(span):
            said.update(range(span.start, span.end))
    for piece in pieces:
        at = reading.text.find(piece)
        said.update(range(at, at + len(piece)))
    kept = (c for at, c in enumerate(reading.text) if at not in said)
    return "".join("".join(kept).split())

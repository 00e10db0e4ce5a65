"""Which salons a message means: by number, name, date, and by their place in the record.

Constraints of one kind add up (广州和深圳), those of different kinds narrow (杭州, 2018年).
Where nothing fits, ``missing`` says what was looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from bot.events.book.calendar import SalonBook
from bot.events.reading.dated import OUTSIDE, dates, within_dates
from bot.events.reading.message import Reading, Span
from bot.events.reading.said_beside import PLACES, each_with_its_place
from bot.events.reading.steps import Around, Scope, by_relation, stepped_over
from bot.events.record.hours import nearest
from bot.events.record.models import Salon
from bot.events.words.dates import When
from bot.events.words.names import Kind, Name
from bot.events.words.numbers import SALON_UNITS, TIMES, Ordinals, Slice
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

_EITHER_SIDE = Expression(f"前后(?:各?[两二2一1]?|那?两)[{SALON_UNITS}]")
_THIS_ONE = Expression("(?:那|而)(?:么|我们)?[这本]一?[期次场]")
# 前五场有几场在某地: of the first five of all, those there.
_WITHIN = Expression("(?:沙龙|活动)?(?:里面?|中|当中)?(?:有|是)(?:几|哪|多少)|里面?|当中")
_IN_LIST = TIMES + "场站"  # 第二期 is the record's number, 第二场 the second of those listed
_LEFT_OUT = (Kind.CITY, Kind.REGION, Kind.SPONSOR)
_DENIED = ("不是", "不要", "不问", "不看")
_REMAINING = ("另", "剩", "其余")
# 不是X赞助的, X没赞助的: all but those, where it is asked which or how many.
_NOT_BY = Expression("(?:(?<!是)不是由?|非|[没不](?:有)?[用由在借]|并非)(?:在|由|用)?$")
_DID_NOT = Expression("[没未](?:有)?(?:给|掏|出)?(?:赞助|提供|出钱|冠名)")
_OF_ONE = (Word.REPLAYS, Word.SPEAKERS, Word.TALKS, Word.TELL)
_SELECTS = (
    Word.WHICH, Word.COUNT, Word.LISTING, Word.TOTAL, Word.EVERY, Word.UNIT, Word.WHO,
    Word.SPONSOR,
)  # fmt: skip
_THAT_ONE = (Word.REFERENCE, Word.UNIT)


def resolve(book: SalonBook, reading: Reading, extra: Iterable[Name], beside: Around) -> Scope:
    """``beside``: with, as listed, those that the ones around were picked from, for 第二场 and
    另一场. ``extra``: names that the caller takes as naming salons too (a sponsor, a company)."""
    each = [resolve(book, one, (), beside).salons for one in each_with_its_place(reading)]
    if each and all(len(salons) == 1 for salons in each):
        return Scope(tuple(dict.fromkeys(chain.from_iterable(each))), named=True)
    around, among = beside.around, beside.listed
    scope = _by_name(book, reading, [*_places(reading), *extra])
    scope = within_dates(reading, scope, book)
    listed = around if len(around) > 1 else among
    if not scope.named and not scope.missing and (others := _others(reading, around, among)):
        return Scope(others, named=True)
    middle = scope.salons if scope.named else tuple(around)
    if len(middle) == 1 and _EITHER_SIDE.search(reading.text):
        sides = [s for step in (-1, 1) if (s := book.beside(middle[0], step))]
        return Scope(tuple(sides), named=True, beyond=not sides)
    scope = _by_number(book, scope, reading, replace(beside, listed=listed))
    for one in reading.slices:
        centre = scope.salons if scope.named else tuple(around)
        if one.steps and centre:
            scope = stepped_over(book, centre, one.count)
    past = around and not any(salon in beside.ahead for salon in around)
    if past and beside.ahead and not scope.named and _THIS_ONE.match(reading.text):  # 那这一期呢
        return Scope(tuple(filter(None, [nearest(beside.ahead)])), named=True)
    return by_relation(book, scope, reading, replace(beside, listed=listed))


def each_named(book: SalonBook, reading: Reading, extra: Iterable[Name]) -> tuple[Salon, ...]:
    """The salons of every number, name and date by itself, whether or not they meet."""
    found = [
        salon
        for ordinals in reading.ordinals
        if not ordinals.unit or ordinals.unit in SALON_UNITS
        for number in ordinals.numbers
        if (salon := book.number(number))
    ]
    names = [*_places(reading), *extra]
    ids = {id_ for name in names for id_ in book.salons_named(name)}
    found += [salon for salon in book.standalone if salon.id in ids]
    for when in dates(reading):
        found += [salon for salon in book.standalone if when.fits(salon.held_on)]
    return tuple(dict.fromkeys(found))


def _places(reading: Reading) -> list[Name]:
    """不是洛阳，是大理 means the other one."""
    spans = [s for s in reading.spans if s.names]
    meant = [s for s in spans if not reading.text[: s.start].endswith(_DENIED)]
    named = [s.names for s in meant or spans]
    if reading.has(Word.COME):  # 苏宁来过吗: the company, and not what lies between two rivers
        named = [names for names in named if all(n.kind is not Kind.COMPANY for n in names)]
    return [name for name in dict.fromkeys(n for ns in named for n in ns) if name.kind in PLACES]


def _by_name(book: SalonBook, reading: Reading, names: Sequence[Name]) -> Scope:
    kinds: dict[Kind, set[str]] = {}
    for name in names:
        kinds.setdefault(name.kind, set()).update(book.salons_named(name))
    if not kinds:
        return Scope(book.standalone)
    if (rest := _but_for(book, reading, names)) is not None:
        return rest
    if _leaves_out(reading) and (
        set(kinds) <= {Kind.CITY, Kind.REGION} or set(kinds) == {Kind.SPONSOR}
    ):
        within = set.union(*kinds.values())
        outside = tuple(s for s in book.standalone if s.id not in within)
        return Scope(outside, named=True)
    ids = set.intersection(*kinds.values())
    if not ids:
        return Scope((), named=True, missing=" ".join(dict.fromkeys(n.key for n in names)))
    return Scope(tuple(s for s in book.salons if s.id in ids), named=True)


def _but_for(book: SalonBook, reading: Reading, names: Sequence[Name]) -> Scope | None:
    """除了杭州还去过浙江别的地方吗: of what else is named all but what stands behind 除了."""
    after = [s.end for s in reading.spans if s.value is Word.BESIDES
             and reading.text[s.start : s.end].startswith("除")]  # fmt: skip
    left = [s.names for s in reading.spans if s.names and s.start in after]
    kept = [s.names for s in reading.spans if s.names and s.start not in after]
    of_places = all(n.kind in (Kind.CITY, Kind.REGION) for ns in (*left, *kept) for n in ns)
    if not left or not kept or not of_places or any(n not in names for ns in kept for n in ns):
        return None
    out = {id_ for ns in left for n in ns for id_ in book.salons_named(n)}
    within = {id_ for ns in kept for n in ns for id_ in book.salons_named(n)} - out
    missing = "" if within else reading.text
    return Scope(tuple(s for s in book.standalone if s.id in within), named=True, missing=missing)


def _leaves_out(reading: Reading) -> bool:
    """除了洛阳还去过哪, 洛阳以外的; but not 洛阳那场除了石破天还有谁."""
    if reading.has(Word.ELSEWHERE) or _is_denied(reading):
        return True
    if reading.named(Kind.PERSON, Kind.FORM):
        return False
    spans = reading.spans
    for at, span in enumerate(spans):
        said = reading.text[span.start : span.end]
        if span.value is not Word.BESIDES:
            continue
        if said in OUTSIDE:
            return at > 0 and _may_be_left_out(spans[at - 1])
        if said.startswith("除"):
            return at + 1 < len(spans) and _may_be_left_out(spans[at + 1], dates=False)
        if said.startswith("还有") or reading.has(*_OF_ONE):
            continue  # 上午的打不开，还有别的录像吗
        return not reading.has(Word.REFERENCE, Word.UNIT)
    return False


def _may_be_left_out(span: Span, *, dates: bool = True) -> bool:
    """A guest or a speaker says nothing of which salons: 深圳那场某家以外还来了谁."""
    return any(n.kind in _LEFT_OUT for n in span.names) or (dates and isinstance(span.value, When))


def _is_denied(reading: Reading) -> bool:
    """不是牡丹云赞助的有哪几场, 牡丹云没赞助的: each name with a denial beside it."""
    named = [s for s in reading.spans if s.names]
    if not named or not reading.has(*_SELECTS) or reading.text.endswith(("吗", "么", "吧")):
        return False
    return all(
        _NOT_BY.search(reading.text[: s.start]) or _DID_NOT.match(reading.text, s.end)
        for s in named
    )


def _others(
    reading: Reading, around: Sequence[Salon], among: Sequence[Salon]
) -> tuple[Salon, ...]:
    """另一场呢, after one of several: the rest of them."""
    said = reading.said(Word.BESIDES)
    if not among or not any(word.startswith(_REMAINING) for word in said):
        return ()
    return tuple(salon for salon in among if salon not in around)


def _by_number(book: SalonBook, scope: Scope, reading: Reading, beside: Around) -> Scope:
    around, listed = beside.around, beside.listed
    units = SALON_UNITS + "个" if beside.picks else SALON_UNITS
    in_list = _IN_LIST + "个" if beside.picks else _IN_LIST
    numbers = [o for o in reading.ordinals if o.unit == "" or o.unit in units]
    sliced = [(s.value, s.end) for s in reading.spans if isinstance(s.value, Slice)]
    for slice_, end in sliced:
        if slice_.steps and (scope.named or around or numbers):
            continue
        if scope.named and _WITHIN.match(reading.text, end):
            ends = slice(slice_.count) if slice_.count > 0 else slice(slice_.count, None)
            kept = tuple(s for s in scope.salons if s in book.standalone[ends])
            scope = replace(scope, salons=kept)
            continue
        kept = scope.salons[: slice_.count] if slice_.count > 0 else scope.salons[slice_.count :]
        scope = replace(scope, salons=kept, named=True)
    if not numbers or scope.missing:
        return scope
    places = [number for ordinal in numbers for number in ordinal.numbers]
    if (
        not scope.named
        and len(listed) > 1
        and all(o.unit and o.unit in in_list for o in numbers)
        and all(0 < abs(place) <= len(listed) for place in places)
    ):
        picked = dict.fromkeys(listed[n - 1 if n > 0 else n] for n in places)
        return Scope(tuple(picked), named=True)
    if not (numbers := [o for o in numbers if o.unit != "个"]):
        return scope  # there is no such place in the list
    if not scope.named and len(around) == 1 and all(o.unit and o.unit in TIMES for o in numbers):
        there = tuple(book.in_city(around[0].city))  # 第三次呢, after the second in a city
        scope = Scope(there, named=True) if len(there) > 1 else scope
    found: list[Salon] = []
    absent: list[int] = []
    for ordinal in numbers:
        for number in ordinal.numbers:
            salon = _numbered(book, scope, ordinal, number, leads=_leads(reading))
            if salon is None:
                absent.append(number)
            elif salon not in found:
                found.append(salon)
    if not found:
        return Scope((), named=True, missing=f"第 {absent[0]} {numbers[0].unit or '期'}")
    return Scope(tuple(found), named=True)


def _leads(reading: Reading) -> bool:
    """第5期是在某地吗: the number comes before the name, so it is not one within it."""
    spans = [s for s in reading.spans if isinstance(s.value, Ordinals | When | tuple)]
    return bool(spans) and isinstance(spans[0].value, Ordinals)


def _numbered(
    book: SalonBook, scope: Scope, ordinal: Ordinals, number: int, *, leads: bool
) -> Salon | None:
    """第二次 in a city is the second there; 第2期 is the record's number, as long as it fits."""
    if number < 0:
        return scope.salons[number] if -number <= len(scope.salons) else None
    nth = scope.salons[number - 1] if 0 < number <= len(scope.salons) else None
    salon = book.number(number)
    if not scope.named:
        return salon or (nth if book.number(1) is None else None)
    own = not ordinal.unit or ordinal.unit not in TIMES
    within = salon if salon in scope.salons else None
    if own and (within or (salon and leads)):
        return within
    return nth or (within if leads else None)  # 第三回是在北京哪里, where there was only one


def sponsors_in(reading: Reading) -> Iterator[Name]:
    """Names that stand for the salons they sponsored; a name that is a company's too is one
    only where it is not said to have come."""
    for span in reading.spans:
        kinds = {name.kind for name in span.names}
        came = Kind.COMPANY in kinds and reading.has(Word.COME) and not reading.has(Word.SPONSOR)
        came = came and not _is_followed_by_reference(reading, span)
        yield from (name for name in span.names if name.kind is Kind.SPONSOR and not came)


def guests_in(reading: Reading, *, bare: bool) -> Iterator[Name]:
    """Companies that say which salon is meant by having come there: 某家来的那场, and with
    ``bare`` 某家那场."""
    for span in reading.spans:
        after = [s for s in reading.spans if s.start >= span.end and s.value is not Word.FILLER]
        said = [s.value for s in after[:2]]
        came = len(said) > 1 and said[0] is Word.COME and said[1] in _THAT_ONE
        if came or (bare and said and said[0] in _THAT_ONE):
            yield from (name for name in span.names if name.kind is Kind.COMPANY)


def companies_in(reading: Reading, others: Sequence[Name]) -> Iterator[str]:
    """The keys of the companies that are named as themselves; ``others`` stand for salons."""
    taken = {name.key for name in others}
    for span in reading.spans:
        sponsors = any(name.kind is Kind.SPONSOR and name.key in taken for name in span.names)
        if not sponsors and not any(name in others for name in span.names):
            yield from (name.key for name in span.names if name.kind is Kind.COMPANY)


def _is_followed_by_reference(reading: Reading, span: Span) -> bool:
    """X那场: X stands for the salon."""
    return any(s.start == span.end and s.value in _THAT_ONE for s in reading.spans)

"""Finds the record's own names in a message: cities, people, companies, sponsors, venues.

Built from the record alone. A name is found as it is written, without company trimmings
(上海云贝网络科技有限公司 → 云贝), typed in pinyin, or with a homophone's slip; what was not
written exactly is marked, so that callers can ask for more evidence.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import add

from bot import pinyin
from bot.events.words.wording import GRAMMAR, stand_in_order, tidy
from bot.expressions import Expression
from bot.pinyin import is_han
from bot.precedence import give_way


class Kind(enum.StrEnum):
    """What a name is the name of; the key of a name depends on it."""

    CITY = "city"  # key: the city as recorded
    SALON = "salon"  # key: the salon's id
    SPONSOR = "sponsor"  # key: the name as recorded
    VENUE = "venue"
    COMPANY = "company"  # key: the group of spellings of one company
    PERSON = "person"  # key: the person's name
    ROLE = "role"  # key: the person's name
    FORM = "form"  # key: what is done together: 圆桌, 辩论 …
    TEAM = "team"  # key: the salon's id
    REGION = "region"  # key: the part of the country


# By these a message says which salon it means.
OF_SALONS = frozenset({
    Kind.CITY, Kind.REGION, Kind.SALON, Kind.VENUE, Kind.SPONSOR, Kind.TEAM,
})  # fmt: skip


class Match(enum.IntEnum):
    """How surely a stretch of text is a name."""

    SOUND = 1  # a homophone
    CORE = 2  # the name without its trimmings
    EXACT = 3


@dataclass(frozen=True, slots=True)
class Name:
    kind: Kind
    key: str


@dataclass(frozen=True, slots=True)
class Found:
    """A name of the record in a text, at ``start``–``end``."""

    start: int
    end: int
    name: Name
    match: Match


_LATIN_EDGE = Expression(r"[a-z0-9]")
_LATIN = Expression(r"[a-z][a-z0-9+-]*(?: [a-z][a-z0-9+-]*)?")
_TAILS = (
    "股份有限公司", "有限责任公司", "有限公司", "公司", "股份", "集团", "控股", "实业", "科技",
    "技术", "软件", "网络", "信息", "电子", "智能",
)  # fmt: skip
_LESSER = frozenset("副前原代")  # 主席 is no part of 副主席
_GENERIC = Expression(
    r"(?:大学|学院|中学|学校|研究院|电信|联通|移动|图书馆|电视台|地铁|银行|医院|证券|保险|电力|"
    r"通信|科技|网络|数据|软件|信息|金融|咨询|计算机|商学院|交易所|创新中心|咖啡厅|社区|空间|"
    r"集团|公司|省|市|区)+"
)
_LONGEST_SOUND = 6


class NameIndex:
    """All names of one record. Immutable once built; safe to share between threads."""

    def __init__(self, names: Iterable[tuple[str, Name]], places: Iterable[str] = ()) -> None:
        """``names``: spelling and what it names. ``places``: what may stand before a
        company's own name (上海云贝)."""
        self._by_spelling: dict[str, dict[Name, Match]] = {}
        self._by_sound = pinyin.Sounds[Name]()
        self._by_pinyin: dict[str, set[Name]] = {}
        self._spellings: list[tuple[str, Name]] = []
        prefixes = sorted({tidy(place) for place in places if place}, key=len, reverse=True)
        for spelling, name in names:
            self._add(tidy(spelling), name, prefixes)
            give_way()
        # By the first two characters: how long the spellings are, the shortest first.
        lengths: dict[str, set[int]] = {}
        for spelling in self._by_spelling:
            lengths.setdefault(spelling[:2], set()).add(len(spelling))
        self._lengths = {begun: tuple(sorted(found)) for begun, found in lengths.items()}

    def find(self, text: str) -> Iterator[Found]:
        """Every exact or trimmed name in a tidy text; they may overlap."""
        for start, begun in enumerate(map(add, text, text[1:])):
            lengths = self._lengths.get(begun, ())
            if not lengths or _inside_word(text, start):
                continue
            for end in [start + length for length in lengths if start + length <= len(text)]:
                names = self._by_spelling.get(text[start:end])
                if names and not _inside_word(text, end):
                    for name, match in names.items():
                        yield Found(start, end, name, match)

    def find_by_sound(self, text: str) -> Iterator[Found]:
        """Homophones and names typed in pinyin, the longer ones first."""
        for match in _LATIN.finditer(text):
            for name in self._by_pinyin.get(match[0].replace(" ", ""), ()):
                yield Found(*match.span(), name, Match.SOUND)
        for start, end, name in self._by_sound.find(text):
            if GRAMMAR.isdisjoint(text[start:end]):
                yield Found(start, end, name, Match.SOUND)

    def guess(self, fragment: str, *kinds: Kind) -> list[Name]:
        """Names that ``fragment`` is a part or an abbreviation of (讯飞, 浙大, 南理工), the
        closest ones only. Empty for fragments that would fit anything."""
        if len(fragment) < 2 or _GENERIC.fullmatch(fragment):
            return []
        within = [(s, n) for s, n in self._spellings if n.kind in kinds and fragment in s]
        if within:
            return list(dict.fromkeys(name for _, name in within))
        if not all(map(pinyin.is_han, fragment)):
            return []
        short = [
            (len(s), n)
            for s, n in self._spellings
            if n.kind in kinds and _abbreviates(fragment, s)
        ]
        least = min((length for length, _ in short), default=0)
        return list(dict.fromkeys(name for length, name in short if length == least))

    def guess_by_sound(self, fragment: str, *kinds: Kind) -> list[Name]:
        """Names that begin with what sounds like ``fragment`` (翰高 of 瀚高软件), for a fragment
        that is a part of none."""
        if len(fragment) < 2 or _GENERIC.fullmatch(fragment) or not all(map(is_han, fragment)):
            return []
        beginnings = self._beginnings
        found = (n for sound in pinyin.sounds(fragment) for n in beginnings.get(sound, ()))
        return list(dict.fromkeys(name for name in found if name.kind in kinds))

    @cached_property
    def _beginnings(self) -> dict[str, list[Name]]:
        """How names begin to sound; made when first asked for, since few messages do."""
        found: dict[str, list[Name]] = {}
        for spelling, names in self._by_spelling.items():
            for end in range(2, min(len(spelling), _LONGEST_SOUND) + 1):
                for sound in pinyin.sounds(spelling[:end]):
                    found.setdefault(sound, []).extend(names)
        return found

    def _add(self, spelling: str, name: Name, prefixes: list[str]) -> None:
        if len(spelling) < 2:
            return
        self._keep(spelling, name, Match.EXACT)
        self._spellings.append((spelling, name))
        if name.kind in (Kind.COMPANY, Kind.SPONSOR):
            for core in _cores(spelling, prefixes):
                self._keep(core, name, Match.CORE)
        if name.kind is Kind.ROLE:
            for start in range(1, len(spelling) - 1):
                if not _inside_word(spelling, start) and spelling[start - 1] not in _LESSER:
                    self._keep(spelling[start:], name, Match.CORE)
        if name.kind is Kind.CITY and spelling != tidy(name.key):
            return  # 京城 sounds like 进程; only what is recorded as the city may be misspelt
        if all(map(pinyin.is_han, spelling)) and len(spelling) <= _LONGEST_SOUND:
            self._by_sound.add(spelling, name)
            for typed in pinyin.spellings(spelling):
                self._by_pinyin.setdefault(typed, set()).add(name)

    def _keep(self, spelling: str, name: Name, match: Match) -> None:
        names = self._by_spelling.setdefault(spelling, {})
        names[name] = max(match, names.get(name, match))


def _cores(spelling: str, prefixes: list[str]) -> set[str]:
    """What is left of a company's name without its place and its kind of company."""
    found: set[str] = set()
    for form in trimmed(spelling):
        place = next((p for p in prefixes if form.startswith(p) and len(form) > len(p) + 1), "")
        found |= {form, *trimmed(form[len(place) :])}
    return {form for form in found - {spelling} if len(form) > 1 and not _GENERIC.fullmatch(form)}


def trimmed(spelling: str) -> list[str]:
    """The name, then without one tail after the other: 甲乙科技股份, 甲乙科技, 甲乙. Stops
    before nothing telling is left."""
    forms = [spelling]
    while tail := next((t for t in _TAILS if forms[-1].endswith(t)), ""):
        core = forms[-1].removesuffix(tail)
        if len(core) < 2 or _GENERIC.fullmatch(core):
            break
        forms.append(core)
    return forms


def _abbreviates(short: str, name: str) -> bool:
    """Same first character, then the rest in order: 浙大 of 浙江大学."""
    if len(short) >= len(name) or short[0] != name[0]:
        return False
    return stand_in_order(short, name)


def _inside_word(text: str, at: int) -> bool:
    """Whether ``at`` cuts a Latin word in two."""
    return 0 < at < len(text) and bool(
        _LATIN_EDGE.match(text[at - 1]) and _LATIN_EDGE.match(text[at])
    )

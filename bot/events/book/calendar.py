"""The book of salons: one immutable snapshot of what the folder and the store know.

Built whole after a change and swapped; everything that questions need is prepared here, so
that looking things up costs no more than a millisecond or two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from functools import cached_property

from bot.events.book.companies import CompanyGroup, group_companies, split_names
from bot.events.book.topics import PageSearch, TopicIndex, entries_of
from bot.events.record.models import AddedReplay, Person, Problem, Replay, Salon
from bot.events.record.reader import Record, read_record
from bot.events.words import dialects
from bot.events.words.names import Kind, Name, NameIndex
from bot.events.words.regions import all_regions, regions_of
from bot.events.words.vocabulary import prepare
from bot.events.words.wording import NUMERAL, number_in, tidy
from bot.expressions import Expression
from bot.folder import KnowledgeFile
from bot.pinyin import is_han

_UNIT = Expression(r"(?:那|这)?(?:一)?[期场站届次]?(?:沙龙|活动)?$")
_NUMBER = Expression(rf"第?({NUMERAL})")
_DAY = Expression(r"(\d{4})[-/年]?(\d{1,2})[-/月]?(\d{1,2})日?")
_ADDRESSES = ("老师", "总", "工", "博士")
_LONGEST_FORM = 8  # characters
_ASKING = ("谁", "哪", "什么", "怎么", "吗", "几", "多少")
# Where the names of the pages' own subject stand in a text.
Subjects = Callable[[str], Iterable[tuple[int, int]]]
# The text with a name of its subject replaced by another for the same, once for each.
Renamed = Callable[[str], Sequence[str]]


class SalonBook:
    """Everything that is known of salons. Immutable; safe to share between threads.

    ``salons`` has the days of series too; what counts salons, or goes from one to the
    next, takes the ``standalone`` ones: a weekly stream is no salon.
    """

    def __init__(
        self,
        record: Record,
        problems: Sequence[Problem] = (),
        *,
        has_added_replays: bool = False,
        subjects: Subjects = lambda text: (),
        renamed: Renamed = lambda text: (),
    ) -> None:
        # What was typed, whatever it sounds like: 主键, 连接.
        self.subjects = subjects
        self.renamed = renamed
        self.salons: tuple[Salon, ...] = record.salons
        self.standalone = tuple(salon for salon in record.salons if not salon.series)
        # Whether the pages do not tell of all the recordings.
        self.has_added_replays = has_added_replays
        self.agenda = record.agenda
        self.course = record.course
        self.links = record.links
        self.articles = record.articles
        self.people: tuple[Person, ...] = _with_unlisted(record)
        self.problems: tuple[Problem, ...] = (*record.problems, *problems)
        self.companies: tuple[CompanyGroup, ...] = group_companies(self.salons, self.people)
        self.topics = TopicIndex(entries_of(self.salons, self.agenda, self.people))
        places = [p for s in self.salons for p in (s.city, *s.city_aliases)]
        spellings = list(_spellings(self))
        # A company's spellings stand there once for each salon that it came to.
        names = dict.fromkeys((spelling, name) for spelling, name, _ in spellings)
        self.names = NameIndex(names, places)
        self._salons_of = _by_name(spellings)
        self._by_id = {salon.id: salon for salon in self.salons}
        self._by_number = {s.number: s for s in self.salons if s.number is not None}
        self._companies = {group.key: group for group in self.companies}
        self._people = {person.name: person for person in self.people}

    @classmethod
    def from_files(
        cls,
        files: Iterable[KnowledgeFile],
        replays: Iterable[AddedReplay] = (),
        problems: Sequence[Problem] = (),
        more: Iterable[Salon] = (),
        headcounts: Mapping[str, int] | None = None,
        as_it_went: Callable[[Salon], Salon] = lambda salon: salon,
        subjects: Subjects = lambda text: (),
        renamed: Renamed = lambda text: (),
    ) -> SalonBook:
        """The salons of the pages and ``more``, with the replays and ``headcounts`` (by id)
        that came by chat, and ``problems`` that are known of them already. ``as_it_went``: each
        salon with what the clock and the store know of it; ``subjects``: where a text has names of
        the pages' subject; ``renamed``: it with others for those. Slow the first time."""
        dialects.prepare()
        prepare()
        record = read_record(files)
        salons = sorted(
            map(as_it_went, (*record.salons, *more)),
            key=lambda s: (s.held_on, s.start or time.min),
        )
        # What a page says of the attendance stands; a count by chat fills its absence.
        counts = headcounts or {}
        counted = [
            s if s.attendance is not None else replace(s, attendance=counts.get(s.id))
            for s in salons
        ]
        whole = replace(record, salons=_with_replays(counted, replays := tuple(replays)))
        return cls(
            whole, problems, has_added_replays=bool(replays), subjects=subjects, renamed=renamed
        )

    def get(self, salon_id: str) -> Salon | None:
        return self._by_id.get(salon_id)

    def number(self, number: int) -> Salon | None:
        return self._by_number.get(number)

    def companies_of(self, keys: Iterable[str]) -> list[CompanyGroup]:
        return [group for key in keys if (group := self._companies.get(key))]

    def people_of(self, names: Iterable[str]) -> list[Person]:
        return [person for name in names if (person := self._people.get(name))]

    def on_day(self, day: date) -> list[Salon]:
        return [salon for salon in self.salons if salon.held_on == day]

    def in_city(self, city: str) -> list[Salon]:
        return [salon for salon in self.salons if salon.city == city]

    def next(self, today: date) -> Salon | None:
        """The first salon from today on that is not cancelled; else the next of a series."""
        coming = (
            salon
            for salons in (self.standalone, self.salons)
            for salon in salons
            if salon.held_on >= today and not salon.is_cancelled
        )
        return next(coming, None)

    def last(self, today: date) -> Salon | None:
        """The last salon before today."""
        past = [s for s in self.standalone if s.held_on < today and not s.is_cancelled]
        return past[-1] if past else None

    def beside(self, salon: Salon, step: int) -> Salon | None:
        """The salon ``step`` places later (earlier when negative) in the record; one that was
        cancelled is passed over."""
        row = self.salons if salon.series else self.standalone
        row = tuple(one for one in row if one is salon or not one.is_cancelled)
        at = row.index(salon) + step
        return row[at] if 0 <= at < len(row) else None

    def find(self, words: str) -> list[Salon]:
        """The salons that a command's argument means: an id, ``7``, ``第7期``, a date, a
        city, a sponsor or a part of a title. Empty when nothing fits."""
        if salon := self.get(words.strip()):
            return [salon]
        text = _UNIT.sub("", tidy(words))
        if (match := _NUMBER.fullmatch(text)) and (number := number_in(match[1])) is not None:
            return [salon] if (salon := self.number(number)) else []
        if match := _DAY.fullmatch(text):
            year, month, day = map(int, match.groups())
            return [s for s in self.salons if s.held_on.timetuple()[:3] == (year, month, day)]
        named = [f.name for f in self.names.find(text) if (f.start, f.end) == (0, len(text))]
        found = self.of_names(named)
        if found or len(text) < 2:
            return found
        return [salon for salon in self.salons if text in tidy(salon.title)]

    def of_names(self, names: Iterable[Name]) -> list[Salon]:
        """The salons that one of the names is a name of, as they were held."""
        ids = {id_ for name in names for id_ in self.salons_named(name)}
        return [salon for salon in self.salons if salon.id in ids]

    def salons_named(self, name: Name) -> frozenset[str]:
        """Ids of the salons that a name stands for, in the sense of its kind."""
        return self._salons_of.get(name, frozenset())

    @cached_property
    def pages(self) -> PageSearch:
        """What the pages of the salons speak of beside their fields."""
        return PageSearch(self.salons)

    @cached_property
    def cities(self) -> tuple[str, ...]:
        """Each city once, in the order of its first salon."""
        return tuple(dict.fromkeys(salon.city for salon in self.salons if salon.city))


def _with_replays(salons: Sequence[Salon], added: Iterable[AddedReplay]) -> tuple[Salon, ...]:
    """Each added replay after those of its page; a link that is there already counts once."""
    more: dict[str, list[Replay]] = {}
    for replay in added:
        more.setdefault(replay.salon_id, []).append(Replay(replay.label, replay.url))
    joined: list[Salon] = []
    for salon in salons:
        known = {replay.url for replay in salon.replays}
        new = {r.url: r for r in more.get(salon.id, ()) if r.url not in known}
        joined.append(replace(salon, replays=(*salon.replays, *new.values())) if new else salon)
    return tuple(joined)


def _with_unlisted(record: Record) -> tuple[Person, ...]:
    """People with a page, then speakers who are only named at a salon or in the agenda."""
    people = {person.name: person for person in record.people}
    aliases = {tidy(alias): person.name for person in record.people for alias in person.aliases}
    named = [s for salon in record.salons for s in salon.speakers]
    named += [s for item in record.agenda.items for s in item.speakers]
    for speaker in named:
        if speaker.name not in people and tidy(speaker.name) not in aliases:
            orgs = tuple(split_names(speaker.org))
            people[speaker.name] = Person(speaker.name, speaker.aliases, orgs=orgs)
    return tuple(people.values())


def _spellings(book: SalonBook) -> Iterator[tuple[str, Name, str]]:
    """(spelling, what it names, id of the salon or ``""``) for everything in the record."""
    for salon in book.salons:
        for spelling, name in _spellings_of_salon(salon):
            yield spelling, name, salon.id
    for region in all_regions():
        yield region, Name(Kind.REGION, region), ""
    for group in book.companies:
        for spelling in group.spellings:
            name = Name(Kind.COMPANY, group.key)
            yield spelling, name, ""
            for attendance in group.attended:
                yield spelling, name, attendance.salon_id
    yield from _spellings_of_people(book)


def _spellings_of_salon(salon: Salon) -> Iterator[tuple[str, Name]]:
    """Where it was, who paid for it, what was done there: each as one may call it."""
    cities = (salon.city, *salon.city_aliases)
    yield from _all_of(cities, Name(Kind.CITY, salon.city))
    for region in regions_of(cities):
        yield region, Name(Kind.REGION, region)
    yield from _all_of((*salon.aliases, salon.title), Name(Kind.SALON, salon.id))
    for sponsor in (*salon.sponsors, *salon.sponsor_aliases):
        yield sponsor, Name(Kind.SPONSOR, tidy(sponsor))
    for venue in (salon.venue, *salon.venue_aliases):
        yield venue, Name(Kind.VENUE, tidy(venue))
    for form in split_names(salon.interaction):
        yield from _all_of((form, *_titles_of(form, salon)), Name(Kind.FORM, form))
    for team in salon.debate.teams if salon.debate else ():
        short = team.removesuffix("队").strip()
        last = short.rpartition(" ")[2]  # 「plus 队」 of PG plus
        yield from _all_of((team, short, f"{last}队"), Name(Kind.TEAM, salon.id))


def _all_of(spellings: Iterable[str], name: Name) -> Iterator[tuple[str, Name]]:
    return ((spelling, name) for spelling in spellings)


def _titles_of(form: str, salon: Salon) -> Iterator[str]:
    """企业圆桌, as it stands among the talks."""
    for talk in salon.talks:
        if form in talk.title and not talk.speakers and len(talk.title) <= _LONGEST_FORM:
            yield talk.title
            yield talk.title[: talk.title.index(form) + len(form)]


def _spellings_of_people(book: SalonBook) -> Iterator[tuple[str, Name, str]]:
    """Names, aliases and roles, and how one addresses them: 赵主席, 董老师."""
    talks = {s.name: salon.id for salon in book.salons for s in salon.speakers}
    families = Counter(person.name[0] for person in book.people)
    for person in book.people:
        name, salon_id = Name(Kind.PERSON, person.name), talks.get(person.name, "")
        for spelling in (person.name, *person.aliases):
            if not any(word in spelling for word in _ASKING):
                yield spelling, name, salon_id
        family = person.name[0]
        if is_han(family) and families[family] == 1:
            for address in _ADDRESSES:
                yield family + address, name, salon_id
        for role in (part for text in person.roles for part in split_names(text)):
            yield role, Name(Kind.ROLE, person.name), ""
            if is_han(family) and is_han(role[-1]) and len(person.name) > 1:
                yield family + role[-2:], name, salon_id


def _by_name(spellings: Iterable[tuple[str, Name, str]]) -> dict[Name, frozenset[str]]:
    found: dict[Name, set[str]] = {}
    for _, name, salon_id in spellings:
        if salon_id:
            found.setdefault(name, set()).add(salon_id)
    return {name: frozenset(ids) for name, ids in found.items()}

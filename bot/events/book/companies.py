"""Which spellings in the record are one company, where it came and who spoke for it.

Two spellings are one company when an alias says so, or when nothing but place and kind of
company tells them apart (杭州乘数科技, 乘数科技). ``maybe_same`` never joins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.events.record.models import Person, Salon
from bot.events.words.names import trimmed
from bot.events.words.wording import tidy
from bot.expressions import Expression

_SEPARATOR = Expression(r"\s*[，,、;；/]\s*")


@dataclass(frozen=True, slots=True)
class CompanyAt:
    """A company at a salon, as it is spelled there."""

    salon_id: str
    spelling: str
    maybe_same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CompanyGroup:
    """``key`` is the usual spelling. ``speakers`` are names of people."""

    key: str
    spellings: tuple[str, ...]
    attended: tuple[CompanyAt, ...]
    speakers: tuple[str, ...]


def split_names(text: str) -> list[str]:
    """「PG中国社区主席，太阳塔科技」 → both."""
    return [part for part in _SEPARATOR.split(text.strip()) if part]


def group_companies(salons: Sequence[Salon], people: Iterable[Person]) -> tuple[CompanyGroup, ...]:
    """All companies of the record, in the order of their first mention."""
    groups = _Groups()
    attended: list[tuple[str, CompanyAt]] = []
    speakers: list[tuple[str, str]] = []
    for salon in salons:
        for company in salon.companies:
            groups.join(company.name, *company.aliases)
            attendance = CompanyAt(salon.id, company.name, company.maybe_same)
            attended.append((company.name, attendance))
        for one in salon.speakers:
            for org in split_names(one.org):
                groups.join(org)
                speakers.append((org, one.name))
    for person in people:
        for org in person.orgs:
            groups.join(org)
            speakers.append((org, person.name))
    groups.join_by_core([place for s in salons for place in (s.city, *s.city_aliases) if place])
    came: dict[str, list[CompanyAt]] = {}
    spoke: dict[str, dict[str, None]] = {}
    for name, attendance in attended:
        came.setdefault(groups.root(name), []).append(attendance)
    for org, speaker in speakers:
        spoke.setdefault(groups.root(org), {})[speaker] = None
    return tuple(
        CompanyGroup(names[0], tuple(names), tuple(came.get(root, ())), tuple(spoke.get(root, ())))
        for root, names in groups.members()
    )


class _Groups:
    """Union-find over spellings; the first one written stands for the group."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._written: dict[str, str] = {}

    def join(self, first: str, *others: str) -> None:
        for spelling in (first, *others):
            key = tidy(spelling)
            self._parent.setdefault(key, key)
            self._written.setdefault(key, spelling)
        for spelling in others:
            self._unite(tidy(first), tidy(spelling))

    def join_by_core(self, places: Sequence[str]) -> None:
        prefixes = sorted({tidy(place) for place in places}, key=len, reverse=True)
        cores: dict[str, str] = {}
        for key in list(self._parent):
            place = next((p for p in prefixes if key.startswith(p) and key != p), "")
            core = trimmed(key[len(place) :])[-1]
            if len(core) > 1 and core != key[len(place) :]:
                other = core if core in self._parent else cores.setdefault(core, key)
                self._unite(other, key)

    def root(self, spelling: str) -> str:
        key = tidy(spelling)
        while self._parent[key] != key:
            key = self._parent[key]
        return key

    def members(self) -> list[tuple[str, list[str]]]:
        found: dict[str, list[str]] = {}
        for key in self._parent:
            found.setdefault(self.root(key), []).append(self._written[key])
        return list(found.items())

    def _unite(self, one: str, other: str) -> None:
        one, other = self.root(one), self.root(other)
        if one != other:
            self._parent[other] = one

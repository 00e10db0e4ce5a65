"""Parts of the country (华东, 川渝, 沪深) as names of the salons held in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import permutations

from bot.events.words.word_files import lines_of
from bot.expressions import Expression

_FILE = "regions.txt"


def regions_of(places: Iterable[str]) -> Iterator[str]:
    """The regions that a place of these names lies in: its city, its province."""
    names = set(places)
    return (
        region
        for region, members in (*_listed().items(), *_pairs())
        if not names.isdisjoint(members)
    )


def all_regions() -> Iterable[str]:
    """Every region that has a name of its own, whether or not a salon was held there."""
    return _listed().keys()


def is_city(name: str) -> bool:
    """Whether it is a city of one of them: no region nor province by itself."""
    listed = _listed()
    return name not in listed and any(name in members for members in listed.values())


def cities_in(text: str) -> list[str]:
    """The cities of regions that a text names, in its order."""
    return [match[0] for match in _cities().finditer(text)]


def cities_of(region: str) -> list[str]:
    """Its cities, as far as they are listed."""
    return [name for name in _listed().get(region, ()) if is_city(name)]


@cache
def _cities() -> Expression:
    named = {name for members in _listed().values() for name in members if is_city(name)}
    return Expression("|".join(sorted(named, key=len, reverse=True)))


@cache
def _listed() -> Mapping[str, tuple[str, ...]]:
    """The provinces and cities of each region, the cities of its provinces too."""
    found: dict[str, tuple[str, ...]] = {}
    for line in lines_of(_FILE):
        region, colon, members = line.partition(":")
        if colon:
            named = members.split()
            within = (place for name in named for place in found.get(name, ()))
            found[region] = tuple(dict.fromkeys((*named, region, *within)))
    return found


@cache
def _pairs() -> tuple[tuple[str, frozenset[str]], ...]:
    """京沪: two cities by one character each."""
    letters = dict(
        pair.split("=") for line in lines_of(_FILE) if ":" not in line for pair in line.split()
    )
    return tuple(
        (one + other, frozenset({letters[one], letters[other]}))
        for one, other in permutations(letters, 2)
        if one + other not in _listed()
    )

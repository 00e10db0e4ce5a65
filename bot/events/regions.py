"""Parts of the country (华东, 川渝, 沪深) as names of the salons held in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import permutations


def regions_of(places: Iterable[str]) -> Iterator[str]:
    """The regions that a place of these names lies in: its city, its province."""
    names = set(places)
    return (region for region, members in _regions().items() if names & members)


@cache
def _regions() -> Mapping[str, frozenset[str]]:
    text = files("bot.events").joinpath("regions.txt").read_text(encoding="utf-8")
    found: dict[str, frozenset[str]] = {}
    letters: dict[str, str] = {}
    for line in text.splitlines():
        region, colon, members = line.partition(":")
        if colon and not line.startswith("#"):
            found[region] = frozenset(members.split())
        elif not line.startswith("#"):
            letters |= dict(pair.split("=") for pair in line.split())
    for one, other in permutations(letters, 2):
        found.setdefault(one + other, frozenset({letters[one], letters[other]}))
    return found

"""How Chinese characters sound, so that slips of an input method are understood.

Two spellings with a common ``sound`` are homophones, counting zh/z, ch/c, sh/s and the
endings -n/-ng as equal, since many speakers type them alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain, islice, pairwise, product
from typing import Generic, TypeVar

T = TypeVar("T")

# Characters of place names that are read there otherwise than by their first reading.
_PLACES = (
    "shi石zhuang庄xing邢tai太zhi治枝hao浩si斯yan彦shen沈xi溪lu芦六ping平qi齐nan南wu无吴he合菏fei肥"
    "beng蚌xia厦pu莆ming明yu余qing青feng封xu许xin信xian咸huai怀di底zhen圳zhan湛du都nei内kun昆"
)
_IN_PLACES = {
    character: syllable
    for syllable, characters in re.findall(r"([a-z]+)([^a-z]+)", _PLACES)
    for character in characters
}
_MOST_SOUNDS = 8  # of one text: polyphones multiply


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    text = files("bot").joinpath("pinyin.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        syllable, _, characters = line.partition(" ")
        alone = (syllable,)  # one for all that have no other
        for character in characters:
            table[character] = (*table[character], syllable) if character in table else alone
    return table


def is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def spellings(text: str) -> list[str]:
    """How somebody may type ``text`` in Latin letters: 南京 → nanjing. Empty when a
    character has no known reading."""
    return ["".join(way) for way in islice(product(*map(_typed, text)), _MOST_SOUNDS)]


def place_spelling(name: str) -> str:
    """How a place is written in Latin letters: 厦门 → xiamen. Empty when a character has
    no known reading."""
    table = _readings()
    syllables = [_IN_PLACES.get(c) or next(iter(table.get(c, ())), "") for c in name]
    return "".join(syllables) if all(syllables) else ""


def sounds(text: str) -> list[str]:
    """Keys that homophones of ``text`` share; empty when a character has no reading."""
    return ["'".join(way) for way in islice(product(*map(_sounds_of, text)), _MOST_SOUNDS)]


class Sounds(Generic[T]):
    """Finds which of the texts that were added sound like a stretch of a given text."""

    def __init__(self) -> None:
        self._values: dict[str, dict[T, None]] = {}
        self._begins: dict[str, set[str]] = {}  # by the first sound, the second ones
        self._longest = 0

    def add(self, text: str, value: T) -> None:
        """``text`` of two characters or more; one without a reading is never found."""
        for sound in sounds(text):
            self._values.setdefault(sound, {})[value] = None
            first, second, *_ = sound.split("'")
            self._begins.setdefault(first, set()).add(second)
            self._longest = max(self._longest, len(text))

    def find(self, text: str) -> Iterator[tuple[int, int, T]]:
        """(start, end, value) of each stretch of ``text`` that sounds like one, the longer
        ones first."""
        options = list(map(_sounds_of, text))
        starts: list[int] = []
        for start, (first, second) in enumerate(pairwise(options)):
            for sound in first:
                after = self._begins.get(sound)
                if after is not None and not after.isdisjoint(second):
                    starts.append(start)
                    break
        for length in range(self._longest, 1, -1):
            for start in starts:
                if start + length > len(text):
                    continue
                ways = islice(product(*options[start : start + length]), _MOST_SOUNDS)
                found = (self._values.get("'".join(way), {}) for way in ways)
                for value in dict.fromkeys(chain.from_iterable(found)):
                    yield start, start + length, value


def _typed(character: str) -> tuple[str, ...]:
    return _readings().get(character, ())


@lru_cache(maxsize=8192)  # more than all that have a reading and are ever typed
def _sounds_of(character: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(_alike, _readings().get(character, ()))))


@cache
def _alike(syllable: str) -> str:
    return re.sub(r"^([zcs])h|ng$", lambda m: m[1] or "n", syllable)

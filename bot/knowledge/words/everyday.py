"""Things of daily life that a question names: food, travel, weather, office, money, health, play.

Pages on databases mention such things in examples and explain none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

_SUBJECT_FROM = 0.2  # share of the letters


def share(text: str, names: Iterable[str]) -> float:
    """How much of a normalised question is about such things, without those in ``names``, which
    the page at hand has: 1 where they are its subject, 0 where it names none."""
    known, words = "\n".join(names), _by_first()
    near = (word for begun in words.keys() & set(text) for word in words[begun])
    found = sum(len(word) for word in near if word in text and word not in known)
    return min(found / len(text) / _SUBJECT_FROM, 1.0) if found else 0.0


def is_one(word: str) -> bool:
    """Whether a word of a question is one of these things."""
    return word in _by_first().get(word[:1], ())


@cache
def _by_first() -> Mapping[str, Sequence[str]]:
    """The words by their first character, which most of them do not share with a question."""
    found: dict[str, list[str]] = {}
    text = files("bot.knowledge.words").joinpath("everyday.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        for word in line.split() if not line.startswith("#") else ():
            found.setdefault(word[0], []).append(word)
    return found

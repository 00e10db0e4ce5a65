"""Cues of the glossary that are said with other words between: 看自己的 is also in 只让用户看到
他们自己那几行.

A cue is a way of speaking, and nobody speaks exactly as a list does: the particles, and what
stands between the words, are the speaker's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

Atoms = tuple[str, ...]

_PARTICLES = frozenset("的了个一下就都给把是着来让很太也还又再吗呢吧啊呀么嘛能会要可以得过去")
_NEGATIONS = frozenset("不没别未无")  # 不能 and 不要 are no particles
_LEAST = 3  # atoms: two letters with anything between them are in every other message


class SpreadCues:
    """Immutable; knows the cues by their first and last atom."""

    def __init__(self, cues: Iterable[Atoms]) -> None:
        self._by_ends: dict[tuple[str, str], list[Atoms]] = {}
        self._longest: dict[str, int] = {}
        for cue in cues:
            kept = _kept(cue)
            if len(kept) >= _LEAST:
                first = kept[0]
                self._by_ends.setdefault((first, kept[-1]), []).append(cue)
                self._longest[first] = max(self._longest.get(first, 0), len(kept))

    def find(self, said: Sequence[str]) -> Iterator[tuple[int, int, Atoms]]:
        """(place of the first atom, place of the last, cue) for each cue whose atoms stand in this
        order with fewer others between than it has itself. ``said``: the atoms of a clause."""
        places = _telling(said)
        atoms = [said[place] for place in places]
        for begin, first in enumerate(atoms):
            furthest = begin + 2 * self._longest.get(first, 0)
            for end in range(begin + _LEAST - 1, min(furthest, len(atoms))):
                between = atoms[begin + 1 : end]
                for cue in self._by_ends.get((first, atoms[end]), ()):
                    inner = _kept(cue)[1:-1]
                    rest = iter(between)
                    others = len(between) - len(inner)
                    if others < len(inner) + 2 and all(atom in rest for atom in inner):
                        yield places[begin], places[end], cue


def _kept(cue: Atoms) -> list[str]:
    return [cue[place] for place in _telling(cue)]


def _telling(atoms: Sequence[str]) -> list[int]:
    """The places of all atoms but particles."""
    return [
        place
        for place, atom in enumerate(atoms)
        if atom not in _PARTICLES or (place > 0 and atoms[place - 1] in _NEGATIONS)
    ]

"""The word lists of the knowledge folders: glossary, user words, stop words, typos.

A glossary line ``a | b | c`` names one concept; ``x, y > p | q`` is a cue, which leads from what
people say to terms that pages use, and counts less. Later lists add to earlier ones.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from bot.expressions import Expression
from bot.knowledge.words.spread_cues import Atoms, SpreadCues
from bot.knowledge.words.tokens import stem
from bot.script import normalise

# Names are compared atom by atom: each Han character, each run of other letters.
_ATOM = Expression(r"[\u3400-\u4dbf\u4e00-\u9fff々〇]|[^\W\u3400-\u9fff々〇]+|[+#*%]+")
_HAN_NAME = Expression(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,8}")
_HAN_RUN = Expression(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
# In chat a blank between two Han characters ends a clause like a comma.
_CLAUSE = Expression(r"(?:[^，。；！？,;!?\n ]|(?<![\u3400-\u9fff]) | (?![\u3400-\u9fff]))+")
_MAX_ATOMS = 16
_KNOWN = 1000  # names of the lists in the pages: both are about the same
# The quoted name in an error message: relation "t_user" does not exist.
_QUOTED = Expression(r"[\"“”「」`'‘’][^\s\"“”「」`'‘’]{1,64}[\"“”「」`'‘’]")
# 能不能, 是不是, 有没有: the form of a question, no word of its subject.
ALTERNATIVE = Expression(r"(\w)[不没]\1")
# Degrees: 恢复特别慢 is 恢复慢.
_DEGREE = Expression(
    r"(?<=\w)(?:特别|非常|实在|超级|越来越|老是|总是|一直|突然|有点|有些|好|太|很|真|超|老|巨|贼)+"
    r"(?=[慢快大小多少高低久长卡])"
)


@dataclass(frozen=True, slots=True)
class Match:
    """A name or cue of the glossary in a text: its place, the names of its concept, and the terms
    that it leads to as a cue."""

    start: int
    end: int
    names: tuple[str, ...] = ()
    leads_to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """All lists together, ready for look-up. ``digest`` changes when cutting changes."""

    concepts: tuple[tuple[str, ...], ...] = ()
    cues: Mapping[Atoms, tuple[str, ...]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    stop_words: frozenset[str] = frozenset()
    typos: tuple[tuple[str, str], ...] = ()
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_atoms: Mapping[Atoms, int] = field(default_factory=dict)

    @cached_property
    def _lengths(self) -> Mapping[Atoms, tuple[int, ...]]:
        """By the first two atoms of names and cues, or their only one: how many atoms they
        have, longest first."""
        found: dict[Atoms, set[int]] = {}
        for key in (*self.by_atoms, *self.cues):
            if key:
                found.setdefault(key[:2], set()).add(len(key))
        return {begun: tuple(sorted(sizes, reverse=True)) for begun, sizes in found.items()}

    @cached_property
    def _spread(self) -> SpreadCues:
        return SpreadCues(self.cues)

    @cached_property
    def _slips(self) -> Mapping[str, tuple[int, ...]]:
        """By its first two characters, or its only one: the places of a slip in the list."""
        found: dict[str, list[int]] = {}
        for place, (wrong, _) in enumerate(self.typos):
            found.setdefault(wrong[:2], []).append(place)
        return {begun: tuple(places) for begun, places in found.items()}

    @property
    def digest(self) -> str:
        """A hash of the segmenter's words only: other lists affect questions, not the index."""
        return hashlib.sha256("\n".join(self.words).encode()).hexdigest()

    @cached_property
    def han_names(self) -> tuple[str, ...]:
        """All Han words of the subject, also those inside mixed names (SQL 注入)."""
        runs = (run for names in self.concepts for name in names for run in _HAN_RUN.findall(name))
        return tuple(dict.fromkeys((*self.words, *runs)))

    def is_about(self, terms: Container[str]) -> bool:
        """Do the lists know the subject of the pages that hold these terms?"""
        return sum(name in terms for name in self.han_names) >= _KNOWN

    def names_of(self, name: str) -> tuple[str, ...]:
        """The other names of a name's concept, itself first; only itself when unknown."""
        index = self.by_atoms.get(tuple(atom for atom, _, _ in atoms(normalise(name))))
        if index is None:
            return (name,)
        return (name, *(other for other in self.concepts[index] if other != name))

    def find(self, text: str) -> list[Match]:
        """The longest names and cues in a normalised text; those inside a longer one are left out,
        overlapping ones are kept. They are also found across a quoted name, the form of a question
        and words of degree, as if these were not there."""
        found = self._find(text)
        for aside in (ALTERNATIVE, _QUOTED, _DEGREE):
            bare = aside.sub(lambda said: " " * len(said.group()), text)
            if bare != text:
                found, text = self._with_names_around(found, bare), bare
        return found

    def find_spread(self, text: str, found: Iterable[Match]) -> list[Match]:
        """Cues of a normalised text that are said with other words between, if they lead to more
        than the names and cues in ``found``; the shortest first."""
        there = [(match.start, match.end) for match in found]
        known = {term for match in found for term in match.leads_to}
        matches = []
        for start, end, cue in sorted(self._spread_in(text), key=lambda one: one[1] - one[0]):
            leads_to = tuple(term for term in self.cues[cue] if term not in known)
            if leads_to and not any(s <= start and end <= e for s, e in there):
                matches.append(Match(start, end, (), leads_to))
                known.update(leads_to)
        return matches

    def _spread_in(self, text: str) -> Iterator[tuple[int, int, Atoms]]:
        """(start, end, cue), within a clause."""
        for clause in _CLAUSE.finditer(ALTERNATIVE.sub("   ", text)):
            pieces = list(atoms(clause.group()))
            for first, last, cue in self._spread.find([piece[0] for piece in pieces]):
                yield clause.start() + pieces[first][1], clause.start() + pieces[last][2], cue

    def _with_names_around(self, found: list[Match], bare: str) -> list[Match]:
        """What was found, with the names in ``bare``, in which something was blanked out."""
        around = [match for match in self._find(bare) if match not in found]
        inside = [
            m for m in found if not any(a.start <= m.start and m.end <= a.end for a in around)
        ]
        return sorted([*inside, *around], key=lambda match: match.start)

    def _find(self, text: str) -> list[Match]:
        pieces = list(atoms(text))
        said = tuple([piece[0] for piece in pieces])
        lengths = self._lengths
        matches: list[Match] = []
        covered = 0
        for begin in range(len(pieces)):
            longer, single = lengths.get(said[begin : begin + 2], ()), said[begin : begin + 1]
            for size in (*longer, 1) if single in lengths and longer != (1,) else longer:
                if begin + size > len(pieces):
                    continue
                if begin + size <= covered:
                    break
                key = said[begin : begin + size]
                names = self.concepts[self.by_atoms[key]] if key in self.by_atoms else ()
                leads_to = self.cues.get(key, ())
                if names or leads_to:
                    end = pieces[begin + size - 1][2]
                    matches.append(Match(pieces[begin][1], end, names, leads_to))
                    covered = begin + size
                    break
        return matches

    def correct(self, text: str) -> str:
        """A normalised text with the listed slips replaced, one after the other."""
        done = -1
        while (place := self._next_slip(text, done)) is not None:
            text, done = _replace_typo(text, *self.typos[place]), place
        return text

    def _next_slip(self, text: str, done: int) -> int | None:
        # Few slips begin with characters of the text, and most texts have no slip.
        beginnings = {*text, *map("".join, pairwise(text))} & self._slips.keys()
        places = sorted(p for begun in beginnings for p in self._slips[begun] if p > done)
        return next((place for place in places if self.typos[place][0] in text), None)


def atoms(text: str) -> Iterator[tuple[str, int, int]]:
    """(atom, start, end) of a normalised text."""
    for match in _ATOM.finditer(text):
        yield stem(match.group()), match.start(), match.end()


def load_vocabulary(lists: Iterable[tuple[str, str]]) -> Vocabulary:
    """Read (file name, text) pairs. Lines that cannot be read are left out."""
    builder = _Builder()
    for name, text in lists:
        for line in _lines(normalise(text)):  # the whole text at once, which is faster
            builder.add(name, line)
    return builder.build()


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            yield stripped


@dataclass(slots=True)
class _Builder:
    """Takes normalised lines."""

    concepts: list[list[str]] = field(default_factory=list)
    by_atoms: dict[Atoms, int] = field(default_factory=dict)
    cues: dict[Atoms, list[str]] = field(default_factory=dict)
    words: dict[str, None] = field(default_factory=dict)
    stop_words: set[str] = field(default_factory=set)
    typos: dict[str, str] = field(default_factory=dict)
    synonyms: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, file: str, line: str) -> None:
        if file == "stopwords.txt":
            self.stop_words.add(line)
        elif file == "words.txt":
            self.words[line.split()[0]] = None
        elif file == "typos.txt":
            self._add_typo(line)
        elif file == "synonyms.txt":
            self._add_synonyms(line)
        elif " > " in line:
            self._add_cue(line)
        else:
            self._add_concept([name.strip() for name in line.split("|")])

    def _add_concept(self, names: list[str]) -> None:
        """A line that shares a name with an earlier one extends that concept."""
        keys = {key: name for name in names if (key := _key(name))}
        index = next((self.by_atoms[key] for key in keys if key in self.by_atoms), None)
        if index is None:
            index = len(self.concepts)
            self.concepts.append([])
        for key, name in keys.items():
            if key not in self.by_atoms:
                self.by_atoms[key] = index
                self.concepts[index].append(name)

    def _add_cue(self, line: str) -> None:
        said, _, meant = line.partition(" > ")
        terms = [term.strip() for term in meant.split("|")]
        for cue in re.split(r"[,、]", said):
            key = _key(cue)
            if key:
                known = self.cues.setdefault(key, [])
                known.extend(term for term in terms if term and term not in known)

    def _add_typo(self, line: str) -> None:
        wrong, _, right = line.partition("→" if "→" in line else ">")
        if not right:
            wrong, _, right = line.partition(" ")
        wrong, right = wrong.strip(), right.strip()
        if wrong and right and wrong != right:
            self.typos[wrong] = right

    def _add_synonyms(self, line: str) -> None:
        """``a b c``: each for each; ``a b > c d``: the left ones also as the right ones."""
        left, _, right = line.partition(">")
        said, meant = left.split(), (right or left).split()
        for word in said:
            known = self.synonyms.setdefault(word, {})
            known.update((other, None) for other in meant if other != word)

    def build(self) -> Vocabulary:
        words = dict(self.words)
        for names in self.concepts:
            words.update((name, None) for name in names if _HAN_NAME.fullmatch(name))
        return Vocabulary(
            concepts=tuple(tuple(names) for names in self.concepts),
            cues={key: tuple(terms) for key, terms in self.cues.items()},
            words=tuple(sorted(words)),
            stop_words=frozenset(self.stop_words),
            typos=tuple(sorted(self.typos.items(), key=lambda pair: -len(pair[0]))),
            synonyms={word: tuple(others) for word, others in self.synonyms.items()},
            by_atoms=self.by_atoms,
        )


def _key(name: str) -> Atoms:
    found = _ATOM.findall(name)
    if len(found) > _MAX_ATOMS:
        return ()
    stems = map(stem, found) if "s" in name else found  # a stem lacks a plural's s
    return tuple(map(sys.intern, stems))  # 40,000 in the names of a glossary, few different


def _replace_typo(text: str, wrong: str, right: str) -> str:
    if not wrong.isascii():
        return text.replace(wrong, right)
    return re.sub(rf"(?<![a-z0-9]){re.escape(wrong)}(?![a-z0-9])", lambda _: right, text)

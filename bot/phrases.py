"""Hundreds of regular expressions over one short text.

Tried one after the other they cost as much as everything else together, though nearly all
of them fail at every character. Here each is tried only where the text has a character that
it can begin with, which is read from the expression once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.expressions import Expression

_GROUP = Expression(r"\((?:\?(?::|P<\w+>|(?P<looks>=|!|<=|<!)))?")
_REPEATED = Expression(r"(?:(?P<skips>[?*]|\{0?(?:,\d*)?\})|\+|\{\d+(?:,\d*)?\})[?+]?")
_WIDEST_RANGE = 200  # characters of [a-z] that are worth listing
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")
_DIGIT = "0"  # stands for every digit


class Phrases:
    """Finds what each of the expressions would by itself, where that cuts no Latin word in
    two. They may use groups, classes, repeats and looks ahead and behind, but no flags and
    no references; none may match nothing at all. Raises ValueError for others."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._expressions = tuple(Expression(pattern) for pattern in patterns)
        begins = [_Reader(pattern).whole() for pattern in patterns]
        self._anywhere = tuple(n for n, chars in enumerate(begins) if chars is None)
        starting: dict[str, list[int]] = {}
        for number, chars in enumerate(begins):
            for character in chars or ():
                starting.setdefault(character, []).append(number)
        self._starting = {
            character: tuple(sorted((*numbers, *self._anywhere)))
            for character, numbers in starting.items()
        }

    def find(self, text: str) -> list[tuple[int, re.Match[str]]]:
        """(number of the expression, match), in the order of the expressions and then of
        the text: for each what ``finditer`` gives."""
        found: list[tuple[int, re.Match[str]]] = []
        ends: dict[int, int] = {}
        for at, numbers in self._candidates(text):
            for number in numbers:
                if at < ends.get(number, 0):
                    continue
                match = self._expressions[number].match(text, at)
                if match and not _in_word(text, match.end()):
                    ends[number] = match.end()
                    found.append((number, match))
        found.sort(key=_number_and_start)
        return found

    def first(self, text: str) -> Iterator[re.Match[str]]:
        """What ``finditer`` gives for all expressions as one alternation: where several
        match, the one that was given first."""
        end = 0
        for at, numbers in self._candidates(text):
            if at < end:
                continue
            for number in numbers:
                match = self._expressions[number].match(text, at)
                if match and not _in_word(text, match.end()):
                    end = match.end()
                    yield match
                    break

    def at_start(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """(number of the expression, match) of those that ``text`` begins with."""
        for number in self._starting.get(_key(text[:1]), self._anywhere) if text else ():
            match = self._expressions[number].match(text)
            if match and not _in_word(text, match.end()):
                yield number, match

    def _candidates(self, text: str) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Where which expressions can begin."""
        starting, anywhere = self._starting, self._anywhere
        for at, character in enumerate(text):
            numbers = starting.get(_key(character), anywhere)
            if numbers and not _in_word(text, at):
                yield at, numbers


def _in_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at] in _LATIN and text[at - 1] in _LATIN


def _number_and_start(found: tuple[int, re.Match[str]]) -> tuple[int, int]:
    return found[0], found[1].start()


def _key(character: str) -> str:
    return _DIGIT if character.isdecimal() else character


@dataclass(frozen=True, slots=True)
class _Begins:
    """What a piece of an expression can begin with: None for anything; ``skips``: it may
    match nothing, so that what follows begins instead."""

    characters: frozenset[str] | None
    skips: bool


_NOTHING = _Begins(frozenset(), skips=True)
_ANYTHING = _Begins(None, skips=False)


class _Reader:
    """Reads an expression from left to right."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def whole(self) -> frozenset[str] | None:
        found = self._alternatives()
        if self._at < len(self._pattern) or found.skips:
            raise ValueError(f"not a phrase: {self._pattern!r}")
        return found.characters

    def _alternatives(self) -> _Begins:
        found = [self._sequence()]
        while self._take("|"):
            found.append(self._sequence())
        return _Begins(_union(found), any(one.skips for one in found))

    def _sequence(self) -> _Begins:
        found = [_NOTHING]
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            item = self._item()
            if found[-1].skips:
                found.append(item)
        return _Begins(_union(found), found[-1].skips)

    def _item(self) -> _Begins:
        found = self._atom()
        if repeated := _REPEATED.match(self._pattern, self._at):
            self._at = repeated.end()
            if repeated["skips"]:
                return _Begins(found.characters, skips=True)
        return found

    def _atom(self) -> _Begins:
        if group := _GROUP.match(self._pattern, self._at):
            self._at = group.end()
            if group["looks"] is None and self._pattern.startswith("?", self._at):
                raise ValueError(f"not a phrase: {self._pattern!r}")
            found = self._alternatives()
            if not self._take(")"):
                raise ValueError(f"not a phrase: {self._pattern!r}")
            return _NOTHING if group["looks"] else found
        character = self._next()
        if character == "[":
            return self._class()
        if character == "\\":
            if (escaped := self._next()).isdecimal():
                raise ValueError(f"not a phrase: {self._pattern!r}")
            return _begins_with(_escaped(escaped))
        if character in "^$":
            return _NOTHING
        return _ANYTHING if character == "." else _begins_with(_key(character))

    def _class(self) -> _Begins:
        anything = self._take("^")
        characters: set[str] = set()
        if self._pattern.startswith("]", self._at):
            raise ValueError(f"not a phrase: {self._pattern!r}")
        while (character := self._next()) != "]":
            if character == "\\":
                escaped = _escaped(self._next())
                anything |= escaped is None
                characters |= set(escaped or ())
            elif not self._pattern.startswith("-]", self._at) and self._take("-"):
                codes = range(ord(character), ord(self._next()) + 1)
                anything |= len(codes) > _WIDEST_RANGE
                characters |= set() if anything else {_key(chr(code)) for code in codes}
            else:
                characters.add(_key(character))
        return _ANYTHING if anything else _Begins(frozenset(characters), skips=False)

    def _take(self, character: str) -> bool:
        taken = self._pattern.startswith(character, self._at)
        self._at += taken
        return taken

    def _next(self) -> str:
        if self._at == len(self._pattern):
            raise ValueError(f"not a phrase: {self._pattern!r}")
        self._at += 1
        return self._pattern[self._at - 1]


def _escaped(character: str) -> str | None:
    """What an escape stands for; None for anything."""
    if character == "d":
        return _DIGIT
    return None if character.isalnum() else character


def _begins_with(character: str | None) -> _Begins:
    return _ANYTHING if character is None else _Begins(frozenset(character), skips=False)


def _union(found: Sequence[_Begins]) -> frozenset[str] | None:
    sets = [one.characters for one in found]
    if any(one is None for one in sets):
        return None
    return frozenset().union(*(one for one in sets if one is not None))

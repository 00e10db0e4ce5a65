"""Hundreds of regular expressions over one short text.

Tried one after the other they take as long as everything else together, although nearly all of
them fail at every character. Here each is tried only where the text has two characters that it
can begin with, which are read from the expression once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import repeat

from bot.expressions import Expression

_GROUP = Expression(r"\((?:\?(?::|P<\w+>|(?P<looks>=|!|<=|<!)))?")
_REPEATED = Expression(r"(?:(?P<most>(?P<skips>[?*]|\{0?(?:,\d*)?\})|\+|\{\d+(?:,\d*)?\}))[?+]?")
# Two characters that stand for themselves, or one that is all of an alternative.
_PLAIN = Expression(r"[^\\.^$*+?{}\[\]()|\d](?:[^\\.^$*+?{}\[\]()|\d](?![?*+{])|(?=[|)]))")
_BOUND = Expression(
    r"(?P<wrong>\\\d|\(\?(?!:|P<\w+>|=|!|<=|<!))|\\.|\[(?:\\.|[^\]\\])*\]|(?P<bound>[()|])",
    re.DOTALL,
)
_DECIMAL = Expression(r"\d")
_WIDEST_RANGE = 200  # characters of [a-z] that are worth listing
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")
_DIGIT = "0"  # stands for every digit
_ANY = "\0"  # for every character at all
_START = "\1"  # before the first one


# By the second character, the expressions that may begin so; by _ANY, those for all others.
_Ways = dict[str, set[int]]
_Second = tuple[tuple[int, ...], dict[str, tuple[int, ...]]]
_NOWHERE: _Second = ((), {})


class Phrases:
    """Finds what each expression would find by itself, unless that cuts a Latin word in two.
    Expressions may use groups, classes, repeats and looks ahead and behind, but no flags or
    references, and must not match the empty text. Raises ValueError for others."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._expressions = tuple(Expression(pattern) for pattern in patterns)
        starting: dict[str, _Ways] = {_ANY: {}, _START: {}}
        for number, pattern in enumerate(patterns):
            for way in _Reader(pattern).whole():
                # A single character is all there is of a match, whatever stands behind it.
                first, second = way[0], way[1:] or _ANY
                starting.setdefault(first, {}).setdefault(second, set()).add(number)
        anywhere, tied = starting.pop(_ANY), starting.pop(_START)
        self._starting = {first: _by_second(ways, anywhere) for first, ways in starting.items()}
        self._elsewhere = _by_second(anywhere) if anywhere else None
        self._tied = _by_second(tied)  # to the start of the text

    def find(self, text: str) -> list[tuple[int, re.Match[str]]]:
        """(number of the expression, match), in the order of the expressions and then of
        the text: for each what ``finditer`` gives."""
        found: list[tuple[int, re.Match[str]]] = []
        ends: dict[int, int] = {}
        expressions = self._expressions
        for at, numbers in self._candidates(text):
            for number in numbers:
                if at < ends.get(number, 0):
                    continue
                match = expressions[number].match(text, at)
                if match and not _in_word(text, match.end()):
                    ends[number] = match.end()
                    found.append((number, match))
        found.sort(key=_number_and_start)
        return found

    def longest(self, text: str) -> Iterator[re.Match[str]]:
        """What ``finditer`` gives for all expressions as one alternation in which the longest
        match wins."""
        end = 0
        for at, numbers in self._candidates(text):
            if at < end:
                continue
            matches = (self._expressions[number].match(text, at) for number in numbers)
            whole = [match for match in matches if match and not _in_word(text, match.end())]
            if whole:
                match = max(whole, key=re.Match.end)
                end = match.end()
                yield match

    def are_in(self, text: str) -> bool:
        """Whether ``find`` finds anything."""
        return next(self.longest(text), None) is not None

    def at_start(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """(number of the expression, match) of those that ``text`` begins with."""
        for at, numbers in self._candidates(text[:2]):
            for number in numbers if not at else ():
                match = self._expressions[number].match(text)
                if match and not _in_word(text, match.end()):
                    yield number, match

    def _candidates(self, text: str) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Where which expressions can begin."""
        keys = _DECIMAL.sub(_DIGIT, text)
        always, listed = self._tied
        tied = listed.get(keys[:1], always)
        for at, begun in enumerate(map(self._starting.get, keys, repeat(self._elsewhere))):
            if begun is None and not tied:
                continue
            always, listed = begun or _NOWHERE
            numbers = listed.get(keys[at + 1 : at + 2], always)
            if tied:
                numbers, tied = tuple(sorted({*numbers, *tied})), ()
            if numbers and not (keys[at] in _LATIN and _in_word(text, at)):
                yield at, numbers


def _by_second(*ways: _Ways) -> _Second:
    """The expressions for any second character, and all of them for those with more."""
    always = {number for way in ways for number in way.get(_ANY, ())}
    same: dict[tuple[int, ...], tuple[int, ...]] = {}  # most of them are alike
    listed = {}
    for second in {second for way in ways for second in way} - {_ANY}:
        more = (number for way in ways for number in way.get(second, ()))
        numbers = tuple(sorted(always.union(more)))
        listed[second] = same.setdefault(numbers, numbers)
    return tuple(sorted(always)), listed


def _in_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at] in _LATIN and text[at - 1] in _LATIN


def _number_and_start(found: tuple[int, re.Match[str]]) -> tuple[int, int]:
    return found[0], found[1].start()


def _key(character: str) -> str:
    return _DIGIT if character.isdecimal() else character


# What a piece of an expression can begin with: the first two keys of each match, one or
# none where that is all of it.
_Begins = frozenset[str]
_NOTHING: _Begins = frozenset([""])
_ANYTHING: _Begins = frozenset([_ANY])


class _Reader:
    """Reads an expression from left to right."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def whole(self) -> _Begins:
        found = self._alternatives()
        if self._at < len(self._pattern) or not found.isdisjoint(("", _START)):
            raise ValueError(f"not a phrase: {self._pattern!r}")
        return found

    def _alternatives(self) -> _Begins:
        found = self._sequence()
        while self._take("|"):
            found |= self._sequence()
        return found

    def _sequence(self) -> _Begins:
        if plain := _PLAIN.match(self._pattern, self._at):  # as most begin
            self._skip()
            return frozenset([plain[0]])
        found = _NOTHING
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            found = _then(found, self._item())
            if all(len(way) > 1 for way in found):
                self._skip()
        return found

    def _skip(self) -> None:
        """To the end of the sequence: what else is in it begins nothing."""
        inside = 0
        for part in _BOUND.finditer(self._pattern, self._at):
            bound = part["bound"]
            if not inside and bound in ("|", ")"):
                self._at = part.start()
                return
            inside += (bound == "(") - (bound == ")")
            if part["wrong"]:
                break
        else:
            self._at = len(self._pattern)
            if not inside:
                return
        raise ValueError(f"not a phrase: {self._pattern!r}")

    def _item(self) -> _Begins:
        found = self._atom()
        if repeated := _REPEATED.match(self._pattern, self._at):
            self._at = repeated.end()
            if repeated["most"] != "?":
                found |= _then(found, found)
            if repeated["skips"]:
                found |= _NOTHING
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
            return frozenset([_escaped(escaped)])
        if character in "^$":
            return _NOTHING if character == "$" else frozenset([_START])
        return _ANYTHING if character == "." else frozenset([_key(character)])

    def _class(self) -> _Begins:
        anything = self._take("^")
        characters: set[str] = set()
        if self._pattern.startswith("]", self._at):
            raise ValueError(f"not a phrase: {self._pattern!r}")
        while (character := self._next()) != "]":
            if character == "\\":
                characters.add(_escaped(self._next()))
            elif not self._pattern.startswith("-]", self._at) and self._take("-"):
                codes = range(ord(character), ord(self._next()) + 1)
                anything |= len(codes) > _WIDEST_RANGE
                characters |= set() if anything else {_key(chr(code)) for code in codes}
            else:
                characters.add(_key(character))
        return _ANYTHING if anything or _ANY in characters else frozenset(characters)

    def _take(self, character: str) -> bool:
        taken = self._pattern.startswith(character, self._at)
        self._at += taken
        return taken

    def _next(self) -> str:
        if self._at == len(self._pattern):
            raise ValueError(f"not a phrase: {self._pattern!r}")
        self._at += 1
        return self._pattern[self._at - 1]


def _escaped(character: str) -> str:
    """The key of what an escape stands for."""
    if character == "d":
        return _DIGIT
    return _ANY if character.isalnum() else character


def _then(one: _Begins, other: _Begins) -> _Begins:
    """What the two begin with, one after the other."""
    if one == _NOTHING:
        return other
    found = {way for way in one if len(way) > 1}
    heads = {way[:1] for way in other}
    for way in one - found:
        if not way:
            found |= other
        elif way == _START:  # ^ twice is ^ once
            found |= {more if more[:1] == _START else way + more[:1] for more in other}
        else:
            found |= {way + head for head in heads}
    return frozenset(found)

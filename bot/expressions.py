"""Regular expressions that are compiled when they are first used.

There are hundreds, each for one kind of message. Compiling all of them took a tenth of a start,
and the first answer needs a quarter of them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any
from weakref import ref

_USES = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub")
_END = sys.maxsize
# Before 3.11.5 a possessive group whose last try fails half-way keeps what that try had read
# (CPython issue 106052); Debian 12 has 3.11.2.
_MISREADS_POSSESSIVE = sys.version_info < (3, 11, 5)
_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
_POSSESSIVE = re.compile(r"([*+?]|\{\d*,?\d*\})\+")


class Expression:
    """The part of ``re.compile(pattern, flags)`` that the project uses. A mistake in the pattern
    is raised at the first use, and by ``compile_all``."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self._flags = flags
        self._compiled: re.Pattern[str] | None = None
        _made.append(ref(self))

    def compile(self) -> re.Pattern[str]:
        if self._compiled is None:
            pattern = atomic(self.pattern) if _MISREADS_POSSESSIVE else self.pattern
            self._compiled = re.compile(pattern, self._flags)
        return self._compiled

    @property
    def is_compiled(self) -> bool:
        return self._compiled is not None

    if TYPE_CHECKING:

        def search(self, text: str, at: int = 0, end: int = _END) -> re.Match[str] | None: ...
        def match(self, text: str, at: int = 0, end: int = _END) -> re.Match[str] | None: ...
        def fullmatch(self, text: str, at: int = 0, end: int = _END) -> re.Match[str] | None: ...
        def finditer(self, text: str, at: int = 0) -> Iterator[re.Match[str]]: ...
        def findall(self, text: str) -> list[Any]: ...
        def split(self, text: str, maxsplit: int = 0) -> list[str]: ...
        def sub(
            self, by: str | Callable[[re.Match[str]], str], text: str, count: int = 0
        ) -> str: ...

    else:

        def __getattr__(self, name):
            if name not in _USES:
                raise AttributeError(name)
            # As an attribute of its own it is found without asking here again. Only the method
            # that is used: most are used in one way, and all methods take half a kilobyte.
            use = getattr(self.compile(), name)
            setattr(self, name, use)
            return use


def atomic(pattern: str) -> str:
    """``pattern`` with each possessive group, ``(…)*+``, as an atomic one, ``(?>(…)*)``, which
    matches the same and which every Python from 3.11 on reads correctly."""
    pieces: list[str] = []
    opened: list[int] = []
    at = 0
    while piece := _PIECE.match(pattern, at):
        pieces.append(piece[0])
        at = piece.end()
        if piece[0] == "(":
            opened.append(len(pieces) - 1)
        elif piece[0] == ")" and opened:
            start = opened.pop()
            if how_often := _POSSESSIVE.match(pattern, at):
                pieces.insert(start, "(?>")
                pieces.append(f"{how_often[1]})")
                at = how_often.end()
    return "".join(pieces)


def first_whole(patterns: Iterable[Expression], text: str) -> re.Match[str] | None:
    """The match of the first pattern that matches the whole text."""
    return next((match for one in patterns if (match := one.fullmatch(text))), None)


def made_of(word: Expression, text: str, longest: int = 32) -> bool:
    """Whether the whole text is a row of words that match ``word``, each of at most ``longest``
    characters. ``(?:…)+`` would backtrack for ever where one word is made of others: 是不是 and
    是, 不."""
    ends = {0}
    for at in range(len(text)):
        if at in ends:
            last = min(len(text), at + longest)
            ends.update(n for n in range(at + 1, last + 1) if word.fullmatch(text, at, n))
    return len(text) in ends and text != ""


def compile_all(between: Callable[[], object]) -> None:
    """Compile in a thread, while nobody waits, what the first messages would compile one by one;
    ``between`` is called after each."""
    for made in tuple(_made):  # in one go: another thread may make one meanwhile
        if (one := made()) and not one.is_compiled:
            one.compile()
            between()


_made: list[ref[Expression]] = []

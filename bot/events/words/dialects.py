"""Plain words for what people say in dialects, half in English, or by a slip of the input.

A vocabulary would need every phrase once more for each of them; here the message is said
again in the words that everybody uses, before it is read.
"""

from __future__ import annotations

import re
from functools import cache

from bot.events.words.names import NameIndex
from bot.events.words.word_files import lines_of
from bot.expressions import Expression
from bot.phrases import Phrases


def in_plain_words(text: str, names: NameIndex | None = None) -> str:
    """A tidy text in the words of the vocabulary. What is in them already stays, and so do
    ``names``: the 侬 of 迪卡侬 is no dialect."""
    if not _sayings().are_in(text):
        return text  # plain already, as most are
    for said, meant in _rules():
        if said.search(text):
            text = _replaced(text, said, meant, names)
    return text


def prepare() -> None:
    """Compile the rules now, so that the first question does not wait for it."""
    _sayings()


def _replaced(text: str, said: Expression, meant: str, names: NameIndex | None) -> str:
    named = [(one.start, one.end) for one in names.find(text)] if names else []

    def again(match: re.Match[str]) -> str:
        start, end = match.span()
        cut = any(a < end and start < b and not (start <= a and b <= end) for a, b in named)
        return match[0] if cut else match.expand(meant)

    return said.sub(again, text)


@cache
def _lines() -> tuple[tuple[str, str], ...]:
    pairs = (line.partition(" =>") for line in lines_of("dialects.txt"))
    return tuple((said, meant.strip()) for said, _, meant in pairs)


@cache
def _rules() -> tuple[tuple[Expression, str], ...]:
    return tuple((Expression(said), meant) for said, meant in _lines())


@cache
def _sayings() -> Phrases:
    return Phrases([said for said, _ in _lines()])

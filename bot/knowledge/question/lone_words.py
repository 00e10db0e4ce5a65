"""Messages that are hardly more than one word, a bare number or the name of a parameter; and words
of which hardly anything is known.

A single word is no question, and many pages have it somewhere. `track_io_timing` is different:
whoever types that wants to know what it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.expressions import Expression
from bot.knowledge.words.concepts import Query
from bot.knowledge.words.salience import has_letter, salience
from bot.knowledge.words.tokens import Word

_IDENTIFIER = Expression(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")
# polarstore、盘古是什么; not 表膨胀是什么原因.
_SAYS_WHAT = Expression(r"(.{2,}?)(?:[（(].*?[）)])? ?是什么(?:意思|工具)?(?:$|[，,])")
_PARTS = Expression(r"[、，, ]+")
_COMES_BACK = 2  # times that a passage must name what it explains
_NAMES = 0.8  # weight from which a word names something
_CALLED = 0.3
_LONG = 3  # characters: shorter words stand in longer ones
_PHRASE = 5  # Han characters; only names of the glossary are so long


def is_bare_number(said: Sequence[str], names: Sequence[str]) -> bool:
    """Whether it is nothing but numbers, and the page is not named after one: 123456, but not
    23505. ``names``: title, other names and headings, normalised."""
    if any(letter.isalpha() for text in said for letter in text):
        return False
    return not any(text in name for text in said for name in names)


def names_nothing(query: Query, named: float) -> bool:
    """Whether it is nothing but everyday words without a cue: 找谁, 时间过得真快. ``named``: how
    much of the question is in the name of a page."""
    if named >= _CALLED or any(has_letter(word) and len(word.text) > 1 for word in query.unknown):
        return False
    return all(c.told and c.start >= 0 and c.weight < _NAMES for c in query.concepts)


def is_explained(
    said: Sequence[str], names: Sequence[str], heading: str, passage: str, own: Sequence[str]
) -> bool:
    """Whether the page explains the words: an identifier that stands in one of its headings or
    comes back in its best passage; a word of which a name of the page says what it is; one of
    ``own``, words more frequent in the pages than in general, in the ``heading`` of the passage;
    or a name of the glossary that is a whole question, 查看函数源码. All are normalised."""
    if any(_stands_in(word, heading) for word in own):
        return True
    if any(len(word) >= _PHRASE and not word.isascii() for word in said):
        return True
    told = (match[1] for name in names if (match := _SAYS_WHAT.match(name)))
    if not {word for name in told for word in _PARTS.split(name)}.isdisjoint(said):
        return True
    for identifier in filter(_IDENTIFIER.fullmatch, said):
        whole = re.compile(rf"(?<![a-z0-9_]){identifier}(?![a-z0-9_])")
        if any(whole.search(name) for name in names):
            return True
        if len(whole.findall(passage)) >= _COMES_BACK:
            return True
    return False


def _stands_in(word: str, heading: str) -> bool:
    if len(word) < _LONG:
        return False
    if word.isascii():
        return re.search(rf"(?<![a-z0-9_]){re.escape(word)}(?![a-z0-9_])", heading) is not None
    return word in heading


def known_in_pieces(query: Query) -> float:
    """The summed salience of Han nouns of which the pages have only pieces: 投影 of 投影仪."""
    nouns = [word for word in query.words if word.is_han and word.kind.startswith("n")]
    return sum(salience(word) for word in nouns if _is_in_pieces(query, word))


def _is_in_pieces(query: Query, word: Word) -> bool:
    known = {(c.start, c.end, c.said) for c in query.concepts}
    if any(a <= word.start and word.end <= b and b - a == len(said) for a, b, said in known):
        return False
    pieces = [len(said) for a, b, said in known if (a, b) == (word.start, word.end)]
    return 0 < sum(pieces) < len(word.text)

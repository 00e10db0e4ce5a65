"""Cuts SQL text into statements as psql does, so that each is committed by itself.

Quotes, dollar quotes, comments, parentheses and ``BEGIN ATOMIC`` bodies are understood;
nothing is checked: the server judges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.expressions import Expression

_TOKEN = Expression(
    r"""
      (?P<comment> --[^\n]* | /\* )
    | (?P<quoted>
          [eE]'(?:[^'\\]|\\.|'')*'?
        | '(?:[^']|'')*'?
        | "(?:[^"]|"")*"?
      )
    | (?P<dollar> \$(?:[^\W\d]\w*)?\$ )
    | (?P<word> [^\W\d][\w$]* )
    | (?P<mark> [();] )
    | \d[\w.]* | \s+ | .
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_BORDER = Expression(r"/\*|\*/")


@dataclass(frozen=True, slots=True)
class Statement:
    """``text`` without the semicolon; ``line`` counts from 0 within what was cut."""

    text: str
    line: int


def split_statements(sql: str) -> list[Statement]:
    """The statements in order. Leading comments stay with the statement they precede; what
    holds nothing but comments is no statement."""
    found: list[Statement] = []
    begin = 0
    for end, is_empty in _ends(sql):
        if not is_empty:
            text = sql[begin:end]
            lead = len(text) - len(text.lstrip())
            line = sql.count("\n", 0, begin + lead)
            found.append(Statement(text.strip(), line))
        begin = end + 1
    return found


def _ends(sql: str) -> Iterator[tuple[int, bool]]:
    """Where each statement ends, and whether there was nothing in it."""
    parentheses = 0
    body = _AtomicBody()
    is_empty = True
    at = 0
    while at < len(sql):
        match = _TOKEN.match(sql, at)
        assert match is not None  # the last alternative takes any character
        kind, text = match.lastgroup, match.group()
        at = _end_of(sql, match)
        if kind == "mark" and text == ";" and not parentheses and not body.is_open:
            yield match.start(), is_empty
            is_empty, body = True, _AtomicBody()
            continue
        if kind == "word":
            body.take(text.lower())
        elif kind == "mark" and text != ";":
            parentheses = max(0, parentheses + (1 if text == "(" else -1))
        is_empty = is_empty and (kind == "comment" or text.isspace())
    yield len(sql), is_empty


def _end_of(sql: str, match: re.Match[str]) -> int:
    """Behind the token: block comments nest and dollar quotes end at their own mark."""
    text = match.group()
    if match.lastgroup == "dollar":
        end = sql.find(text, match.end())
        return len(sql) if end < 0 else end + len(text)
    if text != "/*":
        return match.end()
    depth = 1
    for border in _COMMENT_BORDER.finditer(sql, match.end()):
        depth += 1 if border.group() == "/*" else -1
        if not depth:
            return border.end()
    return len(sql)


class _AtomicBody:
    """Follows ``CREATE FUNCTION … BEGIN ATOMIC … END``, whose semicolons are inner ones."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._depth = 0

    @property
    def is_open(self) -> bool:
        return self._depth > 0

    def take(self, word: str) -> None:
        if len(self._words) < 4:
            self._words.append(word)
        if not self._is_routine():
            return
        if word == "begin" or (word == "case" and self._depth):
            self._depth += 1
        elif word == "end" and self._depth:
            self._depth -= 1

    def _is_routine(self) -> bool:
        words = [word for word in self._words if word not in ("or", "replace")]
        return len(words) > 1 and words[0] == "create" and words[1] in ("function", "procedure")

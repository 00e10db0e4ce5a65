"""Reads Markdown line by line into headings and blocks that must stay whole.

A full parser is twenty times slower and is not needed: passages keep their source text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.expressions import Expression
from bot.knowledge.pages.comments import FENCE, seen_lines
from bot.markdown import fence_after

_HEADING = Expression(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_FENCE_SIGNS = frozenset("`~")
_UNDERLINES = frozenset("=-")
_BULLETS = frozenset("-*+")
_ITEM = Expression(r"(?:[-*+]|\d{1,3}[.)])[ \t]+\S")
_RUN = Expression(r"^([ \t]*(?:`{3,}|~{3,})[ \t]*sql) run\b.*$", re.MULTILINE)
_LINK = Expression(
    r"!?\[([^\]\n]{0,300})\]\(([^()\s]{0,500})(?:\([^()\s]{0,200}\))?[^()\n]{0,200}\)"
)
_HOST = Expression(r"https?://(?:www\.)?([^/\s]{1,100})")
_TAG = Expression(r"<[^<>\n]{1,200}>")
# The language of a fence that begins its line stays: it can be searched for.
_FENCE_SIGNS_WITHIN = (" ```", "\t```", "~~~")
_FENCE_LINE = Expression(r"^(?:[ \t]+`{3}|[ \t]*~{3}).*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, table or fence. ``inside``: it continues a list item;
    ``tight``: no blank line parts it from the item before."""

    text: str
    inside: bool = False
    tight: bool = False


def plain(text: str) -> str:
    """Text without Markdown's marks; a link keeps its words and loses its address."""
    return _without_marks(text, r"\1")


def searchable(text: str) -> str:
    """The same for the index, where the host of a link can be asked for: github, 官网."""
    return _without_marks(text, _with_host)


def _without_marks(text: str, link: str | Callable[[re.Match[str]], str]) -> str:
    # Looking for a sign is ten times as fast as an expression that finds none.
    if "](" in text:
        text = _LINK.sub(link, text)
    if any(sign in text for sign in _FENCE_SIGNS_WITHIN):
        text = _FENCE_LINE.sub(" ", text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    return text.replace("*", " ").replace("`", " ")


def _with_host(link: re.Match[str]) -> str:
    host = _HOST.match(link[2])
    return f"{link[1]} {host[1]}" if host else link[1]


def read_blocks(text: str) -> list[Heading | Block]:
    """Headings and blocks in order, comments left out, ``sql run`` fences as ``sql``."""
    reader = _Reader()
    for line in seen_lines(text):
        reader.take(line)
    reader.flush()
    return reader.done


class _Reader:
    """Collects lines until a border is reached."""

    def __init__(self) -> None:
        self.done: list[Heading | Block] = []
        self._lines: list[str] = []
        self._fence = ""
        self._in_item = False
        self._inside = False
        self._blank_before = True

    def take(self, line: str) -> None:
        first = line.lstrip()[:1]  # rules out most patterns at a glance
        fence = FENCE.match(line) if first in _FENCE_SIGNS else None
        if self._fence:
            self._lines.append(line)
            self._fence = fence_after(self._fence, fence)
        elif fence:
            self._open_fence(line, fence)
        elif first == "#" and (heading := _HEADING.match(line)):
            self.flush()
            self.done.append(Heading(len(heading[1]), _one_line(heading[2] or "")))
            self._in_item = False
        elif not first:
            self.flush()
            self._blank_before = True
        elif first in _UNDERLINES and self._lines and _underlines(line, self._lines):
            level = 1 if line.startswith("=") else 2
            self.done.append(Heading(level, _one_line(self._lines.pop())))
            self._in_item = False
        else:
            self._take_text(line, may_be_item=first in _BULLETS or first.isdecimal())

    def _open_fence(self, line: str, fence: re.Match[str]) -> None:
        # A fence stays with the paragraph above it: it is what that paragraph speaks of.
        if not self._lines:
            self._inside = self._in_item and bool(fence[1])
        self._fence = fence["marks"]
        self._lines.append(line)

    def _take_text(self, line: str, *, may_be_item: bool) -> None:
        if may_be_item and _ITEM.match(line):
            self.flush()
            self._in_item = True
        elif not self._lines:
            self._inside = self._in_item and line[0] in " \t"
            self._in_item = self._inside
        self._lines.append(line)

    def flush(self) -> None:
        if not self._lines:
            return
        text = "\n".join(self._lines)
        if self._fence:  # open to the end of the page: what a reply says below it is no code
            text = f"{text.rstrip()}\n{self._fence}"
        if "sql run" in text:
            text = _RUN.sub(r"\1", text)
        tight = not self._blank_before and _ITEM.match(text) is not None
        self.done.append(Block(text, self._inside, tight))
        self._lines = []
        self._fence = ""
        self._inside = False
        self._blank_before = False


def _one_line(heading: str) -> str:
    return " ".join(plain(heading).split())


def _underlines(line: str, above: list[str]) -> bool:
    """Is this the underline of a heading of one line?"""
    stripped = line.rstrip()
    return len(above) == 1 and len(stripped) >= 2 and set(stripped) in ({"="}, {"-"})

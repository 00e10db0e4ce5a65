"""A long Markdown text in parts, each readable by itself.

Cuts stand between paragraphs; never inside a code block unless that block alone is too
long, and then each half is a block of its own. No character is ever cut.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from bot.expressions import Expression
from bot.markdown import fence_after

_FENCE = Expression(r"^\s*(?P<marks>`{3,}|~{3,})(?P<rest>.*)")
HEADING = Expression(r"^\s{0,3}#{1,6}\s")
_SMALLEST = 200
_MOST_BYTES = 6  # of a character in JSON
# A single endless line is cut at the end of a sentence, else of a clause or word.
_STOPS = (Expression(r"[。！？；.!?;]\s*"), Expression(r"[，、,\s]"))


def fence_of(line: str) -> re.Match[str] | None:
    """The marks that begin or end a code block in this line; None in any other."""
    return _FENCE.match(line) if "```" in line or "~~~" in line else None


def code_blocks(lines: Iterable[str]) -> Iterator[int]:
    """For each line the number, from 1, of the code block that it belongs to, marks included; 0
    for lines outside of any."""
    fence, number = "", 0
    for line in lines:
        before, fence = fence, fence_after(fence, fence_of(line))
        number += bool(fence and not before)
        yield number if before or fence else 0


def wire_size(value: Any) -> int:
    """Bytes of ``value`` as JSON in UTF-8, as it is sent."""
    return len(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def split_markdown(text: str, limit: int) -> list[str]:
    """``text`` in parts of at most ``limit`` bytes on the wire (at least one part).

    A heading stays with what follows it. The parts hold everything but the blank lines
    between them; fences that had to be cut are closed and opened again.
    """
    limit = max(limit, _SMALLEST)
    if len(text) * _MOST_BYTES <= limit or _size(text) <= limit:
        return [text]
    parts: list[str] = []
    current: list[str] = []
    for block in _small_blocks(text, limit):
        if current and _size("\n\n".join([*current, block])) > limit:
            carried = _trailing_headings(current)
            parts.append("\n\n".join(current))
            current = carried if _size("\n\n".join([*carried, block])) <= limit else []
            if carried and not current:
                parts.append("\n\n".join(carried))
        current.append(block)
    if current:
        parts.append("\n\n".join(current))
    return [part for part in parts if part.strip()] or [text]


def _size(text: str) -> int:
    return wire_size(text) - 2


def _trailing_headings(blocks: list[str]) -> list[str]:
    """Take the headings off the end, unless there is nothing else."""
    carried: list[str] = []
    while len(blocks) > 1 and HEADING.match(blocks[-1]):
        carried.insert(0, blocks.pop())
    return carried


def _small_blocks(text: str, limit: int) -> Iterator[str]:
    for block in _blocks(text):
        if _size(block) <= limit:
            yield block
        elif fence_of(block):
            yield from _cut_fence(block, limit)
        else:
            yield from _cut_lines(block.split("\n"), limit)


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs, lists, tables and whole code blocks."""
    lines = text.split("\n")
    for number, run in groupby(zip(code_blocks(lines), lines, strict=True), key=itemgetter(0)):
        block = [line for _, line in run]
        if number:
            yield "\n".join(block)
            continue
        for is_filled, paragraph in groupby(block, key=lambda line: bool(line.strip())):
            if is_filled:
                yield "\n".join(paragraph)


def _cut_fence(block: str, limit: int) -> Iterator[str]:
    opening, *lines = block.split("\n")
    mark = fence_of(opening)
    closing = mark[1] if mark else "```"
    if lines and lines[-1].strip() == closing:
        lines.pop()
    if _size(opening) > limit // 4:  # an info string of that length is none
        opening = closing
    room = limit - _size(f"{opening}\n\n{closing}")
    for piece in _cut_lines(lines, room):
        yield f"{opening}\n{piece}\n{closing}"


def _cut_lines(lines: list[str], limit: int) -> Iterator[str]:
    current: list[str] = []
    for line in (piece for whole in lines for piece in _cut_line(whole, limit)):
        if current and _size("\n".join([*current, line])) > limit:
            yield "\n".join(current)
            current = []
        current.append(line)
    if current:
        yield "\n".join(current)


def _cut_line(line: str, limit: int) -> Iterator[str]:
    while _size(line) > limit:
        head = _longest_prefix(line, limit)
        cut = next((end for stop in _STOPS if (end := _last_stop(stop, head))), len(head))
        yield line[:cut]
        line = line[cut:]
    yield line


def _longest_prefix(line: str, limit: int) -> str:
    """The longest beginning that fits; found by halving, whatever the characters weigh."""
    low, high = 1, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        if _size(line[:middle]) <= limit:
            low = middle
        else:
            high = middle - 1
    return line[:low]


def _last_stop(stop: Expression, head: str) -> int:
    """Where the last such stop in the second half ends; 0 when there is none."""
    ends = [match.end() for match in stop.finditer(head)]
    return ends[-1] if ends and ends[-1] > len(head) // 2 else 0

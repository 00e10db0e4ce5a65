"""The part of a passage that answers: whole where it is short, else the blocks, items,
rows and sentences that hold the question's words. Code fences are never cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.knowledge.blocks import Block, read_blocks

# How many of the question's concepts a piece of text holds, by worth.
Measure = Callable[[str], float]

GAP = "……"
_TOO_LONG = "（代码较长，完整的见出处。）"
_FENCE = re.compile(r"^[ \t]*```.*?^[ \t]*```[ \t]*$", re.MULTILINE | re.DOTALL)
_PAGE_LINK = re.compile(r"\[([^\]\n]+)\]\((?!https?://)[^)\n]*\)")
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；]?[”」）)]*\n?")
_LONG_BLOCK = 260
_LONG_TABLE = 8


@dataclass(frozen=True, slots=True)
class Excerpt:
    """``cut``: something was left out."""

    text: str
    cut: bool


def excerpt(text: str, budget: int, measure: Measure) -> Excerpt:
    """At most about ``budget`` characters of a passage, in its own order and words."""
    text = without_page_links(text)
    if len(text) <= budget:
        return Excerpt(text, False)
    pieces = list(_pieces(text))
    worth = [measure(piece) for piece in pieces]
    chosen = _choose(pieces, worth, budget)
    if not chosen:
        return Excerpt(_sentences(pieces[0], budget, measure), True)
    parts: list[str] = []
    before = -1
    for place in chosen:
        if place != before + 1 and parts:
            parts.append(GAP)
        parts.append(_shortened(pieces[place], budget, measure))
        before = place
    return Excerpt(_joined(parts), True)


def without_page_links(text: str) -> str:
    """Links to other pages become their words: in a chat they lead nowhere."""
    return _PAGE_LINK.sub(r"\1", _IMAGE.sub("", text)).strip("\n")


def _pieces(text: str) -> Iterator[str]:
    """Blocks, an item together with what continues it and a fence with what leads to it."""
    piece = ""
    for block in read_blocks(text):
        if not isinstance(block, Block):
            continue
        follows = piece.rstrip().endswith(("：", ":")) and not _is_item(block.text)
        if piece and (block.inside or follows or block.text.lstrip().startswith("```")):
            piece += "\n\n" + block.text
        else:
            if piece:
                yield piece
            piece = block.text
    if piece:
        yield piece


def _choose(pieces: list[str], worth: list[float], budget: int) -> list[int]:
    """Places of the pieces that are worth most for their length and fit the budget."""
    huge = 2 * budget  # a listing longer than any screen gives way to whatever else fits
    order = sorted(range(len(pieces)), key=lambda i: (len(pieces[i]) > huge, -worth[i], i))
    chosen: list[int] = []
    left = budget
    for place in order:
        size = (
            min(len(pieces[place]), _LONG_BLOCK)
            if "```" not in pieces[place]
            else len(pieces[place])
        )
        if chosen and (size > left or worth[place] <= 0):
            continue
        chosen.append(place)
        left -= size
        if left < budget * 0.15:
            break
    return sorted(chosen)


def _shortened(piece: str, budget: int, measure: Measure) -> str:
    if "```" in piece and len(piece) > 2 * budget:
        return _FENCE.sub(_TOO_LONG, piece)
    if "```" in piece or len(piece) <= _LONG_BLOCK:
        return piece
    lines = piece.split("\n")
    if len(lines) > _LONG_TABLE and lines[0].lstrip().startswith("|"):
        return _rows(lines, measure)
    return _sentences(piece, budget, measure)


def _rows(lines: list[str], measure: Measure) -> str:
    """A table's head and the rows that hold most of the question."""
    order = sorted(range(2, len(lines)), key=lambda i: (-measure(lines[i]), i))
    kept = sorted(order[: _LONG_TABLE - 2])
    return "\n".join([*lines[:2], *(lines[i] for i in kept)])


def _sentences(piece: str, budget: int, measure: Measure) -> str:
    """The first sentence and those that hold most, in order, until the budget is used."""
    sentences = [found for found in _SENTENCE.findall(piece) if found.strip()]
    order = sorted(range(len(sentences)), key=lambda i: (-measure(sentences[i]), i))
    limit = min(budget, _LONG_BLOCK)
    kept = {0}
    size = len(sentences[0])
    for place in order:
        if place not in kept and size + len(sentences[place]) <= limit:
            kept.add(place)
            size += len(sentences[place])
    parts: list[str] = []
    before = -1
    for place in sorted(kept):
        if place != before + 1 and parts:
            parts.append(GAP)
        parts.append(sentences[place])
        before = place
    return "".join(parts).strip("\n")


def _is_item(text: str) -> bool:
    return re.match(r"\s*(?:[-*+]|\d{1,3}[.)])\s", text) is not None


def _joined(parts: list[str]) -> str:
    text = parts[0]
    for before, part in pairwise(parts):
        tight = _is_item(part) and _is_item(before) and "\n\n" not in before
        text += ("\n" if tight else "\n\n") + part
    return text

"""The part of a passage that answers: whole where it is short, else the blocks, items,
rows and sentences that hold the question's words. What introduces a list, a table or code
stays with it, and code fences are never cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.expressions import Expression
from bot.knowledge.pages.blocks import Block, read_blocks
from bot.knowledge.pages.page_links import without_directory, without_page_links

# How many of the question's concepts a piece of text holds, by worth.
Measure = Callable[[str], float]

GAP = "……"
CODE_ROOM = 2  # times the budget: what a listing may take, since it is shown whole
_FENCE = Expression(r"^[ \t]*(`{3,}|~{3,}).*?^[ \t]*\1[ \t]*$", re.MULTILINE | re.DOTALL)
_OPENS = ("```", "~~~")
_SENTENCE = Expression(r"[^。！？；\n]*[。！？；]?[”」）)]*\n?")
_ITEM = Expression(r"\s*([-*+]|\d{1,3}[.)])\s")
_TABLE = Expression(r"^[ \t]*\|.*\n[ \t]*\|?[ \t:|-]*-[ \t:|-]*$", re.MULTILINE)
# What ends with a colon introduces what follows, and so does a caption in bold type.
_LEADS = Expression(r"(?:[：:](?:\*\*)?|^[ \t]*\*\*[^*\n]+\*\*)[ \t]*$", re.MULTILINE)
_LONG_BLOCK = 260
_LONG_TABLE = 8
_ROW = 0.3  # of the best row's worth: what a row needs to be shown
_LONG_LEAD = 120
_NOTICE = 80  # what it takes to say that a listing is too long, with what leads to it
_CODE_BONUS = 0.25  # of the best piece: code says how, in few of the question's words


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is shown or left out as one. ``lead``: place of the piece that introduces it."""

    text: str
    lead: int = -1

    @property
    def has_code(self) -> bool:
        return _has_code(self.text)

    @property
    def leads(self) -> bool:
        return _leads(self.text)

    @property
    def size(self) -> int:
        """About how many characters it takes when it is shown."""
        return len(self.text) if self.has_code else min(len(self.text), _LONG_BLOCK)


def excerpt(text: str, budget: int, measure: Measure, *, beyond: str = "") -> str:
    """At most about ``budget`` characters of a passage, in its own order and words.
    ``beyond`` says where code that is too long for that can be read."""
    text = without_page_links(without_directory(text))
    if len(text) <= budget:
        return _without_lead(text)
    pieces = list(_pieces(text))
    chosen = _choose(pieces, budget, measure)
    parts: list[str] = []
    before = -1
    for place in _with_leads(pieces, chosen):
        shown = _shortened(pieces[place].text, budget, measure, beyond)
        if place not in chosen:  # it is there for what it introduces alone
            shown = _last_sentence(shown)
        if place != before + 1 and parts:
            parts.append(_gap(parts[-1], shown))
        parts.append(shown)
        before = place
    return _without_lead(_joined(parts))


def longest_code(text: str) -> int:
    """Characters of its longest fence."""
    return max((len(fence[0]) for fence in _FENCE.finditer(text)), default=0)


def _pieces(text: str) -> Iterator[_Piece]:
    """Blocks; an item together with what continues it, a fence or a table with what leads
    to it."""
    piece = _Piece("")
    place = lead = -1
    for block in _blocks(text):
        is_item = _is_item(block.text)
        introduced = piece.leads and not is_item and not _is_item(piece.text)
        if piece.text and (block.inside or introduced or block.text.lstrip().startswith(_OPENS)):
            piece = replace(piece, text=f"{piece.text}\n\n{block.text}")
            continue
        if piece.text:
            yield piece
            if not is_item:
                lead = -1
            elif not _is_item(piece.text):
                lead = place if piece.leads else -1
        place += 1
        piece = _Piece(block.text, lead if is_item else -1)
    yield piece


def _blocks(text: str) -> Iterator[Block]:
    """As read, but a table apart from what stands right above it, and code from what stands
    right below."""
    for block in read_blocks(text):
        if isinstance(block, Block):
            yield from _apart(block)


def _apart(block: Block) -> Iterator[Block]:
    fence = _FENCE.search(block.text)
    below = block.text[fence.end() :].strip("\n") if fence else ""
    if fence and below:
        inside = block.inside or (_is_item(block.text) and below[0] in " \t")
        yield replace(block, text=block.text[: fence.end()])
        yield from _apart(Block(below, inside))
        return
    table = None if fence else _TABLE.search(block.text)
    if table and table.start():
        yield replace(block, text=block.text[: table.start()].rstrip("\n"))
        yield Block(block.text[table.start() :])
    else:
        yield block


def _choose(pieces: list[_Piece], budget: int, measure: Measure) -> set[int]:
    """Places of the pieces that are worth most for their length and fit the budget."""
    worth = [measure(piece.text) for piece in pieces]
    most = max(worth)
    worth = [w + _CODE_BONUS * most * p.has_code for w, p in zip(worth, pieces, strict=True)]
    huge = CODE_ROOM * budget  # a listing longer than any screen gives way to whatever else fits
    order = sorted(range(len(pieces)), key=lambda i: (len(pieces[i].text) > huge, -worth[i], i))
    chosen: set[int] = set()
    left = budget
    for place in order:
        too_long = len(pieces[place].text) > huge
        size = _NOTICE if too_long else pieces[place].size
        if chosen and (size > left or worth[place] <= 0):
            continue
        chosen.add(place)
        left -= size
        if left < budget * 0.15:
            break
    return chosen


def _with_leads(pieces: list[_Piece], chosen: set[int]) -> list[int]:
    """The same with what introduces chosen items; what introduces nothing chosen brings its
    first items along, or is cut by its last sentence later."""
    places = set(chosen)
    for place in chosen:
        if pieces[place].lead >= 0:
            places.add(pieces[place].lead)
    for place, piece in enumerate(pieces):
        if (
            place in places
            and piece.leads
            and not any(pieces[other].lead == place for other in places)
        ):
            room = _LONG_BLOCK
            for after in range(place + 1, len(pieces)):
                room -= len(pieces[after].text)
                if pieces[after].lead != place or room < 0:
                    break
                places.add(after)
    return sorted(places)


def _shortened(piece: str, budget: int, measure: Measure, beyond: str) -> str:
    if _has_code(piece):
        fences = sorted(_FENCE.finditer(piece), key=lambda fence: len(fence[0]))
        while fences and len(piece) > CODE_ROOM * budget:
            longest = fences.pop()
            piece = piece.replace(longest[0], _too_long(longest, beyond))
        return piece
    if len(piece) <= _LONG_BLOCK:
        return piece
    if table := _TABLE.search(piece):
        lead, rows = piece[: table.start()], piece[table.start() :].split("\n")
        return lead + _rows(rows, max(budget - len(lead), _LONG_BLOCK), measure)
    return _sentences(piece, budget, measure)


def _too_long(fence: re.Match[str], beyond: str) -> str:
    lines = fence[0].count("\n") - 1
    return f"（代码有 {lines} 行，放不下{'，' if beyond else ''}{beyond}。）"


def _rows(lines: list[str], room: int, measure: Measure) -> str:
    """A table's head and the rows that hold most of the question."""
    if len(lines) <= _LONG_TABLE and sum(map(len, lines)) <= room:
        return "\n".join(lines)
    worth = {place: measure(line) for place, line in enumerate(lines[2:], 2)}
    order = sorted(worth, key=lambda place: (-worth[place], place))
    # Rows that hold hardly anything of it tell the reader nothing beside one that does.
    order = [place for place in order if worth[place] >= _ROW * worth[order[0]]]
    kept = order[:1]
    room -= sum(len(lines[place]) for place in (0, 1, *kept))
    for place in order[1:]:
        if len(kept) < _LONG_TABLE - 2 and len(lines[place]) <= room:
            kept.append(place)
            room -= len(lines[place])
    return "\n".join([*lines[:2], *(lines[place] for place in sorted(kept))])


def _sentences(piece: str, budget: int, measure: Measure) -> str:
    """The first sentence and those that hold most, in order, until the budget is used."""
    sentences = _sentences_of(piece)
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
            parts[-1] = parts[-1].rstrip("\n")
            parts.append(f"{GAP}\n" if sentences[place - 1].endswith("\n") else GAP)
        parts.append(sentences[place])
        before = place
    return "".join(parts).strip("\n")


def _sentences_of(text: str) -> list[str]:
    return [found for found in _SENTENCE.findall(text) if found.strip()]


def _last_sentence(lead: str) -> str:
    return lead if len(lead) <= _LONG_LEAD else _sentences_of(lead)[-1]


def _without_lead(text: str) -> str:
    """Without a last sentence that leads to what is not here: a picture, the next passage."""
    if not _leads(text):
        return text
    return text[: -len(_sentences_of(text)[-1])].rstrip() or text


def _gap(before: str, after: str) -> str:
    """Between bullets an item of its own: a paragraph would end the list."""
    item = _ITEM.match(after)
    inside = _leads(before) or (_is_item(before) and "\n\n" not in before)
    return f"{item[1]} {GAP}" if item and inside and not item[1][0].isdigit() else GAP


def _leads(text: str) -> bool:
    return _LEADS.search(text.rstrip().rpartition("\n")[2]) is not None


def _has_code(text: str) -> bool:
    return any(mark in text for mark in _OPENS)


def _is_item(text: str) -> bool:
    return _ITEM.match(text) is not None


def _joined(parts: list[str]) -> str:
    text = parts[0]
    for before, part in pairwise(parts):
        tight = _is_item(part) and _is_item(before) and "\n\n" not in before
        text += ("\n" if tight else "\n\n") + part
    return text

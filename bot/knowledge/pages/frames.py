"""Quotes, indents and padding that only lay a page out → the blocks that they stand for.

Code in a quote or behind four blanks is code to those who read it, and has to be to all that
must not touch code. A table is as wide as its longest cell in an editor and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from itertools import groupby

from bot.expressions import Expression
from bot.knowledge.pages.comments import FENCE, mark_prose
from bot.markdown import fence_after

_DEEPEST = 8  # quotes in quotes; what has more is a drawing, and each costs a look at the page
_QUOTED = Expression(r"([ \t]*)> ?")
_FRAMED = Expression(r">(?:[ \t>]*(?:`{3}|~{3}|\|.*\|)|[ \t]*>[ \t>]*\S)")
_ITEM = Expression(r"[ \t]*(?:[-*+]|\d{1,3}[.)]|:|\[\^[^\]\n]+\]:)[ \t]")
_INDENT = Expression(r" {4}| {0,3}\t")
_INDENTED = Expression(r"\n[ \t]*\n(?: {4}| {0,3}\t)[ \t]*\S")  # below a blank line
_NO_CODE = ("<", "|", ">", "![")  # an element, a table, a quote, a picture
_HAN = Expression(r"[\u3400-\u9fff]")
_LETTER = Expression(r"[A-Za-z0-9_]")
_ROW = Expression(r"^([ \t]*)(\|.*(?:[ \t]{4}|-{4}).*)$", re.MULTILINE)
_SPAN = Expression(r"(`[^`\n]+`)")
_PADDING = Expression(r"[ \t]{4,}")
_RULE = Expression(r"-{4,}")
_RULE_SIGNS = frozenset("|:- \t")


def without_frames(text: str) -> str:
    """A page with its code in fences and its tables in the open, wherever they stood."""
    for _ in range(_DEEPEST):
        if not _FRAMED.search(text) or (bare := _unquoted(text)) == text:
            break
        text = bare
    return _fenced(text) if _INDENT.match(text) or _INDENTED.search(text) else text


def without_padding(text: str) -> str:
    """Rows of tables without the blanks that line them up."""
    return _ROW.sub(lambda row: row[1] + _compact(row[2]), text)


def _unquoted(text: str) -> str:
    """Quotes around code, a table or a quote opened by one level: frames, nobody's words."""
    done: list[str] = []
    for quoted, group in groupby(mark_prose(text), lambda each: _is_quoted(*each)):
        lines = [line for line, _ in group]
        if quoted and any(_FRAMED.match(line.lstrip()) for line in lines):
            bare = [_QUOTED.sub(r"\1", line, 1) for line in lines]
            lines = ["", *bare, *_closing(bare), ""]
        done += lines
    return "\n".join(done)


def _is_quoted(line: str, free: bool) -> bool:
    return free and _QUOTED.match(line) is not None


def _closing(lines: Sequence[str]) -> list[str]:
    """What closes the fence that the end of a quote closed."""
    fence = reduce(fence_after, map(FENCE.match, lines), "")
    return [fence] if fence else []


def _fenced(text: str) -> str:
    """Code that is told by its indent alone in fences. In a list an indent goes on with an
    item, and prose is often indented for its looks."""
    lines = list(mark_prose(text))
    done: list[str] = []
    in_item, after_blank = False, True
    place = 0
    while place < len(lines):
        line, free = lines[place]
        end = place + 1
        if free and after_blank and not in_item and _INDENT.match(line) and line.strip():
            end = _end_of_indent(lines, place)
            run = [each for each, _ in lines[place:end]]
            done += (
                ["```", *(_INDENT.sub("", each, 1) for each in run), "```"]
                if _is_code(run)
                else run
            )
        else:
            done.append(line)
        if free and _ITEM.match(line):
            in_item = True
        elif line[:1].strip() and (after_blank or not free or line[0] == "#"):
            in_item = False
        after_blank = free and not lines[end - 1][0].strip()
        place = end
    return "\n".join(done)


def _end_of_indent(lines: Sequence[tuple[str, bool]], place: int) -> int:
    end = place
    while place < len(lines):
        line, free = lines[place]
        if not free or (line.strip() and not _INDENT.match(line)):
            break
        place += 1
        if line.strip():
            end = place
    return end


def _is_code(lines: Sequence[str]) -> bool:
    text = "\n".join(lines)
    if text.lstrip().startswith(_NO_CODE) or _ITEM.match(text):
        return False
    return len(_LETTER.findall(text)) > len(_HAN.findall(text))


def _compact(row: str) -> str:
    if set(row) <= _RULE_SIGNS:
        return _RULE.sub("---", _PADDING.sub(" ", row))
    pieces = _SPAN.split(row)
    pieces[::2] = (_PADDING.sub(" ", piece) for piece in pieces[::2])
    return "".join(pieces)

"""Hidden comments of a page: what a reader never sees, told apart line by line.

A comment begins on a line of its own outside code. The document reader leaves comments
out; the reader of runnable SQL finds set-up and expectation in them.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.expressions import Expression

FENCE = Expression(r"([ \t]*)(`{3,}|~{3,})(.*)$")
_MARK = "<!--"
_OPENS = Expression(rf"[ \t]*{_MARK}")
_CLOSES = "-->"


def seen_lines(text: str) -> list[str]:
    """The lines of a body that belong to no comment."""
    if _MARK not in text:
        return text.split("\n")
    return [line for line, hidden in mark_comments(text) if not hidden]


def mark_comments(text: str) -> Iterator[tuple[str, bool]]:
    """Every line of a body in order, and whether it belongs to a comment."""
    fence = ""
    hidden = False
    for line in text.split("\n"):
        if hidden:
            hidden = _CLOSES not in line
            yield line, True
            continue
        match = FENCE.match(line)
        if match and not fence:
            fence = match[2]
        elif match and match[2].startswith(fence) and not match[3].strip():
            fence = ""
        elif not fence and _OPENS.match(line):
            hidden = _CLOSES not in line
            yield line, True
            continue
        yield line, False

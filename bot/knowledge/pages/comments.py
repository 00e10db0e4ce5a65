"""Hidden comments of a page: what a reader never sees, told apart line by line.

A comment begins on a line of its own outside code. The document reader leaves comments
out; the reader of runnable SQL finds set-up and expectation in them.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.expressions import Expression
from bot.markdown import fence_after

FENCE = Expression(r"([ \t]*)(?P<marks>`{3,}|~{3,})(?P<rest>.*)$")
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
    goes_on = False  # the comment of the line before
    for line in text.split("\n"):
        hidden = goes_on or (not fence and _OPENS.match(line) is not None)
        if hidden:
            goes_on = _CLOSES not in line
        else:
            fence = fence_after(fence, FENCE.match(line))
        yield line, hidden


def mark_prose(text: str) -> Iterator[tuple[str, bool]]:
    """Every line of a body in order, and whether it stands outside of code and comments."""
    fence = ""
    for line, hidden in mark_comments(text):
        before = fence
        if not hidden:
            fence = fence_after(fence, FENCE.match(line))
        yield line, not (hidden or before or fence)

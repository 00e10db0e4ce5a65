"""Pages line by line for those who point at a line: prose without code and comments."""

from __future__ import annotations

from collections.abc import Iterator

from bot.expressions import Expression
from bot.folder import KnowledgeFile
from bot.knowledge.pages.comments import FENCE, mark_comments, mark_prose
from bot.markdown import fence_after

_HEADING = Expression(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_CODE = Expression(r"(`+)(?!`).*?(?<!`)\1(?!`)")


def prose_lines(file: KnowledgeFile) -> Iterator[tuple[int, str]]:
    """(line of the file, text); code spans are blanked out."""
    for number, (line, free) in enumerate(mark_prose(file.text), file.body_line):
        if free:
            yield number, _CODE.sub(lambda code: " " * len(code[0]), line)


def open_fence(file: KnowledgeFile) -> int:
    """The line of a fence that nothing closes; 0 where there is none."""
    fence, opened = "", 0
    for number, (line, hidden) in enumerate(mark_comments(file.text), file.body_line):
        before, fence = fence, fence if hidden else fence_after(fence, FENCE.match(line))
        if fence and not before:
            opened = number
    return opened if fence else 0


def headings(file: KnowledgeFile) -> Iterator[tuple[int, str]]:
    """(line, text) of each heading as written, code spans kept."""
    lines = file.text.split("\n")
    for number, prose in prose_lines(file):
        if _HEADING.match(prose) and (match := _HEADING.match(lines[number - file.body_line])):
            yield number, match[2]

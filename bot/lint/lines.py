"""Pages line by line for those who point at a line: prose without code and comments."""

from __future__ import annotations

from collections.abc import Iterator

from bot.expressions import Expression
from bot.folder import KnowledgeFile
from bot.knowledge.pages.comments import FENCE, mark_comments

_HEADING = Expression(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_CODE = Expression(r"(`+)(?!`).*?(?<!`)\1(?!`)")


def prose_lines(file: KnowledgeFile) -> Iterator[tuple[int, str]]:
    """(line of the file, text); code spans are blanked out."""
    fence = ""
    for number, (line, hidden) in enumerate(mark_comments(file.text), file.body_line):
        if hidden:
            continue
        match = FENCE.match(line)
        if fence:
            if match and match[2].startswith(fence) and not match[3].strip():
                fence = ""
        elif match:
            fence = match[2]
        else:
            yield number, _CODE.sub(lambda code: " " * len(code[0]), line)


def open_fence(file: KnowledgeFile) -> int:
    """The line of a fence that nothing closes; 0 where there is none."""
    fence, opened = "", 0
    for number, (line, hidden) in enumerate(mark_comments(file.text), file.body_line):
        match = None if hidden else FENCE.match(line)
        if match is None:
            continue
        if not fence:
            fence, opened = match[2], number
        elif match[2].startswith(fence) and not match[3].strip():
            fence, opened = "", 0
    return opened


def headings(file: KnowledgeFile) -> Iterator[tuple[int, str]]:
    """(line, text) of each heading as written, code spans kept."""
    lines = file.text.split("\n")
    for number, prose in prose_lines(file):
        if _HEADING.match(prose) and (match := _HEADING.match(lines[number - file.body_line])):
            yield number, match[2]

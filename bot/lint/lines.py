"""Pages line by line for those who point at a line: prose without code and comments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.expressions import Expression
from bot.folder import KnowledgeFile
from bot.knowledge.pages.comments import FENCE, mark_comments, mark_prose
from bot.markdown import fence_after

_HEADING = Expression(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_CODE = Expression(r"(`+)(?!`).*?(?<!`)\1(?!`)")


@dataclass(frozen=True, slots=True)
class Fence:
    """A block of code: the line of the file that opens it, what stands behind the marks."""

    line: int
    info: str
    code: str
    is_closed: bool


def prose_lines(file: KnowledgeFile) -> Iterator[tuple[int, str]]:
    """(line of the file, text); code spans are blanked out."""
    for number, (line, free) in enumerate(mark_prose(file.text), file.body_line):
        if free:
            yield number, _CODE.sub(lambda code: " " * len(code[0]), line)


def fences(file: KnowledgeFile) -> Iterator[Fence]:
    """The blocks of code, in order."""
    fence, opened, info = "", 0, ""
    code: list[str] = []
    for number, (line, hidden) in enumerate(mark_comments(file.text), file.body_line):
        if hidden:
            continue
        match = FENCE.match(line)
        before, fence = fence, fence_after(fence, match)
        if before and fence:
            code.append(line)
        elif before:
            yield Fence(opened, info, "\n".join(code), is_closed=True)
        elif match and fence:
            opened, info, code = number, match["rest"].strip(), []
    if fence:
        yield Fence(opened, info, "\n".join(code), is_closed=False)


def headings(file: KnowledgeFile) -> Iterator[tuple[int, str]]:
    """(line, text) of each heading as written, code spans kept."""
    lines = file.text.split("\n")
    for number, prose in prose_lines(file):
        if _HEADING.match(prose) and (match := _HEADING.match(lines[number - file.body_line])):
            yield number, match[2]

"""The runnable SQL of a page: its blocks with their hidden set-up and expectation.

A fence ``sql run`` is a block. ``setup:`` and ``requires:`` comments belong to the next
block, an ``expect:`` comment to the one before. Everything carries its line in the file.
"""

from __future__ import annotations

import difflib
import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.expressions import Expression
from bot.folder import KnowledgeFile
from bot.knowledge.pages.comments import FENCE, mark_comments
from bot.markdown import fence_after

_RUN = "sql run"
_KEYS = ("setup", "requires", "expect")
_KEYED = Expression(r"\s*<!--\s*([A-Za-z]+)\s*[:：]")
_EXPECTATION = Expression(r"([a-z]+)(?:\s+(.*))?", re.DOTALL)
_SQLSTATE = Expression(r"[0-9A-Z]{5}")
_REQUIREMENT = Expression(
    r"extension\s+([\w-]+)|version\s+(\d{1,2})(?:-(\d{1,2}))?|collation\s+([\w.-]+)"
)


class ExpectKind(enum.Enum):
    """What must come of a block: its last statement's result or failure."""

    OK = "ok"
    ROWS = "rows"
    VALUE = "value"
    CONTAINS = "contains"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Expectation:
    kind: ExpectKind = ExpectKind.OK
    value: str = ""

    def __str__(self) -> str:
        return f"{self.kind.value} {self.value}".strip()


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something the server must have: one of the three. Without a ``last_version`` it may be
    as new as there is."""

    extension: str = ""
    version: int = 0
    last_version: int = 0
    collation: str = ""


@dataclass(frozen=True, slots=True)
class Snippet:
    """SQL and the 1-based line of the file where it begins."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class RunnableBlock:
    code: Snippet
    setups: tuple[Snippet, ...] = ()
    requires: tuple[Requirement, ...] = ()
    expect: Expectation = Expectation()


@dataclass(frozen=True, slots=True)
class ProofProblem:
    """A comment that proves nothing as it stands, and the remedy (Chinese)."""

    line: int
    remedy: str


@dataclass(frozen=True, slots=True)
class RunnablePage:
    path: str
    blocks: tuple[RunnableBlock, ...] = ()
    problems: tuple[ProofProblem, ...] = ()


def read_runnable(file: KnowledgeFile) -> RunnablePage:
    """Never raises: what cannot be understood is a problem with its line."""
    reader = _Reader()
    for piece in _pieces(file):
        reader.take(piece)
    reader.end()
    return RunnablePage(file.path, tuple(reader.blocks), tuple(reader.problems))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A comment with a key, or the code of a runnable fence (key ``run``)."""

    key: str
    text: str
    line: int


def _pieces(file: KnowledgeFile) -> Iterator[_Piece]:
    """Comments and runnable fences in the order of the page."""
    comment: list[str] = []
    code: list[str] = []
    fence = info = ""
    for number, (line, hidden) in enumerate(mark_comments(file.text), file.body_line):
        if hidden:
            comment.append(line)
            if "-->" in line:
                yield from _comment("\n".join(comment), number - len(comment) + 1)
                comment = []
            continue
        match = FENCE.match(line)
        before, fence = fence, fence_after(fence, match)
        if before and fence:
            code.append(line)
        elif before and info == _RUN:
            yield _Piece("run", "\n".join(code), number - len(code))
        elif match and not before:
            info, code = " ".join(match["rest"].split()), []


def _comment(text: str, line: int) -> Iterator[_Piece]:
    keyed = _KEYED.match(text)
    if keyed is None:
        return
    body = text[keyed.end() : text.index("-->")]
    line += text.count("\n", 0, keyed.end()) + _leading_lines(body)
    yield _Piece(keyed[1].lower(), body.strip(), line)


def _leading_lines(text: str) -> int:
    return text.count("\n", 0, len(text) - len(text.lstrip()))


@dataclass(slots=True)
class _Reader:
    """Collects what stands before a block and hands it to the block."""

    blocks: list[RunnableBlock] = field(default_factory=list)
    problems: list[ProofProblem] = field(default_factory=list)
    _setups: list[Snippet] = field(default_factory=list)
    _requires: list[Requirement] = field(default_factory=list)
    _waiting_line: int = 0
    _open: bool = False  # the last block has no expectation yet

    def take(self, piece: _Piece) -> None:
        if piece.key == "run":
            self._block(piece)
        elif piece.key == "setup":
            self._waiting_line = self._waiting_line or piece.line
            self._setups.append(Snippet(piece.text, piece.line))
        elif piece.key == "requires":
            self._waiting_line = self._waiting_line or piece.line
            self._require(piece)
        elif piece.key == "expect":
            self._expect(piece)
        elif near := difflib.get_close_matches(piece.key, _KEYS, n=1):
            self._problem(piece.line, f"不认识「{piece.key}:」，是不是 {near[0]}:？")

    def end(self) -> None:
        if self._waiting_line:
            self._problem(
                self._waiting_line, "后面没有 ```sql run 代码块，请把它移到块前面，或者删掉"
            )

    def _block(self, piece: _Piece) -> None:
        code = Snippet(piece.text, piece.line)
        self.blocks.append(RunnableBlock(code, tuple(self._setups), tuple(self._requires)))
        self._setups, self._requires = [], []
        self._waiting_line = 0
        self._open = True

    def _require(self, piece: _Piece) -> None:
        match = _REQUIREMENT.fullmatch(piece.text)
        if match is None:
            self._problem(
                piece.line,
                "requires 要写 extension 名字、version 大版本号（或 14-16），或 collation 名字",
            )
            return
        extension, first, last, collation = match.groups(default="")
        self._requires.append(Requirement(extension, int(first or 0), int(last or 0), collation))

    def _expect(self, piece: _Piece) -> None:
        if not self._open:
            self._problem(
                piece.line, "前面没有等它的 ```sql run 代码块（每块只写一条），请移动或删掉"
            )
            return
        expectation = _expectation(piece.text)
        if expectation is None:
            self._problem(
                piece.line,
                "expect 要写 ok、rows 行数、value 文字、contains 文字，或 error 五位 SQLSTATE",
            )
            return
        last = self.blocks[-1]
        self.blocks[-1] = RunnableBlock(last.code, last.setups, last.requires, expectation)
        self._open = False

    def _problem(self, line: int, remedy: str) -> None:
        self.problems.append(ProofProblem(line, remedy))


def _expectation(text: str) -> Expectation | None:
    match = _EXPECTATION.fullmatch(text)
    if match is None or match[1] not in {kind.value for kind in ExpectKind}:
        return None
    kind, value = ExpectKind(match[1]), (match[2] or "").strip()
    fits = {
        ExpectKind.OK: not value,
        ExpectKind.ROWS: value.isascii() and value.isdigit(),
        ExpectKind.VALUE: bool(value),
        ExpectKind.CONTAINS: bool(value),
        ExpectKind.ERROR: bool(_SQLSTATE.fullmatch(value)),
    }
    return Expectation(kind, value) if fits[kind] else None

"""Runs the SQL of pages on a server and compares what comes with what the page promises.

Each page has a database as new. A failure names the line in the Markdown file; a block
that the server is too old or too small for is skipped and named.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psycopg
from psycopg.pq import TransactionStatus

from bot.expressions import Expression
from bot.knowledge.pages.runnable import (
    Expectation,
    ExpectKind,
    Requirement,
    RunnableBlock,
    RunnablePage,
    Snippet,
)
from bot.proof.database import STATEMENT_SECONDS, Connection, page_databases
from bot.proof.server import Server
from bot.proof.statements import Statement, split_statements

_CREATED = Expression(
    r'^\s*CREATE\s+EXTENSION\s+(?:IF\s+NOT\s+EXISTS\s+)?"?([\w-]+)', re.IGNORECASE | re.MULTILINE
)
_BLOCK_SECONDS = 3 * STATEMENT_SECONDS
_BOOL_OID = 16
_SHOWN_CHARS = 80


@dataclass(frozen=True, slots=True)
class Verdict:
    """What happened at a line of a page, in Chinese."""

    path: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class SqlReport:
    """``passed`` counts blocks; failures and skips name theirs."""

    pages: int
    passed: int
    failures: tuple[Verdict, ...]
    skips: tuple[Verdict, ...]


def prove_pages(server: Server, pages: Sequence[RunnablePage]) -> SqlReport:
    """Run every block of every page, one page after the other."""
    passed = 0
    failures = [
        Verdict(page.path, one.line, one.remedy) for page in pages for one in page.problems
    ]
    skips: list[Verdict] = []
    with_blocks = [page for page in pages if page.blocks]
    with page_databases(server) as databases:
        for page in with_blocks:
            blocks = [b for b in page.blocks if not (_skips(server, page, b, skips))]
            if not blocks:
                continue
            with databases.session(_all_sql(blocks)) as connection:
                for block in blocks:
                    failure = _prove(connection, block)
                    if failure is None:
                        passed += 1
                        continue
                    failures.append(Verdict(page.path, *failure))
                    if connection.closed:
                        break  # what follows would only repeat it
    return SqlReport(len(with_blocks), passed, tuple(failures), tuple(skips))


def _skips(server: Server, page: RunnablePage, block: RunnableBlock, skips: list[Verdict]) -> bool:
    needs = dict.fromkeys((*block.requires, *_created(block)))
    reasons = [reason for one in needs if (reason := _missing(server, one))]
    if reasons:
        skips.append(Verdict(page.path, block.code.line, "，".join(reasons)))
    return bool(reasons)


def _created(block: RunnableBlock) -> Iterator[Requirement]:
    """The extensions that a block creates, unless it shows how that fails."""
    if block.expect.kind is ExpectKind.ERROR:
        return
    for statement in split_statements(_all_sql([block])):
        if match := _CREATED.search(statement.text):
            yield Requirement(extension=match[1])


def _missing(server: Server, requirement: Requirement) -> str:
    first, last = requirement.version, requirement.last_version
    if server.version < first or (last and server.version > last):
        return f"需要 PostgreSQL {first}" + (f"–{last}" if last else " 以上")
    if requirement.extension and requirement.extension not in server.extensions:
        return f"需要扩展 {requirement.extension}"
    if requirement.collation and requirement.collation not in server.collations:
        return f"需要排序规则 {requirement.collation}"
    return ""


def _all_sql(blocks: Sequence[RunnableBlock]) -> str:
    return "\n".join(s.text for block in blocks for s in (*block.setups, block.code))


@dataclass(frozen=True, slots=True)
class _Result:
    """The rows of a block's last result as text; None where there was none."""

    rows: list[list[str]] | None = None
    line: int = 0


class _Failed(Exception):
    """A statement failed: its SQLSTATE, its line in the file and what the server said."""

    def __init__(self, state: str, line: int, text: str, is_last: bool) -> None:
        super().__init__(text)
        self.state = state
        self.line = line
        self.is_last = is_last


def _prove(connection: Connection, block: RunnableBlock) -> tuple[int, str] | None:
    """None, or (line, what was wrong)."""
    timer = threading.Timer(_BLOCK_SECONDS, connection.cancel)
    timer.start()
    try:
        try:
            for setup in block.setups:
                _execute(connection, setup)
        except _Failed as failed:
            return failed.line, f"准备数据（setup）失败：{failed}"
        return _judge(connection, block)
    finally:
        timer.cancel()
        # An example of a failing transaction ends with its block: the next one is another.
        if connection.info.transaction_status is TransactionStatus.INERROR:
            connection.rollback()


def _judge(connection: Connection, block: RunnableBlock) -> tuple[int, str] | None:
    expect = block.expect
    try:
        result = _execute(connection, block.code)
    except _Failed as failed:
        as_told = expect.kind is ExpectKind.ERROR and failed.state == expect.value
        if as_told and failed.is_last:
            return None
        wanted = f"应当是 {expect}，却" if expect.kind is ExpectKind.ERROR else ""
        return failed.line, f"{wanted}执行失败：{failed}"
    if problem := _mismatch(expect, result.rows):
        return result.line, problem
    return None


def _mismatch(expect: Expectation, rows: list[list[str]] | None) -> str:
    """Empty when the result is what was promised."""
    if expect.kind is ExpectKind.OK:
        return ""
    if expect.kind is ExpectKind.ERROR:
        return f"应当报错 {expect.value}，却成功了"
    if rows is None:
        return f"应当是 {expect}，却没有返回结果集"
    if expect.kind is ExpectKind.ROWS:
        return "" if len(rows) == int(expect.value) else f"应当是 {expect}，却是 {len(rows)} 行"
    if expect.kind is ExpectKind.VALUE:
        got = rows[0][0] if rows and rows[0] else "没有行"
        return "" if got == expect.value else f"应当是 {expect}，却是 {_short(got)}"
    if any(expect.value in cell for row in rows for cell in row):
        return ""
    first = " | ".join(rows[0]) if rows else "没有行"
    return f"结果里应当有「{expect.value}」，第一行却是 {_short(first)}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"「{line[:_SHOWN_CHARS]}…」" if len(line) > _SHOWN_CHARS else f"「{line}」"


def _execute(connection: Connection, snippet: Snippet) -> _Result:
    """Run the statements one by one, as a reader would in psql. Raises _Failed."""
    statements = split_statements(snippet.text)
    result = _Result(line=snippet.line)
    for number, statement in enumerate(statements, 1):
        line = snippet.line + statement.line
        try:
            cursor = connection.execute(statement.text.encode())
        except psycopg.Error as error:
            raise _failed(error, statement, line, number == len(statements)) from None
        if cursor.description is not None:
            result = _Result(list(_rows(cursor)), line)
    return result


def _rows(cursor: psycopg.Cursor[tuple[object, ...]]) -> Iterator[list[str]]:
    """Cells as the server writes them, NULL as ``NULL`` and truth as ``true``/``false``."""
    result = cursor.pgresult
    if result is None:
        return
    truth = {b"t": "true", b"f": "false"}
    columns = range(result.nfields)
    is_bool = [result.ftype(column) == _BOOL_OID for column in columns]
    for row in range(result.ntuples):
        cells = [result.get_value(row, column) for column in columns]
        yield [
            "NULL" if cell is None else truth[cell] if is_bool[i] else cell.decode()
            for i, cell in enumerate(cells)
        ]


def _failed(error: psycopg.Error, statement: Statement, line: int, is_last: bool) -> _Failed:
    position = error.diag.statement_position
    if position and position.isdecimal():
        line += statement.text.count("\n", 0, int(position) - 1)
    message = error.diag.message_primary or str(error).strip().split("\n", 1)[0]
    state = error.sqlstate or ""
    return _Failed(state, line, f"{state} {message}".strip(), is_last)

"""The SQL of ``xiangwen test --sql``: run on a server, printed with what failed where."""

from __future__ import annotations

import os
import signal
from collections.abc import Collection, Sequence
from dataclasses import asdict
from importlib.util import find_spec
from typing import TYPE_CHECKING, NoReturn

import click

from bot.cli.options import place, print_json
from bot.errors import BotError
from bot.folder import KnowledgeFile, Scan

if TYPE_CHECKING:
    from bot.proof.server import Server
    from bot.proof.sql_proof import SqlReport


def prove_sql(found: Scan, wanted: Collection[str], as_json: bool) -> None:
    if find_spec("psycopg") is None:
        raise BotError("test --sql 要用 psycopg，请先运行 pip install 'xiangwen[postgres]'。")
    from bot.knowledge.runnable import read_runnable
    from bot.proof.server import DSN_VARIABLE, open_server
    from bot.proof.sql_proof import prove_pages

    files = [file for file in found.files if file.path in wanted]
    # A server of our own must not outlive us.
    signal.signal(signal.SIGTERM, _end)
    with open_server(os.environ.get(DSN_VARIABLE, "")) as server:
        report = prove_pages(server, [read_runnable(file) for file in files])
    _print_sql(server, report, files, as_json)
    if report.failures:
        raise BotError(f"{len(report.failures)} 处 SQL 没有通过，请改页面里的 SQL 或它的注释。")


def _end(number: int, _: object) -> NoReturn:
    raise SystemExit(128 + number)


def _print_sql(
    server: Server, report: SqlReport, files: Sequence[KnowledgeFile], as_json: bool
) -> None:
    roots = {file.path: file.root for file in files}
    failures = [asdict(v) | {"path": place(roots[v.path], v.path)} for v in report.failures]
    skips = [asdict(v) | {"path": place(roots[v.path], v.path)} for v in report.skips]
    if as_json:
        print_json(
            {
                "server": server.release,
                "pages": report.pages,
                "passed": report.passed,
                "failures": failures,
                "skips": skips,
            }
        )
        return
    click.echo(
        f"{server.origin} PostgreSQL {server.release}：{report.pages} 页有可运行的 SQL，"
        f"通过 {report.passed} 块，没通过 {len(failures)} 处，跳过 {len(skips)} 块。"
    )
    for one in failures:
        click.echo(f"✗ {one['path']}:{one['line']} {one['text']}")
    for one in skips:
        click.echo(f"跳过 {one['path']}:{one['line']} {one['text']}")

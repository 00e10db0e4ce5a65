"""The SQL of ``xiangwen test --sql``: run on one server or several, printed with what failed
where, and with what ran on none."""

from __future__ import annotations

import os
import signal
from collections.abc import Collection, Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from bot.cli.options import print_json
from bot.errors import BotError, SettingsError
from bot.folder import Scan
from bot.lint.findings import place

if TYPE_CHECKING:
    from bot.proof.programs import Programs
    from bot.proof.server import Server
    from bot.proof.sql_proof import SqlReport, Verdict

    Proved = Sequence[tuple[Server, SqlReport]]

ALL = "all"


def prove_sql(
    found: Scan, wanted: Collection[str], versions: Sequence[str], as_json: bool
) -> None:
    if find_spec("psycopg") is None:
        raise BotError("test --sql 要用 psycopg，请先运行 pip install 'xiangwen[postgres]'。")
    from bot.knowledge.pages.runnable import read_runnable
    from bot.proof.server import DSN_VARIABLE, open_server
    from bot.proof.sql_proof import prove_pages

    files = [file for file in found.files if file.path in wanted]
    pages = [read_runnable(file) for file in files]
    # A server of our own must not outlive us.
    signal.signal(signal.SIGTERM, _end)
    proved = []
    chosen: Sequence[Programs | None] = _chosen(versions) or [None]
    for programs in chosen:
        with open_server(os.environ.get(DSN_VARIABLE, ""), programs) as server:
            proved.append((server, prove_pages(server, pages)))
        if not as_json:
            click.echo(_summary(*proved[-1]))
    roots = {file.path: file.root for file in files}
    failures, skips = _failures(proved, roots), _skips(proved, roots)
    if as_json:
        print_json(_record(proved, failures, skips))
    else:
        _print(failures, skips, several=len(proved) > 1)
    if failures:
        raise BotError(f"{len(failures)} 处 SQL 没有通过，请改页面里的 SQL 或它的注释。")


def _end(number: int, _: object) -> NoReturn:
    raise SystemExit(128 + number)


def _chosen(versions: Sequence[str]) -> list[Programs]:
    """The programs that are asked for, oldest first; if any. Raises SettingsError."""
    from bot.proof.programs import installed_programs, programs_in

    if not versions:
        return []
    installed = {programs.version: programs for programs in installed_programs()}
    chosen: list[Programs] = []
    for version in versions:
        if version == ALL:
            chosen += installed.values()
        elif version.isdecimal() and int(version) in installed:
            chosen.append(installed[int(version)])
        elif not version.isdecimal() and (programs := programs_in(Path(version).absolute())):
            chosen.append(programs)
        else:
            here = "、".join(map(str, sorted(installed))) or "一个也没有"
            raise SettingsError(
                f"找不到 PostgreSQL {version}，这台机器上装着的：{here}。"
                "请写其中的大版本号、all，或装着 initdb 和 pg_ctl 的文件夹。"
            )
    return sorted(dict.fromkeys(chosen), key=lambda programs: programs.version)


def _summary(server: Server, report: SqlReport) -> str:
    return (
        f"{server.origin} PostgreSQL {server.release}：{report.pages} 页有可运行的 SQL，"
        f"通过 {report.passed} 块，没通过 {len(report.failures)} 处，跳过 {len(report.skips)} 块。"
    )


def _failures(proved: Proved, roots: dict[str, Path]) -> list[dict[str, Any]]:
    """What failed, once for all servers that say the same."""
    return [
        _placed(verdict, roots) | {"servers": [server.release for server in servers]}
        for verdict, servers in _by_verdict((s, r.failures) for s, r in proved).items()
    ]


def _skips(proved: Proved, roots: dict[str, Path]) -> list[dict[str, Any]]:
    """What was skipped and why; ``ran_on`` names the servers that had what it takes."""
    return [
        _placed(verdict, roots)
        | {
            "servers": [server.release for server in servers],
            "ran_on": [server.release for server, _ in proved if server not in servers],
        }
        for verdict, servers in _by_verdict((s, r.skips) for s, r in proved).items()
    ]


def _by_verdict(said: Iterable[tuple[Server, Sequence[Verdict]]]) -> dict[Verdict, list[Server]]:
    """The servers by what they said, in the order of the pages."""
    servers: dict[Verdict, list[Server]] = {}
    for server, verdicts in said:
        for verdict in verdicts:
            servers.setdefault(verdict, []).append(server)
    return dict(sorted(servers.items(), key=lambda item: (item[0].path, item[0].line)))


def _placed(verdict: Verdict, roots: dict[str, Path]) -> dict[str, Any]:
    return {
        "path": place(roots[verdict.path] / verdict.path, Path.cwd()),
        "line": verdict.line,
        "text": verdict.text,
    }


def _record(
    proved: Proved, failures: list[dict[str, Any]], skips: list[dict[str, Any]]
) -> dict[str, Any]:
    servers = [
        {
            "server": server.release,
            "pages": report.pages,
            "passed": report.passed,
            "failures": len(report.failures),
            "skips": len(report.skips),
        }
        for server, report in proved
    ]
    return {
        "server": "、".join(server.release for server, _ in proved),
        "pages": max(report.pages for _, report in proved),
        "passed": sum(report.passed for _, report in proved),
        "servers": servers,
        "failures": failures,
        "skips": skips,
    }


def _print(failures: list[dict[str, Any]], skips: list[dict[str, Any]], several: bool) -> None:
    for one in failures:
        where = f"{'、'.join(one['servers'])}：" if several else ""
        click.echo(f"✗ {one['path']}:{one['line']} {where}{one['text']}")
    for one in skips:
        ran = "、".join(one["ran_on"])
        then = (f"；在 {ran} 上跑过" if ran else "；哪一版都没跑") if several else ""
        click.echo(f"跳过 {one['path']}:{one['line']} {one['text']}{then}")

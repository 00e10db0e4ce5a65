"""test: do the pages answer the questions they should, and does their SQL run?"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path

import click

from bot.cli.chinese import ChineseCommand
from bot.cli.options import Common, load, reading_options
from bot.cli.proof_answers import prove_answers
from bot.cli.proof_sql import prove_sql
from bot.errors import UserError
from bot.folder import Scan, scan


@click.command(cls=ChineseCommand)
@click.argument("pages", metavar="[页面]…", nargs=-1)
@click.option("--sql", is_flag=True, help="改为执行页面里可运行的 SQL（要有 PostgreSQL）。")
@click.option(
    "--on",
    "versions",
    multiple=True,
    metavar="版本",
    help="配合 --sql，在哪一版上跑：装着的大版本号、装着 initdb 的文件夹，或 all；可以写多次。",
)
@reading_options
def test(
    common: Common,
    pages: tuple[str, ...],
    sql: bool,
    versions: tuple[str, ...],
    as_json: bool,
    knowledge: tuple[Path, ...],
) -> None:
    """跑答案测试：tests/*.yaml 里的每个问题，答得对不对。

    可以只写几页，例如 faq/table-bloat.md；不写就全跑。
    """
    if versions and not sql:
        raise click.UsageError("--on 要和 --sql 一起用", click.get_current_context())
    settings = load(common, knowledge).settings
    found = scan(settings.knowledge.paths, settings.limits)
    wanted = _wanted(pages, found)
    if sql:
        prove_sql(found, wanted, versions, as_json)
    else:
        prove_answers(settings, found, wanted, as_json)


def _wanted(pages: Sequence[str], found: Scan) -> Collection[str]:
    """The paths of the named pages, all where none is named. Raises UserError."""
    paths = {file.path for file in found.files}
    if not pages:
        return paths
    wanted: set[str] = set()
    for page in pages:
        named = page.replace(os.sep, "/")
        fitting = {path for path in paths if f"/{named}".endswith(f"/{path}")}
        if not fitting:
            raise UserError(f"没有 {page} 这一页，请写它在知识文件夹里的路径，例如 faq/….md。")
        wanted |= fitting
    return wanted

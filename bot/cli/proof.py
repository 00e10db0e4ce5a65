"""test: do the pages answer the questions they should, and does their SQL run?"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.chinese import ChineseCommand
from bot.cli.options import Common, load, print_json, reading_options
from bot.cli.proof_sql import prove_sql
from bot.cli.runtime import loaded_offline
from bot.clock import SystemClock
from bot.errors import BotError, SettingsError
from bot.folder import Scan, scan
from bot.lint.findings import place
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.offline import Answered
    from bot.proof.answer_tests import AnswerTests
    from bot.proof.asking import Heard, Outcome

_RANKING = 10


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
        _prove_answers(settings, found, wanted, as_json)


def _wanted(pages: Sequence[str], found: Scan) -> Collection[str]:
    """The paths of the named pages, all where none is named. Raises SettingsError."""
    paths = {file.path for file in found.files}
    if not pages:
        return paths
    wanted: set[str] = set()
    for page in pages:
        named = page.replace(os.sep, "/")
        fitting = {path for path in paths if f"/{named}".endswith(f"/{path}")}
        if not fitting:
            raise SettingsError(f"没有 {page} 这一页，请写知识文件夹里的路径，例如 faq/….md。")
        wanted |= fitting
    return wanted


@dataclass(frozen=True, slots=True)
class _Asked:
    """The tests of one folder with what came of them."""

    tests: AnswerTests
    outcomes: Sequence[Outcome]


def _prove_answers(
    settings: Settings, found: Scan, wanted: Collection[str], as_json: bool
) -> None:
    """Ask all of it like a member, and print what came instead."""
    from bot.proof.answer_tests import read_answer_tests

    paths = {file.path for file in found.files}
    folders = [read_answer_tests(root, settings.limits.file_bytes, paths) for root in found.roots]
    if wanted != paths:
        for folder in folders:
            folder.tests = [one for one in folder.tests if set(one.cites) & set(wanted)]
    asked = asyncio.run(_ask_all(settings, folders))
    failed = _print_answers(asked, as_json)
    if failed:
        raise BotError(f"答案测试有 {failed} 处没有通过，请改页面、术语表或测试里的问法。")


async def _ask_all(settings: Settings, folders: Sequence[AnswerTests]) -> list[_Asked]:
    # Imported on use: `--help` and a mistyped option need not wait for it.
    from bot.proof.asking import ask_tests

    async with loaded_offline(settings, SystemClock(), complete=True) as offline:

        async def ask(question: str, context: Sequence[str]) -> Heard:
            return _heard(await offline.ask(question, context=context, top=_RANKING))

        return [_Asked(folder, await ask_tests(folder.tests, ask)) for folder in folders]


def _heard(answered: Answered) -> Heard:
    from bot.dingtalk.formats import render
    from bot.messages import ReplyKind
    from bot.proof.asking import Heard

    reply = answered.reply
    return Heard(
        markdown=render(reply),
        refused=reply.kind is ReplyKind.REFUSAL,
        kind=reply.kind.value,
        sources=reply.sources,
        ranking=tuple(dict.fromkeys(passage.path for passage in answered.passages)),
    )


def _print_answers(asked: Sequence[_Asked], as_json: bool) -> int:
    """Print what came of the tests; the number of those that failed."""
    outcomes = [outcome for one in asked for outcome in one.outcomes]
    cited = [outcome.is_first for outcome in outcomes if outcome.is_first is not None]
    failures = [_failure(one.tests.root, outcome) for one in asked for outcome in one.outcomes]
    failures = [failure for failure in failures if failure["problem"]]
    failures += [
        {"file": place(one.tests.root / p.file, Path.cwd()), "line": p.line, "problem": p.remedy}
        for one in asked
        for p in one.tests.problems
    ]
    passed = sum(not outcome.problem for outcome in outcomes)
    failed = len(outcomes) - passed
    misspelt = len(failures) - failed
    if as_json:
        counts = {"tests": len(outcomes), "passed": passed, "cited": len(cited)}
        print_json({**counts, "first": sum(cited), "failures": failures})
        return len(failures)
    besides = f"；另有 {misspelt} 处写得不对" if misspelt else ""
    click.echo(f"答案测试 {len(outcomes)} 条，通过 {passed} 条，没通过 {failed} 条{besides}。")
    if cited:
        share = 100 * sum(cited) / len(cited)
        click.echo(
            f"{len(cited)} 条写明了应当引用的页面，其中 {sum(cited)} 条（{share:.1f}%）"
            "第一个出处就是它。"
        )
    for one in failures:
        question = f"「{one['question']}」\n    " if "question" in one else ""
        click.echo(f"✗ {one['file']}:{one['line']} {question}{one['problem']}")
    return len(failures)


def _failure(root: Path, outcome: Outcome) -> dict[str, Any]:
    one = outcome.test
    return {
        "file": place(root / one.file, Path.cwd()),
        "line": one.line,
        "question": one.question,
        "problem": outcome.problem,
        "cites": one.cites,
        "sources": outcome.heard.sources,
        "kind": outcome.heard.kind,
    }

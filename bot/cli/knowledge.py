"""index, ask, search: what the knowledge answers, without a running bot.

None of them writes the state store; all of them bring the index file up to date first.
With ``--json`` stdout holds the result and nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.batch import BadLine, Line, read_batch
from bot.cli.chinese import ChineseCommand, whole_number
from bot.cli.options import Common, load, print_json, reading_options
from bot.cli.runtime import loaded_offline
from bot.clock import YEARS, Clock, FixedClock, SystemClock
from bot.errors import BotError, UserError
from bot.settings import Settings
from bot.settings.file import Loaded

if TYPE_CHECKING:
    from bot.knowledge import Calibration, IndexReport, Passage
    from bot.offline import Answered, OfflineBot


wait_option = click.option(
    "--wait", is_flag=True, help="等句向量都备好再看，和跑了一会儿的象问一样；ask --batch 总是等。"
)


@click.command(cls=ChineseCommand)
@click.option(
    "--calibrate",
    is_flag=True,
    help="按 tests/ 里的答案测试重新测「多有把握才答」的门槛，存进索引。",
)
@reading_options
def index(common: Common, calibrate: bool, as_json: bool, knowledge: tuple[Path, ...]) -> None:
    """读一遍知识文件夹，更新索引，列出没有收录的文件。"""
    loaded = load(common, knowledge)

    async def work() -> tuple[IndexReport, Calibration | None]:
        async with loaded_offline(loaded.settings, SystemClock(), complete=True) as offline:
            if not calibrate:
                return offline.report, None
            return offline.report, await asyncio.to_thread(_calibrate, offline, loaded.settings)

    report, line = asyncio.run(work())
    if as_json:
        print_json(
            {
                "documents": report.documents,
                "passages": report.passages,
                "seconds": round(report.seconds, 3),
                "changed": report.changed,
                "skipped": [{"path": s.path, "reason": s.reason} for s in report.skipped],
                **({"calibration": asdict(line)} if line else {}),
            }
        )
    else:
        _tell(report, line)
    if report.unsaved:
        raise BotError(
            f"索引没有写进 {loaded.settings.storage.index_dir}（{report.unsaved}），每次启动都要"
            "重建，请检查 [storage] index_dir 的权限和磁盘空间。"
        )


def _tell(report: IndexReport, line: Calibration | None) -> None:
    click.echo(
        f"收录 {report.documents} 页、{report.passages} 段，"
        f"这次变化 {report.changed} 页，用时 {report.seconds:.1f} 秒。"
    )
    for one in report.skipped:
        click.echo(f"没有收录 {one.path}：{one.reason}")
    if line:
        click.echo(
            f"门槛 {line.threshold:.1f}：该答的答了 {line.kept:.0%}，"
            f"该拒的拒了 {line.refused:.0%}。"
        )


def _calibrate(offline: OfflineBot, settings: Settings) -> Calibration:
    """By the answer tests of all folders, and what no folder answers."""
    from bot.knowledge.ranking.calibration import messages_to_refuse
    from bot.proof.answer_tests import read_answer_tests

    limit = settings.limits.file_bytes
    tests = [
        t for root in settings.knowledge.paths for t in read_answer_tests(root, limit, ()).tests
    ]
    alone = [test for test in tests if not test.context]
    refuse = [test.question for test in alone if test.refuse]
    return offline.knowledge.calibrate(
        [test.question for test in alone if not test.refuse], [*refuse, *messages_to_refuse()]
    )


@click.command(cls=ChineseCommand)
@click.argument("question", metavar="问题", required=False)
@click.option(
    "--batch",
    type=click.Path(path_type=Path),
    metavar="文件",
    help='一次问很多句：每行一个 JSON，写 "id"、"question"、"context"（同一个人此前的话）。',
)
@click.option(
    "--top",
    default=5,
    type=whole_number(0, 100),
    metavar="个数",
    help="JSON 里最多列几段检索结果，默认 5。",
)
@click.option("--now", metavar="时间", help="假定现在是这个时间，例如 2026-01-31T20:00。")
@wait_option
@reading_options
def ask(
    common: Common,
    question: str | None,
    batch: Path | None,
    wait: bool,
    top: int,
    now: str | None,
    as_json: bool,
    knowledge: tuple[Path, ...],
) -> None:
    """像在群里 @ 象问一样问一句，看它怎么答。"""
    if (question is None) == (batch is None):
        raise click.UsageError(
            "请写一个问题，或用 --batch 给一个文件", click.get_current_context()
        )
    loaded = load(common, knowledge)
    clock = _clock(now, loaded)
    lines = read_batch(batch) if batch else ()

    async def work() -> int:
        async with loaded_offline(
            loaded.settings, clock, complete=wait or batch is not None
        ) as offline:
            if question is not None:
                record = _record(await offline.ask(_clean(question), top=top))
                print_json(record) if as_json else click.echo(record["reply"])
                return 0
            return await _answer_all(offline, lines, top)

    if bad := asyncio.run(work()):
        raise UserError(f"有 {bad} 行没能处理，原因见输出里的 error。")


@click.command(cls=ChineseCommand)
@click.argument("question", metavar="问题")
@click.option(
    "--top", default=5, type=whole_number(1, 100), metavar="个数", help="最多列几段，默认 5。"
)
@wait_option
@reading_options
def search(
    common: Common, question: str, wait: bool, top: int, as_json: bool, knowledge: tuple[Path, ...]
) -> None:
    """只看检索：哪些段落和这个问题最相关。"""
    loaded = load(common, knowledge)

    async def work() -> Sequence[Passage]:
        async with loaded_offline(loaded.settings, SystemClock(), complete=wait) as offline:
            return await asyncio.to_thread(offline.knowledge.search, _clean(question), top)

    passages = asyncio.run(work())
    if as_json:
        print_json(_ranking(passages))
        return
    for passage in passages:
        click.echo(f"{passage.score:8.3f}  {passage.path}  {passage.heading}")
    if not passages:
        click.echo("没有相关的段落。")


def _clock(now: str | None, loaded: Loaded) -> Clock:
    if now is None:
        return SystemClock()
    try:
        moment = datetime.fromisoformat(now)
    except ValueError:
        raise _bad_now(now, "不是时间，要写成 2026-01-31T20:00 这样") from None
    if moment.year not in YEARS:
        raise _bad_now(now, f"太远了，要写 {YEARS[0]} 到 {YEARS[-1]} 年之间的时间")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=loaded.settings.zone)
    return FixedClock(moment)


def _bad_now(now: str, why: str) -> click.UsageError:
    return click.UsageError(f"--now 的「{now}」{why}", click.get_current_context())


def _clean(text: str) -> str:
    """Without the half characters that an argument in another encoding brings along."""
    return text.encode("utf-8", "replace").decode("utf-8")


async def _answer_all(offline: OfflineBot, lines: Iterable[Line | BadLine], top: int) -> int:
    """Answer each line in order; the number of those that were no good."""
    bad = 0
    for line in lines:
        if isinstance(line, BadLine):
            bad += 1
            print_json({"id": line.id, "error": line.error})
            continue
        context = [_clean(earlier) for earlier in line.context]
        answered = await offline.ask(_clean(line.question), context=context, top=top)
        print_json({"id": line.id, **_record(answered)})
    return bad


def _record(answered: Answered) -> dict[str, Any]:
    from bot.dingtalk.formats import render

    kind = answered.reply.kind.value
    return {
        "question": answered.question,
        "reply": render(answered.reply),
        "kind": kind,
        "refused": kind == "refusal",
        "passages": _ranking(answered.passages),
        "ms": round(answered.milliseconds, 3),
    }


def _ranking(passages: Sequence[Passage]) -> list[dict[str, Any]]:
    return [{"path": p.path, "heading": p.heading, "score": round(p.score, 6)} for p in passages]

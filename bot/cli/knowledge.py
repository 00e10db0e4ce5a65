"""index, ask, search: what the knowledge answers, without a running bot.

None of them writes the state store; `index` and the others refresh the index file.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from bot.cli.chinese import ChineseCommand
from bot.clock import FixedClock, SystemClock
from bot.desk import Desk, open_desk
from bot.dingtalk.formats import render
from bot.errors import SettingsError, UserError
from bot.messages import Reply
from bot.settings_file import Loaded, config_path, load_settings
from handlers import routers


def _options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that all commands over the knowledge share."""

    @click.option("--json", "as_json", is_flag=True, help="输出 JSON，给程序用。")
    @click.option(
        "--knowledge",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="目录",
        help="用这个知识文件夹代替配置里的，可以写多次。",
    )
    @wraps(function)
    def wrapped(*arguments: Any, **options: Any) -> Any:
        return function(*arguments, **options)

    return wrapped


def _load(config: Path | None, knowledge: tuple[Path, ...]) -> Loaded:
    loaded = load_settings(config_path(config), knowledge)
    for warning in loaded.warnings:
        click.echo(f"提示：{warning}", err=True)
    logging.getLogger("bot").setLevel(
        min(logging.getLogger().level, logging.WARNING)
        if logging.getLogger().level < logging.INFO
        else logging.WARNING
    )
    return loaded


def _moment(text: str | None, loaded: Loaded) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise SettingsError(
            f"--now 的「{text}」不是时间，请写成 2026-01-31T20:00 这样的形式。"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=loaded.settings.zone)


@click.command(cls=ChineseCommand)
@_options
@click.pass_obj
def index(config: Path | None, as_json: bool, knowledge: tuple[Path, ...]) -> None:
    """读取知识文件夹，更新索引，并列出没有收录的文件。"""
    loaded = _load(config, knowledge)

    async def work() -> None:
        async with open_desk(loaded.settings, routers, SystemClock()) as desk:
            report = desk.report
            skipped = [asdict(one) for one in report.skipped]
            if as_json:
                click.echo(
                    json.dumps(
                        {
                            "documents": report.documents,
                            "passages": report.passages,
                            "seconds": round(report.seconds, 3),
                            "changed": report.changed,
                            "skipped": skipped,
                        },
                        ensure_ascii=False,
                    )
                )
                return
            click.echo(
                f"收录 {report.documents} 页、{report.passages} 段，"
                f"变化 {report.changed} 页，用时 {report.seconds:.1f} 秒。"
            )
            for one in skipped:
                click.echo(f"没有收录 {one['path']}：{one['reason']}")

    asyncio.run(work())


@click.command(cls=ChineseCommand)
@click.argument("question", metavar="问题", required=False)
@click.option(
    "--batch",
    type=click.Path(path_type=Path),
    metavar="文件",
    help='一行一个 {"id", "question", "context"} 的 JSONL 文件。',
)
@click.option(
    "--top",
    default=5,
    show_default="5",
    type=click.IntRange(0, 100),
    metavar="个数",
    help="JSON 里列出几段相关内容。",
)
@click.option("--now", metavar="时间", help="假定现在是这个时间（ISO 格式）。")
@_options
@click.pass_obj
def ask(
    config: Path | None,
    question: str | None,
    batch: Path | None,
    top: int,
    now: str | None,
    as_json: bool,
    knowledge: tuple[Path, ...],
) -> None:
    """像在群里一样问一句，看机器人会怎么答。"""
    if (question is None) == (batch is None):
        raise click.UsageError("")
    loaded = _load(config, knowledge)
    moment = _moment(now, loaded)
    clock = FixedClock(moment) if moment else SystemClock()
    lines = _read_batch(batch) if batch else []

    async def work() -> bool:
        async with open_desk(loaded.settings, routers, clock) as desk:
            if question is not None:
                click.echo(await _one(desk, question, top, as_json))
                return True
            return await _all(desk, lines, top)

    if not asyncio.run(work()):
        raise UserError("有些行不能处理，见输出里的 error。")


async def _one(desk: Desk, question: str, top: int, as_json: bool) -> str:
    answered = await desk.ask(question, top=top)
    if not as_json:
        return render(answered.reply)
    return json.dumps(_record(desk, answered), ensure_ascii=False)


async def _all(desk: Desk, lines: list[str], top: int) -> bool:
    """Answer every line in order; False when one of them was no good."""
    good = True
    for line in lines:
        if not line.strip():
            continue
        entry = _parse(line)
        if isinstance(entry, str):
            good = False
            click.echo(json.dumps({"id": _id_of(line), "error": entry}, ensure_ascii=False))
            continue
        answered = await desk.ask(entry["question"], context=entry["context"], top=top)
        click.echo(json.dumps({"id": entry["id"], **_record(desk, answered)}, ensure_ascii=False))
    return good


def _record(desk: Desk, answered: Any) -> dict[str, Any]:
    reply: Reply = answered.reply
    return {
        "question": answered.question,
        "reply": render(reply),
        "kind": reply.kind.value,
        "refused": reply.kind.value == "refusal",
        "passages": [
            {"path": p.path, "heading": p.heading, "score": round(p.score, 6)}
            for p in answered.passages
        ],
        "ms": round(answered.milliseconds, 3),
    }


def _read_batch(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8-sig").splitlines()
    except FileNotFoundError:
        raise SettingsError(f"没有找到 {path}，请检查 --batch 的路径。") from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{path} 读不了，请给一个 UTF-8 编码的 JSONL 文件。") from None


def _parse(line: str) -> dict[str, Any] | str:
    """The entry of a line, or what is wrong with it."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return "这一行不是 JSON"
    if not isinstance(entry, dict):
        return "这一行不是 JSON 对象"
    question, context = entry.get("question"), entry.get("context") or []
    if not isinstance(question, str):
        return "缺少字符串 question"
    if not isinstance(context, list) or not all(isinstance(c, str) for c in context):
        return "context 要是字符串的列表"
    return {"id": entry.get("id"), "question": question, "context": context}


def _id_of(line: str) -> Any:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return entry.get("id") if isinstance(entry, dict) else None


@click.command(cls=ChineseCommand)
@click.argument("question", metavar="问题")
@click.option(
    "--top",
    default=5,
    show_default="5",
    type=click.IntRange(1, 100),
    metavar="个数",
    help="列出几段。",
)
@_options
@click.pass_obj
def search(
    config: Path | None,
    question: str,
    top: int,
    as_json: bool,
    knowledge: tuple[Path, ...],
) -> None:
    """只看检索：哪些段落和这个问题最相关。"""
    loaded = _load(config, knowledge)

    async def work() -> None:
        async with open_desk(loaded.settings, routers, SystemClock()) as desk:
            passages = await asyncio.to_thread(desk.knowledge.search, question, top)
            if as_json:
                click.echo(
                    json.dumps(
                        [
                            {"path": p.path, "heading": p.heading, "score": round(p.score, 6)}
                            for p in passages
                        ],
                        ensure_ascii=False,
                    )
                )
                return
            if not passages:
                click.echo("没有相关的段落。")
            for passage in passages:
                click.echo(f"{passage.score:8.3f}  {passage.path}  {passage.heading}")

    asyncio.run(work())

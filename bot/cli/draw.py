"""draw verify: recompute the winners of a prize draw from what was published of it.

Needs no configuration, no database and no network: only the record.
"""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import click

from bot.attendance.lottery import (
    DrawRecord,
    drawn,
    list_hash,
    parse_record,
    problems_of,
    seed_hash,
    tidy_witness,
)
from bot.cli.chinese import ChineseCommand, ChineseGroup, whole_number
from bot.cli.options import common_options
from bot.errors import BotError, SettingsError, os_reason


@click.group(cls=ChineseGroup)
def draw() -> None:
    """抽奖。"""


@draw.command(cls=ChineseCommand)
@click.argument("file", metavar="文件", required=False, type=click.Path(path_type=Path))
@click.option("--seed", metavar="种子", help="没有记录文件时：开奖公布的种子。")
@click.option(
    "--list", "entries", metavar="文件", type=click.Path(path_type=Path), help="名单，一行一个号。"
)
@click.option("--code", metavar="编号", help="抽奖的编号。")
@click.option("--places", type=whole_number(1, 999), metavar="人数", help="抽几个人。")
@click.option("--witness", default="", metavar="见证词", help="开奖时的见证词，没有就不写。")
@common_options
def verify(
    file: Path | None,
    seed: str | None,
    entries: Path | None,
    code: str | None,
    places: int | None,
    witness: str,
) -> None:
    """重算一次抽奖的中奖号。文件是「抽奖记录 编号」得到的文字，写 - 从标准输入读。"""
    if file is not None and seed is None and entries is None:
        record = _read_record(file)
    elif file is None and seed and entries and code and places:
        found = tuple(_read(entries).split())
        record = DrawRecord(
            code=code.upper(),
            places=places,
            seed_sha256=seed_hash(seed),
            list_sha256=list_hash(found),
            entries=found,
            seed=seed,
            witness=tidy_witness(witness),
        )
    else:
        raise click.UsageError(
            "请给一个记录文件，或者一起写 --seed、--list、--code、--places",
            click.get_current_context(),
        )
    _print(record)


def _print(record: DrawRecord) -> None:
    problems = problems_of(record)
    click.echo(f"抽奖 {record.code}：{len(record.entries)} 个号里抽 {record.places} 个。")
    click.echo(f"名单哈希 {list_hash(record.entries)}")
    if record.seed:
        click.echo(f"种子哈希 {seed_hash(record.seed)}")
        winners = drawn(record.seed, record.code, record.witness, record.entries, record.places)
        for rank, entry in enumerate(winners, 1):
            click.echo(f"{rank}. {entry}")
    if problems:
        raise BotError(f"这次抽奖对不上：{'；'.join(problems)}。")
    click.echo("验证通过。请再核对：这两个哈希和开奖前公布的一样。")


def _read_record(file: Path) -> DrawRecord:
    try:
        record = parse_record(_read(file))
    except ValueError as error:
        raise BotError(f"{file} 不是抽奖记录：{error}，请把整段记录存进文件。") from error
    return dataclasses.replace(record, code=record.code.upper())


def _read(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BotError(f"{file} 不是 UTF-8 文字，请另存为 UTF-8。") from error
    except OSError as error:
        raise SettingsError(f"{file} 读不了（{os_reason(error)}），请检查路径和权限。") from None

"""store copy: everything that the bot has kept in its SQLite file, into an empty database on
PostgreSQL, where it goes on from there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from bot.cli.chinese import ChineseCommand, ChineseGroup
from bot.cli.options import Common, common_options, load, pass_common
from bot.errors import SettingsError
from bot.settings.values import check_store_url, is_postgres, sqlite_path
from bot.store.opening import copy_store, place_of

_NO_SOURCE = (
    "[storage] url 已经是 PostgreSQL，请用 --from 写要搬的 SQLite 文件，"
    "例如 --from data/xiangwen.db。"
)
_NO_TARGET = "请用 --to 写搬到哪个 PostgreSQL 库，例如 --to postgresql://用户名@主机:5432/库名。"
_WRONG_TARGET = (
    "--to 的写法不对，应当像 postgresql://用户名:密码@主机:5432/库名，"
    "密码里的特殊字符要写成 %40 这样。"
)


@click.group(cls=ChineseGroup)
def store() -> None:
    """数据库：消息、报名、提醒、公告都在里面。"""


@store.command(cls=ChineseCommand)
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="从哪个 SQLite 文件搬；不写就是配置里的那个。",
)
@click.option(
    "--to",
    "target",
    metavar="地址",
    help="搬到哪个 PostgreSQL 库，写法同 [storage] url；不写就是配置里的那个。"
    "密码可以不写在这里，放在 PGPASSWORD 或 ~/.pgpass 里。",
)
@common_options
@pass_common
def copy(common: Common, source: Path | None, target: str | None) -> None:
    """把 SQLite 里的全部数据搬到一个空的 PostgreSQL 库，原来的文件不动。先停掉机器人。"""
    configured = load(common).settings.storage.address
    if source is None:
        if is_postgres(configured):
            raise SettingsError(_NO_SOURCE)
        source = sqlite_path(configured)
    target = target or (configured if is_postgres(configured) else "")
    if not target:
        raise SettingsError(_NO_TARGET)
    _check(target)
    counts = copy_store(source, target)
    click.echo(f"从 {source} 搬到 {place_of(target)}：")
    _print(counts)
    if target != configured:
        click.echo("接下来：把 [storage] url 换成新的地址，运行 xiangwen check，再启动机器人。")
    click.echo("原来的文件没有动，可以留着备份；不要再用它启动机器人，不然没发的会发两遍。")


def _check(target: str) -> None:
    try:
        check_store_url(target)
    except ValueError:
        raise SettingsError(_WRONG_TARGET) from None
    if not is_postgres(target):
        raise SettingsError(_WRONG_TARGET)


def _print(counts: Mapping[str, int]) -> None:
    for table, rows in counts.items():
        if rows:
            click.echo(f"  {table}：{rows} 行")
    click.echo(f"共 {len(counts)} 张表、{sum(counts.values())} 行，逐张表核对过行数。")

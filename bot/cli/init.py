"""init: what a new group needs, written into a folder. It overwrites nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import click

from bot.cli.chinese import ChineseCommand
from bot.cli.options import Common, common_options, pass_common, start_logging
from bot.errors import BotError, os_reason
from bot.settings.file import shipped_knowledge, starter_dir

CONFIG_NAME = "config.toml"
KNOWLEDGE_NAME = "knowledge"

_NEXT = """
接下来：
  1. 把钉钉应用的 Client ID 和 Client Secret 写进 {config} 的 [dingtalk]，
     或设成环境变量 XIANGWEN_DINGTALK__CLIENT_ID 和 XIANGWEN_DINGTALK__CLIENT_SECRET。
  2. xiangwen check      看看还缺什么
  3. xiangwen run        连上钉钉
没有钉钉账号也可以先试：xiangwen sandbox"""


@click.command(cls=ChineseCommand)
@click.argument(
    "folder", metavar="[文件夹]", required=False, default=Path(), type=click.Path(path_type=Path)
)
@common_options
@pass_common
def init(common: Common, folder: Path) -> None:
    """写一份配置文件和一份自带的知识库，已有的一概不动。"""
    start_logging(common)
    for write, target in (
        (_write_config, folder / CONFIG_NAME),
        (_write_knowledge, folder / KNOWLEDGE_NAME),
    ):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            click.echo(write(target))
        except OSError as error:
            raise BotError(
                f"写不了 {target}（{os_reason(error)}），请检查路径、权限和磁盘空间，再运行一次。"
            ) from None
    if folder != Path():
        click.echo(f"\n先进入文件夹：cd {folder}")
    click.echo(_NEXT.format(config=CONFIG_NAME))


def _write_config(path: Path) -> str:
    text = (starter_dir() / "config.example.toml").read_text("utf-8")
    try:
        # For the owner only from the first byte on: a secret is going to stand in it.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return f"已有 {path}，没有动它。"
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError:
        path.unlink()  # a part of it would pass for one that is already there
        raise
    return f"写好了 {path}，只有您自己能读。"


def _write_knowledge(target: Path) -> str:
    if target.exists() or target.is_symlink():
        return f"已有 {target}，没有动它。"
    source = shipped_knowledge()
    # Built beside and renamed: an interrupted copy must not pass for a finished one.
    building = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        count = 0
        for path in _shipped_files(source):
            copy = building / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
            count += 1
        building.rename(target)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return f"写好了 {target}/，{count} 个文件；怎么改见 {target / 'README.md'}。"


def _shipped_files(source: Path) -> Iterator[Path]:
    """What a wheel carries too; from a checkout, drafts and editor files stay behind."""
    for path in sorted(source.rglob("*")):
        parts = path.relative_to(source).parts
        if any(part.startswith(".") for part in parts) or parts[0] == "inbox":
            continue
        if path.suffix in (".md", ".txt", ".yaml") and path.is_file():
            yield path

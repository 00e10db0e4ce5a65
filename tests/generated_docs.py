"""docs/commands.md from the routers and the command line: ``make docs`` writes it.

``tests/test_docs.py`` fails while the page is not what the program says of itself.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from bot.chat.router import Router
from bot.cli.main import PROGRAM_NAME, cli
from bot.messages import Role
from handlers import routers

PAGE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"

_HEAD = """# 命令

这一页由 `make docs` 从程序里生成，不要手改；怎么用起来见 [README.zh-CN.md](../README.zh-CN.md)。

## 群里的命令

在群里先 @象问，单聊直接发；前面加不加 `/` 都行。后面的人能用前面的人的全部命令。
"""
_SHARED = ("config", "verbose")


def commands_page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_chat(), "## 命令行\n", *_shared(), *_programs(cli, PROGRAM_NAME)])


def _chat() -> Iterator[str]:
    commands = Router.joined(routers).commands
    for role in Role:
        rows = [
            f"| `{c.usage}` | {'、'.join(c.aliases) or '—'} | {c.help} |"
            for c in commands
            if c.role is role
        ]
        yield f"### {role.label}\n\n| 发 | 也可以写 | 作用 |\n|---|---|---|\n" + "\n".join(rows)
        yield ""


def _shared() -> Iterator[str]:
    yield "每个命令都能加：\n"
    for parameter in cli.params:
        if parameter.name in _SHARED:
            yield _option(parameter)
    yield "\n退出码：0 完成（不知道答案也是 0），1 没办成，2 用法或配置不对。\n"


def _programs(group: click.Group, path: str) -> Iterator[str]:
    for name, command in group.commands.items():
        words = " ".join(_words(parameter) for parameter in command.params)
        yield f"### {path} {name}{words.rstrip()}\n"
        yield f"{inspect.cleandoc(command.help or '')}\n"
        rows = [
            _option(p)
            for p in command.params
            if isinstance(p, click.Option) and p.name not in _SHARED
        ]
        if rows:
            yield "\n".join(rows) + "\n"
        if isinstance(command, click.Group):
            yield from _programs(command, f"{path} {name}")


def _words(parameter: click.Parameter) -> str:
    if not isinstance(parameter, click.Argument):
        return ""
    word = parameter.metavar or str(parameter.name)
    return f" {word}" if parameter.required or word.startswith("[") else f" [{word}]"


def _option(parameter: click.Parameter) -> str:
    assert isinstance(parameter, click.Option)
    names = "、".join(f"`{name}`" for name in sorted(parameter.opts, key=len, reverse=True))
    value = "" if parameter.is_flag or not parameter.metavar else f" {parameter.metavar}"
    return f"- {names}{value}：{parameter.help}"


if __name__ == "__main__":
    PAGE.write_text(commands_page(), "utf-8")

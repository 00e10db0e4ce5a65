"""Click in Chinese: help texts, and one sentence for each kind of wrong usage.

Only what click offers for overriding is overridden, so an update cannot break it quietly.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import click


class _Formatter(click.HelpFormatter):
    """Lines up columns by what a terminal shows: a Chinese character is two wide."""

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        rows = tuple(rows)
        width = max(_columns(name) for name, _ in rows)
        for name, text in rows:
            gap = " " * (width - _columns(name) + col_spacing)
            self.write(f"{'':{self.current_indent}}{name}{gap}{text}\n")

    def write_rows(self, heading: str, rows: Sequence[tuple[str, str]]) -> None:
        self.write_paragraph()
        self.write(f"{heading}：\n")
        with self.indentation():
            self.write_dl(rows)


class _Context(click.Context):
    formatter_class = _Formatter


def whole_number(least: int, most: int) -> Callable[[Any], int]:
    """An option's type: an integer within bounds, both included."""

    def convert(value: Any) -> int:
        try:
            number = int(value)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            raise click.BadParameter(f"要写 {least} 到 {most} 的整数")
        return number

    return convert


def one_of(*names: str) -> Callable[[Any], str]:
    """An option's type: one of these words."""

    def convert(value: Any) -> str:
        if value not in names:
            raise click.BadParameter(f"要写 {'、'.join(names)} 中的一个")
        return str(value)

    return convert


class ChineseCommand(click.Command):
    """A command whose help and complaints are Chinese."""

    context_class = _Context
    # Click's own complaint about surplus arguments is one English text: see parse_args.
    allow_extra_args = True

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("options_metavar", "[选项]")
        super().__init__(*arguments, **options)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        if rest and not isinstance(self, click.Group):
            raise click.UsageError(f"多了参数「{rest[0]}」（有空格的内容要用引号括起来）", ctx)
        return rest

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这份帮助。"
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        rows = [row for option in options if (row := option.get_help_record(ctx))]
        assert isinstance(formatter, _Formatter)
        formatter.write_rows("选项", rows)


class ChineseGroup(ChineseCommand, click.Group):
    """Commands, listed in the order in which they were added."""

    command_class = ChineseCommand

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("subcommand_metavar", "命令 …")
        super().__init__(*arguments, **options)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        rows = [(name, command.get_short_help_str(60)) for name, command in self.commands.items()]
        assert isinstance(formatter, _Formatter)
        formatter.write_rows("命令", rows)


def explain(error: click.ClickException) -> str:
    """What was wrong with the command line and what to do, as one sentence."""
    context: click.Context | None = getattr(error, "ctx", None)
    path = context.command_path if context else "xiangwen"
    return f"{_what(error)}，运行 {path} --help 看用法。"


def _what(error: click.ClickException) -> str:
    match error:
        case click.NoSuchOption():
            return f"没有 {error.option_name} 这个选项{_near(error.possibilities)}"
        case click.exceptions.NoSuchCommand():
            return f"没有 {error.command_name} 这个命令{_near(error.possibilities)}"
        case click.MissingParameter():
            return f"缺少{_name(error.param)}"
        case click.BadOptionUsage():
            return f"选项 {error.option_name} 后面少了值，或多写了值"
        case click.BadParameter():
            reason = "的值不对" if error.message.isascii() else error.message
            return f"{_name(error.param)}{reason}"
        case _ if not error.message.isascii():
            return error.message  # our own
        case _:
            return "命令的写法不对"


def _near(names: list[str] | None) -> str:
    return f"（是不是 {names[0]}？）" if names else ""


def _name(parameter: click.Parameter | None) -> str:
    if isinstance(parameter, click.Option):
        return f"选项 {max(parameter.opts, key=len)} "
    if isinstance(parameter, click.Argument):
        return f"参数「{parameter.metavar or parameter.name}」"
    return "参数"


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)

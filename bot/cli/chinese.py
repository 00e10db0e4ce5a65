"""Click in Chinese: help texts, and one sentence for each kind of wrong usage."""

from __future__ import annotations

from typing import Any

import click


class _ChineseHelp(click.Command):
    """A command whose help speaks Chinese."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这份帮助。"
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="用法：")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        words = {"[OPTIONS]": "[选项]", "COMMAND": "命令", "[ARGS]...": "[参数]…"}
        pieces = [word for piece in super().collect_usage_pieces(ctx) for word in piece.split()]
        return [words.get(piece, piece) for piece in pieces]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [r for p in self.get_params(ctx) if (r := p.get_help_record(ctx))]
        if records:
            with formatter.section("选项"):
                formatter.write_dl(records)


class ChineseCommand(_ChineseHelp):
    """A single command."""


class ChineseGroup(_ChineseHelp, click.Group):
    """A group of commands, listed in the order they were written."""

    command_class = ChineseCommand

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        rows = [(name, command.get_short_help_str(60)) for name, command in self.commands.items()]
        with formatter.section("命令"):
            formatter.write_dl(rows)


def explain(error: click.ClickException) -> str:
    """What was wrong with the command line, and what to do about it."""
    context: click.Context | None = getattr(error, "ctx", None)
    help_hint = f"发 {context.command_path} --help 看用法。" if context else ""
    return f"{_what(error)}，{help_hint}" if help_hint else f"{_what(error)}。"


def _what(error: click.ClickException) -> str:
    match error:
        case click.NoSuchOption():
            near = error.possibilities
            return f"没有 {error.option_name} 这个选项{f'（是不是 {near[0]}？）' if near else ''}"
        case click.MissingParameter():
            return f"缺少参数 {_name(error.param)}"
        case click.BadOptionUsage():
            return f"选项 {error.option_name} 的用法不对（可能少了值）"
        case click.BadParameter():
            return f"参数 {_name(error.param)} 的值不对{_reason(error.message)}"
        case click.NoArgsIsHelpError():
            return "请写上要执行的命令"
        case click.UsageError() if error.message.startswith("No such command"):
            name = error.message.split("'")[1] if "'" in error.message else ""
            return f"没有 {name} 这个命令"
        case click.UsageError():
            return "参数写多了或写法不对"
        case _:
            return error.format_message()


def _reason(message: str) -> str:
    """Our own messages are Chinese and carried over; click's English ones are not."""
    return "" if message.isascii() else f"：{message}"


def _name(parameter: Any) -> str:
    if parameter is None:
        return ""
    return str(
        parameter.opts[0]
        if parameter.param_type_name == "option"
        else parameter.make_metavar(click.Context(click.Command("x")))
    )

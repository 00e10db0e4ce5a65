"""The program: its commands, and how an error becomes one sentence and an exit code."""

from __future__ import annotations

import io
import logging
import sys
from collections import UserDict
from importlib import import_module
from importlib.metadata import version
from typing import Any

import click

from bot.cli.chinese import ChineseGroup, explain
from bot.cli.options import common_options
from bot.cli.runtime import starting
from bot.errors import BotError, SettingsError, os_reason

PROGRAM_NAME = "xiangwen"
_FAILED, _USAGE, _INTERRUPTED = 1, 2, 130

logger = logging.getLogger(__name__)


def _show_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(f"{PROGRAM_NAME} {version(PROGRAM_NAME)}")
        context.exit()


class _Commands(UserDict[str, Any]):
    """Commands by name, each given as ``"module:attribute"`` and imported with the first look at
    it: `ask` is to answer within a second of CPU, and what `check` or `sandbox` import would
    cost half of that."""

    def __getitem__(self, name: str) -> click.Command:
        if isinstance(place := self.data[name], str):
            module, _, attribute = place.partition(":")
            self.data[name] = getattr(import_module(module), attribute)
        command: click.Command = self.data[name]
        return command


_COMMANDS = _Commands(
    {
        "sandbox": "bot.cli.sandbox:sandbox",
        "run": "bot.cli.serve:run",
        "init": "bot.cli.init:init",
        "check": "bot.cli.check:check",
        "index": "bot.cli.knowledge:index",
        "ask": "bot.cli.knowledge:ask",
        "search": "bot.cli.knowledge:search",
        "test": "bot.cli.proof:test",
        "events": "bot.cli.events:events",
        "simulate": "bot.cli.simulate:simulate",
        "draw": "bot.cli.draw:draw",
        "store": "bot.cli.store:store",
        "forget": "bot.cli.forget:forget",
    }
)


@click.group(
    PROGRAM_NAME,
    cls=ChineseGroup,
    commands=_COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@common_options
@click.option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="显示版本号。",
)
def cli() -> None:
    """象问：住在钉钉群里的 PostgreSQL 问答机器人。

    第一次用：xiangwen sandbox 在本机打开一个模拟的钉钉群，不需要账号。
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done (a refusal too), 1 failed, 2 usage or config."""
    _write_utf8()
    try:
        with starting():
            code = cli.main(arguments, prog_name=PROGRAM_NAME, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help(), err=True)
        code = _USAGE
    except click.ClickException as error:
        code = _say(explain(error), _USAGE)
    except SettingsError as error:
        code = _say(str(error), _USAGE)
    except BotError as error:
        code = _say(str(error), _FAILED)
    except (click.Abort, KeyboardInterrupt):
        code = _INTERRUPTED
    except OSError as error:
        code = _say(
            f"读写 {error.filename or '文件'} 失败（{os_reason(error)}），请检查。", _FAILED
        )
    except Exception as error:  # the outermost edge: a fault of ours is a sentence too
        logger.debug("unexpected error", exc_info=error)
        kind = type(error).__name__
        code = _say(f"程序内部出错（{kind}），加 -v 再运行一次可以看到细节。", _FAILED)
    sys.exit(code if isinstance(code, int) else 0)


def _say(sentence: str, code: int) -> int:
    lines = [" ".join(line.split()) for line in sentence.splitlines()]
    click.echo("错误：" + "\n".join(line for line in lines if line), err=True)
    return code


def _write_utf8() -> None:
    """Chinese and JSON arrive whole whatever the locale; what cannot be UTF-8 is escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")

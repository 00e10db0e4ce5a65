"""The program: its commands, how it logs, and how errors become one sentence and a code."""

from __future__ import annotations

import logging
import sys
from importlib.metadata import version
from pathlib import Path

import click

from bot.cli.chinese import ChineseGroup, explain
from bot.cli.knowledge import ask, index, search
from bot.cli.operations import check, init
from bot.cli.serve import run, sandbox
from bot.errors import BotError, SettingsError

PROGRAM_NAME = "xiangwen"
_FAILED, _USAGE = 1, 2


def _show_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(f"{PROGRAM_NAME} {version(PROGRAM_NAME)}")
        context.exit()


@click.group(
    PROGRAM_NAME,
    cls=ChineseGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="配置文件；默认看环境变量 XIANGWEN_CONFIG，再看 ./config.toml。",
)
@click.option("-v", "--verbose", is_flag=True, help="日志写得更细。")
@click.option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="显示版本号。",
)
@click.pass_context
def cli(context: click.Context, config: Path | None, verbose: bool) -> None:
    """象问：住在钉钉群里的 PostgreSQL 问答机器人。

    第一次用：xiangwen sandbox 在本机打开一个模拟的钉钉群，不需要账号。
    """
    context.obj = config
    _configure_logging(verbose)


for command in (sandbox, run, init, check, index, ask, search):
    cli.add_command(command)


def _configure_logging(verbose: bool) -> None:
    """Logs go to stderr: stdout belongs to results."""
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.DEBUG if verbose else logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    for noisy in ("apscheduler", "watchfiles", "aiohttp.access", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done (a refusal too), 1 failed, 2 usage or config."""
    try:
        code = cli.main(arguments, prog_name=PROGRAM_NAME, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
        code = _USAGE
    except click.ClickException as error:
        click.echo(f"错误：{explain(error)}", err=True)
        code = _USAGE
    except SettingsError as error:
        click.echo(f"错误：{error}", err=True)
        code = _USAGE
    except BotError as error:
        click.echo(f"错误：{error}", err=True)
        code = _FAILED
    except (click.Abort, KeyboardInterrupt):
        code = 130
    sys.exit(code if isinstance(code, int) else 0)

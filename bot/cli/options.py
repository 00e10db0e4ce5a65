"""What all commands share: ``--config`` and ``--verbose``, logging, and reading the settings."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from bot.dingtalk.redaction import Redaction
from bot.settings import Settings
from bot.settings.file import CONFIG_VARIABLE, Loaded, config_path, load_settings

F = TypeVar("F", bound=Callable[..., Any])

PROGRAM_HANDLER = "xiangwen"


@dataclass(slots=True)
class Common:
    """Filled while click reads the command line, before or after the command's name."""

    config: Path | None = None
    verbose: bool = False


pass_common = click.make_pass_decorator(Common, ensure=True)


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value and parameter.name:
        setattr(context.find_root().ensure_object(Common), parameter.name, value)


def common_options(function: F) -> F:
    """``--config`` and ``-v``, for the group and for each command."""
    function = click.option(
        "-v",
        "--verbose",
        is_flag=True,
        expose_value=False,
        callback=_keep,
        help="日志写得更细（英文，在 stderr）。",
    )(function)
    return click.option(
        "--config",
        type=click.Path(path_type=Path),
        metavar="文件",
        expose_value=False,
        callback=_keep,
        help=f"配置文件；不写就看环境变量 {CONFIG_VARIABLE}，再看 ./config.toml。",
    )(function)


# The result for a program, alone on stdout.
json_option = click.option("--json", "as_json", is_flag=True, help="输出 JSON，给程序用。")
knowledge_option = click.option(
    "--knowledge",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="文件夹",
    help="用这个知识文件夹代替配置里的，可以写多次。",
)


def reading_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Of a command that reads the pages and tells of them: ``--json``, ``--knowledge``, and what
    all commands have, which comes first among its arguments."""
    return json_option(knowledge_option(common_options(pass_common(function))))


def start_logging(common: Common, level: int = logging.WARNING) -> None:
    """Logs go to stderr: stdout belongs to results. ``level`` is that of our own lines;
    libraries are heard from warnings on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.name = PROGRAM_HANDLER
    handler.addFilter(Redaction())  # until the settings are read, by its patterns alone
    logging.basicConfig(
        handlers=[handler],
        level=logging.INFO if common.verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    for ours in ("bot", "handlers"):
        logging.getLogger(ours).setLevel(logging.DEBUG if common.verbose else level)


def _hide_secrets(settings: Settings) -> None:
    """From now on no secret of the settings stands in our log."""
    for handler in logging.getLogger().handlers:
        if handler.name == PROGRAM_HANDLER:
            for before in [one for one in handler.filters if isinstance(one, Redaction)]:
                handler.removeFilter(before)  # or each line is looked through twice
            handler.addFilter(Redaction.of(settings))


def load(
    common: Common,
    knowledge: Sequence[Path] = (),
    *,
    level: int = logging.WARNING,
    environment: bool = True,
) -> Loaded:
    """Start the logging, read the settings and show their warnings. Raises SettingsError."""
    start_logging(common, level)
    loaded = load_settings(config_path(common.config), knowledge, environment=environment)
    _hide_secrets(loaded.settings)
    for warning in loaded.warnings:
        click.echo(f"提示：{warning}", err=True)
    return loaded


def print_json(value: object) -> None:
    """The result of ``--json``: one line on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False))

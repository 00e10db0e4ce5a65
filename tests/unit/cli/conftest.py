"""The command line in this very process, and a small knowledge folder to ask."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value on stdout; anything beside it fails the test."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Outcome]


@pytest.fixture
def xiangwen(no_config: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs a command in an empty working folder."""
    loggers = [logging.getLogger(name) for name in ("bot", "handlers")]
    levels = [logger.level for logger in loggers]

    def run(*arguments: object) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Outcome(ended.value.code, shown.out, shown.err)

    yield run
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A knowledge folder of one page and one salon."""
    folder = tmp_path / "pages"
    (folder / "events").mkdir(parents=True)
    (folder / "README.md").write_text("# 不收录\n", "utf-8")
    (folder / "vacuum.md").write_text(
        "---\ntitle: 表膨胀怎么处理\naliases: [表越来越大]\n---\n\n"
        "先用 VACUUM 回收死元组，空间留给这张表以后用。\n\n"
        "## 怎么把空间还给系统\n\nVACUUM FULL 会重写整张表，期间锁表。\n",
        "utf-8",
    )
    (folder / "events" / "2031-03-08-lanzhou.md").write_text(
        "---\nid: salon-31-lanzhou\nnumber: 31\ntitle: 第 31 期 兰州\ndate: 2031-03-08\n"
        'start: "14:00"\ncity: 兰州\nvenue: 黄河书房\n---\n\n兰州的一场。\n',
        "utf-8",
    )
    return folder

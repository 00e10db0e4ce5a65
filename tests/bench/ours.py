"""Ours as the bot has it: the index over folders, and the whole path of a question."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import SecretStr

from bot.cli.runtime import loaded, starting
from bot.clock import SystemClock
from bot.desk import Desk, open_desk
from bot.knowledge import IndexReport, Knowledge
from bot.settings import KnowledgeTable, Settings, Storage, Web
from handlers import routers
from tests.bench.corpora import LIMITS, read_folders


def build_index(folders: Sequence[Path], index_dir: Path) -> IndexReport:
    """Read, cut and write everything."""
    with starting():
        return Knowledge(index_dir, folders).refresh(read_folders(folders))


def settings_over(folders: Sequence[Path], index_dir: Path) -> Settings:
    return Settings(
        knowledge=KnowledgeTable(paths=tuple(folders)),
        storage=Storage(url=SecretStr(f"sqlite:///{index_dir}/none.db"), index_dir=index_dir),
        limits=LIMITS,
        web=Web(listen=""),
    )


@asynccontextmanager
async def serving(folders: Sequence[Path], index_dir: Path) -> AsyncIterator[Desk]:
    """What answers in the bot, over a store in memory."""
    with starting():
        async with open_desk(settings_over(folders, index_dir), routers, SystemClock()) as desk:
            loaded()
            yield desk

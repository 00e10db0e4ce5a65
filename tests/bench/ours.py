"""Ours as the bot has it: the index over folders, and the whole path of a question."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr

from bot.cli.runtime import loaded, starting
from bot.clock import SystemClock
from bot.knowledge import IndexReport, Knowledge
from bot.knowledge.vectors.meaning import Encoder, Floats, Meaning
from bot.knowledge.words.concepts import Query
from bot.offline import OfflineBot, open_offline
from bot.settings import KnowledgeTable, Settings, Storage, Web
from handlers import routers
from tests.bench.corpora import LIMITS, read_folders


def build_index(folders: Sequence[Path], index_dir: Path, *, vectors: bool) -> IndexReport:
    """Read, cut and write everything, vectors included."""
    with starting():
        knowledge = Knowledge(index_dir, folders, vectors=vectors)
        report = knowledge.refresh(read_folders(folders))
        while knowledge.deepen(60.0):
            pass
        return report


def settings_over(folders: Sequence[Path], index_dir: Path, *, vectors: bool) -> Settings:
    return Settings(
        knowledge=KnowledgeTable(paths=tuple(folders), vectors=vectors),
        storage=Storage(url=SecretStr(f"sqlite:///{index_dir}/none.db"), index_dir=index_dir),
        limits=LIMITS,
        web=Web(listen=""),
    )


@asynccontextmanager
async def serving(
    folders: Sequence[Path], index_dir: Path, *, vectors: bool
) -> AsyncIterator[OfflineBot]:
    """What answers in the bot, over a store in memory."""
    with starting():
        settings = settings_over(folders, index_dir, vectors=vectors)
        async with open_offline(settings, routers, SystemClock()) as offline:
            loaded()
            await offline.deepen()
            yield offline


def understood(meaning: Meaning, queries: Sequence[Query]) -> Meaning:
    """The same with the vectors of these questions at hand."""
    sentences = {query.sentence for query in queries}
    return replace(meaning, encoder=_Known({s: meaning.encoder.question(s) for s in sentences}))


class _Known(Encoder):
    def __init__(self, vectors: Mapping[str, Floats]) -> None:
        super().__init__()
        self._vectors = vectors

    def _question(self, text: str) -> Floats:
        return self._vectors[text]

"""The folder is live: whatever an editor or a deployment does to it is answered."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.events import Salons
from bot.folder import Skipped
from bot.folder_watch import FolderWatch
from bot.knowledge import Knowledge
from bot.settings import Limits
from bot.store.sqlite import SqliteStore
from tests.conversations.conftest import eventually


def write(folder: Path, name: str, word: str) -> Path:
    page = folder / name
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(f"---\ntitle: {word}\n---\n{word} 是这样用的。\n", "utf-8")
    return page


class Watched:
    """A folder that is followed, and what can be found in it."""

    def __init__(self, folder: Path, knowledge: Knowledge) -> None:
        self.folder = folder
        self._knowledge = knowledge

    async def finds(self, word: str) -> None:
        await eventually(lambda: self._has(word))

    async def loses(self, word: str) -> None:
        await eventually(lambda: not self._has(word))

    def _has(self, word: str) -> bool:
        return any(word in passage.text for passage in self._knowledge.search(word, 3))


async def _told(_: Sequence[Skipped]) -> None:
    pass


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Watched]:
    folder = tmp_path / "knowledge"
    write(folder, "faq/first.md", "wordfirst")
    knowledge = Knowledge(tmp_path / "index", [folder])
    store = await SqliteStore.open_memory()
    salons = Salons(store, ZoneInfo("Asia/Shanghai"))
    starter = tmp_path / "starter"
    starter.mkdir()
    watch = FolderWatch([folder], starter, Limits(), knowledge, salons, _told)
    await watch.load()
    # What is edited while the rest of the bot starts.
    write(folder, "faq/early.md", "wordearly")
    stop = asyncio.Event()
    running = asyncio.create_task(watch.run(stop))
    found = Watched(folder, knowledge)
    await found.finds("wordearly")
    yield found
    stop.set()
    await running
    await store.close()


async def test_what_was_edited_before_the_watch_began_is_found(watched: Watched) -> None:
    await watched.finds("wordearly")


async def test_a_folder_that_moves_in_is_read_whatever_its_name(
    watched: Watched, tmp_path: Path
) -> None:
    write(tmp_path / "v1.2", "page.md", "wordmoved")
    os.rename(tmp_path / "v1.2", watched.folder / "v1.2")
    await watched.finds("wordmoved")


async def test_another_folder_in_its_place_is_read_and_followed(
    watched: Watched, tmp_path: Path
) -> None:
    write(tmp_path / "next", "page.md", "wordnext")
    os.rename(watched.folder, tmp_path / "before")
    os.rename(tmp_path / "next", watched.folder)
    await watched.finds("wordnext")
    await watched.loses("wordfirst")
    write(watched.folder, "page.md", "wordedited")
    await watched.finds("wordedited")


async def test_a_folder_that_is_gone_is_followed_when_it_is_back(
    watched: Watched, tmp_path: Path
) -> None:
    os.rename(watched.folder, tmp_path / "before")
    await watched.loses("wordfirst")
    write(watched.folder, "page.md", "wordback")
    await watched.finds("wordback")

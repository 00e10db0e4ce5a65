"""The folder is live: whatever an editor or a deployment does to it is answered."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

import pytest

from bot.errors import StoreError
from bot.events import Salons
from bot.faults import Faults
from bot.folder import Scan, Skipped
from bot.folder_watch import FolderWatch
from bot.knowledge import IndexReport, Knowledge
from bot.settings import Limits
from bot.store.sqlite import SqliteStore
from tests.waiting import eventually


def write(folder: Path, name: str, word: str) -> Path:
    page = folder / name
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(f"---\ntitle: {word}\n---\n{word} 是这样用的。\n", "utf-8")
    return page


class Watched:
    """A folder that is followed, what can be found in it, and what the admins are told."""

    def __init__(self, folder: Path, knowledge: Knowledge) -> None:
        self.folder = folder
        self.knowledge = knowledge
        self.told: list[Skipped] = []
        self.fails = 0  # how often telling them does

    async def tell(self, skipped: Sequence[Skipped]) -> None:
        if self.fails:
            self.fails -= 1
            raise StoreError("database or disk is full")
        self.told.extend(skipped)

    async def finds(self, word: str) -> None:
        await eventually(lambda: self._has(word))

    async def loses(self, word: str) -> None:
        await eventually(lambda: not self._has(word))

    def _has(self, word: str) -> bool:
        return any(word in passage.text for passage in self.knowledge.search(word, 3))


def no_notices(*_: object, **__: object) -> NoReturn:
    raise OSError(errno.ENOSPC, "OS file watch limit reached")


@asynccontextmanager
async def following(folder: Path, beside: Path) -> AsyncIterator[Watched]:
    """``folder`` with a first page, loaded and followed; ``beside`` keeps the index."""
    write(folder, "faq/first.md", "wordfirst")
    knowledge = Knowledge(beside / "index", [folder])
    store = await SqliteStore.open_memory()
    salons = Salons(store, ZoneInfo("Asia/Shanghai"))
    starter = beside / "starter"
    starter.mkdir()
    found = Watched(folder, knowledge)
    watch = FolderWatch([folder], starter, Limits(), knowledge, salons, found.tell, Faults())
    await watch.load()
    # What is edited while the rest of the bot starts.
    write(folder, "faq/early.md", "wordearly")
    stop = asyncio.Event()
    running = asyncio.create_task(watch.run(stop))
    await found.finds("wordearly")
    yield found
    stop.set()
    await running
    await store.close()


@pytest.fixture(params=["the system tells", "only looks"])
async def watched(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Watched]:
    """With the system's notices, and as on a network drive that sends none."""
    if request.param == "only looks":
        monkeypatch.setattr("bot.folder.notices.awatch", no_notices)
        monkeypatch.setattr("bot.folder.notices._BEAT_MS", 100)
    async with following(tmp_path / "knowledge", tmp_path) as found:
        yield found


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
    await eventually(lambda: bool(watched.told))
    await watched.finds("wordfirst")
    write(watched.folder, "page.md", "wordback")
    await watched.finds("wordback")
    await watched.loses("wordfirst")
    write(watched.folder, "page.md", "wordagain")
    await watched.finds("wordagain")


async def test_a_folder_that_goes_while_it_is_read_is_missed_at_once(
    watched: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh = watched.knowledge.refresh
    away = tmp_path / "before"

    def goes_meanwhile(found: Scan) -> IndexReport:
        if not away.exists():
            os.rename(watched.folder, away)
        return refresh(found)

    monkeypatch.setattr(watched.knowledge, "refresh", goes_meanwhile)
    write(watched.folder, "page.md", "wordlast")
    await eventually(lambda: bool(watched.told))
    await watched.finds("wordlast")
    write(watched.folder, "page.md", "wordback")
    await watched.finds("wordback")


async def test_a_folder_that_is_removed_and_made_anew_is_followed(watched: Watched) -> None:
    # Its inode is often the one that has just become free.
    shutil.rmtree(watched.folder)
    write(watched.folder, "page.md", "wordanew")
    await watched.finds("wordanew")
    await watched.loses("wordfirst")
    write(watched.folder, "page.md", "wordagain")
    await watched.finds("wordagain")


async def test_an_editor_that_renames_over_the_page_is_seen(watched: Watched) -> None:
    written = write(watched.folder, "faq/.first.md.swp", "wordsaved")
    os.rename(written, watched.folder / "faq/first.md")
    await watched.finds("wordsaved")


async def test_an_editor_that_moves_the_page_aside_first_is_seen(watched: Watched) -> None:
    page = watched.folder / "faq/first.md"
    os.rename(page, page.with_name("first.md~"))
    write(watched.folder, "faq/first.md", "wordsaved")
    await watched.finds("wordsaved")
    await watched.loses("wordfirst")


async def test_an_edit_in_place_that_keeps_the_size_is_seen(watched: Watched) -> None:
    before = write(watched.folder, "page.md", "wordaaaa").stat()
    await watched.finds("wordaaaa")
    page = write(watched.folder, "page.md", "wordbbbb")
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))  # as `cp -p` and archives do
    await watched.finds("wordbbbb")


async def test_a_checkout_of_many_pages_is_read_to_the_last(watched: Watched) -> None:
    for number in range(100):
        write(watched.folder, f"part{number % 7}/page{number}.md", f"wordbranch{number}")
    await watched.finds("wordbranch99")
    for number in range(100):
        write(watched.folder, f"part{number % 7}/page{number}.md", f"wordmerged{number}")
    shutil.rmtree(watched.folder / "part0")
    await watched.loses("wordbranch99")
    await watched.finds("wordmerged99")
    await watched.loses("wordmerged98")


async def test_a_page_that_a_turned_link_breaks_keeps_its_last_good_version(
    tmp_path: Path,
) -> None:
    write(tmp_path / "release2", "faq/second.md", "wordsecond")
    (tmp_path / "release2/faq/first.md").write_bytes("改坏了".encode("gbk"))
    (tmp_path / "release1").mkdir()
    (tmp_path / "current").symlink_to("release1")
    async with following(tmp_path / "current", tmp_path) as watched:
        (tmp_path / "next").symlink_to("release2")
        os.replace(tmp_path / "next", tmp_path / "current")
        await watched.finds("wordsecond")
        await watched.finds("wordfirst")
        await watched.loses("wordearly")
        await eventually(lambda: watched.told)  # after the salons too are loaded
        assert [told.path for told in watched.told] == ["faq/first.md"]
        assert "暂用改坏之前的版本" in watched.told[0].reason
        write(tmp_path / "release2", "faq/first.md", "wordmended")
        await watched.finds("wordmended")


async def test_a_broken_page_is_told_of_when_that_works_again(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.folder_watch._RETRY_SECONDS", 0.05)
    watched.fails = 2
    (watched.folder / "faq" / "first.md").write_text("", "utf-8")
    await eventually(lambda: watched.told)
    assert [one.path for one in watched.told] == ["faq/first.md"]

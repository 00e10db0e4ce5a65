"""The folder is live: a scan feeds the index and the salons, and every edit a new scan.

The one place where knowledge and salons are loaded together, at start, by `重载`, and by
the watcher.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from watchfiles import Change, awatch

from bot.events import Salons
from bot.folder import FolderLimits, Scan, Skipped, scan
from bot.knowledge import IndexReport, Knowledge

logger = logging.getLogger(__name__)

_DEBOUNCE_MS = 300
_LOOK_MS = 1000
_RETRY_SECONDS = 5.0
OnBroken = Callable[[Sequence[Skipped]], Awaitable[None]]


class FolderWatch:
    """``load`` reads everything now; ``run`` does so after every change until ``stop``.

    ``on_broken`` is told of files that were readable before and are no longer, and of salon
    data that does not fit: the admins should hear of it, while the last good version goes
    on answering.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        starter: Path,
        limits: FolderLimits,
        knowledge: Knowledge,
        salons: Salons,
        on_broken: OnBroken,
    ) -> None:
        self._folders = tuple(folders)
        self._starter = starter
        self._limits = limits
        self._knowledge = knowledge
        self._salons = salons
        self._on_broken = on_broken
        self._scan: Scan | None = None
        self._loading = asyncio.Lock()
        self.report: IndexReport | None = None

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        return self._scan.skipped if self._scan else ()

    async def load(self) -> IndexReport:
        """Scan, refresh the index beside the old one, and load the salons."""
        async with self._loading:
            before = self._scan
            flawed = {(p.file, p.remedy) for p in self._salons.book.problems}
            found = await asyncio.to_thread(
                scan, self._folders, self._limits, starter=self._starter, previous=before
            )
            report = await asyncio.to_thread(self._knowledge.refresh, found)
            await self._salons.load(found)
            self._scan = found
            self.report = report
        logger.info(
            "knowledge: %d documents, %d passages, %d changed, %d skipped, %.1f s",
            report.documents,
            report.passages,
            report.changed,
            len(found.skipped),
            report.seconds,
        )
        if before is not None:
            known = {(s.path, s.reason) for s in before.skipped}
            fresh = [s for s in found.skipped if (s.path, s.reason) not in known]
            fresh += [
                Skipped(f"{p.file} 第 {p.line} 行", p.remedy)
                for p in self._salons.book.problems
                if (p.file, p.remedy) not in flawed
            ]
            if fresh:
                await self._on_broken(fresh)
        return report

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await self._watch(stop)
            except Exception:  # the supervised edge: an edit never ends what is loaded
                logger.exception("the knowledge folder cannot be watched or loaded")
                await _pause(stop, _RETRY_SECONDS)

    async def _watch(self, stop: asyncio.Event) -> None:
        """Follow the folders that are there until another stands in the place of one."""
        watched = await asyncio.to_thread(_identities, self._folders)
        there = [folder for folder, identity in watched.items() if identity]
        if not there:
            await _pause(stop, _LOOK_MS / 1000)
            return
        fresh = True
        async for changes in awatch(
            *there,
            watch_filter=_is_knowledge,
            debounce=_DEBOUNCE_MS,
            stop_event=stop,
            rust_timeout=_LOOK_MS,
            yield_on_timeout=True,
        ):
            if changes or fresh:  # once in any case: what was edited before we watched
                await self.load()
                fresh = False
            # Who moves a folder away and another into its place, or turns a link, changes
            # nothing in the folder that is watched.
            if await asyncio.to_thread(_identities, self._folders) != watched:
                return


def _identities(folders: Sequence[Path]) -> dict[Path, tuple[int, int] | None]:
    """Which folder stands at each path now; None for one that is not there."""
    found: dict[Path, tuple[int, int] | None] = {}
    for folder in folders:
        try:
            status = folder.stat()
        except OSError:
            found[folder] = None
        else:
            found[folder] = status.st_dev, status.st_ino
    return found


def _is_knowledge(change: Change, path: str) -> bool:
    found = Path(path)
    return not found.name.startswith(".") and (
        found.suffix.lower() in (".md", ".txt") or change is Change.deleted or found.is_dir()
    )


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        pass

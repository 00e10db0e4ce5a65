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
_RETRY_SECONDS = 10.0
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
                async for _ in awatch(
                    *self._folders,
                    watch_filter=_is_knowledge,
                    debounce=_DEBOUNCE_MS,
                    stop_event=stop,
                ):
                    await self.load()
            except (OSError, RuntimeError):
                # A folder was moved away or a limit of the system is reached: go on with
                # what is loaded, and look again.
                logger.exception("watching the knowledge folder failed")
                await _pause(stop)
                if not stop.is_set():
                    await self.load()


def _is_knowledge(change: Change, path: str) -> bool:
    name = Path(path).name
    return not name.startswith(".") and (
        Path(path).suffix in (".md", ".txt", "") or change is Change.deleted
    )


async def _pause(stop: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(_RETRY_SECONDS):
            await stop.wait()
    except TimeoutError:
        pass

"""The knowledge folders are live: every edit causes a scan, which feeds the index and the salons.

This is the one place that loads both together: at start, by `重载`, and after an edit.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from pathlib import Path

from bot.allocator import give_back_memory
from bot.clock import set_within
from bot.events import Salons
from bot.faults import Duty, Faults
from bot.folder import KnowledgeFile, Scan, Skipped, scan
from bot.folder.look import Look, look
from bot.folder.notices import notices
from bot.knowledge import IndexReport, Knowledge
from bot.settings import Limits

logger = logging.getLogger(__name__)

_RETRY_SECONDS = 5.0
_LOOK_SHARE = 20.0  # a look that takes 100 ms is not taken again within two seconds
OnBroken = Callable[[Sequence[Skipped]], Awaitable[None]]


class FolderWatch:
    """``load`` reads everything now; ``run`` does so after every change until ``stop``.

    ``on_broken`` is told of files that could be read before and cannot now, and of salon data
    that does not fit: admins should hear of it while the last good version goes on answering.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        starter: Path,
        limits: Limits,
        knowledge: Knowledge,
        salons: Salons,
        on_broken: OnBroken,
        faults: Faults,
    ) -> None:
        self._folders = tuple(folders)
        self._starter = starter
        self._limits = limits
        self._knowledge = knowledge
        self._salons = salons
        self._on_broken = on_broken
        self._faults = faults
        self._scan: Scan | None = None
        self._loaded: Look | None = None
        self._next_look = 0.0
        self._untold: list[Skipped] = []
        self._loading = asyncio.Lock()
        self.report: IndexReport | None = None

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        return self._scan.skipped if self._scan else ()

    @property
    def files(self) -> tuple[KnowledgeFile, ...]:
        """The pages that are loaded."""
        return self._scan.files if self._scan else ()

    @property
    def roots(self) -> tuple[Path, ...]:
        """The folders that the pages are from, in the order of the settings."""
        return self._scan.roots if self._scan else ()

    async def load(self, seen: Look | None = None) -> IndexReport:
        """Scan, build the index beside the old one, and load the salons. ``seen``: a look that was
        taken just now, if any."""
        async with self._loading:
            before = self._scan
            # Taken before the scan, so that an edit during the scan is noticed afterwards.
            seen = seen or await self._look()
            flawed = {(p.file, p.remedy) for p in self._salons.book.problems}
            found = await asyncio.to_thread(
                scan, self._folders, self._limits, starter=self._starter, previous=before
            )
            report = await asyncio.to_thread(self._knowledge.refresh, found)
            await self._salons.load(found)
            await asyncio.to_thread(give_back_memory)
            self._scan, self._loaded = found, seen
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
            self._untold += fresh
        await self._tell()
        return report

    async def _tell(self) -> None:
        """Report what is broken; if that fails it is kept for the next time."""
        if not self._untold:
            return
        untold, self._untold = self._untold, []
        try:
            await self._on_broken(untold)
        except BaseException:
            self._untold = untold + self._untold
            raise

    async def run(self, stop: asyncio.Event) -> None:
        """Follow the folders until ``stop``, whatever goes wrong with an edit."""
        while not stop.is_set():
            try:
                await self._follow(stop)
            except Exception as error:  # an edit never ends what is loaded
                self._faults.failed(Duty.FOLDER, error)
                await set_within(stop, _RETRY_SECONDS)

    async def _follow(self, stop: asyncio.Event) -> None:
        """Load whatever differs from what was loaded, until other folders have to be watched. A
        notice only makes the next look come at once."""
        watched = await self._look()
        if watched != self._loaded:
            await self.load(watched)
        there = [f for f, root in zip(self._folders, watched.roots, strict=True) if root]
        async with aclosing(notices(there, stop)) as hearing:
            async for notice in hearing:
                await self._tell()
                # Not by ``attempt``, as elsewhere: this loop ends only when the folders change.
                self._faults.worked(Duty.FOLDER)
                if not notice.edited and time.monotonic() < self._next_look:
                    continue
                seen = await self._look()
                # A notice counts even if nothing differs: an edit that keeps the size may fall
                # into the same tick of the file system's clock.
                if notice.edited or seen != self._loaded:
                    await self.load(seen)
                # Notices come from the folder that was there when we began. Putting another one
                # in its place, or turning a link, changes nothing inside it; a new folder may even
                # get the inode of the removed one.
                if notice.gone or seen.roots != watched.roots:
                    return

    async def _look(self) -> Look:
        began = time.monotonic()
        seen = await asyncio.to_thread(look, self._folders, self._starter)
        # Looking at a huge folder, or across a network, must not take up all the time.
        self._next_look = time.monotonic() + _LOOK_SHARE * (time.monotonic() - began)
        return seen

"""The system's word that something in a folder changed, or only the passing of time.

Whoever listens must look for himself now and then: where no notices can be had, or those
that were set up are of a folder that is gone, only the time passes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from watchfiles import Change, awatch

from bot.clock import set_within

logger = logging.getLogger(__name__)

_DEBOUNCE_MS = 300
_BEAT_MS = 1000


@dataclass(frozen=True, slots=True)
class Notice:
    """``edited``: something below the folders changed, else only time passed. ``gone``: a
    folder itself was removed; no more notices come of it."""

    edited: bool = False
    gone: bool = False


async def notices(folders: Sequence[Path], stop: asyncio.Event) -> AsyncGenerator[Notice, None]:
    """A notice soon after a change, else one every second; ends when ``stop`` is set."""
    roots = {str(folder) for folder in folders}
    if folders:
        try:
            watching = awatch(
                *folders,
                watch_filter=_is_knowledge,
                debounce=_DEBOUNCE_MS,
                stop_event=stop,
                rust_timeout=_BEAT_MS,
                yield_on_timeout=True,
                ignore_permission_denied=True,
            )
            async with aclosing(watching) as heard:
                async for changes in heard:
                    gone = any(c is Change.deleted and path in roots for c, path in changes)
                    yield Notice(edited=bool(changes), gone=gone)
        except FileNotFoundError:
            pass  # gone between the look and the watch: the next look says so
        except (OSError, RuntimeError, ExceptionGroup) as error:
            # Out of inotify watches, or a file system without them.
            logger.warning("no notices of edits, looking every second instead: %s", error)
    while not stop.is_set():
        await set_within(stop, _BEAT_MS / 1000)
        yield Notice()


def _is_knowledge(change: Change, path: str) -> bool:
    found = Path(path)
    return not found.name.startswith(".") and (
        found.suffix.lower() in (".md", ".txt") or change is Change.deleted or found.is_dir()
    )

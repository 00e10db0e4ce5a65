"""Whether a knowledge folder is still as it was read, without reading it again.

Notices from the system make an edit heard soon, but they cannot be relied on: a folder that
moves away takes its watch along, a new one is watched only after something was written into
it, and network drives and containers' mounts send none at all. So the state itself decides:
what a look finds is compared with what the last load saw.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.folder.reading import EXCLUDED_FOLDERS, VOCABULARY_NAMES, listed
from bot.precedence import give_way

_LOOKED_AT = (".md", ".txt")


@dataclass(frozen=True, slots=True)
class Look:
    """``roots``: which folder stands at each path, as (device, inode), None for one that is
    not there. ``digest``: names, sizes, times and inodes of everything a scan would read."""

    roots: tuple[tuple[int, int] | None, ...]
    digest: bytes


def look(folders: Sequence[Path], starter: Path | None = None) -> Look:
    """Never raises: what cannot be read now looks different once it can. Blocking."""
    digest = hashlib.blake2b(digest_size=16)
    roots = []
    for folder in folders:
        root = _identity(folder)
        roots.append(root)
        digest.update(repr((str(folder), root)).encode())
        for seen in _entries(folder):
            digest.update(seen)
            give_way()
    if starter is not None:  # its vocabulary always applies
        for name in VOCABULARY_NAMES:
            try:
                digest.update(_described(name, (starter / name).lstat()))
            except OSError:
                continue
    return Look(tuple(roots), digest.digest())


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _entries(folder: Path) -> Iterator[bytes]:
    """Everything below ``folder`` in a stable order; no link is followed."""
    waiting = [str(folder)]
    while waiting:
        here = waiting.pop()
        try:
            visible = listed(here)
        except OSError as error:
            yield repr((here, error.errno)).encode()
            continue
        for entry in visible:
            try:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in EXCLUDED_FOLDERS:
                        waiting.append(entry.path)
                elif entry.name.lower().endswith(_LOOKED_AT):
                    yield _described(entry.path, entry.stat(follow_symlinks=False))
            except OSError:
                continue  # removed since it was listed


def _described(name: str, status: os.stat_result) -> bytes:
    # The time of the change too: it tells of permissions, and of editors and archives that
    # set the time of the content back.
    seen = (name, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    return repr(seen).encode()

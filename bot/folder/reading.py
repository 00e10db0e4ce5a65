"""Reads the knowledge folders without trusting them.

Only regular UTF-8 ``*.md`` files within the limits come back; everything else is named
with the reason and the remedy, and where it was read before, that stays. No link is followed,
no special file is opened, and front matter can neither expand nor nest without end.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.errors import os_reason
from bot.expressions import Expression
from bot.folder.front_matter import FrontMatterError, split_front_matter
from bot.folder.text_files import Unreadable, decode, megabytes, read_regular
from bot.markdown import fence_after
from bot.precedence import give_way
from bot.settings import Limits

VOCABULARY_NAMES = ("glossary.txt", "synonyms.txt", "words.txt", "stopwords.txt", "typos.txt")
EXCLUDED_FOLDERS = frozenset({"tests", "inbox"})
_AS_BEFORE = "；暂用以前读到的"
_FENCE = Expression(r"\s*(?P<marks>`{3,}|~{3,})(?P<rest>.*)")
# What other programs that read such pages take for yes and no.
_YES, _NO = frozenset({"true", "yes", "on"}), frozenset({"false", "no", "off"})


@dataclass(frozen=True, slots=True)
class KnowledgeFile:
    """One page as read: ``path`` is relative to ``root`` with ``/``, ``body_line`` the
    1-based line where ``text`` starts. ``stale``: the file was broken by an edit and this
    is its last good version."""

    root: Path
    path: str
    text: str
    meta: Mapping[str, Any]
    body_line: int
    digest: str
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not read, and what to do about it (Chinese, for admins). ``root``: the
    folder that it is in."""

    path: str
    reason: str
    root: Path | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Scan:
    """One look at all folders. ``vocabulary`` holds (name, text), the shipped folder's
    first, so that a folder's own lines come later and win. ``roots``: where each folder
    really stood, links resolved, in the order in which they were given."""

    files: tuple[KnowledgeFile, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    vocabulary: tuple[tuple[str, str], ...] = ()
    roots: tuple[Path, ...] = field(default=(), compare=False)


@dataclass(slots=True)
class _Collector:
    limits: Limits
    previous: dict[tuple[Path, str], KnowledgeFile]
    files: list[KnowledgeFile] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    bytes_read: int = 0

    def skip(self, root: Path, path: str, reason: str) -> None:
        self.skipped.append(Skipped(_shown(path), reason, root))

    def keep(self, root: Path, folder: str, reason: str) -> None:
        """A folder cannot be listed: a volume that is away for a minute must not call off
        the salons on it. What was read of it stays until it is there again."""
        pages = [
            replace(file, stale=True)
            for (of, path), file in self.previous.items()
            if of == root and path.startswith(folder)
        ]
        self.files += pages
        self.skip(root, folder or str(root), f"{reason}{_AS_BEFORE}" if pages else reason)

    def add(self, root: Path, path: str) -> None:
        """Read one page; when it is broken keep its last good version, if there is one."""
        before = self.previous.get((root, path))
        try:
            data = self._read(root, path)
            page = _parse(root, path, data, self.limits, before)
            if not _is_withdrawn(page.meta):
                self.files.append(page)
        except FileNotFoundError:
            return  # removed since it was listed
        except (Unreadable, FrontMatterError, OSError) as error:
            reason = (
                f"无法读取（{os_reason(error)}），请检查文件权限"
                if isinstance(error, OSError)
                else str(error)
            )
            if before is not None:
                self.files.append(replace(before, stale=True))
                reason += "；暂用改坏之前的版本"
            self.skip(root, path, reason)

    def _read(self, root: Path, path: str) -> bytes:
        if len(self.files) >= self.limits.files:
            raise Unreadable(
                f"文件数超过上限 {self.limits.files}，请拆分文件夹或调大 [limits] files"
            )
        data = read_regular(os.path.join(root, path), self.limits.file_bytes)
        if self.bytes_read + len(data) > self.limits.folder_bytes:
            raise Unreadable(
                f"文件总量超过上限 {megabytes(self.limits.folder_bytes)}，"
                "请减少文件或调大 [limits] folder_bytes"
            )
        self.bytes_read += len(data)
        return data


def scan(
    folders: Sequence[Path],
    limits: Limits,
    *,
    starter: Path | None = None,
    previous: Scan | None = None,
) -> Scan:
    """Read all pages of ``folders`` in a stable order.

    ``starter`` is the shipped folder: its vocabulary always applies, its pages only when
    it is among ``folders``. Pages whose bytes are those of ``previous`` are not parsed
    again.
    """
    roots = _unique(folders)
    collector = _Collector(limits, _known(previous, roots) if previous else {})
    gone = False
    for root in roots:
        begun = len(collector.files)
        for path in _pages(root, collector) if root.is_dir() else ():
            collector.add(root, path)
            give_way()
        if not root.is_dir():  # or not any more: it went while it was read
            gone = True
            del collector.files[begun:]
            collector.keep(root, "", "找不到这个文件夹，请检查 [knowledge] paths")
        elif len(collector.files) == begun and any(of == root for of, _ in collector.previous):
            collector.skip(root, str(root), "里面一页也没有了，请检查文件夹")
    if gone and previous:
        vocabulary = previous.vocabulary
    else:
        vocabulary = _vocabulary(_unique([starter, *roots] if starter else roots), collector)
    return Scan(tuple(collector.files), tuple(collector.skipped), vocabulary, tuple(roots))


def _known(previous: Scan, roots: Sequence[Path]) -> dict[tuple[Path, str], KnowledgeFile]:
    """The pages of ``previous`` by where they stand now: a deployment turns a link to
    another folder, and its pages are still those of this one."""
    moved: dict[Path, Path] = {}
    if len(previous.roots) == len(roots):
        moved = dict(zip(previous.roots, roots, strict=True))
    known = {}
    for file in previous.files:
        root = moved.get(file.root, file.root)
        known[root, file.path] = file if root == file.root else replace(file, root=root)
    return known


def _unique(folders: Sequence[Path]) -> list[Path]:
    return list(dict.fromkeys(folder.expanduser().resolve() for folder in folders))


def _pages(root: Path, collector: _Collector) -> Iterator[str]:
    """Relative paths of all candidate pages, folder by folder in name order."""
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        below: list[str] = []
        for entry in _entries(root, folder, collector):
            path = f"{folder}{entry.name}"
            if not entry.name.isprintable():
                collector.skip(root, path, "文件名含有无法显示的字符，请改名")
            elif entry.is_symlink():
                collector.skip(root, path, "是符号链接，不跟随；请把文件本身放进来")
            elif entry.is_dir(follow_symlinks=False):
                if entry.name not in EXCLUDED_FOLDERS:
                    below.append(f"{path}/")
            elif not entry.is_file(follow_symlinks=False):
                collector.skip(root, path, "不是普通文件（管道或设备），请移走")
            elif _is_page(entry.name):
                yield path
        waiting.extend(reversed(below))


def _entries(root: Path, folder: str, collector: _Collector) -> list[os.DirEntry[str]]:
    try:
        return listed(root / folder)
    except FileNotFoundError:
        pass  # removed since it was listed
    except OSError as error:
        collector.keep(root, folder, f"无法列出文件夹（{os_reason(error)}），请检查权限")
    return []


def listed(folder: Path | str) -> list[os.DirEntry[str]]:
    """What is not hidden in a folder, by name. Raises OSError."""
    with os.scandir(folder) as entries:
        visible = [entry for entry in entries if not entry.name.startswith(".")]
    return sorted(visible, key=lambda entry: entry.name)


def _is_page(name: str) -> bool:
    lowered = name.lower()
    return lowered.endswith(".md") and lowered != "readme.md"


def _shown(path: str) -> str:
    """What a terminal and a chat can show, the rest as its number."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in path)


def _parse(
    root: Path, path: str, data: bytes, limits: Limits, before: KnowledgeFile | None
) -> KnowledgeFile:
    digest = hashlib.sha256(data).hexdigest()
    if before is not None and before.digest == digest:
        return replace(before, stale=False) if before.stale else before
    text = decode(data)
    if not text.strip():
        raise Unreadable("文件是空的，请写上内容或删掉它")
    if line := _conflict(text):
        raise Unreadable(f"第 {line} 行起有没合完的冲突，请留下一份，删掉 <<<<<<< 这样的行")
    meta, body, body_line = split_front_matter(text, limits.front_matter_bytes)
    return KnowledgeFile(root, path, body, meta, body_line, digest)


def _is_withdrawn(meta: Mapping[str, Any]) -> bool:
    """As other programs take a page back."""
    draft, *shown = (str(meta.get(key)).lower() for key in ("draft", "publish", "published"))
    return draft in _YES or not _NO.isdisjoint(shown)


def _conflict(text: str) -> int:
    """The line where git left two versions, but for one shown in a block of code; else 0."""
    fence = ""
    for number, line in enumerate(text.split("\n") if "<<<<<<< " in text else (), 1):
        fence = fence_after(fence, _FENCE.match(line))
        if not fence and line.startswith("<<<<<<< "):
            return number
    return 0


def _vocabulary(roots: Sequence[Path], collector: _Collector) -> tuple[tuple[str, str], ...]:
    """The word lists of each folder; a broken list is skipped and named."""
    found: list[tuple[str, str]] = []
    for root in roots:
        for name in VOCABULARY_NAMES:
            try:
                data = read_regular(root / name, collector.limits.file_bytes)
                found.append((name, decode(data)))
            except (FileNotFoundError, NotADirectoryError):
                continue
            except Unreadable as error:
                collector.skip(root, name, str(error))
            except OSError as error:
                collector.skip(root, name, f"无法读取（{os_reason(error)}），请检查文件权限")
    return tuple(found)

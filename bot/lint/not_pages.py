"""Files that look like pages to people and are none to the bot: it would be silent on them."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from bot.expressions import Expression
from bot.folder import EXCLUDED_FOLDERS, VOCABULARY_NAMES, KnowledgeFile
from bot.lint.findings import Finding

_RENAMED = (".markdown", ".mdown", ".mkd", ".mdx", ".md.txt")
_TARGET = Expression(r"(?:\]\(\s*<?|href=[\"'])([^()\s<>\"']+(?:\([^()\s]*\)[^()\s<>]*)?)")
_CONVERTED = (".docx", ".doc", ".wps", ".pdf", ".html", ".htm", ".rtf", ".rst", ".org", ".adoc")


def check_not_pages(roots: Sequence[Path], pages: Sequence[KnowledgeFile]) -> Iterator[Finding]:
    """Below ``roots``, whose files are ``pages``: what a page links to is there on purpose."""
    found = [(root, path, remedy) for root in roots for path, remedy in _below(root)]
    linked = (
        {_name_in(m[1]) for page in pages for m in _TARGET.finditer(page.text)} if found else ()
    )
    for root, path, remedy in found:
        if path.name not in linked:
            yield Finding(
                root, path.relative_to(root).as_posix(), 1, "no-page",
                "不是 .md 文件，不会读", remedy,
            )  # fmt: skip


def _below(root: Path) -> Iterator[tuple[Path, str]]:
    """Such files with what to do about each, in a stable order."""
    for folder, names, files in os.walk(root):
        names[:] = sorted(n for n in names if n not in EXCLUDED_FOLDERS and n[0] != ".")
        for name in sorted(files):
            if remedy := _remedy(name, Path(folder) == root):
                yield Path(folder) / name, remedy


def _name_in(target: str) -> str:
    return posixpath.basename(unquote(re.split(r"[?#]", target, maxsplit=1)[0]))


def _remedy(name: str, at_top: bool) -> str:
    lowered = name.lower()
    if not name.isprintable() or name[0] in ".~":  # editors lay down copies and locks
        return ""
    if lowered.endswith(_RENAMED):
        return "里面是 Markdown 的话，请把名字改成以 .md 结尾"
    if lowered.endswith(_CONVERTED):
        return "要拿它回答问题，请另存成 Markdown；只给人下载的，请在页面里链接它"
    if lowered in VOCABULARY_NAMES and not (at_top and name == lowered):
        return "词表要放在知识文件夹的最上层，名字全部小写"
    return ""

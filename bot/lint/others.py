"""Files that look like pages to people and are none to the bot: it would be silent on them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from bot.folder import EXCLUDED_FOLDERS, VOCABULARY_NAMES, KnowledgeFile
from bot.lint.findings import Finding, Severity

_RENAMED = (".markdown", ".mdown", ".mkd", ".mdx", ".md.txt")
_CONVERTED = (".docx", ".doc", ".wps", ".pdf", ".html", ".htm", ".rtf", ".rst", ".org", ".adoc")


def check_others(roots: Sequence[Path], pages: Sequence[KnowledgeFile]) -> Iterator[Finding]:
    """Below ``roots``, whose files are ``pages``: what a page links to is there on purpose."""
    for root in roots:
        for folder, names, files in os.walk(root):
            names[:] = sorted(n for n in names if n not in EXCLUDED_FOLDERS and n[0] != ".")
            for name in sorted(files):
                remedy = _remedy(name, Path(folder) == root)
                if remedy and not any(
                    name in page.text or quote(name) in page.text for page in pages
                ):
                    path = (Path(folder) / name).relative_to(root).as_posix()
                    what = "不是 .md 文件，不会读"
                    yield Finding(root, path, 1, "no-page", Severity.WARNING, what, remedy)


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

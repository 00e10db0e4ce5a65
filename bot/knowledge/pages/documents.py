"""Markdown pages → documents with passages: one per heading section, long ones split.

Splits fall between blocks; a code fence or a table is never torn. HTML comments that
stand on lines of their own (proofs of runnable SQL) are not part of a page.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.expressions import Expression
from bot.folder import KnowledgeFile
from bot.knowledge.pages.blocks import Block, Heading, read_blocks
from bot.knowledge.pages.dialects import plain_dialect
from bot.knowledge.pages.notes import without_number, without_properties
from bot.knowledge.pages.page_links import without_page_links

PASSAGE_CHARS = 900
SEPARATOR = " › "
# Front matter that is shown or used elsewhere; every other text in it can be searched.
_OWN_KEYS = frozenset(
    {
        "title",
        "aliases",
        "asked",
        "tags",
        "versions",
        "updated",
        "source",
        "id",
        "images",
        "status",
    }
)
# A line with a colon at its end, or a caption in bold type.
_LEADS = Expression(r"(?:[：:]|\A\*\*[^*\n]+\*\*)\Z")
_ANCHOR = Expression(r"\s*\{[#.:][^}\n]*\}\s*\Z")
_URL = Expression(r"https?://\S+")
_FOLDER_PAGES = frozenset({"index", "_index", "readme"})  # they stand for their folder
# File names that many folders have, so that alone they name nothing.
_COMMON_NAMES = frozenset(
    {"api", "changelog", "doc", "docs", "example", "examples", "faq", "guide", "overview", "usage"}
)


@dataclass(frozen=True, slots=True)
class Section:
    """A passage as cut; ``trail`` are the headings above it without the title. What it says is
    ``whole[start:end]``: of the page as it was read, so that a folder is in memory once."""

    trail: tuple[str, ...]
    whole: str
    start: int = 0
    end: int = sys.maxsize

    @property
    def text(self) -> str:
        return self.whole[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Document:
    """A page. ``extra`` is what the front matter says beyond title and names, and the words
    of the path; ``root`` is the folder that it is from."""

    path: str
    title: str
    names: tuple[str, ...]
    sections: tuple[Section, ...]
    extra: str = ""
    asked: tuple[str, ...] = ()
    source: str = ""
    versions: str = ""
    updated: str = ""
    root: str = ""

    @property
    def is_wordless(self) -> bool:
        """Has it a head only, as a salon's page may, or pictures that a chat does not show?"""
        return not any(without_page_links(section.text) for section in self.sections)


def read_document(file: KnowledgeFile) -> Document:
    """Never raises: a page without headings, title or body is a document too."""
    meta = file.meta
    heading = ""
    sections: list[Section] = []
    trail: list[tuple[int, str]] = []
    pending: list[Block] = []
    title = _text(meta.get("title"))
    items = read_blocks(plain_dialect(without_properties(file.path, file.text)))
    level = _level_of_title(items)
    for item in items:
        if isinstance(item, Block):
            pending.append(item)
            continue
        sections.extend(_cut(_names(trail), pending))
        pending = []
        if item.level == level and not heading and not sections:
            heading = without_anchor(item.text)
            trail = [] if not title or title == heading else [(level, heading)]
        else:
            trail = [*(pair for pair in trail if pair[0] < item.level), (item.level, item.text)]
    sections.extend(_cut(_names(trail), pending))
    title = title or heading or name_of_file(file.path)
    return Document(
        path=file.path,
        title=title,
        names=(*_texts(meta.get("aliases")), *_texts(meta.get("tags"))),
        sections=tuple(_stretches(file.text, sections)) or (Section((), ""),),
        # Folders say what a page is about, sometimes in the other language.
        extra="\n".join(t for t in (_extra(meta), _words(file.path.removesuffix(".md"))) if t),
        asked=_texts(meta.get("asked")),
        source=_text(meta.get("source")),
        versions=_text(meta.get("versions")),
        updated=_text(meta.get("updated")),
        root=str(file.root),
    )


def _level_of_title(items: Iterable[Heading | Block]) -> int:
    """Of the heading that names the page. A page that begins with ``##`` and has no other at
    that level or above was cut out of a longer one."""
    levels = [item.level for item in items if isinstance(item, Heading)]
    is_only = bool(levels) and levels.count(levels[0]) == 1 and levels[0] == min(levels)
    return levels[0] if is_only else 1


def without_anchor(heading: str) -> str:
    """A heading as it is shown. Its name for links, ``{#close-modal}``, stays in the trail:
    often it says the same in the other language, and is searched for."""
    return _ANCHOR.sub("", heading) if "{" in heading else heading


def _names(trail: Iterable[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(text for _, text in trail if text)


def _cut(trail: tuple[str, ...], blocks: list[Block]) -> Iterator[Section]:
    """Pieces of about equal size, none much longer than PASSAGE_CHARS."""
    total = sum(len(block.text) for block in blocks)
    if not total:
        return
    target = total / max(1, round(total / PASSAGE_CHARS))
    piece: list[Block] = []
    size = 0
    for block in blocks:
        after = size + len(block.text)
        # Break before a block that would overshoot more than stopping short falls short.
        enough = after - target > target - size and not block.inside
        if piece and (enough or after > 1.5 * PASSAGE_CHARS):
            # What leads to a list or to code goes with it.
            leads = len(piece) > 1 and _LEADS.search(piece[-1].text)
            carried = [piece.pop()] if leads else []
            yield _section(trail, piece)
            piece, size = carried, sum(len(each.text) for each in carried)
        piece.append(block)
        size += len(block.text)
    yield _section(trail, piece)


def _stretches(page: str, sections: Iterable[Section]) -> Iterator[Section]:
    """Sections as stretches of the page, where they stand in it word for word: all but those
    that lost something on the way, such as a comment or a tag."""
    end = 0
    for section in sections:
        start = page.find(section.whole, end)
        if start < 0:
            yield section
            continue
        end = start + len(section.whole)
        yield Section(section.trail, page, start, end)


def _section(trail: tuple[str, ...], blocks: list[Block]) -> Section:
    parts = [blocks[0].text]
    for block in blocks[1:]:
        parts.append("\n" if block.tight else "\n\n")
        parts.append(block.text)
    return Section(trail, "".join(parts).strip("\n"))


def name_of_file(path: str) -> str:
    """What its file calls a page, often in the other language: ``button/docs`` where the
    name alone would name nothing."""
    *folders, name = without_number(path.removesuffix(".md")).split("/")
    if folders and name.lower() in _FOLDER_PAGES:
        return folders[-1]
    if folders and name.lower() in _COMMON_NAMES:
        return f"{folders[-1]}/{name}"
    return name


def words_of_file(path: str) -> str:
    """The words in which its file names a page."""
    return _words(name_of_file(path))


def _words(path: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", path))


def _extra(meta: Mapping[str, Any]) -> str:
    values = (text for key, value in meta.items() if key not in _OWN_KEYS for text in _flat(value))
    return _URL.sub(" ", "\n".join(dict.fromkeys(values)))


def _flat(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _flat(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _flat(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _texts(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(text for text in map(_text, items) if text)


def _text(value: Any) -> str:
    """A one-line text of a scalar; anything else is no text."""
    if value is None or isinstance(value, bool | Mapping | list):
        return ""
    return " ".join(str(value).split())

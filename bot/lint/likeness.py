"""Pages that say the same: shared titles and names, and bodies that are nearly one text."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from bot.events.record.event_pages import is_event
from bot.events.record.fields import line_of
from bot.folder import KnowledgeFile
from bot.knowledge.pages.blocks import plain
from bot.knowledge.pages.documents import read_document
from bot.lint.findings import Finding, on_page
from bot.script import normalise

_SHINGLE = 8  # characters
_SAMPLE = 4  # every fourth shingle by its hash: enough to compare, a quarter of the work
_COARSEST = 16  # of large folders a smaller sample
_ALIKE = 0.5  # of the smaller page's shingles are in the other one
_LEAST = 20  # shingles; shorter texts are alike by chance
_LABELS = {"title": "标题", "aliases": "别名", "asked": "问法"}
_BOILERPLATE = 20  # pages that share a shingle: it tells nothing


def check_likeness(files: Sequence[KnowledgeFile]) -> Iterator[Finding]:
    yield from _same_names(files)
    # Salons are told alike: the same headings, the same things not recorded.
    yield from _same_bodies([file for file in files if not is_event(file)])


def _same_names(files: Sequence[KnowledgeFile]) -> Iterator[Finding]:
    """A name that leads to two pages leads members astray. The later page is named."""
    owners: dict[str, tuple[KnowledgeFile, str]] = {}
    for file in files:
        own = dict.fromkeys(_names(file))
        for key, name in own:
            folded = "".join(normalise(name).split())
            other, other_key = owners.setdefault(folded, (file, key))
            if other is file:
                continue
            # A heading that serves as the title is not always chosen to be one.
            both_titles = key == other_key == "title" and "title" in file.meta.keys() & other.meta
            yield on_page(
                file, line_of(file, key), "duplicate-name",
                f"「{name}」也是 {other.path} 的{_LABELS[other_key]}",
                "请改掉一个，或把两页合成一页", fails=both_titles,
            )  # fmt: skip


def _names(file: KnowledgeFile) -> Iterator[tuple[str, str]]:
    for key in _LABELS:
        values = read_document(file).title if key == "title" else file.meta.get(key)
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, str) and value.strip():
                yield key, value.strip()


def _same_bodies(files: Sequence[KnowledgeFile]) -> Iterator[Finding]:
    sample = min(_COARSEST, _SAMPLE * max(1, len(files) // 1_000))
    least = _LEAST * _SAMPLE // sample
    pages: dict[int, list[int]] = defaultdict(list)
    sizes: list[int] = []
    for number, file in enumerate(files):
        shingles = _shingles(file, sample)
        sizes.append(len(shingles))
        for shingle in shingles:
            pages[shingle].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in pages.values():
        if len(numbers) <= _BOILERPLATE:
            shared.update(combinations(numbers, 2))
    for (first, second), count in sorted(shared.items()):
        smaller = min(sizes[first], sizes[second])
        if smaller >= least and count >= _ALIKE * smaller:
            file, other = files[second], files[first]
            yield on_page(
                file, file.body_line, "near-duplicate",
                f"正文和 {other.path} 大半相同（约 {100 * count // smaller}%）",
                "请合成一页，或让两页各答各的",
            )  # fmt: skip


def _shingles(file: KnowledgeFile, sample: int) -> set[int]:
    text = " ".join(plain(section.text) for section in read_document(file).sections)
    folded = "".join(normalise(text).split())
    hashes = (
        zlib.crc32(folded[at : at + _SHINGLE].encode()) for at in range(len(folded) - _SHINGLE + 1)
    )
    return {value for value in hashes if value % sample == 0}

"""What all engines are measured on: the same passages, cut into our terms, and the same
questions; and a corpus made larger by pages that repeat it with other words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from bot.folder import Scan, scan
from bot.knowledge.pages.blocks import searchable
from bot.knowledge.pages.documents import read_document
from bot.knowledge.words.tokens import Tokenizer, open_segmenter
from bot.knowledge.words.vocabulary import load_vocabulary
from bot.script import normalise
from bot.settings import Limits
from tests.bench.measures import SHIPPED

LIMITS = Limits(files=200_000, folder_bytes=4_000_000_000)
MAX_TERMS = 32
OTHER_WORDS = 0.3  # share of a repeated page's words that come from anywhere in the corpus
_MARKS = ("#", "-", "*", "|", ">", "```", "1.", "2.", "3.")

# title, heading trail, body: the terms of each joined by blanks.
Row = tuple[str, str, str]


def read_folders(folders: Sequence[Path]) -> Scan:
    return scan(folders, LIMITS, starter=SHIPPED)


def tokenizer_for(found: Scan) -> Tokenizer:
    return Tokenizer(open_segmenter(load_vocabulary(found.vocabulary).words))


def rows(found: Scan, tokenizer: Tokenizer) -> Iterator[Row]:
    """One row per passage, in the order of the index."""
    for file in found.files:
        document = read_document(file)
        title = " ".join(tokenizer.terms(document.title))
        for section in document.sections:
            heading = " ".join(tokenizer.terms(" ".join(section.trail)))
            yield title, heading, " ".join(tokenizer.terms(searchable(section.text)))


def write_rows(found: Scan, file: Path) -> int:
    """The rows as one JSON list a line; how many there are."""
    count = 0
    tokenizer = tokenizer_for(found)
    with file.open("w", encoding="utf-8") as out:
        for row in rows(found, tokenizer):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count


def read_rows(file: Path) -> Iterator[Row]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            title, heading, body = json.loads(line)
            yield title, heading, body


def terms_of(questions: Sequence[str], found: Scan) -> list[list[str]]:
    """What the other engines are asked: our terms without stop words, each once."""
    stop_words = load_vocabulary(found.vocabulary).stop_words
    tokenizer = tokenizer_for(found)
    cut = (dict.fromkeys(tokenizer.terms(question)) for question in questions)
    return [[term for term in terms if term not in stop_words][:MAX_TERMS] for terms in cut]


def grow(found: Scan, folder: Path, passages: int, seed: int = 1) -> None:
    """Write pages into ``folder`` until both together have about ``passages``: the pages of
    ``found`` again and again, the words of each line shuffled and a part of them replaced
    by words from anywhere in the corpus, so that they compete without being the same."""
    tokenizer = tokenizer_for(found)
    sizes = [len(read_document(file).sections) for file in found.files]
    missing = passages - sum(sizes)
    if missing <= 0 or not sizes:
        return
    spellings: dict[str, int] = {}
    pages = [_lines(file.text, tokenizer, spellings) for file in found.files]
    texts = np.array([_padded(word) for word in spellings], object)
    pool = np.concatenate([ids for _, _, ids in pages])
    random = np.random.default_rng(seed)
    copy = 0
    while missing > 0:
        copy += 1
        target = folder / f"copy{copy}"
        target.mkdir(parents=True)
        for number, (marks, ends, ids) in enumerate(pages):
            if missing <= 0:
                break
            text = _shuffled(marks, ends, ids, pool, texts, random)
            (target / f"{number}.md").write_text(text, encoding="utf-8")
            missing -= sizes[number]


Page = tuple[list[str], list[int], "np.ndarray[tuple[int], np.dtype[np.int64]]"]


def _lines(text: str, tokenizer: Tokenizer, spellings: dict[str, int]) -> Page:
    """What each line of a page begins with, where its words end, and the words' numbers."""
    marks, ends, ids = [], [0], list[int]()
    for line in text.split("\n"):
        stripped = line.lstrip()
        mark = next((m for m in _MARKS if stripped.startswith(m)), "")
        level = len(stripped) - len(stripped.lstrip("#"))
        marks.append(stripped if mark == "```" else "#" * level if mark == "#" else mark)
        if mark != "```":
            words = tokenizer.words(normalise(stripped.removeprefix(mark)))
            ids.extend(spellings.setdefault(word.text, len(spellings)) for word in words)
        ends.append(len(ids))
    return marks, ends, np.array(ids, np.int64)


def _padded(word: str) -> str:
    return f" {word} " if word.isascii() else word


def _shuffled(
    marks: Sequence[str],
    ends: Sequence[int],
    ids: np.ndarray[tuple[int], np.dtype[np.int64]],
    pool: np.ndarray[tuple[int], np.dtype[np.int64]],
    texts: np.ndarray[tuple[int], np.dtype[np.object_]],
    random: np.random.Generator,
) -> str:
    other = random.random(len(ids)) < OTHER_WORDS
    chosen = np.where(other, pool[random.integers(0, max(len(pool), 1), len(ids))], ids)
    line_of = np.repeat(np.arange(len(marks)), np.diff(ends))
    words = texts[chosen[np.lexsort((random.random(len(ids)), line_of))]].tolist()
    lines = [
        f"{mark} {''.join(words[start:end])}" if end > start else mark
        for mark, (start, end) in zip(marks, pairwise(ends), strict=True)
    ]
    return "\n".join(lines) + "\n"

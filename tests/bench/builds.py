"""What a full build costs, and which part of it is cutting: ours and FTS5, each with both
segmenters behind our splitter, and FTS5 with jieba as it comes: ``cut_for_search`` of whole
texts. Reading the folders and loading a dictionary are left out on all sides.

``python -m tests.bench.builds ENGINE SEGMENTER FOLDER…`` measures one and prints JSON.
"""

from __future__ import annotations

import argparse
import gc
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from unittest import mock

from bot.folder import Scan
from bot.knowledge import Knowledge, service
from bot.knowledge.pages.documents import read_document
from bot.knowledge.words.tokens import Segmenter, Tokenizer, open_jieba, open_segmenter
from bot.knowledge.words.vocabulary import load_vocabulary
from tests.bench.corpora import Row, read_folders, rows
from tests.bench.measuring import Stopwatch

PLAIN = "plain jieba"
WAYS = (
    ("ours", "rjieba"),
    ("ours", "jieba"),
    ("FTS5", "rjieba"),
    ("FTS5", "jieba"),
    ("FTS5", PLAIN),
)


class Cutting:
    """A segmenter that knows how long it was at work."""

    def __init__(self, inner: Segmenter) -> None:
        self.seconds = 0.0
        self._cut = inner.cut_for_search
        self.segmenter = replace(inner, cut_for_search=self._timed)

    def _timed(self, run: str) -> list[str]:
        began = time.thread_time()
        try:
            return self._cut(run)
        finally:
            self.seconds += time.thread_time() - began


def measure(engine: str, segmenter: str, folders: Sequence[Path]) -> dict[str, float]:
    """``wall`` and ``cpu`` seconds of the build, ``cutting`` of the latter in the segmenter."""
    command = [sys.executable, "-m", "tests.bench.builds", engine, segmenter]
    done = subprocess.run(
        [*command, *map(str, folders)], stdout=subprocess.PIPE, text=True, check=True
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _ours(found: Scan, segmenter: Segmenter, folders: Sequence[Path], folder: Path) -> None:
    with mock.patch.object(service, "open_segmenter", return_value=segmenter):
        Knowledge(folder, folders).refresh(found)


def _fts5(found: Scan, segmenter: Segmenter, _: Sequence[Path], folder: Path) -> None:
    _insert(rows(found, Tokenizer(segmenter)), folder)


def _plain(found: Scan, segmenter: Segmenter, _: Sequence[Path], folder: Path) -> None:
    def cut(text: str) -> str:
        return " ".join(segmenter.cut_for_search(text))

    _insert(
        (
            (cut(document.title), cut(" ".join(section.trail)), cut(section.text))
            for document in map(read_document, found.files)
            for section in document.sections
        ),
        folder,
    )


def _insert(cut: Iterable[Row], folder: Path) -> None:
    database = sqlite3.connect(folder / "fts.db")
    database.execute("CREATE VIRTUAL TABLE p USING fts5(title, heading, body)")
    database.executemany("INSERT INTO p VALUES (?, ?, ?)", cut)
    database.commit()
    database.close()


def _opened(segmenter: str, words: Sequence[str]) -> Segmenter:
    if segmenter == "rjieba":
        return open_segmenter(words)
    if segmenter == PLAIN:
        import jieba

        jieba.setLogLevel("WARNING")
        return Segmenter(PLAIN, jieba.lcut_for_search, lambda run: [(run, "x")])
    return open_jieba(words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine")
    parser.add_argument("segmenter")
    parser.add_argument("folders", type=Path, nargs="+", metavar="folder")
    chosen = parser.parse_args()
    engine, segmenter, folders = chosen.engine, chosen.segmenter, chosen.folders
    found = read_folders(folders)
    opened = _opened(segmenter, load_vocabulary(found.vocabulary).words)
    opened.cut_for_search("预热")
    build = _ours if engine == "ours" else _plain if segmenter == PLAIN else _fts5
    gc.disable()  # as the program does while it loads
    with tempfile.TemporaryDirectory() as folder:
        watch = Stopwatch()
        build(found, opened, folders, Path(folder))
        wall, cpu = watch.wall, watch.cpu
    # Once more with a clock in the segmenter, which takes its own time.
    cutting = Cutting(opened)
    with tempfile.TemporaryDirectory() as folder:
        build(found, cutting.segmenter, folders, Path(folder))
    print(json.dumps({"wall": wall, "cpu": cpu, "cutting": cutting.seconds}))


if __name__ == "__main__":
    main()

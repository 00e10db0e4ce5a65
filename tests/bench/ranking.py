"""Ranking against plain FTS5, with jieba's tokens and with ours.

``python -m tests.bench.ranking --questions FILE --corpus DIR``; without arguments on the
small set beside this file.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import jieba

from bot.knowledge.answering.answerer import Answerer
from bot.knowledge.pages.blocks import searchable
from bot.knowledge.pages.documents import Document, read_document
from bot.knowledge.words.tokens import Tokenizer, open_segmenter
from bot.knowledge.words.vocabulary import load_vocabulary
from tests.bench import measures

_TOP = 60
_MAX_TERMS = 32


Cut = Callable[[str], Iterable[str]]


def fts5(
    documents: Iterable[Document], cut: Cut, stop_words: Container[str] = ()
) -> measures.Ranker:
    """The baseline: a row per passage, bm25 with title 5, heading 3, body 1, the question's
    tokens joined by OR."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE p USING fts5(path UNINDEXED, title, heading, body)")
    for document in documents:
        title = " ".join(cut(document.title))
        for section in document.sections:
            heading = " ".join(cut(" ".join(section.trail)))
            body = " ".join(cut(searchable(section.text)))
            row = (document.path, title, heading, body)
            database.execute("INSERT INTO p VALUES (?, ?, ?, ?)", row)
    database.commit()

    def ranked(question: str) -> list[str]:
        terms = dict.fromkeys(cut(question))
        kept = [term for term in terms if term not in stop_words][:_MAX_TERMS]
        match = " OR ".join('"' + term.replace('"', '""') + '"' for term in kept)
        if not match:
            return []
        query = "SELECT path FROM p WHERE p MATCH ? ORDER BY bm25(p, 0, 5, 3, 1) LIMIT ?"
        return [path for (path,) in database.execute(query, (match, _TOP * 2))]

    return ranked


def jieba_words(text: str) -> list[str]:
    """As jieba cuts for search engines, by itself: what plain FTS5 is usually given."""
    words = jieba.cut_for_search(text.lower())
    return [word for word in words if any(character.isalnum() for character in word)]


def ours(answerer: Answerer) -> measures.Ranker:
    return lambda question: [passage.path for passage in answerer.search(question, _TOP)]


def timed(ranker: measures.Ranker, questions: Sequence[measures.Judged]) -> list[float]:
    """Milliseconds of each question, after one warm-up."""
    taken = []
    for judged in [questions[0], *questions]:
        began = time.perf_counter()
        ranker(judged.question)
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken[1:])


def report(
    name: str,
    ranker: measures.Ranker,
    questions: Sequence[measures.Judged],
    line: Callable[[str], None],
) -> None:
    rows = measures.evaluate(questions, ranker)
    milliseconds = timed(ranker, questions)
    p50, p99 = (milliseconds[int(len(milliseconds) * share)] for share in (0.5, 0.99))
    numbers = "  ".join(f"{value:9.3f}" for value in measures.mean(rows))
    line(f"{name:22}{numbers}  {p50:7.1f}{p99:7.1f}")
    for style in sorted({judged.style for judged in questions} - {""}):
        own = [row for row, q in zip(rows, questions, strict=True) if q.style == style]
        numbers = "  ".join(f"{value:9.3f}" for value in measures.mean(own))
        line(f"  {style + ' (' + str(len(own)) + ')':20}{numbers}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path, default=measures.DATA / "ranking.jsonl")
    parser.add_argument("--corpus", type=Path, action="append")
    arguments = parser.parse_args()
    folders = arguments.corpus or [measures.DATA / "pages"]
    questions = measures.load_questions(arguments.questions)
    with tempfile.TemporaryDirectory() as index_dir:
        began = time.perf_counter()
        knowledge = measures.open_knowledge(folders, Path(index_dir), vectors=False)
        build = time.perf_counter() - began
        began = time.perf_counter()
        knowledge = measures.open_knowledge(folders, Path(index_dir))
        vectors = time.perf_counter() - began
        scan = measures.load_scan(folders)
        documents = [read_document(file) for file in scan.files]
        stop_words = load_vocabulary(scan.vocabulary).stop_words
        passages = knowledge.size
        print(f"{len(questions)} questions, {passages} passages")
        print(f"{'':22}{'  '.join(f'{name:>9}' for name in measures.NAMES)}  p50 ms p99 ms")
        report("FTS5, jieba's tokens", fts5(documents, jieba_words), questions, print)
        began = time.perf_counter()
        same = fts5(documents, Tokenizer(open_segmenter(())).terms, stop_words)
        baseline_build = time.perf_counter() - began
        report("FTS5, ours, stop words", same, questions, print)
        answerer = knowledge.answerer
        report("ours without vectors", ours(replace(answerer, meaning=None)), questions, print)
        report("ours", ours(answerer), questions, print)
        print(f"build: ours {build:.1f} s (reading included), FTS5 {baseline_build:.1f} s")
        print(f"sentence vectors: {vectors:.1f} s more")


if __name__ == "__main__":
    main()

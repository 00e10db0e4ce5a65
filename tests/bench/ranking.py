"""Ranking against plain FTS5 with the same tokens: ``python -m tests.bench.ranking``.

``--questions FILE --corpus DIR``; without arguments on the small set beside this file.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from bot.knowledge.answering import Answerer
from bot.knowledge.blocks import searchable
from bot.knowledge.documents import read_document
from bot.knowledge.tokens import Tokenizer, open_segmenter
from bot.knowledge.vocabulary import load_vocabulary
from tests.bench import measures

_TOP = 60
_MAX_TERMS = 32


def fts5(folders: Sequence[Path]) -> tuple[measures.Ranker, float]:
    """The baseline: a row per passage, bm25 with title 5, heading 3, body 1, stop words
    left out, the question's tokens joined by OR. Also returns the seconds of its build."""
    scan = measures.load_scan(folders)
    vocabulary = load_vocabulary(scan.vocabulary)
    tokenizer = Tokenizer(open_segmenter(()))
    began = time.perf_counter()
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE p USING fts5(path UNINDEXED, title, heading, body)")
    for file in scan.files:
        document = read_document(file)
        title = " ".join(tokenizer.terms(document.title))
        for section in document.sections:
            heading = " ".join(tokenizer.terms(" ".join(section.trail)))
            body = " ".join(tokenizer.terms(searchable(section.text)))
            row = (document.path, title, heading, body)
            database.execute("INSERT INTO p VALUES (?, ?, ?, ?)", row)
    database.commit()
    seconds = time.perf_counter() - began

    def ranked(question: str) -> list[str]:
        terms = dict.fromkeys(tokenizer.terms(question))
        kept = [term for term in terms if term not in vocabulary.stop_words][:_MAX_TERMS]
        match = " OR ".join('"' + term.replace('"', '""') + '"' for term in kept)
        if not match:
            return []
        query = "SELECT path FROM p WHERE p MATCH ? ORDER BY bm25(p, 0, 5, 3, 1) LIMIT ?"
        return [path for (path,) in database.execute(query, (match, _TOP * 2))]

    return ranked, seconds


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
        baseline, baseline_build = fts5(folders)
        passages = knowledge.size
        print(f"{len(questions)} questions, {passages} passages")
        print(f"{'':22}{'  '.join(f'{name:>9}' for name in measures.NAMES)}  p50 ms p99 ms")
        report("plain FTS5, our tokens", baseline, questions, print)
        answerer = knowledge.answerer
        report("ours without vectors", ours(replace(answerer, meaning=None)), questions, print)
        report("ours", ours(answerer), questions, print)
        print(f"build: ours {build:.1f} s (reading included), FTS5 {baseline_build:.1f} s")
        print(f"sentence vectors: {vectors:.1f} s more")


if __name__ == "__main__":
    main()

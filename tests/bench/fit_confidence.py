"""Fits the refusal: ``python -m tests.bench.fit_confidence``.

``--answerable FILE`` (question file), ``--refuse FILE`` (a message a line) and
``--corpus DIR`` (repeatable; the shipped pages are always there). Prints the weights of a
fit, and for the weights in force what is kept and what is refused at several thresholds.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.knowledge import Knowledge
from bot.knowledge.confidence import WEIGHTS, confidence
from bot.knowledge.ranking import rank
from bot.knowledge.screening import AMOUNT, asks_price, screen
from bot.script import normalise
from tests.bench import measures
from tests.bench.fitting import fit_yes_no


def look(knowledge: Knowledge, questions: Sequence[str]) -> tuple[list[list[float]], list[float]]:
    """Features of those that pass the screening, and the confidence of all."""
    answerer = knowledge.answerer
    rows, values = [], []
    for question in questions:
        ranking = rank(answerer.snapshot, answerer.builder.build(question))
        found = confidence(answerer.snapshot, ranking, answerer.builder.terms_in)
        text = normalise(question)
        refused = screen(text) is not None or not ranking.documents
        if not refused and asks_price(text):
            best = answerer.snapshot.sections[ranking.documents[0].rows[0]].text
            refused = not AMOUNT.search(best)
        values.append(-99.0 if refused else found.value)
        if not refused:
            rows.append([found.features[name] for name in WEIGHTS])
    return rows, values


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answerable", type=Path, action="append")
    parser.add_argument("--refuse", type=Path, default=measures.DATA / "refuse.txt")
    parser.add_argument("--corpus", type=Path, action="append", default=[])
    arguments = parser.parse_args()
    files = arguments.answerable or [measures.DATA / "replies.jsonl"]
    answerable = [j.question for file in files for j in measures.load_questions(file)]
    text = arguments.refuse.read_text(encoding="utf-8")
    refuse = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    with tempfile.TemporaryDirectory() as index_dir:
        folders = [measures.SHIPPED, *arguments.corpus]
        knowledge = measures.open_knowledge(folders, Path(index_dir))
        good, kept = look(knowledge, answerable)
        bad, refused = look(knowledge, refuse)
    yes = np.array([True] * len(good) + [False] * len(bad))
    weights, intercept = fit_yes_no(np.array(good + bad), yes, 1.0)
    print("fitted:", {n: round(float(w), 2) for n, w in zip(WEIGHTS, weights, strict=True)})
    print(f"intercept {intercept:.2f}")
    print(f"{'threshold':>10}{'kept':>8}{'refused':>9}")
    for threshold in (-1.0, -0.5, -0.2, 0.0, 0.2, 0.5, 1.0):
        shares = np.mean(np.array(kept) >= threshold), np.mean(np.array(refused) < threshold)
        print(f"{threshold:10.1f}{shares[0]:8.3f}{shares[1]:9.3f}")


if __name__ == "__main__":
    main()

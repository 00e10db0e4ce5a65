"""Fits the weights of the second step of ranking: ``python -m tests.bench.fit_ranking``.

``--questions FILE --corpus DIR``. Prints the weights, and what they reach on questions
that took no part in the fitting (five parts, three shufflings, with the spread).
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.knowledge import Knowledge
from bot.knowledge.ranking.features import FEATURES
from bot.knowledge.ranking.two_steps import candidates
from tests.bench import measures
from tests.bench.fitting import Choice, fit_choice, folds

_PENALTY = 3.0


def choices(
    knowledge: Knowledge, questions: Sequence[measures.Judged]
) -> list[tuple[Choice, list[str]]]:
    """The candidates of every question with their paths."""
    answerer = knowledge.answerer
    snapshot = answerer.snapshot
    found = []
    for judged in questions:
        looked = candidates(snapshot, answerer.builder.build(judged.question), answerer.meaning)
        paths = [snapshot.documents[number].path for number in looked.documents]
        right = np.array([judged.grade(path) > 0 for path in paths], bool)
        found.append((Choice(looked.features.astype(float), right), paths))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path, action="append")
    parser.add_argument("--corpus", type=Path, action="append")
    arguments = parser.parse_args()
    files = arguments.questions or [measures.DATA / "ranking.jsonl"]
    questions = [judged for file in files for judged in measures.load_questions(file)]
    folders = arguments.corpus or [measures.DATA / "pages"]
    with tempfile.TemporaryDirectory() as index_dir:
        found = choices(measures.open_knowledge(folders, Path(index_dir)), questions)
    weights = fit_choice([choice for choice, _ in found], _PENALTY)
    for name, weight in zip(FEATURES, weights, strict=True):
        print(f"{name:18}{weight:8.2f}")
    runs = []
    for seed in range(3):
        rows: list[tuple[float, ...]] = []
        for train, test in folds(len(found), 5, seed):
            fitted = fit_choice([found[place][0] for place in train], _PENALTY)
            for place in test:
                choice, paths = found[place]
                order = np.argsort(-(choice.features @ fitted), kind="stable")
                rows.append(measures.measure(questions[place], [paths[i] for i in order]))
        runs.append(measures.mean(rows))
    print("on questions left out, mean of three shufflings (spread):")
    for name, values in zip(measures.NAMES, zip(*runs, strict=True), strict=True):
        print(f"{name:18}{np.mean(values):8.3f}  ({min(values):.3f} to {max(values):.3f})")


if __name__ == "__main__":
    main()

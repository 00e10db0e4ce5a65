"""Fits the refusal: ``python -m tests.bench.fit_confidence --corpus DIR``.

``--answerable FILE`` (question files), ``--refuse FILE`` (a message a line). Everything is
asked over the shipped pages and, with ``--corpus``, over both together: what holds with few
pages should hold with many. Without ``--answerable``: the answer tests of the shipped pages
and the questions beside this file. Prints the weights of a fit with what it does to
questions left out of it, what the weights in force do, and what they do to the messages of
HELD_OUT, which take no part in any fit.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.knowledge import Knowledge
from bot.knowledge.ranking.calibration import messages_to_refuse
from bot.knowledge.ranking.confidence import THRESHOLD, WEIGHTS
from bot.knowledge.words.screening import AMOUNT, asks_price, screen
from bot.proof.answer_tests import read_answer_tests
from bot.script import normalise
from bot.settings import Limits
from tests.bench import measures
from tests.bench.fitting import Matrix, fit_yes_no, folds

HELD_OUT = {
    "answered": ("short_held_out.txt", "asked_held_out.txt"),
    "refused": ("chatter_held_out.txt", "refuse_held_out.txt"),
}
PENALTY = 100.0
SCREENED = -99.0


@dataclass(frozen=True, slots=True)
class Looked:
    """Features of the messages that pass the screening, which message each row is from,
    and the confidence of all messages."""

    rows: list[list[float]]
    places: list[int]
    values: list[float]


def look(knowledge: Knowledge, questions: Sequence[str]) -> Looked:
    found = Looked([], [], [])
    answerer = knowledge.answerer
    for place, question in enumerate(questions):
        text = normalise(question)
        seen = knowledge.look(question)
        refused = screen(text) is not None or not seen.ranking.documents
        if not refused and asks_price(text):
            best = answerer.snapshot.sections[seen.ranking.documents[0].rows[0]].text
            refused = not AMOUNT.search(best)
        found.values.append(SCREENED if refused else seen.confidence.value)
        if not refused:
            # As they count: where no list knows the subject, lacking words say less.
            parts = seen.confidence.parts
            found.rows.append([parts[name] / weight for name, weight in WEIGHTS.items()])
            found.places.append(place)
    return found


def together(parts: Sequence[Looked]) -> Looked:
    """The same messages looked at in several ways, as so many messages."""
    found = Looked([], [], [])
    for part in parts:
        found.places.extend(place + len(found.values) for place in part.places)
        found.rows.extend(part.rows)
        found.values.extend(part.values)
    return found


def left_out(good: Looked, bad: Looked) -> tuple[list[float], list[float]]:
    """Confidence of every message by weights that were fitted without it (5 parts)."""
    values = list(good.values), list(bad.values)
    count = len(good.values) + len(bad.values)
    for _, test in folds(count, 5, 0):
        chosen = set(test)
        weights, intercept = fit(good, bad, chosen)
        for side, looked in enumerate((good, bad)):
            offset = side * len(good.values)
            for row, place in zip(looked.rows, looked.places, strict=True):
                if place + offset in chosen:
                    values[side][place] = float(np.dot(weights, row) + intercept)
    return values


def fit(good: Looked, bad: Looked, without: Set[int] = frozenset()) -> tuple[Matrix, float]:
    offset = len(good.values)
    rows = [r for r, p in zip(good.rows, good.places, strict=True) if p not in without]
    kept = len(rows)
    rows += [r for r, p in zip(bad.rows, bad.places, strict=True) if p + offset not in without]
    return fit_yes_no(np.array(rows), np.arange(len(rows)) < kept, PENALTY)


def report(good: Sequence[float], bad: Sequence[float]) -> None:
    print(f"{'threshold':>10}{'kept':>8}{'refused':>9}")
    for threshold in (-1.0, -0.5, 0.0, 0.5, 1.0):
        shares = np.mean(np.array(good) >= threshold), np.mean(np.array(bad) < threshold)
        print(f"{threshold:10.1f}{shares[0]:8.3f}{shares[1]:9.3f}")


def answerable_of(files: Sequence[Path]) -> list[str]:
    if files:
        return [judged.question for file in files for judged in measures.load_questions(file)]
    found = [judged.question for judged in measures.load_questions(measures.DATA / "pages.jsonl")]
    tests = read_answer_tests(measures.SHIPPED, Limits().file_bytes, ())
    found += [test.question for test in tests.tests if test.cites and not test.context]
    return found + _lines("short.txt") + _lines("asked.txt")


def _lines(name: str) -> list[str]:
    return (measures.DATA / name).read_text(encoding="utf-8").splitlines()


def held_out(knowledge: Knowledge) -> None:
    for side, names in HELD_OUT.items():
        for name in names:
            values = np.array(look(knowledge, _lines(name)).values)
            right = values >= THRESHOLD if side == "answered" else values < THRESHOLD
            print(f"{name}: {len(values)}, {side} {right.mean():.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answerable", type=Path, action="append", default=[])
    parser.add_argument("--refuse", type=Path)
    parser.add_argument("--corpus", type=Path, action="append", default=[])
    arguments = parser.parse_args()
    answerable = answerable_of(arguments.answerable)
    refuse = messages_to_refuse()
    if arguments.refuse:
        refuse = arguments.refuse.read_text(encoding="utf-8").splitlines()
    ways = [[measures.SHIPPED]]
    if arguments.corpus:
        ways.append([measures.SHIPPED, *arguments.corpus])
    answered, refused = [], []
    for folders in ways:
        with tempfile.TemporaryDirectory() as index_dir:
            knowledge = measures.open_knowledge(folders, Path(index_dir))
            answered.append(look(knowledge, answerable))
            refused.append(look(knowledge, refuse))
            print("over", ", ".join(folder.name for folder in folders))
            held_out(knowledge)
    good, bad = together(answered), together(refused)
    print(f"{len(answerable)} questions to answer, {len(refuse)} messages to refuse")
    weights, intercept = fit(good, bad)
    print("fitted:", {n: round(float(w), 2) for n, w in zip(WEIGHTS, weights, strict=True)})
    print(f"intercept {intercept:.2f}; each message by a fit without it:")
    report(*left_out(good, bad))
    print("in force:")
    report(good.values, bad.values)


if __name__ == "__main__":
    main()

"""Questions with known pages, the measures over them, and an index to ask.

A question file has one JSON object a line: ``question`` and ``relevant``, a list of
``{"path", "grade"}``; a path fits a page whose path ends with it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.folder import Scan, scan
from bot.knowledge import Knowledge, messages_to_refuse
from bot.settings import Limits

DATA = Path(__file__).parent / "data"
SHIPPED = Path(__file__).parents[2] / "knowledge"
NAMES = ("recall@1", "recall@3", "recall@10", "MRR@10", "nDCG@10")

# Paths of pages, best first, each once.
Ranker = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Judged:
    question: str
    relevant: Mapping[str, int]
    style: str = ""

    def grade(self, path: str) -> int:
        return max((g for end, g in self.relevant.items() if _fits(path, end)), default=0)


def load_questions(file: Path) -> list[Judged]:
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    return [
        Judged(
            line["question"],
            {item["path"]: item.get("grade", 2) for item in line["relevant"]},
            line.get("style", ""),
        )
        for line in lines
    ]


def load_scan(folders: Sequence[Path]) -> Scan:
    return scan(folders, Limits(), starter=SHIPPED)


def open_knowledge(folders: Sequence[Path], index_dir: Path, *, vectors: bool = True) -> Knowledge:
    """With everything computed."""
    knowledge = Knowledge(index_dir, folders, vectors=vectors, to_refuse=messages_to_refuse())
    knowledge.refresh(load_scan(folders))
    while knowledge.deepen(60):
        pass
    return knowledge


def measure(judged: Judged, paths: Sequence[str]) -> tuple[float, ...]:
    """The five numbers of NAMES for one question."""
    grades = [judged.grade(path) for path in list(dict.fromkeys(paths))[:10]]
    first = next((place for place, grade in enumerate(grades) if grade), 10)
    ideal = sorted(judged.relevant.values(), reverse=True)[:10]
    return (
        float(first < 1),
        float(first < 3),
        float(first < 10),
        1 / (first + 1) if first < 10 else 0.0,
        _gain(grades) / _gain(ideal),
    )


def evaluate(questions: Iterable[Judged], ranker: Ranker) -> list[tuple[float, ...]]:
    return [measure(judged, ranker(judged.question)) for judged in questions]


def mean(rows: Sequence[Sequence[float]]) -> list[float]:
    return [sum(column) / len(rows) for column in zip(*rows, strict=True)]


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def _fits(path: str, end: str) -> bool:
    return path == end or path.endswith("/" + end)

"""Whole replies judged by kind: ``python -m tests.bench.replies``.

A question file has one JSON object a line: ``question``, ``kind``, ``must``, ``any``,
``must_not``, ``context``. A plain string is looked for as it is, ``/…/`` as a regular
expression, both after NFKC and without regard to case. The replies come from
``python -m bot ask --batch``, so that everything a member would meet takes part.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench.measures import DATA, SHIPPED

Line = Mapping[str, Any]


def ask(questions: Sequence[Line], folders: Sequence[Path], now: str) -> list[Line]:
    """One output object for each question, in order."""
    with tempfile.TemporaryDirectory() as folder:
        batch = Path(folder) / "batch.jsonl"
        lines = [
            json.dumps(
                {"id": str(n), "question": q["question"], "context": q.get("context", [])},
                ensure_ascii=False,
            )
            for n, q in enumerate(questions)
        ]
        batch.write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [sys.executable, "-m", "bot", "ask", "--batch", str(batch), "--json"]
        for path in folders:
            command += ["--knowledge", str(path)]
        if now:
            command += ["--now", now]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if not done.stdout.strip():
        raise SystemExit(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def passes(question: Line, reply: str) -> bool:
    text = _normalised(reply)
    must, forbidden = question.get("must", []), question.get("must_not", [])
    options = question.get("any", [])
    return (
        all(_found(pattern, text) for pattern in must)
        and (not options or any(_found(pattern, text) for pattern in options))
        and not any(_found(pattern, text) for pattern in forbidden)
    )


def _found(pattern: str, text: str) -> bool:
    if len(pattern) > 1 and pattern.startswith("/") and pattern.endswith("/"):
        return re.search(pattern[1:-1], text, re.IGNORECASE) is not None
    return _normalised(pattern) in text


def _normalised(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path, default=DATA / "replies.jsonl")
    parser.add_argument("--knowledge", type=Path, action="append")
    parser.add_argument("--now", default="", help="the clock, such as 2026-11-23T12:00")
    parser.add_argument("--skip", default="", help="leave out lines whose note begins so")
    parser.add_argument("--show", action="append", default=[], help="print failures of a kind")
    arguments = parser.parse_args()
    text = arguments.questions.read_text(encoding="utf-8")
    questions = [json.loads(line) for line in text.splitlines() if line.strip()]
    if arguments.skip:
        questions = [q for q in questions if not q.get("note", "").startswith(arguments.skip)]
    replies = ask(questions, arguments.knowledge or [SHIPPED], arguments.now)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for question, answer in zip(questions, replies, strict=True):
        good = "error" not in answer and passes(question, answer["reply"])
        count = counts[question["kind"]]
        count[0] += 1
        count[1] += good
        count[2] += bool(answer.get("refused"))
        if not good and question["kind"] in arguments.show:
            print(f"- {question.get('context', [])} {question['question']}\n    {answer}")
    print(f"{'kind':12}{'lines':>7}{'passed':>8}{'share':>8}{'refused':>9}")
    for kind, (total, passed, refused) in sorted(counts.items()):
        print(f"{kind:12}{total:7}{passed:8}{passed / total:8.3f}{refused:9}")


if __name__ == "__main__":
    main()

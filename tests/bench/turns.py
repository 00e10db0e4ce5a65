"""Whether short messages are taken as meant after another: ``python -m tests.bench.turns``.

A line of ``turns.jsonl`` has ``before``, ``question`` and ``leans``: half of a question about
what was asked before, or one of its own, which then has to get the page that it gets alone.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.knowledge import Answer, Knowledge, Refusal
from bot.messages import ReplyKind, Turn
from tests.bench.measures import DATA, SHIPPED, open_knowledge

_FILE = DATA / "turns.jsonl"
_WHEN = datetime(2026, 11, 23, tzinfo=UTC)


def turn(question: str, said: Answer | Refusal) -> Turn:
    kind = ReplyKind.REFUSAL if isinstance(said, Refusal) else ReplyKind.ANSWER
    return Turn(question, kind, _WHEN, dict(said.topic))


def after(knowledge: Knowledge, before: str, question: str) -> Answer | Refusal:
    return knowledge.answer(question, [turn(before, knowledge.answer(before))])


def is_taken_as_meant(knowledge: Knowledge, before: str, question: str, *, leans: bool) -> bool:
    said = after(knowledge, before, question)
    asked = said.topic.get("asked", "").split("\n")
    if leans:
        return len(asked) > 1
    return said.topic.get("page") == knowledge.answer(question).topic.get("page")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="print those taken otherwise")
    shown = parser.parse_args(arguments).show
    lines = [json.loads(line) for line in _FILE.read_text("utf-8").splitlines()]
    for vectors in (False, True):
        with tempfile.TemporaryDirectory() as index_dir:
            knowledge = open_knowledge([SHIPPED], Path(index_dir), vectors=vectors)
            for leans, name in ((False, "of their own"), (True, "leaning")):
                meant = [
                    (
                        line,
                        is_taken_as_meant(
                            knowledge, line["before"], line["question"], leans=leans
                        ),
                    )
                    for line in lines
                    if line["leans"] is leans
                ]
                share = sum(right for _, right in meant) / len(meant)
                mode = "with vectors" if vectors else "by words"
                print(f"{mode:13} {name:13} {share:.3f} of {len(meant)}")
                for line, right in meant:
                    if shown and not right:
                        print(f"    {line['before']} → {line['question']}")


if __name__ == "__main__":
    main()

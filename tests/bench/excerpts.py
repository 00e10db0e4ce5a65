"""Does a reply quote the part of a page that answers: ``python -m tests.bench.excerpts``.

``--questions FILE --corpus DIR``; without arguments 46 questions over the shipped pages. The
lines of ``relevant`` with a ``heading`` say under which one the answer stands. Of the replies
whose first page is a right one (grade 2), it counts how many quote anything that stands under
that heading, how many take at least half of what they quote from there, and how long they are.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.knowledge.answering.answers import Answer
from bot.knowledge.pages.blocks import Heading, read_blocks
from tests.bench import measures

_SIGNS = re.compile(r"[\W_]+")
_HEADING_ID = re.compile(r"\{#[^}]*\}")
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_ADDRESS = re.compile(r"\]\([^)\n]*\)")
_SENTENCE = re.compile(r"[。！？；\n]|……|  ")
_TELLING = 8  # letters: shorter pieces stand anywhere
_SOURCES = "\n出处："


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path, default=measures.DATA / "sections.jsonl")
    parser.add_argument("--corpus", type=Path, action="append")
    parser.add_argument("--index", type=Path, help="keep the index here")
    parser.add_argument("--show", action="store_true", help="print replies that quote elsewhere")
    arguments = parser.parse_args()
    folders = arguments.corpus or [measures.SHIPPED]
    lines = arguments.questions.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines if line.strip()]
    with tempfile.TemporaryDirectory() as index_dir:
        answerer = measures.open_knowledge(folders, arguments.index or Path(index_dir)).answerer
        answers = [answerer.answer(line["question"], (), "") for line in questions]
    given = [
        (line, answer)
        for line, answer in zip(questions, answers, strict=True)
        if isinstance(answer, Answer)
    ]
    shares = []
    for line, answer in given:
        share = _share(line, answer, folders)
        if share is not None:
            shares.append(share)
            if arguments.show and share < 0.5:
                print(f"## {line['question']}\n{line['relevant']}\n{answer.markdown}\n")
    lengths = sorted(len(answer.markdown) for _, answer in given) or [0]
    total = len(shares) or 1
    print(
        f"{len(questions)} questions, {len(given)} answered, {len(shares)} by a right page; of"
        " these"
    )
    print(f"  quote from under the heading  {sum(s > 0 for s in shares) / total:.3f}")
    print(f"  half of the quote or more     {sum(s >= 0.5 for s in shares) / total:.3f}")
    print(f"  mean share of the quote       {sum(shares) / total:.3f}")
    middle, late = (lengths[int(len(lengths) * share)] for share in (0.5, 0.95))
    print(f"characters of a reply: p50 {middle}, p95 {late}, longest {lengths[-1]}")


def _share(line: Mapping[str, Any], answer: Answer, folders: Sequence[Path]) -> float | None:
    """Of what the reply quotes, the share that stands under a judged heading of its first
    page; nothing where that page is not a right one or where no heading is told."""
    page = answer.topic["page"]
    headings = [
        item["heading"]
        for item in line["relevant"]
        if item.get("grade", 2) == 2 and item.get("heading") and page.endswith(item["path"])
    ]
    if not headings:
        return None
    text = next(
        (folder / page).read_text("utf-8") for folder in folders if (folder / page).is_file()
    )
    right = [_under(text, heading) for heading in headings]
    quoted = answer.markdown.split(_SOURCES)[0]
    pieces = [_letters(piece) for piece in _SENTENCE.split(_ADDRESS.sub("]", quoted))]
    pieces = [piece for piece in pieces if len(piece) >= _TELLING]
    size = sum(map(len, pieces))
    return sum(len(p) for p in pieces if any(p in r for r in right)) / size if size else 0.0


def _under(text: str, heading: str) -> str:
    """All that stands under headings of these words, as letters."""
    wanted = _letters(_HEADING_ID.sub("", heading))
    blocks: list[str] = []
    level = 0  # of the heading that we are under
    for item in read_blocks(text):
        if not isinstance(item, Heading):
            blocks += [item.text] if level else []
        elif _letters(_HEADING_ID.sub("", item.text)) == wanted:
            level = level or item.level
        elif item.level <= level:
            level = 0
    return _letters(_ADDRESS.sub("]", _IMAGE.sub("", "\n".join(blocks))))


def _letters(text: str) -> str:
    return _SIGNS.sub("", text).lower()


if __name__ == "__main__":
    main()

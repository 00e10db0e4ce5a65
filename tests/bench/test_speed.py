"""The speed comparison runs and compares the same thing; how fast is not asserted."""

from __future__ import annotations

import re
from contextlib import closing, nullcontext
from pathlib import Path

import pytest

from tests.bench import measures, speed, startup
from tests.bench.corpora import grow, read_folders, rows, terms_of, tokenizer_for, write_rows
from tests.bench.measuring import Latency
from tests.bench.peers import PEERS, Fts5
from tests.bench.sustained import Load, sustain

FOLDERS = (measures.DATA / "pages",)
QUESTIONS = [j.question for j in measures.load_questions(measures.DATA / "ranking.jsonl")]


@pytest.mark.parametrize("name", PEERS)
def test_each_engine_finds_the_passage_that_alone_has_a_word(name: str, tmp_path: Path) -> None:
    found = read_folders(FOLDERS)
    file = tmp_path / "rows.jsonl"
    assert write_rows(found, file) == len(list(rows(found, tokenizer_for(found))))
    holders: dict[str, set[int]] = {}
    for number, row in enumerate(rows(found, tokenizer_for(found))):
        for term in " ".join(row).split():
            holders.setdefault(term, set()).add(number)
    peer = PEERS[name]()
    peer.build(file, tmp_path)
    peer.load(tmp_path)
    with closing(peer) if isinstance(peer, Fts5) else nullcontext():
        for term in [term for term, held in holders.items() if len(held) == 1][:50]:
            assert set(peer.ask([term])[:1]) == holders[term]
        assert peer.ask([]) == []


def test_questions_come_without_stop_words() -> None:
    found = read_folders((measures.SHIPPED,))
    (terms,) = terms_of(["怎么查看锁等待"], found)
    assert "等待" in terms
    assert "怎么" not in terms


def test_a_larger_corpus_repeats_the_pages_with_other_words(tmp_path: Path) -> None:
    before = read_folders(FOLDERS)
    size = len(list(rows(before, tokenizer_for(before))))
    grow(before, tmp_path / "more", 6 * size)
    after = read_folders((*FOLDERS, tmp_path / "more"))
    assert len(list(rows(after, tokenizer_for(after)))) == pytest.approx(6 * size, rel=0.3)
    assert len({file.text for file in after.files}) == len(after.files)


def test_a_question_counts_with_the_middle_of_its_rounds() -> None:
    latency = Latency.of_rounds([[1.0, 2.0, 9.0], [1.0, 90.0, 3.0], [50.0, 2.0, 3.0]])
    assert latency == Latency(2.0, 3.0)


@pytest.mark.parametrize("vectors", [False, True])
def test_engines_are_compared_side_by_side(vectors: bool) -> None:
    table = speed.compare_engines(FOLDERS, QUESTIONS[:5], 40, 1, vectors=vectors)
    for name in ("ours", *PEERS):
        cells = next(line for line in table.splitlines() if line.startswith(f"| {name} |"))
        assert len(re.findall(r"\| \d", cells)) >= 7


def test_builds_are_compared_side_by_side() -> None:
    assert speed.compare_builds(FOLDERS, 1).count("\n") == 6


@pytest.mark.timeout(240)
async def test_the_bot_answers_everybody_under_load(tmp_path: Path) -> None:
    found = await sustain(Load(20, 2, 10), FOLDERS, QUESTIONS, tmp_path, vectors=False)
    assert (found.asked, found.answered) == (40, 40)


def test_an_edit_is_seen_while_questions_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(startup, "loaded", lambda: None)  # is for the rest of a process
    text = speed.edit(FOLDERS, QUESTIONS, 1, vectors=True)
    assert "during an edit" in text


def test_a_start_is_measured_in_cpu_seconds() -> None:
    assert re.search(r"median \d+\.\d\d", speed.start(FOLDERS, QUESTIONS, 1, vectors=True))

"""The first step says the same as adding up every passage by hand."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from bot.knowledge.index.snapshot import IndexedDocument, Snapshot, build_snapshot
from bot.knowledge.pages.documents import Document, Section
from bot.knowledge.ranking import scoring
from bot.knowledge.ranking.scoring import SATURATION, first_step, idf
from bot.knowledge.words.concepts import Concept, Query

TERMS = 7
COUNT = 3
terms = st.lists(st.integers(0, TERMS - 1), max_size=4)
pages = st.lists(st.tuples(terms, st.lists(terms, min_size=1, max_size=4)), min_size=1, max_size=9)
Alternatives = tuple[tuple[float, tuple[int, ...]], ...]
alternatives: st.SearchStrategy[Alternatives] = st.lists(
    st.tuples(
        st.sampled_from([1.0, 0.7]),
        st.lists(st.integers(0, TERMS - 1), min_size=1, max_size=2, unique=True).map(tuple),
    ),
    min_size=1,
    max_size=3,
).map(tuple)
concepts = st.lists(alternatives, max_size=4)


def snapshot_of(found: list[tuple[list[int], list[list[int]]]]) -> Snapshot:
    """Pages as (terms of the title, terms of each passage)."""
    indexed = []
    for number, (title, bodies) in enumerate(found):
        document = Document(f"{number}.md", "", (), tuple(Section((), "") for _ in bodies))
        lengths = [len(title), 0, 0, 0, *(0 for _ in bodies), *map(len, bodies)]
        ids = [*title, *(term for body in bodies for term in body)]
        indexed.append(
            IndexedDocument(document, "", np.array(lengths, np.int32), np.array(ids, np.int32))
        )
    return build_snapshot(indexed, {str(term): term for term in range(TERMS)})


def by_hand(snapshot: Snapshot, query: Query) -> np.ndarray:
    """Frequencies of each concept in each passage, and after them in what each document is
    called."""
    rows_in_all = snapshot.size + len(snapshot.documents)
    grid = np.zeros((len(query.concepts), rows_in_all))
    for line, concept in enumerate(query.concepts):
        for weight, wanted in concept.alternatives:
            held = np.zeros((len(wanted), rows_in_all))
            for place, term in enumerate(wanted):
                rows, values = snapshot.postings.of(term)
                held[place, rows] = values
            grid[line] += weight * held.min(axis=0)
    return grid


def asked_for(spellings: list[Alternatives]) -> Query:
    return Query("", (), tuple(Concept("", each, 1.0, 0, 1) for each in spellings), ())


def by_definition(snapshot: Snapshot, query: Query) -> tuple[np.ndarray, np.ndarray]:
    """What each concept is worth, and the total of each passage."""
    grid = by_hand(snapshot, query)[:, : snapshot.size]
    holders = (grid > 0).sum(axis=1)
    worth = np.where(holders > 0, [idf(snapshot.size, int(held)) for held in holders], 0.0)
    return worth, worth @ (grid / (SATURATION + grid))


@given(pages, concepts)
@settings(max_examples=150)
def test_the_passages_and_what_they_hold(
    found: list[tuple[list[int], list[list[int]]]], asked: list[Alternatives]
) -> None:
    snapshot, query = snapshot_of(found), asked_for(asked)
    grid, titles = np.split(by_hand(snapshot, query), [snapshot.size], axis=1)
    worth, totals = by_definition(snapshot, query)
    step = first_step(snapshot, query, COUNT)
    assert np.allclose(step.scored.worth, worth, atol=1e-5)
    assert np.allclose(step.totals, totals[step.rows], atol=1e-5)
    assert (np.diff(step.totals) <= 0).all()
    everything = first_step(snapshot, query, snapshot.size)
    assert set(everything.rows.tolist()) == set(np.flatnonzero(totals > 1e-9).tolist())
    lines = slice(None)
    held = step.scored.in_passages[lines, slice(0, snapshot.size)]
    assert np.allclose(held, grid, atol=1e-5)
    of_passages, of_titles = step.scored.laid_out
    passages = snapshot.passages_of(step.documents.astype(np.int32))
    assert np.allclose(of_passages, grid.take(passages, axis=1), atol=1e-5)
    assert np.allclose(of_titles, titles[:, step.documents], atol=1e-5)
    for row in step.rows.tolist():
        assert np.allclose(step.scored.in_passages[lines, row], grid[:, row], atol=1e-5)


@given(pages, concepts)
@settings(max_examples=150)
def test_the_best_passages_where_each_concept_has_one_name(
    found: list[tuple[list[int], list[list[int]]]], asked: list[Alternatives]
) -> None:
    snapshot, query = snapshot_of(found), asked_for([each[:1] for each in asked])
    _, totals = by_definition(snapshot, query)
    step = first_step(snapshot, query, COUNT)
    best = np.sort(totals[totals > 1e-9])[::-1][:COUNT]
    assert np.allclose(step.totals[: len(best)], best, atol=1e-5)
    owners = snapshot.document_of[step.rows]
    assert step.documents.tolist() == sorted(set(owners.tolist()))
    for document, row, total in zip(step.documents, step.best, step.best_totals, strict=True):
        assert snapshot.document_of[row] == document
        assert total == step.totals[owners == document][0]
    # More than the wanted number only where a page has none among them.
    assert len(step.rows) < COUNT + len(step.documents) or not len(best)


def test_of_many_entries_the_concepts_worth_least_find_no_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """But they count on the pages that the others find."""
    snapshot = snapshot_of([*(([], [[1]]) for _ in range(30)), ([], [[1, 2]]), ([], [[2]])])
    query = asked_for([((1.0, (1,)),), ((1.0, (2,)),)])
    _, totals = by_definition(snapshot, query)
    assert first_step(snapshot, query, 5).rows.tolist() == [31, 30, 0, 1, 2]
    monkeypatch.setattr(scoring, "_LARGE", 10)
    step = first_step(snapshot, query, 5)
    assert step.rows.tolist() == [31, 30]
    assert np.allclose(step.totals, totals[[31, 30]], atol=1e-5)


def test_a_title_counts_in_each_passage_and_once_by_itself() -> None:
    snapshot = snapshot_of([([1, 2], [[3], [1, 3]]), ([], [[2]])])
    rows, values = snapshot.postings.of(1)
    assert rows.tolist() == [0, 1, 3]  # both passages of the first, and its title
    assert values[0] == values[2] == 4.0 < values[1]
    assert snapshot.holders[1:4].tolist() == [2, 3, 2]


def test_of_equal_passages_the_first_are_taken_whatever_was_asked_before() -> None:
    snapshot = snapshot_of([([], [[1]]) for _ in range(40)])
    query = Query("", (), (Concept("", ((1.0, (1,)),), 1.0, 0, 1),), ())
    for _ in range(2):
        assert first_step(snapshot, query, COUNT).rows.tolist() == [0, 1, 2]
    nothing = Query("", (), (Concept("", ((1.0, (5,)),), 1.0, 0, 1),), ())
    assert not len(first_step(snapshot, nothing, COUNT).rows)


def memory_of_a_second_search(rows: int, names: int) -> tuple[int, int]:
    """Bytes kept, and the most in use, of a search for what every row holds by so many names,
    and for what a few hold."""
    common = range(TERMS - 1)
    snapshot = snapshot_of(
        [([], [[*common, *([TERMS - 1] if row < COUNT else [])]]) for row in range(rows)]
    )
    alternatives = tuple((1.0, (name % len(common),)) for name in range(names))
    everywhere = Concept("", alternatives, 1.0, 0, 1)
    rare = Concept("", ((1.0, (TERMS - 1,)),), 1.0, 0, 1)
    query = Query("", (), (everywhere, rare), ())
    first_step(snapshot, query, COUNT)
    tracemalloc.start()
    try:
        first_step(snapshot, query, COUNT)
        return tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()


def test_a_search_asks_for_little_memory_and_keeps_none_of_it() -> None:
    """Large arrays come from the system page by page, which can take as long as the search."""
    rows = 4_000
    _, most = memory_of_a_second_search(rows, names=6)
    assert most < rows * 6  # a byte an entry
    kept, most = memory_of_a_second_search(rows, names=12)
    assert most > rows * 12 > kept  # room for so many is let go


def test_a_passage_six_times_as_long_has_to_name_it_three_times_as_often() -> None:
    query = Query("", (), (Concept("", ((1.0, (0,)),), 1.0, 0, 1),), ())
    for times, order in ((2, [1, 0]), (3, [0, 1])):
        bodies = [[0] * times + [1] * (18 - times), [0, 1, 1], [2] * 9]
        snapshot = snapshot_of([([], [body]) for body in bodies])
        assert first_step(snapshot, query, 2).rows.tolist() == order

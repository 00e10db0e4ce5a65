"""The flat arrays say the same as counting by hand."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings, strategies as st

from bot.knowledge.index.postings import Field, Postings

TERMS = 6
rows_of_terms = st.lists(st.lists(st.integers(0, TERMS - 1), max_size=8), min_size=1, max_size=6)


def field(rows: list[list[int]], weight: float = 1.0) -> Field:
    offsets = np.cumsum([0, *map(len, rows)], dtype=np.int64)
    return Field(np.array([t for row in rows for t in row], np.int32), offsets, weight)


@given(rows_of_terms)
@settings(max_examples=60)
def test_postings_count_every_term(rows: list[list[int]]) -> None:
    built = Postings.build([field(rows, 2.0), field(rows)], TERMS)
    for term in range(TERMS):
        holders, values = built.of(term)
        expected = {r: 3.0 * row.count(term) for r, row in enumerate(rows) if term in row}
        assert dict(zip(holders.tolist(), values.tolist(), strict=True)) == expected
    assert len(built.of(TERMS)[0]) == 0


@given(rows_of_terms, st.lists(st.integers(0, TERMS - 1), min_size=2, max_size=3, unique=True))
@settings(max_examples=60)
def test_a_phrase_needs_all_its_terms(rows: list[list[int]], terms: list[int]) -> None:
    holders, values = Postings.build([field(rows)], TERMS).of_all(terms)
    expected = {
        r: float(min(row.count(t) for t in terms))
        for r, row in enumerate(rows)
        if set(terms) <= set(row)
    }
    assert dict(zip(holders.tolist(), values.tolist(), strict=True)) == expected


def test_long_lists_are_joined_by_marking_with_the_same_result() -> None:
    chance = np.random.default_rng(1)
    rows = [chance.integers(0, TERMS, chance.integers(1, 9)).tolist() for _ in range(3000)]
    built = Postings.build([field(rows)], TERMS)
    place = np.zeros(len(rows), np.int32)
    for terms in ([0, 1], [3, 2, 5]):
        searched, marked = built.of_all(terms), built.of_all(terms, place)
        assert len(searched[0]) > 200
        assert [one.tolist() for one in marked] == [one.tolist() for one in searched]
        assert not place.any()

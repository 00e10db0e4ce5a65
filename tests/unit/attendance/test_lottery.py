"""The draw's arithmetic: fixed vectors, and that nobody is preferred or left out."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from bot.attendance.lottery import (
    DrawRecord,
    canonical_list,
    drawn,
    list_hash,
    parse_record,
    problems_of,
    seed_hash,
    ticket,
)

SEED = "00112233445566778899aabbccddeeff" * 2
ENTRIES = tuple(f"{n:010x}" for n in (9, 3, 7, 1, 5))

VECTOR_LIST = "3f3c9e32a4d4b38bba1d728aebc92dabed7f033bd230606ee30aa14a6015920f"
VECTOR_ORDER = ["0000000007", "0000000005", "0000000003", "0000000009", "0000000001"]


def make_record() -> DrawRecord:
    winners = drawn(SEED, "K7QFA", "大象", ENTRIES, 2)
    return DrawRecord(
        code="K7QFA",
        places=2,
        seed_sha256=seed_hash(SEED),
        list_sha256=list_hash(ENTRIES),
        entries=ENTRIES,
        seed=SEED,
        witness="大象",
        winners=tuple(winners),
    )


def test_the_published_vectors_of_the_format() -> None:
    """docs/draw.md prints these; a change of any of them breaks old draws."""
    assert seed_hash(SEED) == hashlib.sha256(SEED.encode()).hexdigest()
    assert canonical_list(ENTRIES).splitlines()[0] == "0000000001"
    message = "xiangwen-draw-1\nK7QFA\n大象\n0000000003".encode()
    wanted = hmac.new(SEED.encode(), message, hashlib.sha256).hexdigest()
    assert ticket(SEED, "K7QFA", "大象", "0000000003") == wanted
    assert list_hash(ENTRIES) == VECTOR_LIST
    for places in (2, 5):
        assert drawn(SEED, "K7QFA", "大象", ENTRIES, places) == VECTOR_ORDER[:places]


@given(st.sets(st.integers(0, 16**10 - 1), min_size=1, max_size=40), st.integers(1, 50))
def test_winners_are_distinct_entries_whatever_the_order(found: set[int], places: int) -> None:
    entries = [f"{n:010x}" for n in found]
    winners = drawn(SEED, "K7QFA", "", entries, places)
    assert len(winners) == len(set(winners)) == min(places, len(entries))
    assert set(winners) <= set(entries)
    assert drawn(SEED, "K7QFA", "", reversed(entries), places) == winners


def test_nobody_is_preferred() -> None:
    wins = Counter(
        drawn(hashlib.sha256(str(n).encode()).hexdigest(), "K7QFA", "", ENTRIES, 1)[0]
        for n in range(5_000)
    )
    assert all(abs(wins[entry] - 1_000) < 150 for entry in ENTRIES)  # five deviations


def test_a_record_survives_the_chat() -> None:
    record = make_record()
    read = parse_record(f"看这里：\n```text\n{record.to_text()}```\n谢谢")
    assert replace(read, entries=()) == replace(record, entries=())
    assert sorted(read.entries) == sorted(record.entries)
    assert problems_of(read) == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"seed": SEED[::-1]}, "种子被换过"),
        ({"entries": ENTRIES[1:]}, "名单被改过"),
        ({"winners": ENTRIES[:2]}, "应当是"),
        ({"winners": tuple(VECTOR_ORDER[1::-1])}, "应当是"),  # the first prize to the second
        ({"witness": "别的"}, "应当是"),
        ({"seed": ""}, "还没有公布种子"),
        ({"entries": (*ENTRIES, ENTRIES[0])}, "重复"),
    ],
)
def test_what_was_changed_afterwards_is_found(
    change: dict[str, str | tuple[str, ...]], complaint: str
) -> None:
    changed = replace(make_record(), **change)  # type: ignore[arg-type]
    assert any(complaint in problem for problem in problems_of(changed))


@pytest.mark.parametrize("text", ["", "xiangwen-draw-1\ncode: A", "别的文件"])
def test_what_is_no_record_is_said(text: str) -> None:
    with pytest.raises(ValueError, match=r"[\u4e00-\u9fff]"):
        parse_record(text)

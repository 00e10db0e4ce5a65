"""Looking salons up: by a command's words, by day, and by their order."""

from __future__ import annotations

from datetime import date

import pytest

from bot.events.book.calendar import SalonBook


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("2", [2]),
        ("第2期", [2]),
        ("第二期", [2]),
        ("大理", [2]),
        ("大理那场", [2]),
        ("salon-2", [2]),
        ("2024-05-18", [2]),
        ("洱海空间", [2]),
        ("洛阳", [1, 3]),
        ("某某沙龙", [1, 2, 3, 4, 5]),
        ("第9期", []),
        ("北海道", []),
        ("", []),
    ],
)
def test_a_commands_words_find_salons(book: SalonBook, words: str, numbers: list[int]) -> None:
    assert [salon.number for salon in book.find(words)] == numbers


def test_next_and_last_are_seen_from_a_day(book: SalonBook) -> None:
    before, after = book.last(date(2025, 12, 20)), book.next(date(2025, 12, 20))

    assert before is not None
    assert after is not None
    assert (before.number, after.number) == (3, 4)
    assert book.next(date(2027, 1, 1)) is None
    assert book.last(date(2024, 1, 1)) is None


def test_neighbours_end_with_the_record(book: SalonBook) -> None:
    assert book.beside(book.salons[-1], 1) is None
    assert book.beside(book.salons[0], -1) is None
    assert book.beside(book.salons[0], 1) == book.salons[1]

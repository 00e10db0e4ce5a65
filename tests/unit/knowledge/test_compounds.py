"""Words of the pages that are made of a letter of the question."""

from __future__ import annotations

from bot.knowledge.question.compounds import Compounds
from bot.knowledge.words.concepts import Concept
from bot.knowledge.words.tokens import Word

TERMS = {"震动": 0, "地震": 1, "音量": 2, "震": 3, "震动器": 4}


def _word(text: str, kind: str = "v") -> Word:
    return Word(text, (), 0, len(text), is_han=True, kind=kind)


def test_a_letter_is_looked_for_in_words_of_two_beside_itself() -> None:
    said = Concept("震", ((1.0, (3,)),), 1.0, 0, 1)
    (widened,) = Compounds(TERMS, listed=False).widened(_word("震"), [said], 1.0)
    assert {terms for _, terms in widened.akin} == {(0,), (1,)}
    assert widened.told
    assert not widened.is_held_by({0})  # such a page need not say it


def test_what_is_known_as_nearly_the_same_is_not_counted_twice() -> None:
    said = Concept("震", (), 1.0, 0, 1, near=((0.35, (0,)),))
    (widened,) = Compounds(TERMS, listed=False).widened(_word("震"), [said], 1.0)
    assert [terms for _, terms in widened.akin] == [(1,)]


def test_a_word_that_no_page_has_is_guessed_by_its_letters() -> None:
    compounds = Compounds(TERMS, listed=False)
    (guess,) = compounds.widened(_word("震响"), [], 1.0)
    assert {terms for _, terms in guess.akin} == {(0,), (1,)}
    assert not guess.told
    assert list(compounds.widened(_word("音量"), [], 1.0)) == []


def test_where_the_lists_know_the_pages_nothing_is_guessed() -> None:
    assert list(Compounds(TERMS, listed=True).widened(_word("震"), [], 1.0)) == []


def test_a_letter_of_very_many_words_tells_nothing() -> None:
    terms = {"震" + chr(0x4E00 + number): number for number in range(61)}
    assert list(Compounds(terms, listed=False).widened(_word("震"), [], 1.0)) == []


def test_a_measure_says_how_many() -> None:
    assert list(Compounds({"一个": 0}, listed=False).widened(_word("个", "q"), [], 1.0)) == []

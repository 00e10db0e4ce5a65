"""What pages are called is cut once for all questions that they answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge import Answer
from bot.knowledge.ranking.page_names import PageNames
from tests.unit.knowledge.pages import open_pages, write_pages


@pytest.fixture
def names_cut(tmp_path: Path) -> tuple[PageNames, list[str]]:
    """The names over a folder, and the texts that were cut for them."""
    answerer = open_pages(write_pages(tmp_path / "pages"), tmp_path / "index").answerer
    cut: list[str] = []

    def terms_in(text: str) -> set[int]:
        cut.append(text)
        return answerer.builder.terms_in(text)

    return PageNames(answerer.snapshot, terms_in), cut


def test_a_name_is_cut_when_it_is_first_asked_for(
    names_cut: tuple[PageNames, list[str]],
) -> None:
    names, cut = names_cut
    found = [names.terms("缓存内存满了怎么办") for _ in range(3)]

    assert cut == ["缓存内存满了怎么办"]
    assert found[0] == found[2] >= names.telling("缓存内存满了怎么办")
    assert names.telling("缓存内存满了怎么办")


def test_title_other_names_and_headings_are_each_there_once(
    names_cut: tuple[PageNames, list[str]],
) -> None:
    names, _ = names_cut
    whole = {names.plain(number) for number in range(3)}
    assert ("缓存内存满了怎么办", "写不进缓存", "maxmemory", "淘汰策略怎么选", "找出大键") in whole


def test_a_second_question_to_a_page_cuts_none_of_its_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge = open_pages(write_pages(tmp_path / "pages"), tmp_path / "index")
    assert isinstance(knowledge.answer("写不进缓存怎么办"), Answer)
    cut: list[str] = []
    tokenizer = knowledge.answerer.builder._tokenizer
    terms = tokenizer.terms

    def noting(text: str) -> list[str]:
        cut.append(text)
        return terms(text)

    monkeypatch.setattr(tokenizer, "terms", noting)
    assert isinstance(knowledge.answer("缓存内存满了怎么办"), Answer)

    assert not {"缓存内存满了怎么办", "写不进缓存", "maxmemory"} & set(cut)

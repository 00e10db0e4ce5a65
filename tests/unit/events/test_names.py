"""Names of the record in a text: exact, trimmed, by sound, abbreviated."""

from __future__ import annotations

import pytest

from bot.events.words.names import Kind, Match, Name, NameIndex

_COMPANY = Name(Kind.COMPANY, "公司")
_UNIVERSITY = Name(Kind.COMPANY, "大学")
_CITY = Name(Kind.CITY, "嘉兴")
_PERSON = Name(Kind.PERSON, "令狐冲")


@pytest.fixture(scope="module")
def names() -> NameIndex:
    return NameIndex(
        [
            ("嘉兴烟雨网络科技有限公司", _COMPANY),
            ("桃花岛大学", _UNIVERSITY),
            ("嘉兴", _CITY),
            ("令狐冲", _PERSON),
            ("FarSea", _COMPANY),
        ],
        ["嘉兴"],
    )


def test_a_company_is_found_without_its_trimmings(names: NameIndex) -> None:
    found = {(one.name, one.match) for one in names.find("烟雨来过吗")}

    assert found == {(_COMPANY, Match.CORE)}


def test_a_latin_name_is_found_as_a_whole_word_in_any_case(names: NameIndex) -> None:
    assert [one.name for one in names.find("farsea来过吗")] == [_COMPANY]
    assert not list(names.find("farseas来过吗"))


@pytest.mark.parametrize("text", ["佳星", "家兴", "jiaxing", "jia xing"])
def test_a_city_is_found_by_its_sound(names: NameIndex, text: str) -> None:
    assert _CITY in [one.name for one in names.find_by_sound(text)]


def test_words_of_grammar_are_no_slip_of_a_name(names: NameIndex) -> None:
    assert not list(names.find_by_sound("加的"))


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [("桃大", [_UNIVERSITY]), ("桃花岛", [_UNIVERSITY]), ("大学", []), ("岛", []), ("华山派", [])],
)
def test_a_fragment_is_guessed_only_where_it_tells_something(
    names: NameIndex, fragment: str, expected: list[Name]
) -> None:
    assert names.guess(fragment, Kind.COMPANY) == expected

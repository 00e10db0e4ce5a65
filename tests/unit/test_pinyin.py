"""How characters sound: homophones meet, and the text of the readings is whole."""

from __future__ import annotations

import pytest

from bot.pinyin import is_han, place_spelling, sounds, spellings, windows


@pytest.mark.parametrize(
    ("one", "other"), [("武汗", "武汉"), ("陈华君", "陈华军"), ("城度", "成都")]
)
def test_homophones_share_a_sound(one: str, other: str) -> None:
    assert set(sounds(one)) & set(sounds(other))


@pytest.mark.parametrize(("one", "other"), [("张三", "章散"), ("林一", "零一"), ("市场", "是藏")])
def test_endings_and_initials_that_many_people_mix_sound_alike(one: str, other: str) -> None:
    assert set(sounds(one)) & set(sounds(other))


def test_words_that_sound_otherwise_share_nothing() -> None:
    assert not set(sounds("西安")) & set(sounds("先"))


def test_a_name_is_spelt_in_each_of_its_readings() -> None:
    assert "chongqing" in spellings("重庆")
    assert "zhongqing" in spellings("重庆")


@pytest.mark.parametrize(
    ("city", "spelt"),
    [
        ("南京", "nanjing"),
        ("厦门", "xiamen"),
        ("成都", "chengdu"),
        ("沈阳", "shenyang"),
        ("重庆", "chongqing"),
        ("石家庄", "shijiazhuang"),
        ("Berlin", ""),
        ("", ""),
    ],
)
def test_a_place_is_spelt_as_it_is_on_maps(city: str, spelt: str) -> None:
    assert place_spelling(city) == spelt


def test_text_without_a_reading_has_no_sound() -> None:
    assert sounds("pg") == []
    assert spellings("重a") == []


def test_windows_are_given_longest_first() -> None:
    found = [(start, end) for start, end, _ in windows("西安市", 3)]

    assert found[0] == (0, 3)
    assert {end - start for start, end in found} == {2, 3}


def test_only_characters_of_chinese_are_han() -> None:
    assert is_han("汉")
    assert not is_han("a")
    assert not is_han("。")

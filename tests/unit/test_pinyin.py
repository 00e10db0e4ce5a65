"""How characters sound: homophones meet, and the text of the readings is whole."""

from __future__ import annotations

import pytest

from bot.pinyin import Sounds, is_han, place_spelling, sounds, spellings


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


def test_what_sounds_alike_is_found_the_longest_first() -> None:
    known = Sounds[str]()
    for name in ("西安", "西安市", "重庆"):
        known.add(name, name)

    assert list(known.find("去锡安市")) == [(1, 4, "西安市"), (1, 3, "西安")]
    assert list(known.find("崇庆")) == [(0, 2, "重庆")]
    assert list(known.find("庆重")) == []
    assert list(known.find("")) == []


def test_what_has_no_reading_sounds_like_nothing() -> None:
    known = Sounds[str]()
    known.add("重a", "重a")

    assert list(known.find("重a")) == []


def test_only_characters_of_chinese_are_han() -> None:
    assert is_han("汉")
    assert not is_han("a")
    assert not is_han("。")

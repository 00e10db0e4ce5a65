"""Texts in content that nobody described."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dingtalk.reading import texts_within


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (
            {"title": "标题", "id": "7f3a", "rows": [{"text": "一"}, {"value": "二"}]},
            ["标题", "一", "二"],
        ),
        ('{"text": "里面"}', ["里面"]),
        ([1, None, True], []),
        (None, []),
    ],
)
def test_words_are_found_and_ids_are_not(value: Any, texts: list[str]) -> None:
    assert texts_within(value) == texts


def test_what_is_nested_too_deeply_is_passed_over() -> None:
    nested: Any = "到底"
    for _ in range(10_000):
        nested = [nested]
    assert texts_within([nested, "上面"]) == ["上面"]

"""The commands that a question names."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from bot.chat.context import Services
from bot.chat.router import Router
from handlers import routers
from handlers.guidance.how_to import LONGEST_WORD, named_in

SERVICES = cast(Services, SimpleNamespace(router=Router.joined(routers)))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("怎么取消报名", ["取消报名"]),  # and not 取消, the shorter
        ("抽奖公告怎么用", ["抽奖", "公告"]),
        ("通知大家怎么发", ["公告"]),
        ("取消怎么弄", []),  # a word that others need as well
        ("公告怎么加索引", []),
        ("怎么看表有多大", []),
    ],
)
def test_they_are_named_in_the_order_of_the_text(text: str, names: list[str]) -> None:
    assert [command.name for command in named_in(text, SERVICES)] == names


def test_no_word_of_a_command_is_too_long_to_be_found() -> None:
    words = [word for command in SERVICES.router.commands for word in command.words]
    assert max(map(len, words)) <= LONGEST_WORD

"""Messages of words that are made of one another: they end, however they are read."""

from __future__ import annotations

import pytest

from bot.events.book.calendar import SalonBook
from tests.unit.events.pages import ask


@pytest.mark.parametrize(
    "message",
    [
        "哪场之后就" + "再也" * 60 + "x回放",
        "有回放的占几成" + "没错吧" * 60 + "x",
        "回放什么时候" + "好了" * 60 + "x",
        "隔离级别" + "道题" * 60 + "x是哪场辩的",
        "逻辑复制" + "再往" * 60 + "x",
        "逻辑复制" + "接着" * 60 + "x",
        "哪几期讲过" + "第1、" * 1600,
    ],
)
def test_it_ends(book: SalonBook, message: str) -> None:
    reply = ask(book, message, "第2期有什么议题")
    assert reply is None or reply.markdown

"""What is in a question by the way: names in a pasted statement, and signs read as words."""

from __future__ import annotations

import pytest

from bot.knowledge.question.incidental import own_names, without_statements
from bot.knowledge.question.signs import read_aloud
from bot.knowledge.words.screening import asks_price
from bot.knowledge.words.tokens import Word


def _of(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def names(text: str) -> list[str]:
    starts = [i for i, c in enumerate(text) if _of(c) and (i == 0 or not _of(text[i - 1]))]
    words = []
    for start in starts:
        end = next((i for i in range(start, len(text)) if not _of(text[i])), len(text))
        words.append(Word(text[start:end], (), start, end, not text[start].isascii()))
    return [text[start:end] for start, end in sorted(own_names(text, words))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select * from orders where id = 1 为什么慢", ["orders", "id", "1"]),
        ("select count(*) from t limit 10 慢", ["t", "10"]),
        (
            'connection to server at "h" (::1), port 5432 failed: fatal: role "x" is no',
            ["connection", "to", "server", "at", "h", "1", "port", "5432", "failed"],
        ),
        ('connection to server at "h", port 5432 failed: connection refused', []),
        ("update goods set price = 3 卡住", ["goods", "price", "3"]),
        ("delete from log where ts < 5 好慢", ["log", "ts", "5"]),
        ("select * from pg_locks where pid = 1 看不懂", ["pid", "1"]),
        ("select tel::uuid from t 报错", ["tel", "t"]),
        ("select for update 怎么用", []),
        ("insert into select 怎么写", []),
        ("work_mem 设多大", []),
    ],
)
def test_a_statement_s_own_names(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_what_is_asked_beside_a_statement() -> None:
    assert not asks_price(without_statements("update goods set price = 3 where id = 1 卡住"))
    assert asks_price(without_statements("what is the price of support"))


@pytest.mark.parametrize("text", [":: 是什么意思", "sql 里的 ::", "`::` 干嘛的", "-> 和 ->> 区别"])
def test_a_sign_that_stands_apart_is_read_aloud(text: str) -> None:
    assert "运算符" in read_aloud(text) or "两个冒号" in read_aloud(text)


@pytest.mark.parametrize("text", ["select '1'::int 报错", "data->>'a' 怎么查", "a" * 40 + " ::"])
def test_a_sign_within_sql_is_left(text: str) -> None:
    assert read_aloud(text) == text

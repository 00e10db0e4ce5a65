"""Lines of a batch: each judged by itself, in order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli.batch import BadLine, Line, read_batch
from bot.errors import SettingsError


def _read(tmp_path: Path, data: bytes) -> list[Line | BadLine]:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(data)
    return read_batch(path)


def test_a_line_has_an_id_a_question_and_earlier_messages(tmp_path: Path) -> None:
    text = '{"id": 7, "question": "那上海呢", "context": ["北京那场在哪"]}\n{"question": "好"}'
    assert _read(tmp_path, text.encode()) == [
        Line(7, "那上海呢", ("北京那场在哪",)),
        Line(None, "好"),
    ]


def test_blank_lines_windows_ends_and_a_mark_do_not_matter(tmp_path: Path) -> None:
    data = b'\xef\xbb\xbf{"question": "a"}\r\n\r\n  \n{"question": "b"}'
    assert _read(tmp_path, data) == [Line(None, "a"), Line(None, "b")]


@pytest.mark.parametrize("separator", ["\u2028", "\u0085", "\x0b"])
def test_only_a_line_feed_ends_a_line(tmp_path: Path, separator: str) -> None:
    question = f"一{separator}二"
    raw = '{"question": "' + question + '"}'
    if separator == "\x0b":  # must be escaped in JSON
        raw = json.dumps({"question": question})
    assert _read(tmp_path, raw.encode()) == [Line(None, question)]


@pytest.mark.parametrize(
    ("raw", "identity"),
    [
        (b"nonsense", None),
        (b"[1]", None),
        (b'"text"', None),
        (b'{"id": "a"}', "a"),
        (b'{"id": "b", "question": 3}', "b"),
        (b'{"id": "c", "question": "x", "context": "y"}', "c"),
        (b'{"id": "d", "question": "x", "context": [1]}', "d"),
        (b'{"id": "e", "question": "\xff"}', None),
        (b"[" * 100_000, None),
    ],
)
def test_a_bad_line_keeps_its_id_and_spoils_no_other(
    tmp_path: Path, raw: bytes, identity: object
) -> None:
    first, bad, last = _read(tmp_path, b'{"question": "a"}\n' + raw + b'\n{"question": "b"}\n')
    assert (first, last) == (Line(None, "a"), Line(None, "b"))
    assert isinstance(bad, BadLine)
    assert bad.id == identity
    assert bad.error


def test_what_the_system_refuses_is_told_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.jsonl 读不了（没有这个文件或文件夹）"):
        read_batch(tmp_path / "none.jsonl")
    with pytest.raises(SettingsError, match="这是文件夹，不是文件"):
        read_batch(tmp_path)

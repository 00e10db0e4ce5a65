"""The input of ``ask --batch``: one JSON object a line, each line judged by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import SettingsError, os_reason

_SHAPE = '，每行要写 {"id": 1, "question": "…"} 这样的'


@dataclass(frozen=True, slots=True)
class Line:
    """A question of a new person in a new group, after their earlier messages."""

    id: Any
    question: str
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be asked, and why; its id as far as it has one."""

    id: Any
    error: str


def read_batch(path: Path) -> list[Line | BadLine]:
    """All lines in order, blank ones left out. Raises SettingsError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"--batch 的文件 {path} 读不了（{os_reason(error)}），请检查路径和权限。"
        ) from None
    return list(_parsed(data.removeprefix(b"\xef\xbb\xbf")))


def _parsed(data: bytes) -> Iterator[Line | BadLine]:
    # Split at \n only: str.splitlines would also cut at U+2028, which JSON may hold.
    for number, raw in enumerate(data.split(b"\n"), 1):
        if raw.strip():
            yield _parse(raw, f"第 {number} 行")


def _parse(raw: bytes, which: str) -> Line | BadLine:
    try:
        entry = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return BadLine(None, f"{which}不是 UTF-8")
    except (ValueError, RecursionError):
        return BadLine(None, f"{which}不是 JSON{_SHAPE}")
    if not isinstance(entry, dict):
        return BadLine(None, f"{which}不是 JSON 对象{_SHAPE}")
    question, context = entry.get("question"), entry.get("context")
    context = [] if context is None else context
    if not isinstance(question, str):
        return BadLine(entry.get("id"), f"{which}的 question 要是字符串")
    if not isinstance(context, list) or not all(isinstance(one, str) for one in context):
        return BadLine(entry.get("id"), f"{which}的 context 要是字符串的列表")
    return Line(entry.get("id"), question, tuple(context))

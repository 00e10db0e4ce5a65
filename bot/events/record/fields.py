"""Typed access to front matter that people wrote by hand.

A value that does not fit is left out and noted as a Problem with file, line and remedy;
nothing here raises on what an admin may have typed.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.clock import YEARS
from bot.events.record.models import Count, Problem
from bot.expressions import Expression
from bot.folder import KnowledgeFile

_CLOCK = Expression(r"([01]?\d|2[0-4])[:：]([0-5]\d)")
_NUMBER = Expression(r"\d{1,9}")


class Fields:
    """One mapping of a front matter. ``at`` is (key, row) of the list it stands in."""

    def __init__(
        self,
        file: KnowledgeFile,
        problems: list[Problem],
        values: Mapping[str, Any] | None = None,
        at: tuple[str, int] | None = None,
    ) -> None:
        self.file = file
        self.problems = problems
        self._values = file.meta if values is None else values
        self._at = at

    def note(self, key: str, remedy: str) -> None:
        """Name a problem with ``key``, at the line where it stands."""
        where = self._at or (key, None)
        line = line_of(self.file, *where)
        self.problems.append(Problem(self.file.path, line, remedy))

    def has(self, key: str) -> bool:
        return self._values.get(key) not in (None, "", [], {})

    def value(self, key: str) -> Any:
        """As it was written, for keys that are read by a rule of their own."""
        return self._values.get(key)

    def text(self, key: str) -> str:
        value = self._values.get(key)
        if value is None:
            return ""
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return " ".join(str(value).split())
        self.note(key, f"{key} 应当是一段文字")
        return ""

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        value = self._values.get(key)
        rows = value if isinstance(value, list) else [] if value is None else [value]
        found: list[str] = []
        for row in rows:
            if isinstance(row, str | int | float) and not isinstance(row, bool):
                found.append(" ".join(str(row).split()))
            else:
                self.note(key, f"{key} 的每一项应当是一段文字")
        return tuple(dict.fromkeys(text for text in found if text))

    def integer(self, key: str) -> int | None:
        value = self._values.get(key)
        if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
            value = int(value)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9:
            return value
        self.note(key, f"{key} 应当是一个不小于 0 的整数")
        return None

    def count(self, key: str) -> Count | None:
        """A number, or the record's own words for one (``1xx``, ``2200余``)."""
        value = self._values.get(key)
        if isinstance(value, str) and not _NUMBER.fullmatch(value.strip()):
            return self.text(key) or None
        return self.integer(key)

    def flag(self, key: str) -> bool | None:
        value = self._values.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.note(key, f"{key} 应当是 true 或 false")
        return None

    def day(self, key: str) -> date | None:
        value = self._values.get(key)
        if value is None:
            return None
        try:
            day = value if isinstance(value, date) else date.fromisoformat(str(value).strip())
        except ValueError:
            self.note(key, f"{key} 不是有效的日期，请写成 2026-05-30 这样")
            return None
        day = day.date() if isinstance(day, datetime) else day
        return day if self._is_near(key, day) else None

    def _is_near(self, key: str, day: date) -> bool:
        if day.year not in YEARS:
            self.note(key, f"{key} 的年份 {day.year} 不对，请检查")
        return day.year in YEARS

    def clock(self, key: str) -> time | None:
        value = self._values.get(key)
        if value is None:
            return None
        match = _CLOCK.fullmatch(str(value).strip())
        if match and int(match[1]) < 24:
            return time(int(match[1]), int(match[2]))
        self.note(key, f"{key} 不是有效的时间，请写成 13:30 这样")
        return None

    def moment(self, key: str) -> datetime | None:
        """A day and a time of day, without a zone; a day alone means its last minute."""
        value = self._values.get(key)
        if value is None:
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            value = datetime.combine(value, time(23, 59))
        try:
            moment = (
                value
                if isinstance(value, datetime)
                else datetime.fromisoformat(" ".join(str(value).split()))
            )
        except ValueError:
            self.note(key, f'{key} 不是有效的时间，请写成 "2026-05-29 18:00" 这样')
            return None
        return moment.replace(tzinfo=None) if self._is_near(key, moment) else None

    def url(self, key: str) -> str:
        text = self.text(key)
        if text and not is_url(text):
            self.note(key, f"{key} 不是网址，请写完整的 https://… 地址")
            return ""
        return text

    def zone(self, key: str) -> str:
        text = self.text(key)
        try:
            return text and ZoneInfo(text).key
        except (OSError, ValueError, KeyError):
            self.note(key, f"{key} 不是有效的时区，请写成 Asia/Shanghai 这样")
            return ""

    def rows(self, key: str, plain: str) -> list[Fields]:
        """A list of mappings; a bare text stands for ``{plain: text}``."""
        value = self._values.get(key)
        rows = value if isinstance(value, list) else [] if value is None else [value]
        found: list[Fields] = []
        for index, row in enumerate(rows):
            at = self._at or (key, index)
            if isinstance(row, str | int | float) and not isinstance(row, bool):
                row = {plain: row}
            if isinstance(row, dict):
                found.append(Fields(self.file, self.problems, row, at))
            else:
                self.note(key, f"{key} 的第 {index + 1} 项看不懂，请写成「键: 值」")
        return found

    def child(self, key: str) -> Fields | None:
        value = self._values.get(key)
        if value is None:
            return None
        if isinstance(value, dict):
            return Fields(self.file, self.problems, value, self._at or (key, 0))
        self.note(key, f"{key} 应当写成「键: 值」")
        return None

    def expect_only(self, known: Collection[str]) -> None:
        """Note keys that nobody reads: mostly slips such as ``sponser``."""
        for key in self._values:
            if key not in known:
                near = difflib.get_close_matches(key, known, 1, 0.7)
                advice = f"，是不是想写 {near[0]}？" if near else "，请删掉或改名"
                self.note(key, f"不认识的键 {key}{advice}")


def is_url(text: str) -> bool:
    return re.fullmatch(r"https?://[^\s<>\"]+", text) is not None


def head_lines(file: KnowledgeFile) -> list[str]:
    """The lines of the front matter as they stand in the file; none where it is gone."""
    path = file.root / file.path
    try:
        lines = path.read_bytes().split(b"\n") if path.is_file() else []
    except OSError:
        return []
    head = lines[: max(file.body_line - 1, 0)]
    return [line.decode(errors="replace").rstrip("\r") for line in head]


def line_of(file: KnowledgeFile, key: str, row: int | None = None) -> int:
    """The 1-based line of a key of the front matter, or of one row of its list; 1 when
    it cannot be told. The file is looked into again, since only problems need lines."""
    head = head_lines(file)
    start = next((i for i, line in enumerate(head) if line.startswith(f"{key}:")), None)
    if start is None:
        return 1
    if row is not None:
        rows = [i for i in range(start + 1, len(head)) if head[i].lstrip().startswith("- ")]
        if row < len(rows):
            return rows[row] + 1
    return start + 1

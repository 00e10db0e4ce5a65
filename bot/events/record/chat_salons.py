"""Salons that were made in chat: rows that hold an event page, joined with the files.

A file with the same id is the truth for what it says; a row that says something else is a
conflict, and is shown, never merged by guessing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.errors import UserError
from bot.events.record.event_pages import read_salon
from bot.events.record.fields import Fields, line_of
from bot.events.record.models import Problem, Salon
from bot.events.record.page_edits import meta_of
from bot.folder import KnowledgeFile
from bot.folder.front_matter import split_front_matter
from bot.messages import Act
from bot.store import Row, Transaction, by_whom

_MOST_BYTES = 1 << 20
_LABELS = {
    "title": "标题", "date": "日期", "start": "开始时间", "end": "结束时间", "city": "城市",
    "venue": "场地", "address": "地址", "number": "期号", "status": "状态", "talks": "议程",
    "sponsor": "赞助", "live_url": "直播链接", "capacity": "名额", "signup_until": "报名截止",
    "cancel_reason": "取消的原因", "reminders": "提醒",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChatSalon:
    """One row. ``exported``: a file with the same content was written."""

    id: str
    page: str
    exported: bool

    @classmethod
    def from_row(cls, row: Row) -> ChatSalon:
        return cls(row["id"], row["page"], row["exported_at"] is not None)

    @property
    def file(self) -> KnowledgeFile:
        return page_file(self.id, self.page)


@dataclass(frozen=True, slots=True)
class Joined:
    """Files and rows as one list of pages. ``settled`` are rows whose file has come."""

    files: tuple[KnowledgeFile, ...]
    problems: tuple[Problem, ...]
    settled: tuple[ChatSalon, ...]


def export_path(salon: ChatSalon) -> str:
    """Where an export puts it: 「events/2026-12-12-suzhou.md」."""
    held_on = meta_of(salon.page).get("date", "")
    place = salon.id.rsplit("-", 1)[-1]
    return f"events/{held_on}-{place if place.isalpha() else salon.id}.md"


def page_file(salon_id: str, page: str) -> KnowledgeFile:
    """A page of the store as if it were a file, so that it is read like one."""
    meta, body, line = split_front_matter(page, _MOST_BYTES)
    return KnowledgeFile(Path(), f"events/{salon_id}.md", body, meta, line, digest_of(page))


def digest_of(page: str) -> str:
    return hashlib.sha256(page.encode()).hexdigest()


def read_page(salon_id: str, page: str) -> tuple[Salon, tuple[Problem, ...]]:
    """The salon of a page, and what in it could not be used. Raises UserError when it is
    no salon at all."""
    problems: list[Problem] = []
    meta_of(page)  # its error is for people
    salon = read_salon(Fields(page_file(salon_id, page), problems))
    if salon is None:
        raise UserError("；".join(problem.remedy for problem in problems) + "。")
    return salon, tuple(problems)


def join(files: Sequence[KnowledgeFile], rows: Iterable[ChatSalon]) -> Joined:
    """Every page once. A file keeps its id and its number; a row that differs is shown as
    a problem at the file's line."""
    by_id = {file.meta["id"]: file for file in files if isinstance(file.meta.get("id"), str)}
    numbers = {n: file for file in files if isinstance(n := file.meta.get("number"), int)}
    pages, problems, settled = list(files), list[Problem](), list[ChatSalon]()
    for row in rows:
        mine = row.file
        if (file := by_id.get(row.id)) is not None:
            other = [] if row.exported else differing(file.meta, mine.meta)
            if other:
                problems.append(_conflict(row, file, other))
            else:
                settled.append(row)
            continue
        number = mine.meta.get("number")
        if number is not None and (file := numbers.get(number)) is not None:
            remedy = (
                f"第 {number} 期在群里也建过（{row.id}），群里那一场先不带期号；"
                f"请改掉其中一个，群里的发「改活动 {row.id} 期号：新的期号」"
            )
            problems.append(Problem(file.path, line_of(file, "number"), remedy))
            mine = replace(mine, meta={k: v for k, v in mine.meta.items() if k != "number"})
        elif number is not None:
            numbers[number] = mine
        pages.append(mine)
    return Joined(tuple(pages), tuple(problems), tuple(settled))


def differing(file: Mapping[str, Any], row: Mapping[str, Any]) -> list[str]:
    """What of a row a file says otherwise, in Chinese."""
    return [_LABELS.get(key, key) for key in row if str(file.get(key, "")) != str(row[key])]


def _conflict(row: ChatSalon, file: KnowledgeFile, other: Sequence[str]) -> Problem:
    remedy = (
        f"活动 {row.id} 在群里也建过，{'、'.join(other)}和文件不一样，现在按文件回答；"
        f"以文件为准就发「以文件为准 {row.id}」，以群里的为准就把文件改成一样或者删掉"
    )
    return Problem(file.path, line_of(file, "id"), remedy)


def add(tx: Transaction, salon_id: str, page: str, by: Act) -> None:
    """Keep a new salon. Raises UserError when its id is taken: then nothing is kept."""
    if not tx.execute("chat_salons.add", id=salon_id, page=page, **by_whom(by)):
        raise UserError(f"编号 {salon_id} 已经有一场活动了，请发「活动」核对。")


def change(tx: Transaction, salon_id: str, before: str, page: str, now: datetime) -> None:
    """Swap the page for its new version. Raises UserError when somebody was faster."""
    if not tx.execute("chat_salons.change", id=salon_id, before=before, page=page, now=now):
        raise UserError("预览之后这场活动又被改过，请重新发一次命令，看过新的预览再确认。")

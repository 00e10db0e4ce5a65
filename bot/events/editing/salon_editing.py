"""Changing salons by chat: what would change, and doing it once it is confirmed.

A salon that was made in chat is a row and changes there; one that stands in a file is
rewritten in the file where the configuration allows it, else refused with file and line.
Confirming, changing and the audit entry are one transaction.
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.drafts import confirm_draft
from bot.errors import OutdatedError, UserError, os_reason
from bot.events.record import chat_salons
from bot.events.record.chat_salons import digest_of, read_page
from bot.events.record.fields import line_of
from bot.events.record.hours import planned_at
from bot.events.record.models import Salon
from bot.events.record.page_edits import by_hand, edit_page, meta_of, values_of
from bot.events.salons import Salons
from bot.folder import KnowledgeFile
from bot.messages import Act
from bot.store import Store, Transaction, audit

# Less than a page may have before its text by default: an export is read again.
_MOST_BYTES = 16_000
# The keys of a page that move a salon.
_MOVES = frozenset({"date", "start"})


@dataclass(frozen=True, slots=True)
class Change:
    """A change that is to be confirmed: the salon as it would be, and what the draft must
    remember to do it."""

    salon: Salon
    payload: Mapping[str, str]


class SalonEditing:
    """``reload`` reads the folder again after a file was rewritten."""

    def __init__(
        self,
        store: Store,
        salons: Salons,
        *,
        writable: bool,
        reload: Callable[[], Awaitable[object]],
    ) -> None:
        self._store = store
        self._salons = salons
        self._writable = writable
        self._reload = reload
        self._applying = asyncio.Lock()

    def creation(self, salon_id: str, page: str) -> Change:
        """A new salon; nothing is kept yet. Raises UserError when it cannot be one."""
        _check_size(page)
        salon, problems = read_page(salon_id, page)
        if problems:
            raise UserError("；".join(problem.remedy for problem in problems) + "。")
        self._require_free(salon.number, salon_id)
        return Change(salon, {"act": "create", "id": salon_id, "page": page})

    async def change(self, salon: Salon, changes: Mapping[str, Any], what: str) -> Change:
        """A changed salon; nothing is changed yet. Raises UserError when it may not be."""
        self._require_free(changes.get("number"), salon.id)
        self._require_writable(salon, changes)
        page = await self._page(salon)
        edited = edit_page(page, changes)
        _check_size(edited, page)
        changed, problems = read_page(salon.id, edited)
        before = {problem.remedy for problem in read_page(salon.id, page)[1]}
        fresh = [problem.remedy for problem in problems if problem.remedy not in before]
        if fresh:
            raise UserError("；".join(fresh) + "。")
        payload = {
            "act": "change",
            "id": salon.id,
            "what": what,
            "changes": json.dumps(changes, ensure_ascii=False, default=_dated),
            "before": digest_of(page),
            "old": json.dumps(values_of(page, changes), ensure_ascii=False, default=_dated),
        }
        if not changes.keys().isdisjoint(_MOVES):
            payload["was"] = json.dumps(planned_at(salon))
        return Change(changed, payload)

    async def apply(self, payload: Mapping[str, str], code: str, by: Act) -> bool:
        """Do what a draft says; False when it had been done before. Raises UserError when
        the salon was changed meanwhile, or its number given to another: then nothing has
        happened."""
        async with self._applying:  # until the book has it: the next one looks there
            draft = await self._store.run(lambda tx: tx.one("drafts.by_code", code=code))
            if draft is not None and draft["state"] == "confirmed":
                await self._salons.refresh()  # the process may have ended before it did
                return False
            if payload["act"] == "create":
                return await self._create(payload, code, by)
            return await self._change(payload, code, by)

    async def _create(self, payload: Mapping[str, str], code: str, by: Act) -> bool:
        salon, _ = read_page(payload["id"], payload["page"])
        self._require_free(salon.number, salon.id)
        fresh = await self._store.run(lambda tx: _create(tx, payload, code, by))
        await self._salons.refresh()
        return fresh

    async def _change(self, payload: Mapping[str, str], code: str, by: Act) -> bool:
        changes = undated(json.loads(payload["changes"]))
        self._require_free(changes.get("number"), payload["id"])
        salon = self._salons.book.get(payload["id"])
        file = self._salons.file_of(salon) if salon else None
        if file is None:
            fresh = await self._store.run(lambda tx: _change(tx, payload, changes, code, by))
            await self._salons.refresh()
            return fresh
        # Written before the draft is confirmed, so that a stop in between is made good by the
        # same command.
        await asyncio.to_thread(_rewrite, file, changes, payload["before"])
        fresh = await self._store.run(lambda tx: _confirm(tx, payload, code, by))
        await self._reload()
        return fresh

    async def settle(self, salon_id: str, by: Act) -> bool:
        """Let the file be the truth: forget what chat says of it. False: nothing to do."""

        def work(tx: Transaction) -> bool:
            if not tx.execute("chat_salons.forget", id=salon_id):
                return False
            audit(tx, by, "salon.settle", salon_id)
            return True

        if self._salons.book.get(salon_id) is None or not self._is_file(salon_id):
            raise UserError(f"活动 {salon_id} 只在群里，没有文件，不能以文件为准。")
        done = await self._store.run(work)
        await self._salons.refresh()
        return done

    async def talks(self, salon: Salon) -> list[Any]:
        """The talks as they stand in the salon's page. Raises UserError when it has none."""
        return list(meta_of(await self._page(salon)).get("talks") or ())

    def _is_file(self, salon_id: str) -> bool:
        salon = self._salons.book.get(salon_id)
        return salon is not None and self._salons.file_of(salon) is not None

    def _require_free(self, number: int | None, salon_id: str) -> None:
        """Raises UserError when another salon has the number."""
        book = self._salons.book
        other = book.number(number) if number is not None else None
        if other is not None and other.id != salon_id:
            free = max((salon.number or 0 for salon in book.salons), default=0) + 1
            raise UserError(
                f"第 {number} 期已经有了：{other.title}，请换一个期号，比如：期号：{free}"
            )

    def _require_writable(self, salon: Salon, changes: Mapping[str, Any]) -> None:
        """Raises UserError, with what is to be written, for a file that is not ours to write."""
        file = self._salons.file_of(salon)
        if file is None or self._writable:
            return
        line = line_of(file, next(iter(changes)))
        raise UserError(
            f"这一场写在文件 {file.path} 里（第 {line} 行），机器人不能改文件。"
            f"请{by_hand(changes)}\n\n"
            "想让机器人能改，请管理员在配置里写 [knowledge] writable = true。"
        )

    async def _page(self, salon: Salon) -> str:
        file = self._salons.file_of(salon)
        if file is None:
            row = await self._store.run(lambda tx: tx.one("chat_salons.by_id", id=salon.id))
            if row is None:
                raise UserError(
                    f"{salon.title} 是系列里的一次，请用「停播」或「改播」，比如：停播 本周四"
                )
            return str(row["page"])
        return await asyncio.to_thread(_read, file)


def _create(tx: Transaction, payload: Mapping[str, str], code: str, by: Act) -> bool:
    if not _confirm(tx, payload, code, by):
        return False
    chat_salons.add(tx, payload["id"], payload["page"], by)
    return True


def _change(
    tx: Transaction, payload: Mapping[str, str], changes: Mapping[str, Any], code: str, by: Act
) -> bool:
    if not _confirm(tx, payload, code, by):
        return False
    row = tx.one("chat_salons.by_id", id=payload["id"])
    if row is None or digest_of(row["page"]) != payload["before"]:
        raise OutdatedError
    chat_salons.change(tx, payload["id"], row["page"], edit_page(row["page"], changes), by.now)
    return True


def _confirm(tx: Transaction, payload: Mapping[str, str], code: str, by: Act) -> bool:
    if not confirm_draft(tx, code, by):
        return False
    action = "salon.create" if payload["act"] == "create" else "salon.change"
    detail = f"{payload['id']} {payload.get('what', '')} {payload.get('changes', '')}"[:400]
    audit(tx, by, action, detail)
    return True


def _read(file: KnowledgeFile) -> str:
    try:
        return (file.root / file.path).read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        raise UserError(f"文件 {file.path} 现在读不了，请管理员看一下。") from None


def _rewrite(file: KnowledgeFile, changes: Mapping[str, Any], before: str) -> None:
    """Replace the file at once and whole. Done already: nothing happens."""
    page = _read(file)
    meta = meta_of(page)
    if all(meta.get(key) == value for key, value in changes.items()):
        return
    if digest_of(page) != before:
        raise OutdatedError
    write_whole(file.root / file.path, edit_page(page, changes))


def write_whole(path: Path, text: str) -> None:
    """A reader sees the old file or the new one, also after a power cut. Raises UserError."""
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(text.encode())
                stream.flush()
                os.fsync(stream.fileno())
            os.chmod(name, mode)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UserError(
            f"写不了文件 {path.name}（{os_reason(error)}），请管理员检查权限。"
        ) from None


def _dated(value: object) -> object:
    if isinstance(value, date):
        return {"date": value.isoformat()}
    raise TypeError(f"cannot keep {value!r} in a draft")


def undated(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: date.fromisoformat(value["date"]) if isinstance(value, dict) else value
        for key, value in changes.items()
    }


def _head_size(page: str) -> int:
    """Bytes of the front matter."""
    return len(page[: page.find("\n---", 3)].encode())


def _check_size(page: str, before: str = "") -> None:
    """A page that could not be read as a file any more is not made."""
    size = _head_size(page)
    if size > max(_MOST_BYTES, _head_size(before)):
        raise UserError(
            f"活动的内容太长了（约 {size // 3} 字，最多约 {_MOST_BYTES // 3} 字），"
            "请删减议程，细节写成页面。"
        )

"""Changing salons: what a stop in the middle leaves behind is taken up, once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.errors import UserError
from bot.events.editing.salon_editing import Change, SalonEditing
from bot.events.record.page_edits import new_page
from bot.events.salons import Salons
from bot.folder import scan
from bot.messages import Act
from bot.settings import Limits
from bot.store import to_text
from bot.store.sqlite import SqliteStore

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
META = {"id": "salon-15-xian", "number": 15, "title": "第 15 期 西安", "date": date(2026, 12, 5)}


class Editor:
    """One salon in a file, and what is needed to change it."""

    def __init__(self, store: SqliteStore, folder: Path) -> None:
        self.store = store
        self.path = folder / "events" / "2026-12-05-xian.md"
        self.salons = Salons(store, ZoneInfo("Asia/Shanghai"))
        self.folder = folder
        self.editing = SalonEditing(store, self.salons, writable=True, reload=self.load)

    async def load(self) -> None:
        await self.salons.load(scan([self.folder], Limits()))

    async def draft(self, code: str) -> None:
        await self.store.run(
            lambda tx: tx.execute(
                "drafts.add", code=code, kind="salon", payload="{}", author="1",
                source=code, now=to_text(NOW), expires_at=to_text(NOW),
            )
        )  # fmt: skip

    async def apply(self, change: Change, code: str) -> bool:
        by = Act("1", f"confirm-{code}", NOW)
        return await self.editing.apply(change.payload, code, by)


@pytest.fixture
async def editor(store: SqliteStore, tmp_path: Path) -> Editor:
    made = Editor(store, tmp_path / "knowledge")
    made.path.parent.mkdir(parents=True)
    made.path.write_text(new_page(META, "在西安。"), "utf-8")
    await made.load()
    return made


async def test_a_file_written_before_a_stop_is_confirmed_afterwards(editor: Editor) -> None:
    salon = editor.salons.book.salons[0]
    change = await editor.editing.change(salon, {"date": date(2026, 12, 6)}, "改期")
    # The draft is not there yet: as if the process had ended after the file was written.
    assert not await editor.apply(change, "AAAA")
    assert "2026-12-06" in editor.path.read_text("utf-8")
    await editor.draft("AAAA")
    assert await editor.apply(change, "AAAA")
    assert not await editor.apply(change, "AAAA")
    assert editor.salons.book.salons[0].held_on == date(2026, 12, 6)
    entries = await editor.store.run(lambda tx: tx.all("audit.recent", most=99)[::-1])
    assert [row["action"] for row in entries] == ["salon.change"]


async def test_a_draft_that_is_confirmed_again_later_does_not_write_again(editor: Editor) -> None:
    """Its page may read again as it did before the draft: somebody took the change back."""
    changes = []
    for code, day in (("AAAA", 6), ("BBBB", 5)):
        await editor.draft(code)
        salon = editor.salons.book.salons[0]
        changes.append(await editor.editing.change(salon, {"date": date(2026, 12, day)}, "改期"))
        assert await editor.apply(changes[-1], code)
    assert not await editor.apply(changes[0], "AAAA")
    assert "date: 2026-12-05" in editor.path.read_text("utf-8")


async def test_no_temporary_file_is_left_and_the_mode_stays(editor: Editor) -> None:
    editor.path.chmod(0o640)
    await editor.draft("AAAA")
    salon = editor.salons.book.salons[0]
    change = await editor.editing.change(salon, {"city": "西安"}, "城市")
    await editor.apply(change, "AAAA")
    assert [path.name for path in editor.path.parent.iterdir()] == [editor.path.name]
    assert editor.path.stat().st_mode & 0o777 == 0o640


async def test_a_taken_id_keeps_nothing_and_confirms_nothing(editor: Editor) -> None:
    await editor.draft("AAAA")
    await editor.draft("BBBB")
    page = new_page({**META, "id": "salon-16", "number": 16}, "正文")
    change = editor.editing.creation("salon-16", page)
    assert await editor.apply(change, "AAAA")
    with pytest.raises(UserError, match="已经有一场活动"):
        await editor.apply(change, "BBBB")
    row = await editor.store.run(lambda tx: tx.one("drafts.by_code", code="BBBB"))
    assert row is not None
    assert row["state"] == "draft"


async def test_a_value_that_does_not_fit_is_refused_before_it_is_written(editor: Editor) -> None:
    salon = editor.salons.book.salons[0]
    with pytest.raises(UserError, match="有效的时间"):
        await editor.editing.change(salon, {"start": "26:00"}, "时间")

"""events export: salons of the chat become pages, once, and nothing is overwritten."""

from __future__ import annotations

import asyncio
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.events.record import chat_salons
from bot.events.record.page_edits import edit_page, new_page
from bot.events.salons import Salons
from bot.folder import scan
from bot.messages import Act
from bot.settings import Limits, Settings
from bot.store import open_store
from tests.unit.cli.conftest import Run

PAGE = new_page(
    {"id": "salon-16-suzhou", "number": 16, "title": "第 16 期 苏州", "city": "苏州",
     "date": date(2026, 12, 12), "start": "14:00", "talks": [{"title": "逻辑复制：实践"}]},
    "## 概况\n\n第 16 期 苏州。",
)  # fmt: skip
NAME = "knowledge/events/2026-12-12-suzhou.md"


@pytest.fixture(autouse=True)
def own_folder(no_config: Path) -> None:
    (no_config / "knowledge" / "events").mkdir(parents=True)


def add_to_store(page: str = PAGE, salon_id: str = "salon-16-suzhou") -> None:
    async def work() -> None:
        store = await open_store("sqlite:///data/xiangwen.db")
        now = datetime(2026, 11, 23, tzinfo=UTC)
        await store.run(lambda tx: chat_salons.add(tx, salon_id, page, Act("1", salon_id, now)))
        await store.close()

    asyncio.run(work())


def test_an_export_reads_back_as_the_same_salon_and_empties_the_store(
    xiangwen: Run, no_config: Path
) -> None:
    add_to_store()
    outcome = xiangwen("events", "export")
    assert outcome.code == 0
    assert "写好了" in outcome.out
    assert NAME in outcome.out
    assert (no_config / NAME).read_text("utf-8") == PAGE

    async def books() -> tuple[int, str]:
        store = await open_store("sqlite:///data/xiangwen.db")
        salons = Salons(store, Settings().zone)
        before = chat_salons.read_page("salon-16-suzhou", PAGE)[0]
        await salons.load(scan([no_config / "knowledge"], Limits()))
        (after,) = salons.book.salons
        left = len(await store.run(lambda tx: tx.all("chat_salons.all")))
        await store.close()
        assert (after.title, after.held_on, after.talks) == (
            before.title, before.held_on, before.talks,
        )  # fmt: skip
        return left, after.path

    assert asyncio.run(books()) == (0, "events/2026-12-12-suzhou.md")


def test_the_outcome_for_a_program(xiangwen: Run, no_config: Path) -> None:
    assert "没有还没导出的活动" in xiangwen("events", "export").out
    add_to_store()
    taken = no_config / "knowledge" / "events"
    (taken / "salon-16-suzhou.md").write_bytes("不是 UTF-8".encode("gbk"))
    (taken / Path(NAME).name).write_text("另一页", "utf-8")
    outcome = xiangwen("events", "export", "--json")
    assert outcome.code == 1
    (only,) = outcome.json
    assert (only["id"], only["state"]) == ("salon-16-suzhou", "different")
    assert "文件名已经用了" in only["note"]


def test_a_second_export_changes_nothing(xiangwen: Run, no_config: Path) -> None:
    add_to_store()
    xiangwen("events", "export")
    assert "已经有了" in xiangwen("events", "export").out
    assert len(list((no_config / "knowledge" / "events").iterdir())) == 1


def test_a_different_file_is_never_overwritten(xiangwen: Run, no_config: Path) -> None:
    add_to_store()
    path = no_config / "knowledge" / "events" / "mine.md"
    edited = edit_page(PAGE, {"date": date(2026, 12, 13)})
    path.write_text(edited, "utf-8")
    outcome = xiangwen("events", "export")
    assert outcome.code == 1
    assert "日期不一样" in outcome.out
    assert path.read_text("utf-8") == edited
    assert len(list(path.parent.iterdir())) == 1


def test_two_salons_on_one_day_in_one_city_get_two_files(xiangwen: Run, no_config: Path) -> None:
    add_to_store()
    other = edit_page(PAGE, {"id": "salon-17-suzhou", "number": 17})
    add_to_store(other, "salon-17-suzhou")
    assert xiangwen("events", "export", "--to", "elsewhere").code == 0
    names = {path.name for path in (no_config / "elsewhere" / "events").iterdir()}
    assert names == {"2026-12-12-suzhou.md", "salon-17-suzhou.md"}


def test_the_shipped_pages_are_never_written_to(xiangwen: Run, no_config: Path) -> None:
    add_to_store()
    shutil.rmtree(no_config / "knowledge")
    outcome = xiangwen("events", "export")
    assert outcome.code == 1
    assert "xiangwen init" in outcome.err


def test_ask_knows_what_was_made_in_the_chat(xiangwen: Run) -> None:
    add_to_store()

    async def add_series() -> None:
        store = await open_store("sqlite:///data/xiangwen.db")
        await store.run(
            lambda tx: tx.execute(
                "series.add", id="series-1", title="直播答疑", rrule="FREQ=WEEKLY;BYDAY=TH",
                words="每周四 20:00", starts_on="2026-11-26", start="20:00", minutes=60,
                live_url="", on_holidays=1, asks_replay=0, reminders="", staff_id="1", now="",
                source="1",
            )
        )  # fmt: skip
        await store.close()

    asyncio.run(add_series())
    assert "12 月 12 日" in xiangwen("ask", "苏州那场是哪天").out
    assert "直播答疑" in xiangwen("ask", "系列").out


def test_an_unknown_id_is_named(xiangwen: Run, no_config: Path) -> None:
    outcome = xiangwen("events", "export", "--id", "nope")
    assert outcome.code == 1
    assert "nope" in outcome.err

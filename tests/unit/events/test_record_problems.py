"""What an admin may get wrong in a page: always a problem with line and remedy, no crash."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from bot.events.book.calendar import SalonBook
from bot.events.record.models import AddedReplay
from bot.folder import KnowledgeFile
from tests.unit.events.pages import make_book, read_pages, write_page

_GOOD = {"id": "salon-8", "number": 8, "title": "第 8 期", "date": date(2026, 1, 3)}


@pytest.mark.parametrize(
    ("line", "named", "line_number"),
    [
        ("date: '2026-02-30'", "date", 5),
        ("date: 9999-12-31", "date 的年份 9999", 5),
        ("date: '0001-01-01'", "date 的年份 1 ", 5),
        ("signup_until: 9999-12-31 18:00:00", "signup_until 的年份", 5),
        ("status: maybe", "status 要写 planned、held、cancelled 之一", 5),
        ("signups: -3", "signups", 5),
        ("start: 25:99", "start", 5),
        ("timezone: Asia/Xianggang", "timezone", 5),
        ("live_url: 直播间见", "live_url", 5),
        ("replays: [{label: 上午}]", "url", 5),
        ("talks: [{speakers: [甲]}]", "title", 5),
        ("sponser: 某某", "sponsor", 5),
        ("debate: 甲队赢了", "debate", 5),
        ("images: [照片.jpg]", "images", 5),
    ],
)
def test_an_odd_value_is_named_with_its_line(
    tmp_path: Path, line: str, named: str, line_number: int
) -> None:
    front = f"id: salon-8\ntitle: 第 8 期\nnumber: 8\n{line}\n"
    front += "" if line.startswith("date") else "date: 2026-01-03\n"
    write_page(tmp_path, "events/a.md", front)

    problems = make_book(tmp_path).problems

    assert [problem.line for problem in problems][:1] == [line_number]
    assert named in problems[0].remedy
    assert problems[0].file == "events/a.md"


@pytest.mark.parametrize(
    ("status", "is_cancelled", "problems"),
    [("Cancelled", True, 0), ("canceled", True, 1), ("已取消", True, 1), ("planned", False, 0)],
)
def test_a_salon_that_is_off_in_other_words_is_off(
    tmp_path: Path, status: str, is_cancelled: bool, problems: int
) -> None:
    write_page(tmp_path, "events/a.md", {**_GOOD, "status": status})
    book = make_book(tmp_path)
    assert book.salons[0].is_cancelled is is_cancelled
    assert len(book.problems) == problems


def test_the_line_of_a_row_is_that_of_the_row(tmp_path: Path) -> None:
    front = (
        "id: salon-8\ntitle: 第 8 期\ndate: 2026-01-03\nreplays:\n"
        "  - {label: 上午, url: 'https://example.org/1'}\n  - {label: 下午, url: 稍后补}\n"
    )
    write_page(tmp_path, "events/a.md", front)
    book = make_book(tmp_path)

    assert {problem.line for problem in book.problems} == {7}
    assert [replay.label for replay in book.salons[0].replays] == ["上午"]


def test_a_bad_part_does_not_cost_the_salon(tmp_path: Path) -> None:
    write_page(tmp_path, "events/a.md", _GOOD | {"signups": [1], "city": "平遥"})
    book = make_book(tmp_path)

    assert book.salons[0].city == "平遥"
    assert book.salons[0].signups is None
    assert book.problems


@pytest.mark.parametrize("missing", ["id", "date"])
def test_without_id_or_date_there_is_no_salon_but_a_problem(tmp_path: Path, missing: str) -> None:
    write_page(tmp_path, "events/a.md", {k: v for k, v in _GOOD.items() if k != missing})
    book = make_book(tmp_path)

    assert book.salons == ()
    assert missing in book.problems[0].remedy


def test_an_id_or_a_number_names_one_salon(tmp_path: Path) -> None:
    write_page(tmp_path, "events/a.md", _GOOD)
    write_page(tmp_path, "events/b.md", _GOOD | {"number": 9})
    write_page(tmp_path, "events/c.md", _GOOD | {"id": "salon-c"})
    book = make_book(tmp_path)

    assert {salon.id: salon.number for salon in book.salons} == {"salon-8": 8, "salon-c": None}
    assert {problem.file for problem in book.problems} == {"events/b.md", "events/c.md"}


def test_a_replay_that_came_by_chat_stands_after_those_of_the_page(tmp_path: Path) -> None:
    own = {"label": "上午", "url": "https://example.org/1"}
    write_page(tmp_path, "events/a.md", _GOOD | {"replays": [own]})
    added = [
        AddedReplay("salon-8", "又一次", "https://example.org/1"),
        AddedReplay("salon-8", "下午", "https://example.org/2"),
        AddedReplay("gone", "别处", "https://example.org/3"),
    ]

    replays = make_book(tmp_path, added).salons[0].replays

    assert [replay.label for replay in replays] == ["上午", "下午"]


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.dates() | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
_KEYS = st.sampled_from(
    ["id", "number", "title", "date", "start", "end", "timezone", "city", "city_aliases", "venue",
     "sponsor", "signups", "attendance", "live_url", "talks", "companies", "debate", "replays",
     "images", "interaction", "name", "orgs", "roles", "agenda", "topic_pool", "chapters"]
)  # fmt: skip


@settings(max_examples=150)
@given(st.dictionaries(_KEYS, _VALUES), st.sampled_from(["events/x.md", "people/x.md", "x.md"]))
def test_no_front_matter_breaks_the_book(meta: dict[str, object], path: str) -> None:
    file = KnowledgeFile(Path("/nowhere"), path, "## 概况\n\n文字", meta, 3, "0")

    book = SalonBook.from_files([file])

    assert all(problem.line >= 1 and problem.remedy for problem in book.problems)


def test_the_shipped_record_has_no_problem() -> None:
    shipped = Path(__file__).parents[3] / "knowledge"

    assert SalonBook.from_files(read_pages(shipped)).problems == ()


@pytest.mark.parametrize("odd", ["[", "[](", "<!-- ", "`", "|"])
@pytest.mark.parametrize("path", ["events/a.md", "faq/a.md"])
def test_a_page_of_open_brackets_takes_no_longer_than_another(
    tmp_path: Path, path: str, odd: str
) -> None:
    # Whoever searches each of them to the end of the page does not come back for hours.
    good = {"id": "salon-8", "title": "第 8 期", "date": date(2026, 1, 3), "interaction": "辩论"}
    write_page(tmp_path, "events/good.md", good)
    write_page(tmp_path, path, _GOOD, odd * 200_000)

    assert make_book(tmp_path).salons

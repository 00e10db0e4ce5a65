"""Which salons a message means of which only the store can tell."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.events.book.calendar import SalonBook
from bot.events.reading.meant import salons_meant, was_lately
from bot.messages import ReplyKind, Turn
from tests.unit.events.conftest import event
from tests.unit.events.pages import NOW, SHANGHAI, make_book, write_page

_NIGHT = {
    "id": "night-1",
    "title": "长安夜谈 第1场 大理",
    "date": date(2026, 12, 4),
    "city": "大理",
    "start": "19:00",
    "status": "cancelled",
}


@pytest.fixture
def season(tmp_path: Path) -> SalonBook:
    """Two of 2024, one to come in the city of the first, and one by a title that is off."""
    for number, day, city in ((1, "2024-03-09", "洛阳"), (2, "2024-05-18", "大理")):
        write_page(tmp_path, f"events/{number}.md", event(number, day, city))
    write_page(tmp_path, "events/3.md", event(3, "2026-12-12", "洛阳", start="13:30"))
    write_page(tmp_path, "events/4.md", _NIGHT)
    return make_book(tmp_path)


@pytest.mark.parametrize(
    ("said", "salons", "rest"),
    [
        ("洛阳那场还能报名吗", ["salon-3"], "还能报名吗"),
        ("第1期报了多少人", ["salon-1"], "报了多少人"),
        ("3期还有位子吗", ["salon-3"], "还有位子吗"),
        ("夜谈取消了吗", ["night-1"], "取消了吗"),
        ("大理夜谈为啥不办了", ["night-1"], "为啥不办了"),
        ("12月12号的活动照常吗", ["salon-3"], "的照常吗"),
        ("还能报名吗", [], "还能报名吗"),
        ("今天还能报名吗", [], "还能报名吗"),
        ("上次来了多少人", ["salon-2"], "来了多少人"),
    ],
)
def test_a_salon_of_these_days_is_meant(
    season: SalonBook, said: str, salons: list[str], rest: str
) -> None:
    meant = salons_meant(season, said, (), NOW, SHANGHAI)
    assert [salon.id for salon in meant.salons] == salons
    assert meant.rest == rest
    assert meant.named is bool(salons)


def test_without_a_name_it_is_the_one_spoken_of(season: SalonBook) -> None:
    turn = Turn("洛阳那场在哪", ReplyKind.EVENT, NOW, {"matter": "salon", "salons": "salon-3"})
    meant = salons_meant(season, "还能报名吗", [turn], NOW, SHANGHAI)
    assert (meant.single and meant.single.id, meant.named) == ("salon-3", False)


@pytest.mark.parametrize("said", ["哪一期报名最多", "历届报名加起来多少"])
def test_what_ranks_or_adds_is_for_the_record(season: SalonBook, said: str) -> None:
    assert salons_meant(season, said, (), NOW, SHANGHAI).compares


def test_a_cancelled_salon_was_not_lately(season: SalonBook) -> None:
    assert was_lately(season.salons, datetime(2026, 12, 6, tzinfo=UTC), SHANGHAI) is None
    last = was_lately(season.salons, datetime(2026, 12, 20, tzinfo=UTC), SHANGHAI)
    assert last is not None
    assert last.id == "salon-3"

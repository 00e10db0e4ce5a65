"""What is said to the preview of an announcement, and what its text is after it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.announcements.text import Announcement
from bot.errors import UserError
from handlers.announcements.edits import Desk, edited
from handlers.announcements.orders import read_order

_DESK = Desk((), datetime(2026, 11, 23, 2, 0, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))


def _after(said: str, text: str) -> str | None:
    new = edited(said, Announcement(text, (), False), _DESK)
    return new.text if new else None


@pytest.mark.parametrize(
    ("said", "text", "after"),
    [
        ("5楼改成3楼", "15楼集合，5楼签到", "15楼集合，3楼签到"),
        ("5改成6", "15楼，5.5元，PG5", "15楼，5.5元，PG6"),
        ("三点改成两点", "十三点集合，周三三点散", "十三点集合，周三两点散"),
        ("14改成15", "2014 年的 PG14", "2014 年的 PG15"),
        ("a改成b", "https://example.com/a", "https://example.com/b"),
        ("三点改成两点", "下午十三点集合", None),
        ("取消西安", "西安站加了 10 个座位", None),
    ],
)
def test_what_is_a_piece_of_a_number_or_word_stays(
    said: str, text: str, after: str | None
) -> None:
    assert _after(said, text) == after


_AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("马上发", None),
        ("推迟一小时", datetime(2026, 11, 23, 13, 0, tzinfo=UTC)),
        ("提前半个小时发", datetime(2026, 11, 23, 11, 30, tzinfo=UTC)),
        ("晚两天", datetime(2026, 11, 25, 12, 0, tzinfo=UTC)),
    ],
)
def test_what_has_a_time_leaves_at_another(said: str, at: datetime | None) -> None:
    new = edited(said, Announcement("周六见", (), False, _AT), _DESK)
    assert new == Announcement("周六见", (), False, at)


@pytest.mark.parametrize("said", ["昨天9点发", "提前三天", "换个标题", "标题改成年终盛典"])
def test_what_cannot_be_is_told(said: str) -> None:
    with pytest.raises(UserError):
        edited(said, Announcement("周六见", (), False, _AT), _DESK)


def test_everybody_is_called_no_more() -> None:
    new = edited("不要@所有人", Announcement("周六见", (), True), _DESK)
    assert new == Announcement("周六见", (), False)


def test_the_lines_around_an_edit_stay_as_they_were() -> None:
    text = "各位：\n\n周六见，https://example.com/b\n\n- 电脑\n  - 电源\nhttps://example.com/a\n完"
    assert _after("周六改成周日", text) == text.replace("周六", "周日")
    assert _after("电脑这句不要", "周六见，\n\n电脑\n完") == "周六见，\n\n完"
    assert _after("取消电脑这句", "周六见，\n\n电脑\n完") == "周六见，\n\n完"
    assert _after("取消最后一行", "周六见\n带电脑") == "周六见"


@pytest.mark.parametrize("unit", ["发到", "新的", "新里面的", "给在发", "太好,等一下"])
def test_a_flood_of_small_words_is_read_in_time(unit: str) -> None:
    for before in ("只", "群不对，", "把", ""):
        with suppress(UserError):  # there is no such group
            assert _after(f"{before}{unit * (600 // len(unit))}", "周六见") is None


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("把「明晚八点直播」发到所有群吧", "明晚八点直播"),
        ("把「明晚八点直播」发到所有群，明早九点发", "明晚八点直播"),
        ("把「明晚八点直播」发到所有群，带上电脑", None),
    ],
)
def test_what_is_quoted_is_the_whole_text_or_none(said: str, text: str | None) -> None:
    order = read_order(said, (), _DESK.now, _DESK.zone)
    assert (order and order.text) == text

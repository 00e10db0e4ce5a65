"""Salons of the chat joined with those of the files: one truth, conflicts shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.errors import UserError
from bot.events.editing.salon_fields import salon_id, split_fields
from bot.events.record.chat_salons import ChatSalon, join, page_file, read_page
from bot.events.record.page_edits import edit_page, new_page


def page(salon: str = "salon-16-suzhou", **changes: Any) -> str:
    meta = {"id": salon, "number": 16, "title": "第 16 期 苏州", "date": date(2026, 12, 12)}
    return new_page(meta | changes, "正文")


def row(text: str, salon: str = "salon-16-suzhou", *, exported: bool = False) -> ChatSalon:
    return ChatSalon(salon, text, exported)


def test_a_salon_of_the_chat_alone_is_a_page_like_any_other() -> None:
    joined = join([], [row(page())])
    assert [file.meta["id"] for file in joined.files] == ["salon-16-suzhou"]
    assert not joined.problems


def test_a_file_that_says_the_same_settles_the_row() -> None:
    joined = join([page_file("salon-16-suzhou", page(updated=date(2026, 12, 1)))], [row(page())])
    assert len(joined.files) == 1
    assert [one.id for one in joined.settled] == ["salon-16-suzhou"]
    assert not joined.problems


def test_a_file_that_differs_is_shown_and_answers() -> None:
    file = page_file("salon-16-suzhou", page(title="别的", city="苏州"))
    joined = join([file], [row(page())])
    assert joined.files == (file,)
    assert not joined.settled
    (problem,) = joined.problems
    assert "标题和文件不一样" in problem.remedy


def test_an_exported_salon_may_be_edited_in_its_file() -> None:
    joined = join([page_file("salon-16-suzhou", page(title="改过"))], [row(page(), exported=True)])
    assert not joined.problems
    assert joined.settled


def test_a_number_that_a_file_has_is_not_taken() -> None:
    file = page_file("salon-16-wuxi", page("salon-16-wuxi"))
    joined = join([file], [row(page())])
    assert [file.meta.get("number") for file in joined.files] == [16, None]
    assert "第 16 期在群里也建过" in joined.problems[0].remedy


@pytest.mark.parametrize("number", [{"a": 1}, [16], None, "16"])
def test_a_file_whose_number_is_no_number_stops_nobody(number: Any) -> None:
    file = page_file("salon-16-wuxi", page("salon-16-wuxi"))
    joined = join([replace(file, meta={**file.meta, "number": number})], [row(page())])
    assert [one.meta.get("number") for one in joined.files] == [number, 16]


def test_two_rows_never_share_a_number() -> None:
    joined = join([], [row(page()), row(page("salon-16-wuxi"), "salon-16-wuxi")])
    assert [file.meta.get("number") for file in joined.files] == [16, None]


def test_an_id_is_readable_and_never_taken() -> None:
    assert salon_id(date(2026, 12, 12), "苏州", 16, set().__contains__) == "salon-16-suzhou"
    assert salon_id(date(2026, 12, 12), "", None, set().__contains__) == "salon-20261212"
    taken = {"salon-16-suzhou"}
    assert salon_id(date(2026, 12, 12), "苏州", 16, taken.__contains__) == "salon-16-suzhou-2"


def test_fields_are_told_apart_by_their_labels() -> None:
    said = split_fields(
        "标题：PG 沙龙 时间：12月5日 14:00\n议程：14:00 开场\n15:00 圆桌 城市：苏州"
    )
    assert said == {
        "标题": "PG 沙龙",
        "时间": "12月5日 14:00",
        "议程": "14:00 开场\n15:00 圆桌",
        "城市": "苏州",
    }


def test_a_field_given_twice_is_asked_back() -> None:
    with pytest.raises(UserError, match="写了两次"):
        split_fields("城市：苏州 城市：无锡")


def test_a_page_of_the_store_has_no_folder() -> None:
    assert page_file("salon-16-suzhou", page()).root == Path()


def test_reminders_of_a_salon_are_written_and_read_back() -> None:
    rows = [
        {"name": "前3天 10:00", "before": "3d", "at": "10:00", "text": "{when}见：{title}"},
        {"name": "活动前一周", "off": True},
    ]
    salon, problems = read_page("salon-16-suzhou", page(reminders=rows))
    assert not problems
    assert [rule.text for rule in salon.reminders.rules] == ["{when}见：{title}"]
    assert salon.reminders.off == ("活动前一周",)
    silent = edit_page(page(reminders=rows), {"reminders": False})
    assert read_page("salon-16-suzhou", silent)[0].reminders.none
    usual = edit_page(silent, {"reminders": None})
    assert usual == page()

"""Reminders of one salon, in its page: what holds for it, and what a mistake is told."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.events.record.models import SalonReminders
from bot.events.record.page_reminders import unknown_names
from bot.settings import ReminderRule
from tests.unit.events.pages import make_book, read_pages, write_page

_GOOD = {"id": "salon-8", "title": "第 8 期", "date": date(2026, 1, 3)}
_DAY = ReminderRule(name="活动前一天", before=timedelta(days=1), at=time(10, 0))
_HOUR = ReminderRule(name="活动前一小时", before=timedelta(hours=1))


def _reminders(folder: Path, value: Any) -> SalonReminders:
    write_page(folder, "events/a.md", _GOOD | {"reminders": value})
    book = make_book(folder)
    assert book.problems == ()
    return book.salons[0].reminders


def test_a_rule_of_its_own_comes_beside_those_of_the_configuration(tmp_path: Path) -> None:
    own = _reminders(tmp_path, [{"name": "前三天", "before": "3d", "at": "09:00"}])
    names = [rule.name for rule in own.among((_DAY, _HOUR))]
    assert names == ["活动前一天", "活动前一小时", "前三天"]


def test_a_rule_of_the_same_name_takes_its_place(tmp_path: Path) -> None:
    own = _reminders(tmp_path, [{"name": "活动前一天", "before": "1d", "at": "20:00"}])
    found = own.among((_DAY, _HOUR))
    assert [(rule.name, rule.at) for rule in found] == [
        ("活动前一天", time(20, 0)),
        ("活动前一小时", None),
    ]


def test_one_or_all_can_be_switched_off(tmp_path: Path) -> None:
    one = _reminders(tmp_path, [{"name": "活动前一天", "off": True}])
    assert one.among((_DAY, _HOUR)) == (_HOUR,)
    assert _reminders(tmp_path, False).among((_DAY, _HOUR)) == ()


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        ('  - {name: 甲, before: 7}\n', 6, "提醒「甲」的 before 要写时长"),
        ('  - {name: 甲, before: 1d, at: "25:00"}\n', 6, "提醒「甲」的 at 要写时刻"),
        ('  - {name: 甲, befor: 1d}\n', 6, "没有 befor 这一项（是不是想写 before？）"),
        ("  - {name: 甲}\n", 6, "before（活动前多久）"),
        ('  - {name: 甲, before: 1d}\n  - {name: 甲, before: 2d}\n', 7, "写了两次"),
        ("  - {before: 1d}\n", 6, "没有 name"),
        ("  - 前三天\n", 6, "没有 name"),
        ('  - {name: 甲, before: 1d, text: "{speaker}"}\n', 6, "{speaker} 不认识"),
        ("  name: 甲\n", 5, "reminders: false"),
    ],
)  # fmt: skip
def test_a_bad_rule_is_named_with_line_and_remedy(
    tmp_path: Path, rows: str, line: int, words: str
) -> None:
    head = "id: salon-8\ntitle: 第 8 期\ndate: 2026-01-03\nreminders:\n"
    write_page(tmp_path, "events/a.md", head + rows)
    book = make_book(tmp_path)
    problem = next(p for p in book.problems if words in p.remedy)
    assert (problem.file, problem.line) == ("events/a.md", line)
    assert len(book.salons) == 1


def test_names_that_only_the_configuration_knows_are_checked_too(tmp_path: Path) -> None:
    rows = [
        {"name": "甲", "before": "1d", "groups": ["学习群", "别的群"]},
        {"name": "活动前一周", "off": True},
        {"name": "活动前一天", "off": True},
    ]
    write_page(tmp_path, "events/a.md", _GOOD | {"reminders": rows})
    found = list(unknown_names(read_pages(tmp_path), ["学习群"], ["活动前一天"]))
    assert ["别的群" in found[0].remedy, "活动前一周" in found[1].remedy] == [True, True]
    assert len(found) == 2
    assert list(unknown_names(read_pages(tmp_path), [], [])) == []

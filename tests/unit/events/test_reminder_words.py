"""Reminder rules as organizers say them."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from bot.errors import UserError
from bot.events.editing.reminder_words import fitted, read_reminder_words
from bot.settings import ReminderRule

RULES = (
    ReminderRule(name="活动前一周", before=timedelta(days=7), at=time(10, 0)),
    ReminderRule(name="活动前一天", before=timedelta(days=1), at=time(10, 0)),
)
GROUPS = ("PG 学习群", "直播群")


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ("前三天上午10点", [{"before": "3d", "at": "10:00"}]),
        ("3天前 10:00，提前半小时、开始时", [{"before": "3d", "at": "10:00"}, {"before": "30m"},
         {"at_start": True}]),
        ("两周前晚上8点", [{"before": "2w", "at": "20:00"}]),
        ("一个半小时前", [{"before": "90m"}]),
        ("当天早上8点", [{"before": "0d", "at": "08:00"}]),
        ("结束后；结束后一天上午10点", [{"after": "0m"}, {"after": "1d", "at": "10:00"}]),
        ("前一天10：00：带电脑，{when}见", [{"before": "1d", "at": "10:00",
         "text": "带电脑，{when}见"}]),
        ("前一天 10:00 发到 学习群、直播群", [{"before": "1d", "at": "10:00",
         "groups": ["学习群", "直播群"]}]),
        ("不要活动前一周", [{"off": True}]),
    ],
)  # fmt: skip
def test_what_is_said_becomes_rules(words: str, rows: list[dict[str, Any]]) -> None:
    found = read_reminder_words(words)
    assert isinstance(found, list)
    assert [{k: v for k, v in row.items() if k != "name"} for row in found] == rows


def test_none_at_all_and_as_usual() -> None:
    assert read_reminder_words("不发") is False
    assert read_reminder_words("照常") is None


@pytest.mark.parametrize(
    "words",
    ["改天吧", "前天晚上8点", "前两小时 10点", "前一天25点", "前0天", "当天", "前一天：{speaker}",
     "前一天；前一天", "明天下午", "前三天" + "好" * 300],
)  # fmt: skip
def test_what_cannot_be_a_rule_is_told_how_to_write_it(words: str) -> None:
    with pytest.raises(UserError, match=r"比如|这样写|可用的有|只留一条"):
        read_reminder_words(words)


def _fitted(words: str) -> list[dict[str, Any]] | None:
    rows = read_reminder_words(words)
    assert isinstance(rows, list)
    return fitted(rows, RULES, GROUPS)


def test_the_moment_of_a_configured_rule_takes_its_place() -> None:
    assert _fitted("前一天上午10点") is None  # it is sent anyhow
    found = _fitted("前一天上午10点：请带电脑")
    assert found is not None
    assert found[0]["name"] == "活动前一天"


def test_names_are_completed_or_refused() -> None:
    assert _fitted("前两小时 发到 学习群") == [
        {"name": "前2小时", "before": "2h", "groups": ["PG 学习群"]}
    ]
    assert _fitted("不要前一周") == [{"name": "活动前一周", "off": True}]
    with pytest.raises(UserError, match="PG 学习群、直播群"):
        _fitted("前两小时 发到 群")
    with pytest.raises(UserError, match="活动前一周、活动前一天"):
        _fitted("不要活动前三天")


@given(
    st.text(
        alphabet="前后提一二三半天小时分钟周结束开始当天上午10点：:；，、发到学习群不要 {}\n@",
        max_size=30,
    )
)
def test_nothing_that_is_typed_breaks_it(words: str) -> None:
    try:
        rows = read_reminder_words(words)
    except UserError:
        return
    for row in rows if isinstance(rows, list) else ():
        assert row.get("off") or ReminderRule.model_validate(row)

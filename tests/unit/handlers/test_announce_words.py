"""What stands before an announcement's text: groups, @所有人 and times."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.errors import UserError
from bot.settings import Group
from handlers.announcements.words import Targets, group_named, read_scheduled, read_targets
from tests.conftest import NOON

SHANGHAI = ZoneInfo("Asia/Shanghai")
GROUPS = (
    Group(name="PostgreSQL 学习群", conversation_id="study"),
    Group(name="学习", conversation_id="short"),
    Group(name="沙龙筹备群", conversation_id="salon"),
)


@pytest.mark.parametrize(
    ("text", "groups", "everyone", "rest"),
    [
        ("大家好", (), False, "大家好"),
        ("@沙龙筹备群 大家好", ("salon",), False, "大家好"),
        ("@PostgreSQL 学习群：大家好", ("study",), False, "大家好"),
        ("@沙龙筹备群 @学习 大家好", ("salon", "short"), False, "大家好"),
        ("@所有人 大家好", (), True, "大家好"),
        ("@all，大家好", (), True, "大家好"),
        ("@沙龙筹备群 @所有人 大家好", ("salon",), True, "大家好"),
        ("发到 沙龙筹备群：大家好", ("salon",), False, "大家好"),
        ("发到 筹备、PostgreSQL 学习群：大家好", ("salon", "study"), False, "大家好"),
        ("发到@沙龙筹备群: 大家好", ("salon",), False, "大家好"),
        ("@筹备群 大家好", ("salon",), False, "大家好"),
        ("@筹备群大家好", ("salon",), False, "大家好"),
        ("@筹备，大家好", ("salon",), False, "大家好"),
        ("@ 沙龙 @所有人 大家好", ("salon",), True, "大家好"),
        ("@postgresql学习群：大家好", ("study",), False, "大家好"),
        ("@学习群 大家好", ("study",), False, "大家好"),
        ("@学习 大家好", ("short",), False, "大家好"),
        ("发到 POSTGRESQL：大家好", ("study",), False, "大家好"),
        ("写信给 a@b.cn", (), False, "写信给 a@b.cn"),
        ("请大家 @所有人 看", (), False, "请大家 @所有人 看"),
        ("", (), False, ""),
    ],
)
def test_targets_stand_before_the_text(
    text: str, groups: tuple[str, ...], everyone: bool, rest: str
) -> None:
    assert read_targets(text, GROUPS) == (Targets(groups, everyone), rest)


@pytest.mark.parametrize("text", ["@运维群 大家好", "发到 运维：大家好", "发到 群：大家好"])
def test_an_unknown_or_ambiguous_group_is_an_error_that_names_some(text: str) -> None:
    with pytest.raises(UserError, match="沙龙筹备群"):
        read_targets(text, GROUPS)


def test_the_example_names_a_group_that_is_there() -> None:
    for text in ("@运维群 大家好", "@筹备组 大家好"):
        with pytest.raises(UserError, match="公告 @PostgreSQL 学习群 今晚"):
            read_targets(text, GROUPS)
    two = (*GROUPS, Group(name="沙龙讲师群", conversation_id="talkers"))
    with pytest.raises(UserError, match="的有：沙龙筹备群、沙龙讲师群。例如：公告 @沙龙筹备群"):
        read_targets("@沙龙 大家好", two)


@pytest.mark.parametrize("name", ["沙龙筹备群", "筹备", "@沙龙筹备群"])
def test_a_group_may_be_named_by_a_part(name: str) -> None:
    assert group_named(name, GROUPS).conversation_id == "salon"


def test_a_time_then_the_text() -> None:
    found, shown = read_scheduled("明晚8点 直播开始", Targets((), False), NOON, SHANGHAI)
    assert found.at == datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    assert found.text == "直播开始"
    assert found.recurrence is None
    assert "2026 年 11 月 24 日" in shown


def test_a_repetition_names_its_first_time() -> None:
    found, shown = read_scheduled("每周四晚上8点 直播", Targets((), False), NOON, SHANGHAI)
    assert found.recurrence is not None
    until = datetime(2026, 12, 11, tzinfo=UTC)
    assert list(found.recurrence.moments(NOON, until, SHANGHAI)) == [
        datetime(2026, 11, 26, 12, 0, tzinfo=UTC),
        datetime(2026, 12, 3, 12, 0, tzinfo=UTC),
        datetime(2026, 12, 10, 12, 0, tzinfo=UTC),
    ]
    assert "每周四" in shown


@pytest.mark.parametrize("text", ["大家好", "直播 明晚8点", "明天 大家好", "昨天8点 大家好"])
def test_without_a_time_to_come_it_is_an_error(text: str) -> None:
    with pytest.raises(UserError):
        read_scheduled(text, Targets((), False), NOON, SHANGHAI)

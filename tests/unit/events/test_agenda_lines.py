"""An agenda as people write it, and what does not add up in it."""

from __future__ import annotations

from contextlib import suppress
from datetime import time

import pytest

from bot.errors import UserError
from bot.events.record.agenda_lines import check_agenda, read_agenda
from bot.events.record.models import Speaker, Talk


def test_hours_title_and_speaker_are_told_apart() -> None:
    assert read_agenda("13:30-14:15 逻辑复制实践 张三（某某公司）\n企业圆桌") == (
        Talk("逻辑复制实践", (Speaker("张三", "某某公司"),), time(13, 30), time(14, 15)),
        Talk("企业圆桌"),
    )


@pytest.mark.parametrize(
    ("line", "title", "names"),
    [
        ("下午2点到2点半：茶歇", "茶歇", []),
        ("- 14:00 PostgreSQL 18 新特性", "PostgreSQL 18 新特性", []),
        ("1. 开场 讲师：张三、李四", "开场", ["张三", "李四"]),
        ("圆桌 张三（甲公司）、李四（乙，丙）", "圆桌", ["张三", "李四"]),
        ("Citus（分布式）入门", "Citus（分布式）入门", []),
        ("15:00-15:45 唐成 讲 PG 高可用", "PG 高可用", ["唐成"]),
        ("15:00 | 唐成 | PG 高可用", "PG 高可用", ["唐成"]),
        ("15:00 PG 高可用（下）：实战", "PG 高可用（下）：实战", []),
        ("16:00 圆桌《未来十年》", "圆桌《未来十年》", []),
        ("16:00 现场抽奖（三轮） 颁奖", "现场抽奖（三轮） 颁奖", []),
    ],
)
def test_a_speaker_is_no_part_of_a_title(line: str, title: str, names: list[str]) -> None:
    (talk,) = read_agenda(line)
    assert (talk.title, [s.name for s in talk.speakers]) == (title, names)


_READ = "14:00–14:40 逻辑复制踩坑 赵六 美团"


@pytest.mark.parametrize(
    "text",
    [
        "14:00-14:40 逻辑复制踩坑 赵六（美团）",
        "1、14:00—14:40 逻辑复制踩坑，赵六，美团",
        "1\t14:00-14:40\t逻辑复制踩坑\t赵六\t美团",
        "序号\t时间\t单位\t讲师\t议题\n1\t14:00-14:40\t美团\t赵六\t逻辑复制踩坑",
        "| 时间 | 主题 | 嘉宾 |\n|---|---|---|\n| 14:00-14:40 | 逻辑复制踩坑 | 赵六 美团 |",
        "14:00~14:40 《逻辑复制踩坑》 / 赵六@美团",
        "14:00-14:40  逻辑复制踩坑  赵六/美团",
        "14:00-14:40 赵六（美团）《逻辑复制踩坑》",
        "14:00-14:40 赵六（美团）讲逻辑复制踩坑",
        "14:00-14:40 赵六（美团）：逻辑复制踩坑",
        "14:00-14:40 赵六（美团） 逻辑复制踩坑",
    ],
)
def test_a_row_is_read_as_it_is_pasted(text: str) -> None:
    (talk,) = read_agenda(text)
    (speaker,) = talk.speakers
    hours = f"{talk.start:%H:%M}–{talk.end:%H:%M}"
    assert f"{hours} {talk.title} {speaker.name} {speaker.org}" == _READ


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("15:20-16:00 分区表 王五", ["王五"]),
        ("15:20-16:00 PG 高可用 方案", []),
        ("15:20-16:00 存储过程 何时该用", []),
        ("15:20-16:00 备份，从入门到放弃", []),
        ("15:20-16:00 自由交流\t", []),
    ],
)
def test_a_name_alone_is_known_by_the_family(line: str, names: list[str]) -> None:
    (talk,) = read_agenda(line)
    assert [one.name for one in talk.speakers] == names


@pytest.mark.parametrize("unit", [" ", "\t", "| ", " / ", "，", "1、", "王", "-", "14:00"])
def test_a_flood_is_read_in_time(unit: str) -> None:
    for text in (unit * 2_000, f"14:00 {unit * 2_000}王五"):
        with suppress(UserError):
            read_agenda(text)


@pytest.mark.parametrize("text", ["", "13:30-14:15", "14:00-13:00 倒着走", "25:00 夜场"])
def test_what_cannot_be_read_is_an_error(text: str) -> None:
    with pytest.raises(UserError):
        read_agenda(text)


def test_overlaps_gaps_and_hours_outside_are_named() -> None:
    talks = read_agenda("13:30-14:15 甲\n14:00-14:45 乙\n15:00-16:00 丙")
    found = check_agenda(talks, time(14), time(15, 30))
    assert [line[:6] for line in found] == ["「甲」到 1", "14:45–", "「甲」13:", "「丙」到 1"]
    assert "重叠 15 分钟" in found[0]
    assert "空着 15 分钟" in found[1]


def test_an_agenda_that_fits_has_nothing_to_say() -> None:
    assert not check_agenda(read_agenda("13:30-14:15 甲\n14:15-15:00 乙"), time(13, 30), time(15))


def test_a_long_talk_overlaps_all_that_begins_in_it() -> None:
    talks = read_agenda("14:00-16:00 甲\n14:30-15:00 乙\n15:30-16:30 丙\n17:00-17:30 丁")
    assert check_agenda(talks) == [
        "「甲」到 16:00，和 14:30 开始的「乙」重叠 30 分钟",
        "「甲」到 16:00，和 15:30 开始的「丙」重叠 30 分钟",
        "16:30–17:00 空着 30 分钟（「丙」和「丁」之间）",
    ]


def test_of_a_talk_without_an_end_nothing_is_known() -> None:
    assert check_agenda(read_agenda("14:00-15:00 甲\n15:00 乙\n16:00-17:00 丙")) == []

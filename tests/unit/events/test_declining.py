"""What says that a field has nothing in it, and what is a name that looks like it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.events.editing.salon_fields import read_field
from bot.events.words.declining import declines

NOTHING = [
    "没有",
    "没有赞助",
    "没赞助商",
    "没人赞助",
    "无赞助",
    "赞助没有",
    "赞助还没谈好",
    "先没有",
    "暂时没有",
    "这次没有",
    "没有呢",
    "不用",
    "不用了",
    "不需要",
    "暂无",
    "不限",
    "不限名额",
    "名额不限",
    "不限人数",
    "不设上限",
    "没限制",
    "不限制",
    "没有直播",
    "不直播",
    "暂不直播",
    "没有直播链接",
    "还没定",
    "没定",
    "没想好",
    "待定",
    "场地待定",
    "没找到场地",
    "还没找好场地",
    "地址还没定",
    "没有详细地址",
    "议程没定呢",
    "以后再说",
    "以后再定",
    "回头再补",
    "到时候再说",
    "先空着",
    "先不写",
    "先不填了",
    "跳过",
    "先跳过",
    "没有，跳过吧",
    "下一步",
    "略",
    "不知道",
    "还没确定",
    "随便",
    "都行",
    "skip",
    "无",
]
NAMES = [
    "无锡",
    "无锡大剧院",
    "不二咖啡",
    "无人机公司",
    "没名字咖啡馆",
    "没想好咖啡",
    "先锋书店",
    "先锋公司",
    "下一站咖啡",
    "略阳",
    "没有人比我更懂PG",
    "不写代码的DBA",
    "再来一杯咖啡",
    "后面花园",
    "晚点咖啡",
    "免费的午餐",
    "空间站",
    "50",
    "都江堰",
    "随便走走书吧",
]


@pytest.mark.parametrize("said", NOTHING)
def test_nothing_is_nothing(said: str) -> None:
    assert declines(said)


@pytest.mark.parametrize("said", NAMES)
def test_a_name_is_something(said: str) -> None:
    assert not declines(said)


@pytest.mark.parametrize(
    ("field", "said", "key"),
    [
        ("赞助", "没有赞助", "sponsor"),
        ("议程", "还没定", "talks"),
        ("直播", "先没有", "live_url"),
        ("名额", "不限人数", "capacity"),
        ("场地", "待定", "venue"),
        ("报名截止", "不设", "signup_until"),
    ],
)
def test_a_field_is_emptied(field: str, said: str, key: str) -> None:
    now = datetime(2026, 11, 23, 4, tzinfo=UTC)
    assert read_field(field, said, now, ZoneInfo("Asia/Shanghai")) == {key: None}

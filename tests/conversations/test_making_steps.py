"""What organizers say while a salon is being made, besides the answer of the step."""

from __future__ import annotations

import pytest

from tests.conversations.living_bot import TALKATIVE, Bot, as_fixture, code_of, say
from tests.conversations.salon_bot import salon_bot

bot = as_fixture(salon_bot, limits=TALKATIVE, knowledge={"writable": True})

_TITLE, _WHEN, _CITY = "PG天天象上 第 17 期 上海", "12月19日 14:00-17:30", "上海"
_TO_SPONSOR = (_TITLE, _WHEN, _CITY, "会议中心", "宜山路700号", "14:00-14:40 分区表 王五")


async def _made(bot: Bot, *said: str) -> str:
    told = await say(bot, "新建活动")
    for words in said:
        told = await say(bot, words)
    return told


@pytest.mark.parametrize(
    ("before", "said", "noted", "asked"),
    [
        ((_TITLE, _WHEN), "改成十点", "19 日（周六）10:00–13:30", "城市"),
        ((_TITLE, _WHEN), "不对，是27日", "27 日（周日）14:00–17:30", "城市"),
        ((_TITLE, _WHEN), "时间是不是写成两点了？改成一点半", "13:30–17:00", "城市"),
        ((_TITLE, _WHEN, _CITY), "标题里的上海改成杭州", "第 17 期 杭州", "场地"),
        ((_TITLE, _WHEN, _CITY), "错了，应该是杭州", "城市：杭州", "场地"),
        ((_TITLE, _WHEN, _CITY, "会议中心"), "场地写错了，是展览馆", "场地：展览馆", "地址"),
        ((_TITLE, _WHEN, _CITY), "12月20日 15:00", "20 日（周日）15:00", "场地"),
        ((_TITLE, "12月19日", _CITY), "下午两点开始", "19 日（周六）14:00", "场地"),
        (
            _TO_SPONSOR,
            "议程少了一个，14:40-15:20 备份 孙七",
            "王五；14:40-15:20 备份 孙七",
            "赞助",
        ),
        ((*_TO_SPONSOR, "甲公司"), "赞助商再加一个乙公司", "赞助：甲公司、乙公司", "直播"),
        ((*_TO_SPONSOR, "甲公司，乙公司"), "赞助商里把乙公司去掉", "赞助：甲公司", "直播"),
        ((_TITLE, _WHEN), "没有直播", "直播：没有直播", "城市"),
        (_TO_SPONSOR, "60人", "名额：60人", "赞助"),
        (_TO_SPONSOR[:5], "场地还没定", "场地：场地还没定", "议程"),
        ((_TITLE, _WHEN, _CITY), "14:00-14:40 分区表 王五\n14:40-15:20 锁 赵六", "议程：", "场地"),
    ],
)
async def test_what_is_put_right_leaves_the_step(
    bot: Bot, before: tuple[str, ...], said: str, noted: str, asked: str
) -> None:
    told = await _made(bot, *before, said)
    assert noted in told.splitlines()[2]
    assert f"/9：{'在哪个' if asked in ('城市', '场地') else ''}" in told
    assert asked in told.split("/9：")[1].splitlines()[0]


@pytest.mark.parametrize(
    ("said", "again", "to"),
    [
        ("时间改一下", "12月20日 14:00", "2/9"),
        ("地址写错了", "宜山路900号", "5/9"),
        ("回到第一步", "PG天天象上 第 18 期 上海", "1/9"),
        ("重新填场地", "展览馆", "4/9"),
        ("场地：", "展览馆", "4/9"),
    ],
)
async def test_who_goes_back_is_asked_there_and_then_goes_on(
    bot: Bot, said: str, again: str, to: str
) -> None:
    told = await _made(bot, *_TO_SPONSOR[:5], "跳过", said)
    assert to in told
    assert "7/9" in await say(bot, again)


@pytest.mark.parametrize("said", ["地址写错了", "名额填错了", "重新填"])
async def test_what_is_wrong_with_a_step_that_has_no_answer_is_none(bot: Bot, said: str) -> None:
    told = await _made(bot, _TITLE, _WHEN, _CITY, "会议中心", said)
    assert "5/9" in told
    assert "地址：宜山路900号" in await say(bot, "宜山路900号")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("西安那场是几点开始来着", "14:00–17:30"),
        ("西安的场地改到创新大厦二楼", "大象咖啡 → 创新大厦二楼"),
        ("西安那场限30人", "25 人 → 30 人"),
        ("西安停止报名", "关闭报名预览"),
    ],
)
async def test_another_salon_is_spoken_of_in_between(bot: Bot, said: str, told: str) -> None:
    assert told in await _made(bot, _TITLE, _WHEN, said)
    assert "城市：上海" in await say(bot, "上海")


async def test_several_facts_are_taken_at_one_step(bot: Bot) -> None:
    told = await _made(bot, "第17期，12月19号下午两点，上海漕河泾会议中心")
    assert "城市：上海；场地：漕河泾会议中心" in told
    assert "1/9" in told
    await say(bot, "算了")
    told = await _made(bot, _TITLE, _WHEN, "上海，漕河泾会议中心，宜山路900号")
    assert "城市：上海；场地：漕河泾会议中心；地址：宜山路900号" in told
    told = await say(bot, "后面的都跳过")
    assert "新活动预览" in told
    assert "活动建好了" in await say(bot, f"确认 {code_of(told)}")


async def test_an_address_that_begins_with_the_city_is_no_second_venue(bot: Bot) -> None:
    told = await _made(bot, _TITLE, _WHEN, "上海漕河泾会议中心，上海宜山路900号")
    assert "场地：漕河泾会议中心；地址：上海宜山路900号" in told


async def test_what_was_given_up_is_taken_up_again(bot: Bot) -> None:
    await _made(bot, _TITLE, _WHEN, "算了")
    assert "25 人 → 30 人" in await say(bot, "西安那场限30人")
    assert "3/9" in await say(bot, "接着建")
    told = await say(bot, "现在填到哪了")
    assert _TITLE in told
    assert "3/9" in told


@pytest.mark.parametrize(
    ("between", "said"),
    [((), "建什么索引好"), (("西安那场在哪",), "继续"), (("西安那场在哪",), "说了什么")],
)
async def test_what_was_given_up_is_not_taken_up_by_what_asks_of_other_things(
    bot: Bot, between: tuple[str, ...], said: str
) -> None:
    await _made(bot, _TITLE, _WHEN, "算了", *between)
    assert "/9" not in await say(bot, said)
    assert "3/9" in await say(bot, "接着建")
    await say(bot, "算了")
    assert "3/9" in await say(bot, "继续")


@pytest.mark.parametrize(
    "said",
    [
        "大象咖啡",
        "还是大象咖啡吧",
        "二楼，电梯右手边",
        "上海图书馆",
        "云图大厦（改建中）",
        "第一会议室",
        "我们公司",
    ],
)
async def test_an_answer_stays_one(bot: Bot, said: str) -> None:
    told = await _made(bot, _TITLE, _WHEN, _CITY, said)
    assert f"记下了，场地：{said.removeprefix('还是').removesuffix('吧')}\n" in told
    assert "5/9" in told


@pytest.mark.parametrize(
    "said",
    [
        "收到",
        "确认",
        "哈哈哈",
        "等一下我去问下场地",
        "明天下午三点我去看场地",
        "不对，是我看错了",
        "不对，是40",
    ],
)
async def test_what_is_said_among_people_is_no_answer_without_its_field(
    bot: Bot, said: str
) -> None:
    told = await _made(bot, _TITLE, _WHEN, _CITY, said)
    assert f"「{said}」没有记成场地" in told
    assert "4/9" in told
    told = await say(bot, "场地：我家")
    assert "记下了，场地：我家" in told
    assert "12 月 19 日" in await say(bot, "后面的都跳过")


async def test_what_was_just_changed_of_another_salon_is_put_right(bot: Bot) -> None:
    await _made(bot, _TITLE, _WHEN, _CITY, "西安那场限30人")
    told = await say(bot, "不对，是40")
    assert "25 人 → 40 人" in told
    assert "改好了" in await say(bot, f"确认 {code_of(told)}")
    assert "40 人 → 50 人" in await say(bot, "不对，是50")
    assert "记下了，场地：会议中心" in await say(bot, "会议中心")
    assert "城市：杭州" in await say(bot, "不对，是杭州")


@pytest.mark.parametrize("said", ["不改了", "都不要", "不用了"])
async def test_what_is_of_a_step_does_not_end_the_making(bot: Bot, said: str) -> None:
    told = await _made(bot, _TITLE, "上一步", said)
    assert "不建了，什么也没有保存" not in told

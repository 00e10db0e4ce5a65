"""A prize draw in the group: promised, drawn, and recomputed from what was posted."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.attendance.lottery import parse_record, problems_of
from bot.cli import main
from bot.clock import FixedClock
from tests.conversations.living_bot import TALKATIVE, Bot, as_fixture, own_chat
from tests.conversations.salon_bot import everybody_signs_up, salon_bot

bot = as_fixture(salon_bot, limits=TALKATIVE)


async def _promised(bot: Bot, what: str) -> tuple[str, str]:
    """The code of a draw and the post that promised it."""
    text = (await bot.ask(what, by=bot.organizer)).text
    return text.split("抽奖 ")[1][:5], text


async def test_what_was_promised_verifies_after_the_draw(
    bot: Bot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await everybody_signs_up(bot, 6)
    code, promise = await _promised(bot, "抽奖 15 《PG 实战》 一书 2人 来源:报名")
    assert "报名的 6 人" in promise
    before = (await bot.ask(f"抽奖记录 {code}", by="p1")).text
    assert "seed:" not in before
    assert "您的号是" in before
    assert "还没有开奖" in (await bot.ask("我中奖了吗", by="p1")).text
    opened = (await bot.ask(f"开奖 {code} 大象 万岁", by=bot.organizer)).text
    assert len(re.findall(r"成员\d（号 [0-9a-f]{10}）", opened)) == 2
    told = [(await bot.ask("我抽中了没", by=f"p{n}")).text for n in range(6)]
    assert sum("中了" in text for text in told) == 2
    assert "名单里没有您" in (await bot.ask("我中奖了吗？")).text
    again = (await bot.ask(f"开奖 {code} 别的词", by=bot.organizer)).text
    assert again == opened
    text = (await bot.ask(f"抽奖记录 {code}", by=bot.outsider)).text
    record = parse_record(text)
    assert problems_of(record) == []
    assert record.witness == "大象 万岁"
    for promised in (record.list_sha256, record.seed_sha256):
        assert promised in promise
    assert all(f"（号 {entry}）" in opened for entry in record.winners)
    file = tmp_path / "record.txt"
    file.write_text(text, "utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["draw", "verify", str(file)])
    assert ended.value.code == 0
    assert "验证通过" in capsys.readouterr().out


async def test_who_won_is_told_where_it_was_drawn(bot: Bot) -> None:
    await everybody_signs_up(bot, 1)
    assert "抽奖 " not in (await bot.ask("谁中奖了")).text
    code, _ = await _promised(bot, "抽奖 15 书 1 报名")
    assert "还没有开奖" in (await bot.ask("抽奖结果")).text
    await bot.ask(f"开奖 {code}", by=bot.organizer)
    assert "成员0（号" in (await bot.ask("谁中奖了？")).text
    elsewhere = await bot.ask("中奖名单", by=bot.organizer, chat=own_chat(bot, bot.organizer))
    assert "成员0" not in elsewhere.text


async def test_a_draw_is_public_and_for_organizers(bot: Bot) -> None:
    await everybody_signs_up(bot, 2)
    own = own_chat(bot, bot.organizer)
    alone = await bot.ask("抽奖 15 书 1 报名", by=bot.organizer, chat=own)
    assert "请在群里发" in alone.text
    assert "组织者才能用" in (await bot.ask("抽奖 15 书 1 报名")).text
    code, _ = await _promised(bot, "抽奖 15 书 1 报名")
    elsewhere = await bot.ask(f"开奖 {code}", by=bot.organizer, chat=own)
    assert "那个群里开奖" in elsewhere.text


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("抽奖 15 书 3", "签到名单里有 0 人"),
        ("抽奖 杭州 书 3", "「杭州」有 3 场"),
        ("/抽奖 书", "抽奖 哪一期 奖品 人数 来源"),
        ("开奖 AAAAA", "没有编号为 AAAAA 的抽奖"),
        ("点赞 99 30", "没有 99 号"),
    ],
)
async def test_what_cannot_be_drawn_is_said(bot: Bot, said: str, answered: str) -> None:
    assert answered in (await bot.ask(said, by=bot.organizer)).text


async def test_only_shares_with_enough_likes_are_in(bot: Bot, clock: FixedClock) -> None:
    clock.move(timedelta(days=12, hours=2))
    for person, likes in ((bot.member, 24), (bot.other, 25), (bot.outsider, 99)):
        own = (await bot.ask("晒图 朋友圈 https://example.com/p", by=person)).text
        number = own.split("**")[1].split(" ")[0]
        told = (await bot.ask(f"点赞 {number} {likes}", by=bot.organizer)).text
        assert ("已进入" in told) == (likes > 24)
    _, promise = await _promised(bot, "抽奖 15 T恤 1 分享")
    assert "分享的 2 人" in promise


async def test_what_is_shared_before_a_salon_is_of_that_one(bot: Bot) -> None:
    own = (await bot.ask("晒图 朋友圈 https://example.com/p")).text
    assert "第 15 期" in own
    assert "2018" not in own


@pytest.mark.parametrize("asked", ["抽奖怎么抽", "几点抽奖", "没签到能抽奖吗", "抽奖公平吗"])
async def test_how_one_is_drawn_is_told_while_a_salon_is_at_hand(bot: Bot, asked: str) -> None:
    told = (await bot.ask(asked)).text
    assert "从签到的人里抽" in told
    assert "抽奖记录 编号" in told


@pytest.mark.parametrize("asked", ["分享 一下经验", "晒图 怎么参加"])
async def test_an_everyday_word_is_no_report(bot: Bot, asked: str) -> None:
    assert "记为" not in (await bot.ask(asked)).text


@pytest.mark.parametrize(
    ("said", "prize", "places"),
    [
        ("抽奖 T恤2件 报名", "T恤", 2),
        ("抽奖 2件T恤 来源:报名", "T恤", 2),
        ("抽奖 奖品：书 3本 从报名的人里抽", "书", 3),
        ("抽奖第15期 鼠标垫两个 报名", "鼠标垫", 2),
    ],
)
async def test_a_prize_is_counted_as_one_counts_things(
    bot: Bot, said: str, prize: str, places: int
) -> None:
    await everybody_signs_up(bot, 6)
    _, promise = await _promised(bot, said)
    assert f"：{prize}，{places} 名" in promise
    assert "第 15 期" in promise


@pytest.mark.parametrize(
    ("said", "offered"),
    [
        ("从报名的人里抽两位送鼠标垫", ["抽奖 15 鼠标垫 2人 来源:报名"]),
        ("给大家抽个奖，送两本书", ["抽奖 15 书 2人 来源:签到"]),
        ("抽三个幸运观众", ["抽奖 15 幸运奖 3人 来源:签到"]),
        (
            "一等奖1个，二等奖2个",
            ["抽奖 15 一等奖 1人 来源:签到", "抽奖 15 二等奖 2人 来源:签到"],
        ),
    ],
)
async def test_a_draw_in_a_sentence_is_offered_and_not_begun(
    bot: Bot, said: str, offered: list[str]
) -> None:
    told = (await bot.ask(said, by=bot.organizer)).text
    assert "还没有开始" in told
    assert all(command in told for command in offered)
    alone = await bot.ask(said, by=bot.organizer, chat=own_chat(bot, bot.organizer))
    assert "请在群里这样发" in alone.text
    assert "dtmd:" not in alone.raw


async def test_once_more_leaves_out_who_has_won(bot: Bot, clock: FixedClock) -> None:
    await everybody_signs_up(bot, 3)
    assert "没有抽过奖" in (await bot.ask("再抽一个", by=bot.organizer)).text
    code, _ = await _promised(bot, "抽奖 15 书 2人 来源:报名")
    assert f"开奖 {code}" in (await bot.ask("再抽一个", by=bot.organizer)).text
    first = (await bot.ask(f"开奖 {code}", by=bot.organizer)).text
    won = set(re.findall(r"成员\d", first))
    assert "抽奖 15 书 1人 来源:报名 不重复" in (await bot.ask("再抽一个", by=bot.organizer)).text
    for said in ("中过奖的不算", "抽奖不要重复的"):
        told = (await bot.ask(said, by=bot.organizer)).text
        assert "抽奖 15 书 2人 来源:报名 不重复" in told
    clock.move(timedelta(minutes=1))
    code, promise = await _promised(bot, "抽奖 15 书 1人 来源:报名 不重复")
    assert "报名的 1 人" in promise
    assert "中过奖的不在内" in promise
    second = (await bot.ask(f"开奖 {code}", by=bot.organizer)).text
    assert won.isdisjoint(re.findall(r"成员\d", second))
    none = (await bot.ask("抽奖 15 书 1人 来源:报名 不重复", by=bot.organizer)).text
    assert "没中过奖的有 0 人" in none
    stands = (await bot.ask("刚才抽奖不算，重来", by=bot.organizer)).text
    assert "改不了" in stands
    assert "抽奖 15 书 1人 来源:报名" in stands


async def test_the_same_draw_does_not_begin_twice(bot: Bot) -> None:
    await everybody_signs_up(bot, 3)
    code, _ = await _promised(bot, "抽奖 15 书 1人 来源:报名")
    again = (await bot.ask("抽奖 15 书 1人 来源:报名", by=bot.organizer)).text
    assert f"开奖 {code}" in again
    assert "名单哈希" not in again
    await bot.ask(f"开奖 {code}", by=bot.organizer)
    assert "名单哈希" in (await bot.ask("抽奖 15 书 1人 来源:报名", by=bot.organizer)).text


async def test_a_question_on_sampling_is_no_draw(bot: Bot) -> None:
    for said in ("抽奖程序随机取3行怎么写", "抽样3个人的数据怎么写"):
        assert "来源:" not in (await bot.ask(said, by=bot.organizer)).text

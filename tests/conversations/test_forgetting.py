"""Whoever wishes it is forgotten: told first what goes and what stays, then in one step."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import FixedClock
from tests.conversations.living_bot import Bot, as_fixture, own_chat
from tests.conversations.salon_bot import SEATS, everybody_signs_up, salon_bot

bot = as_fixture(salon_bot)


async def test_a_seat_that_is_given_up_goes_to_the_first_who_waits(bot: Bot) -> None:
    await everybody_signs_up(bot)
    told = (await bot.ask("忘记我", by="p3")).text
    assert "报名 1 场" in told
    assert "名额让给候补" in told
    assert "25/25，候补 5 人" in (await bot.ask("活动")).text  # so far nothing is done
    assert "已经删掉了" in (await bot.ask("确认", by="p3")).text
    notice = await bot.next_line(own_chat(bot, "p25"))
    assert "候补转为正式报名" in notice.text
    assert "25/25，候补 4 人" in (await bot.ask("活动")).text
    assert "还没有报名" in (await bot.ask("我的报名", by="p3")).text


async def test_only_right_after_having_been_told(bot: Bot) -> None:
    await bot.ask("报名", by="p1")
    assert "已经删掉了" not in (await bot.ask("确认", by="p1")).text
    await bot.ask("删除我的数据", by="p1")
    await bot.ask("下一期", by="p1")
    assert "还没有删" in (await bot.ask("确认", by="p1")).text
    assert "已报名" in (await bot.ask("我的报名", by="p1")).text
    # What one has been told says nothing to another.
    await bot.ask("删除我的数据", by="p1")
    assert "已经删掉了" not in (await bot.ask("确认", by="p2")).text


async def test_who_comes_back_is_new(bot: Bot) -> None:
    await everybody_signs_up(bot, SEATS)
    await bot.ask("忘记我", by="p0")
    await bot.ask("确认", by="p0")
    assert "报名成功" in (await bot.ask("报名", by="p0")).text
    assert "报名 1 场" in (await bot.ask("忘记我", by="p0")).text


async def test_who_comes_again_is_not_counted_twice(bot: Bot, clock: FixedClock) -> None:
    own = own_chat(bot, bot.organizer)
    await bot.ask("签到码 15", by=bot.organizer, chat=own)
    code = (await bot.next_line(own)).text.split("签到口令：**")[1][:6]
    clock.move(timedelta(days=12, hours=3))
    for _ in range(2):
        assert "您是第 1 位" in (await bot.ask(f"签到 {code}", by="p1")).text
        assert "签到 1 次" in (await bot.ask("忘记我", by="p1")).text
        await bot.ask("确认", by="p1")


async def test_an_outsider_has_the_same_right(bot: Bot) -> None:
    await everybody_signs_up(bot, SEATS)
    assert "候补" in (await bot.ask("报名", by=bot.outsider)).text
    assert "报名 1 场" in (await bot.ask("请删除我的个人信息", by=bot.outsider)).text
    assert "已经删掉了" in (await bot.ask("确认", by=bot.outsider)).text
    standing = (await bot.ask("活动")).text
    assert "25/25" in standing
    assert "候补" not in standing


async def test_an_organizer_loses_the_right_and_keeps_the_record(bot: Bot) -> None:
    await bot.ask("我是谁", by="p1")
    assert "组织者" in (await bot.ask("授权 060001 组织者", by=bot.admin)).text
    await bot.ask("公告 今晚八点直播", by="p1", chat=own_chat(bot, "p1"))
    told = (await bot.ask("忘记我", by="p1", chat=own_chat(bot, "p1"))).text
    assert "没确认的草稿 1 份" in told
    assert "群里给的权限" in told
    answer = (await bot.ask("确认", by="p1", chat=own_chat(bot, "p1"))).text
    assert "权限也收回了" in answer
    assert "060001" not in (await bot.ask("权限列表", by=bot.admin)).text
    assert "身份：成员" in (await bot.ask("我是谁", by="p1")).text
    assert "要求删掉自己的数据" in (await bot.ask("审计", by=bot.admin)).text


async def test_somebody_else_is_not_forgotten(bot: Bot) -> None:
    await bot.ask("报名", by="p1")
    for words in ("忘掉他", "把成员1的个人数据删了"):
        assert "要由本人来" in (await bot.ask(words, by="p2")).text
    assert "已报名" in (await bot.ask("我的报名", by="p1")).text


@pytest.mark.parametrize(
    "asked",
    [
        "忘记密码怎么办",
        "删除我的数据库",
        "我的数据删了怎么恢复",
        "怎么删除重复的数据",
        "删除用户的数据",
    ],
)
async def test_a_question_on_a_database_is_none_of_it(bot: Bot, asked: str) -> None:
    answer = (await bot.ask(asked)).text
    assert "和您有关" not in answer
    assert "要由本人来" not in answer

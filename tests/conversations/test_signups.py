"""Signing up in the chat: seats, the waiting list, windows, and clear answers to errors."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import FixedClock
from tests.conversations.living_bot import Bot, as_fixture, own_chat
from tests.conversations.salon_bot import SEATS, everybody_signs_up, salon_bot

bot = as_fixture(salon_bot)


async def test_thirty_sign_up_for_twenty_five_seats_and_the_list_moves_up(bot: Bot) -> None:
    answers = await everybody_signs_up(bot)
    assert all("报名成功" in text for text in answers[:SEATS])
    assert all("候补" in text for text in answers[SEATS:])
    assert "前面还有 4 人" in answers[-1]
    assert "25/25，候补 5 人" in (await bot.ask("活动")).text
    assert "已取消" in (await bot.ask("取消报名 15", by="p3")).text
    notice = await bot.next_line(own_chat(bot, "p25"))
    assert "候补转为正式报名" in notice.text
    assert "已报名" in (await bot.ask("我的报名", by="p25")).text
    assert "前面还有 3 人" in (await bot.ask("我的报名", by="p29")).text
    await bot.settled()
    assert bot.unread(own_chat(bot, "p26")) == []


async def test_an_outsider_on_the_list_is_told_in_the_group(bot: Bot) -> None:
    await everybody_signs_up(bot, SEATS)
    assert "这个群里说一声" in (await bot.ask("报名", by=bot.outsider)).text
    await bot.ask("取消报名", by="p0", chat=own_chat(bot, "p0"))
    notice = await bot.next_line()
    assert "江帆" in notice.text
    assert "转为正式报名" in notice.text
    assert notice.route == "openapi"


async def test_a_redelivered_signup_takes_one_seat(bot: Bot, clock: FixedClock) -> None:
    bot.emulator.faults.add("ack", "drop")
    assert "报名成功" in (await bot.ask("报名")).text
    clock.move(timedelta(seconds=61))
    assert await bot.emulator.gateway.settled()
    assert "报名 1/25" in (await bot.ask("下一期")).text
    assert "早就报上了" in (await bot.ask("报名第15期")).text


async def test_signup_closes_when_the_salon_begins(bot: Bot, clock: FixedClock) -> None:
    await bot.ask("报名 西安")
    clock.move(timedelta(days=12, hours=1, minutes=59))
    assert "报名成功" in (await bot.ask("报名", by=bot.other)).text
    clock.move(timedelta(minutes=1))
    assert "截止" in (await bot.ask("报名", by=bot.organizer)).text
    assert "已经开始" in (await bot.ask("取消报名")).text
    clock.move(timedelta(hours=4))
    assert "没有安排活动" in (await bot.ask("报名")).text


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("报名 第99期", "没有找到「第99期」"),
        ("报名 拉萨", "：报名 15"),
        ("报名 杭州", "「杭州」的 3 场都已经办过"),
        ("报名 2", "已经结束"),
        ("取消报名", "您没有报名"),
        ("我的报名", "还没有报名"),
    ],
)
async def test_what_cannot_be_done_is_said_with_the_way_to_do_it(
    bot: Bot, said: str, answered: str
) -> None:
    assert answered in (await bot.ask(said)).text


@pytest.mark.parametrize("asked", ["报名 多少人", "报名人数", "报名怎么报", "议程 在哪看"])
async def test_a_question_about_signing_up_is_none(bot: Bot, asked: str) -> None:
    await bot.ask(asked)
    assert "还没有报名" in (await bot.ask("我的报名")).text


async def test_the_agenda_stands_in_its_order(bot: Bot) -> None:
    text = (await bot.ask("议程 15")).text
    assert text.index("开场") < text.index("逻辑复制实践")
    assert "14:30–15:15" in text
    assert "唐修（某某公司）" in text
    assert "没有公布" in (await bot.ask("议程 第1期")).text


async def test_a_larger_capacity_in_the_file_seats_those_who_wait(bot: Bot) -> None:
    await everybody_signs_up(bot, SEATS + 1)
    page = bot.folder / "events" / "2026-12-05-xian.md"
    page.write_text(page.read_text("utf-8").replace("capacity: 25", "capacity: 26"), "utf-8")
    await bot.ask("重载", by=bot.admin)
    assert "转为正式报名" in (await bot.next_line(own_chat(bot, "p25"))).text


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("下一期沙龙报名了多少人", "报名 1/25"),
        ("西安那场报名多少人", "报名 1/25"),
        ("怎么报名", "报名 15"),
        ("报名链接在哪", "报名 15"),
        ("什么时候开始报名", "报名 15"),
        ("报名截止了吗", "12 月 5 日 14:00 截止"),
        ("第1期报名多少人", "80"),
        ("西安那场还有名额吗", "报名 1/25"),
        ("西安还有位置吗，名额满了没", "报名 1/25"),
        ("我报上了吗", "还没有报名近期的活动"),
        ("我还没报对吧", "还没有报名近期的活动"),
        ("有人退了会通知我吗", "候补按先后自动转正"),
        ("哪场还有名额", "报名 1/25"),
        ("排队的有几个人", "没有人候补"),
    ],
)
async def test_questions_on_signing_up_know_the_store(bot: Bot, asked: str, answered: str) -> None:
    await bot.ask("报名", by="p0")
    assert answered in (await bot.ask(asked)).text


async def test_who_cannot_come_is_told_how_to_give_the_seat_back(bot: Bot) -> None:
    assert "取消报名" not in (await bot.ask("我有事来不了了", by="p1")).text
    assert "「取消报名」" in (await bot.ask("报名了去不了怎么办", by="p1")).text
    await bot.ask("报名", by="p1")
    for said in (
        "我有事来不了了",
        "我要取消",
        "去不了怎么办",
        "我又去不了了",
        "去不成了，帮我退了吧",
    ):
        assert "「取消报名 15」" in (await bot.ask(said, by="p1")).text


async def test_what_is_asked_after_signing_up_is_of_that_salon(bot: Bot) -> None:
    chat = own_chat(bot, bot.member)
    for said in ("报名", "下一期", "我的报名"):
        await bot.ask(said, chat=chat)
        told = (await bot.ask("几点开始", chat=chat)).text
        assert "2026 年 12 月 5 日" in told
        assert "14:00" in told


async def test_what_does_not_name_a_salon_is_repeated_as_text(bot: Bot) -> None:
    for said in ("议程 [a](http:b.cn)", "/a[x](b)", "回放 [a](http:b.cn)"):
        assert "](" not in (await bot.ask(said)).text.replace("\\](", "")


async def test_without_a_salon_to_come_there_is_nothing_to_sign_up_for(
    bot: Bot, clock: FixedClock
) -> None:
    clock.move(timedelta(days=13))
    assert "近期还没有安排活动" in (await bot.ask("报名链接在哪")).text
    assert "80" in (await bot.ask("第1期报名多少人")).text


async def test_a_full_salon_is_said_to_be_full(bot: Bot) -> None:
    await everybody_signs_up(bot, SEATS)
    text = (await bot.ask("还有名额吗")).text
    assert "名额满了" in text
    assert "会排候补" in text


async def test_people_hear_of_their_own_signup(bot: Bot) -> None:
    await everybody_signs_up(bot, SEATS + 2)
    assert "已报名" in (await bot.ask("我报名成功了吗？", by="p0")).text
    assert "已报名" in (await bot.ask("报名成功了吗", by="p1")).text
    assert "前面还有 1 人" in (await bot.ask("我候补排第几", by=f"p{SEATS + 1}")).text


@pytest.mark.parametrize("asked", ["我这里报了错怎么办", "我的库报了锁超时 怎么办"])
async def test_an_error_that_is_reported_is_no_signup(bot: Bot, asked: str) -> None:
    assert "报名" not in (await bot.ask(asked)).text

"""Salons made and changed in the chat: by dialogue, in one message, and what is refused."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from bot.chat.context import Request
from bot.chat.routes import answer
from bot.clock import FixedClock
from bot.messages import Role
from bot.sandbox.emulator import Emulator
from tests.builders import make_message
from tests.conversations.living_bot import (
    TALKATIVE,
    Bot,
    code_of,
    confirmed,
    living_bot,
    own_chat,
    say,
    write_knowledge,
)

RULE = {"name": "前一天", "before": "1d", "at": "10:00"}
WHOLE = (
    "新建活动 标题：PG天天象上 第 16 期 苏州 时间：12月12日 14:00-17:30 城市：苏州 场地：咖啡馆 "
    "议程：14:00-15:00 逻辑复制实践 张三（某某公司）；15:00-16:00 企业圆桌 名额：50"
)


@pytest.fixture
async def bot(emulator: Emulator, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Bot]:
    folder = write_knowledge(tmp_path / "knowledge")
    data = tmp_path / "data"
    changes = {"reminders": (RULE,), "limits": TALKATIVE}
    async with living_bot(emulator, folder, data, clock, **changes) as running:
        yield running


async def test_one_message_makes_a_salon_only_when_confirmed(bot: Bot) -> None:
    preview = await bot.ask(WHOLE, by=bot.organizer)
    assert "2026 年 12 月 12 日（周六）14:00–17:30" in preview.text
    assert "还没有保存" in preview.text
    assert bot.app.assembly.services.salons.book.number(16) is None
    code = code_of(preview.text)
    assert "活动建好了" in (await bot.ask(f"确认 {code}", by=bot.organizer)).text
    assert "12 月 12 日" in (await bot.ask("苏州那场是哪天")).text
    assert "逻辑复制实践" in (await bot.ask("议程 16")).text
    assert "已经确认过" in (await bot.ask(f"确认 {code}", by=bot.organizer)).text


PASTED = """各位好，下一场定了
📢【PG天天象上】第16期 · 苏州站
⏰活动时间：12月12日（周六）14:00-17:30
📍活动地点：苏州园区大道1号 3楼路演厅

14:00 签到
14:15-15:00 张三《逻辑复制实践》
15:00-16:00 企业圆桌

名额60人，免费参加
【赞助】某某公司"""
_AS_READ = (
    "标题：【PG天天象上】第16期 · 苏州站",
    "时间：2026 年 12 月 12 日（周六）14:00–17:30",
    "城市：苏州",
    "场地：苏州园区大道1号 3楼路演厅  \n- 赞助",
    "赞助：某某公司",
    "名额：60 人",
    "14:15–15:00 逻辑复制实践：张三  \n- 15:00–16:00 企业圆桌\n",
    "没有用上：「各位好」「下一场定了」「免费参加」",
)


@pytest.mark.parametrize("before", ["新建活动\n", "", None])
async def test_a_message_is_read_as_it_is_pasted(bot: Bot, before: str | None) -> None:
    if before is None:  # at the first step
        await say(bot, "新建活动")
    told = await say(bot, f"{before or ''}{PASTED}")
    assert [words for words in _AS_READ if words not in told] == []
    assert ("看着是一场新活动" in told) is (before == "")
    assert "活动建好了" in await say(bot, f"确认 {code_of(told)}")


@pytest.mark.parametrize("before", ["公告\n", "发个通知：\n"])
async def test_what_is_pasted_to_be_told_makes_no_salon(bot: Bot, before: str) -> None:
    assert "新活动" not in await say(bot, f"{before}{PASTED}")


async def test_what_asks_of_what_is_pasted_makes_no_salon(bot: Bot) -> None:
    assert "新活动" not in await say(bot, f"这场是你们办的吗？\n{PASTED}")
    log = "帮我看看\n时间：2026-11-22 10:00:00\n地址：10.0.0.5\nERROR: deadlock detected"
    assert "新活动" not in await say(bot, log)


async def test_what_members_paste_makes_no_salon(bot: Bot) -> None:
    assert "新活动" not in (await bot.ask(PASTED)).text


async def test_the_dialogue_asks_step_by_step_with_skip_and_back(bot: Bot) -> None:
    async def say(text: str) -> str:
        return (await bot.ask(text, by=bot.organizer)).text

    assert "1/9" in await say("新建活动")
    assert "时间" in await say("周末读书会")
    assert "看不懂" in await say("改天吧")
    assert "城市" in await say("下周六下午2点到5点")
    back = await say("上一步")
    assert "回到上一步" in back
    assert "时间" in back
    assert "记下了" not in back
    assert "2026 年 12 月 6 日" in await say("下周日下午2点到5点")
    assert "ACCESS EXCLUSIVE" in await say("vacuum full 锁怎么办")
    assert "场地" in await say("苏州")
    assert "ACCESS EXCLUSIVE" in await say("vacuum full 会锁表吗")
    for _ in range(5):
        told = await say("跳过")
        assert "先不写" in told
        assert "记下了" not in told
    assert "9/9" in told
    preview = await say("30")
    assert "名额：30 人" in preview
    assert "场地" not in preview
    code = code_of(preview)
    assert "活动建好了" in await say(f"确认 {code}")
    assert "周末读书会" in (await bot.ask("活动")).text


async def test_the_dialogue_goes_on_after_a_restart(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    async with living_bot(emulator, folder, tmp_path / "data", clock) as first:
        await first.ask("新建活动", by=first.organizer)
        await first.ask("周末读书会", by=first.organizer)
    async with living_bot(emulator, folder, tmp_path / "data", clock) as second:
        second.skip()
        assert "城市" in (await second.ask("下周六下午2点", by=second.organizer)).text


async def test_a_dialogue_is_one_persons_and_lapses(bot: Bot, clock: FixedClock) -> None:
    await bot.ask("新建活动", by=bot.organizer)
    assert "ACCESS EXCLUSIVE" in (await bot.ask("vacuum full 锁")).text
    clock.move(timedelta(minutes=31))
    told = (await bot.ask("vacuum full 锁", by=bot.organizer)).text
    assert "新建活动 2/9" not in told
    assert "已经作废" in told


async def test_a_dialogue_is_left_without_a_trace(bot: Bot) -> None:
    await bot.ask("新建活动", by=bot.organizer)
    await bot.ask("周末读书会", by=bot.organizer)
    assert "没有保存" in (await bot.ask("算了", by=bot.organizer)).text
    assert "周末读书会" not in (await bot.ask("活动")).text


async def test_a_moved_salon_is_reminded_of_its_new_day_only(bot: Bot, clock: FixedClock) -> None:
    await confirmed(bot, WHOLE)
    assert "改好了" in await confirmed(bot, "改期 16 12月14日")
    clock.move(timedelta(days=18))  # 12:00 on the day before the old one
    await bot.settled()
    assert not [line for line in bot.unread() if "第 16 期" in line.text]
    clock.move(timedelta(days=2))
    assert "12 月 14 日（周一）14:00" in (await bot.next_line()).text


async def test_the_agenda_moves_with_the_start(bot: Bot) -> None:
    await confirmed(bot, WHOLE)
    preview = await bot.ask("改期 16 下午3点", by=bot.organizer)
    assert "议程整体推后 60 分钟" in preview.text
    assert "15:00–16:00 逻辑复制实践" in preview.text
    assert "15:00–18:30" in preview.text


async def test_a_step_that_is_taken_up_again_acts_once(bot: Bot, clock: FixedClock) -> None:
    services = bot.app.assembly.services
    organizer = {"staff_id": "050003", "same_organisation": True, "sender_id": "s"}

    async def say(text: str, message_id: str) -> str:
        message = make_message(text, message_id=message_id, **organizer)
        request = Request(message=message, text=text, role=Role.ORGANIZER)
        reply = await answer(request, services, 10)
        assert reply is not None
        return reply.markdown

    await say("新建活动", "1")
    assert "2/9" in await say("周末读书会", "2")
    assert "2/9" in await say("周末读书会", "2")
    assert "3/9" in await say("下周六", "3")


async def test_a_cancelled_salon_is_reminded_of_no_more(bot: Bot, clock: FixedClock) -> None:
    await confirmed(bot, WHOLE)
    assert "已取消" in await confirmed(bot, "取消活动 16 场地有变")
    clock.move(timedelta(days=18))
    await bot.settled()
    assert not [line for line in bot.unread() if "第 16 期" in line.text]


@pytest.mark.parametrize(
    "second", ["新建活动 标题：第 16 期 杭州 时间：12月13日", "改活动 15 期号：16"]
)
async def test_a_number_is_given_once_however_many_previews_had_it(
    emulator: Emulator, clock: FixedClock, tmp_path: Path, second: str
) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    changes = {"limits": TALKATIVE, "knowledge": {"paths": (folder,), "writable": True}}
    async with living_bot(emulator, folder, tmp_path / "data", clock, **changes) as bot:
        previews = [(await bot.ask(text, by=bot.organizer)).text for text in (WHOLE, second)]
        assert all("确认 " in p for p in previews), previews
        one, other = (code_of(preview) for preview in previews)
        assert "活动建好了" in (await bot.ask(f"确认 {one}", by=bot.organizer)).text
        told = (await bot.ask(f"确认 {other}", by=bot.organizer)).text
        assert "第 16 期已经有了" in told
        assert "已经确认过" in (await bot.ask(f"确认 {one}", by=bot.organizer)).text
        salons = bot.app.assembly.services.salons.book.salons
        assert [salon.city for salon in salons if salon.number == 16] == ["苏州"]


async def test_a_salon_that_is_over_is_not_called_off(bot: Bot, clock: FixedClock) -> None:
    await confirmed(bot, WHOLE)
    clock.move(timedelta(days=19, hours=6))  # 18:00 of its day, half an hour after its end
    assert "已经办过了" in (await bot.ask("取消活动 16", by=bot.organizer)).text


async def test_who_was_reminded_hears_of_the_cancellation_and_why(
    bot: Bot, clock: FixedClock
) -> None:
    await confirmed(bot, WHOLE)
    clock.move(timedelta(days=18))  # reminded: it is tomorrow
    other = bot.emulator.groups[1].id
    assert "明天" in (await bot.next_line(other)).text
    preview = await bot.ask(
        "取消活动 16 场地停电", by=bot.organizer, chat=own_chat(bot, bot.organizer)
    )
    assert "已取消（场地停电）" in preview.text
    code = code_of(preview.text)
    await bot.ask(f"确认 {code}", by=bot.organizer, chat=own_chat(bot, bot.organizer))
    clock.move(timedelta(minutes=2))
    told = (await bot.next_line(other)).text
    assert "取消了" in told
    assert "场地停电" in told


async def test_a_file_is_refused_with_its_line(bot: Bot) -> None:
    line = await bot.ask("改期 15 12月6日 15:00", by=bot.organizer)
    assert "events/2026-12-05-xian.md" in line.text
    assert "第 5 行" in line.text
    assert "date: 2026-12-06" in line.text


async def test_a_file_is_rewritten_where_that_is_allowed(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    path = folder / "events/2026-12-05-xian.md"
    before = path.read_text("utf-8")
    table = {"paths": (folder,), "writable": True}
    async with living_bot(emulator, folder, tmp_path / "data", clock, knowledge=table) as bot:
        assert "改好了" in await confirmed(bot, "改期 西安 12月6日 15:00")
        after = before.replace("2026-12-05", "2026-12-06").replace('"14:00"', '"15:00"')
        assert path.read_text("utf-8") == after
        assert "12 月 6 日" in (await bot.ask("西安那场是哪天")).text


async def test_an_edit_between_preview_and_confirmation_is_not_lost(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    path = folder / "events/2026-12-05-xian.md"
    table = {"paths": (folder,), "writable": True}
    async with living_bot(emulator, folder, tmp_path / "data", clock, knowledge=table) as bot:
        preview = await bot.ask("改期 15 12月6日", by=bot.organizer)
        edited = path.read_text("utf-8").replace("大象咖啡", "另一家")
        path.write_text(edited, "utf-8")
        code = code_of(preview.text)
        again = (await bot.ask(f"确认 {code}", by=bot.organizer)).text
        assert "又被改过" in again
        assert path.read_text("utf-8") == edited
        assert "场地" not in again  # the other change is no part of this one
        assert "改好了" in (await bot.ask(f"确认 {code_of(again)}", by=bot.organizer)).text
        page = path.read_text("utf-8")
        assert "2026-12-06" in page
        assert "另一家" in page


async def test_a_value_that_was_wrong_is_said_again(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    table = {"paths": (folder,), "writable": True}
    async with living_bot(emulator, folder, tmp_path / "data", clock, knowledge=table) as bot:
        first = code_of(await say(bot, "改活动 15 名额：80"))
        again = await say(bot, "不对，应该是60")
        assert "→ 60 人" in again
        assert "已经取消了" in await say(bot, f"确认 {first}")
        assert "改好了" in await say(bot, f"确认 {code_of(again)}")


async def test_an_agenda_that_somebody_else_changed_is_not_overwritten(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    table = {"paths": (folder,), "writable": True}
    async with living_bot(emulator, folder, tmp_path / "data", clock, knowledge=table) as bot:
        mine = await say(bot, "加议程 15 14:00-14:30 索引 张三")
        await confirmed(bot, "加议程 15 15:00-15:30 备份 李四")
        again = await say(bot, f"确认 {code_of(mine)}")
        assert "重新发一次命令" in again
        assert "备份" in await say(bot, "第15期议程")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("新建活动 标题：甲 时间：改天", "看不懂「改天」"),
        ("新建活动 标题：甲 时间：12月5日 14:00-13:00", "不晚于开始时间"),
        ("新建活动 标题：甲 时间：2月30日 14:00", "2 月没有 30 日"),
        ("新建活动 标题：甲 时间：昨天 14:00", "已经过去了"),
        ("新建活动 标题：甲 时间：每周四晚上8点", "新建系列"),
        ("新建活动 标题：第 15 期 时间：12月9日 14:00", "第 15 期已经有了"),
        ("新建活动 标题：甲 时间：12月9日 14:00 直播：某处", "完整的网址"),
        ("新建活动 标题：甲 时间：12月9日 14:00 议程：25:00 夜场", "没有 25 点"),
        ("改期 15", "请写上新的时间"),
        ("改期 15 没定", "看不懂「没定」"),
        ("改期 99 明天", "没有找到「99」"),
        ("把第99期改到12月20日", "没有找到「第99期」"),
        ("改期 15 12月5日 14:00", "本来就是这个时间"),
        ("改活动 15 大一点", "请写明改什么"),
        ("改活动 15 天气：晴", "没有「天气」这一项"),
        ("改活动 15 换个 天气：晴 名额：50", "没有「天气」这一项"),
        ("取消活动 99", "没有找到「99」"),
    ],
)
async def test_bad_input_is_explained_and_nothing_is_saved(bot: Bot, text: str, told: str) -> None:
    book = bot.app.assembly.services.salons.book
    assert told in (await bot.ask(text, by=bot.organizer)).text
    assert bot.app.assembly.services.salons.book.salons == book.salons


async def test_an_ambiguous_city_is_asked_back(bot: Bot) -> None:
    await confirmed(bot, WHOLE)
    await confirmed(bot, WHOLE.replace("16", "17").replace("12月12日", "12月13日"))
    line = await bot.ask("改期 苏州 12月20日", by=bot.organizer)
    assert "有 2 场" in line.text
    assert "第 17 期" in line.text


async def test_a_salon_without_a_number_is_called_by_its_city(bot: Bot) -> None:
    told = await confirmed(
        bot, "新建活动 标题：读书会 时间：12月18日 14:00-16:00 城市：绍兴 场地：某某书房 名额：20"
    )
    assert "「报名 绍兴」" in told
    other = await confirmed(
        bot, "新建活动 标题：夜谈 时间：12月19日 19:00-21:00 城市：绍兴 场地：某某书房 名额：20"
    )
    assert "「报名 2026-12-19」" in other
    assert "夜谈" in (await bot.ask("报名 2026-12-19")).text


async def test_what_follows_a_salon_is_of_the_one_of_these_days(
    bot: Bot, clock: FixedClock
) -> None:
    """A city where there was one long ago means the one that has just been."""
    await bot.ask("重载", by=bot.admin)
    for day, title in ((18, "读书会"), (20, "夜谈")):
        await confirmed(
            bot, f"新建活动 标题：{title} 时间：12月{day}日 14:00-16:00 城市：绍兴 名额：20"
        )
    clock.move(timedelta(days=25))  # 12-18 20:00
    assert "读书会" in (await bot.ask("出席 绍兴 38", by=bot.organizer)).text
    clock.move(timedelta(days=3))
    asked = (await bot.ask("出席 绍兴 40", by=bot.organizer)).text
    assert "写「2026-12-20」" in asked
    assert "夜谈" in (await bot.ask("出席 2026-12-20 40", by=bot.organizer)).text


async def test_a_new_time_for_a_salon_that_is_over_is_warned_of(
    bot: Bot, clock: FixedClock
) -> None:
    await confirmed(bot, WHOLE)
    clock.move(timedelta(days=19, hours=3))  # 15:00 of its day
    begun = await bot.ask("改期 16 12月20日 14:00", by=bot.organizer)
    assert "已经开始了" in begun.text
    clock.move(timedelta(days=2))
    over = await bot.ask("改活动 16 时间：12月20日 14:00", by=bot.organizer)
    assert "已经办过了，改的是过去的记录" in over.text


async def test_a_salon_without_hours_is_not_over_before_its_day_is(
    bot: Bot, clock: FixedClock
) -> None:
    await confirmed(bot, "新建活动 标题：夜场 时间：12月12日 城市：西安 期号：16")
    clock.move(timedelta(days=19, hours=7))  # 19:00 of its day
    preview = (await bot.ask("改活动 16 时间：12月12日 20:00", by=bot.organizer)).text
    assert "确认请发" in preview
    assert "办过了" not in preview


async def test_whether_a_salon_is_over_goes_by_its_own_clock(bot: Bot, clock: FixedClock) -> None:
    head = "id: salon-16-lima\nnumber: 16\ntitle: 远方\ndate: 2026-12-12\ntimezone: America/Lima"
    page = f"---\n{head}\n---\n\n## 概况\n\n在利马。\n"
    (bot.folder / "events/2026-12-12-lima.md").write_text(page, "utf-8")
    await bot.ask("重载", by=bot.admin)
    clock.move(timedelta(days=19, hours=20))  # 08:00 of the next day here, still its day there
    assert "status: cancelled" in (await bot.ask("取消活动 16 停电", by=bot.organizer)).text
    clock.move(timedelta(hours=6))
    assert "已经办过了" in (await bot.ask("取消活动 16 停电", by=bot.organizer)).text


async def test_members_may_not_change_salons(bot: Bot) -> None:
    for text in (WHOLE, "改期 15 明天", "取消活动 15", "改活动 15 名额：5"):
        assert "组织者" in (await bot.ask(text)).text


async def test_a_redelivered_confirmation_acts_once(
    bot: Bot, emulator: Emulator, clock: FixedClock
) -> None:
    preview = await bot.ask(WHOLE, by=bot.organizer)
    code = code_of(preview.text)
    emulator.faults.add("ack", "drop")
    await bot.ask(f"确认 {code}", by=bot.organizer)
    clock.move(timedelta(seconds=61))
    assert await emulator.gateway.settled()
    await bot.ask("谢谢", by=bot.other)
    assert len(emulator.bot_lines(bot.group)) == 3
    assert len([s for s in bot.app.assembly.services.salons.book.salons if s.number == 16]) == 1


async def test_the_agenda_is_checked_for_gaps_and_overlaps(bot: Bot) -> None:
    await confirmed(bot, WHOLE)
    preview = await bot.ask("加议程 16 15:30-16:30 索引 李四（乙公司）", by=bot.organizer)
    assert "重叠 30 分钟" in preview.text
    code = code_of(preview.text)
    await bot.ask(f"确认 {code}", by=bot.organizer)
    assert "重叠 30 分钟" in (await bot.ask("议程检查 16", by=bot.organizer)).text
    cancelled = await bot.ask("取消活动 16", by=bot.organizer)
    assert "重叠" not in cancelled.text  # nobody mends an agenda that is off


async def test_a_conflict_with_a_file_is_shown_and_settled_by_an_admin(bot: Bot) -> None:
    await confirmed(bot, WHOLE)
    salon = bot.app.assembly.services.salons.book.number(16)
    assert salon is not None
    head = f"id: {salon.id}\ntitle: 另一个\ndate: 2026-12-20\ncity: 苏州"
    page = f"---\n{head}\n---\n\n## 概况\n\n在苏州。\n"
    (bot.folder / "events/2026-12-20-suzhou.md").write_text(page, "utf-8")
    told = (await bot.ask("重载", by=bot.admin)).text
    assert "events/2026-12-20-suzhou.md 第 2 行" in told
    assert "标题、日期" in told
    assert "标题、日期" in (await bot.next_line(own_chat(bot, bot.admin))).text
    assert "12 月 20 日" in (await bot.ask("苏州那场是哪天")).text
    assert "以文件为准" in (await bot.ask(f"以文件为准 {salon.id}", by=bot.admin)).text
    assert "要改" not in (await bot.ask("重载", by=bot.admin)).text


async def test_a_salon_gets_reminders_of_its_own_in_chat(bot: Bot, clock: FixedClock) -> None:
    preview = await bot.ask(f"{WHOLE} 提醒：前两天晚上8点：请带电脑，{{when}}见；不要前一天",
                            by=bot.organizer)  # fmt: skip
    assert "这一场的提醒：\n\n- 12 月 10 日（周四）20:00：请带电脑，后天见" in preview.text
    code = code_of(preview.text)
    await bot.ask(f"确认 {code}", by=bot.organizer)
    clock.move(timedelta(days=17, hours=9))  # 12-10 21:00
    assert "请带电脑，后天见" in (await bot.next_line()).text
    clock.move(timedelta(hours=20))  # after 12-11 10:00
    await bot.settled()
    assert not bot.unread()
    assert (
        "没有叫「外星群」的群"
        in (await bot.ask("改活动 16 提醒：前两小时 发到 外星群", by=bot.organizer)).text
    )
    assert "一条也不发" in (await bot.ask("改活动 16 提醒：不发", by=bot.organizer)).text


async def test_nobody_loses_a_seat_to_a_smaller_capacity(bot: Bot) -> None:
    await confirmed(bot, WHOLE)
    for person in (bot.member, bot.other):
        await bot.ask("报名 16", by=person)
    preview = await bot.ask("改活动 16 名额：1", by=bot.organizer)
    assert "已经有 2 人报名，多出来的人名额保留" in preview.text
    await bot.ask(f"确认 {preview.text.split('确认 ')[1][:4]}", by=bot.organizer)
    assert "报名 2/1" in (await bot.ask("活动")).text
    assert "候补" in (await bot.ask("报名 16", by=bot.admin)).text


async def test_the_salon_that_the_sandbox_suggests_is_reminded_of(bot: Bot) -> None:
    panel = files("bot.sandbox").joinpath("templates/panel_help.html").read_text("utf-8")
    (said,) = re.findall("<b>(新建活动 .*?)</b>", panel)
    assert "活动建好了" in await confirmed(bot, said)
    assert "周末读书会" in (await bot.ask("待发", by=bot.organizer)).text

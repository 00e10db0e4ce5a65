"""Announcements: drafted, seen beforehand, confirmed, followed, taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.drafts import Draft
from bot.messages import Act
from bot.sandbox.emulator import Emulator
from bot.settings import Roles
from tests.conversations.living_bot import (
    Bot,
    code_of,
    confirmed_alone,
    living_bot,
    own_chat,
    say_alone,
    write_knowledge,
)
from tests.waiting import eventually

STUDY, SALON = "PostgreSQL 学习群", "沙龙筹备群"


@pytest.fixture
async def bot(emulator: Emulator, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Bot]:
    folder = write_knowledge(tmp_path / "knowledge")
    async with living_bot(emulator, folder, tmp_path / "data", clock) as running:
        yield running


async def _until_sent(bot: Bot, code: str) -> None:
    await _until(bot, code, "sent")


async def _until(bot: Bot, code: str, state: str) -> None:
    """The row follows the post: until then its answer is still on the way."""

    async def has_followed() -> bool:
        found = await bot.app.assembly.services.outbox.of_subject(f"announcement:{code}")
        return [row.state for row in found] == [state] and bool(found[0].attempts)

    await eventually(has_followed)


def _posts(bot: Bot, number: int) -> list[str]:
    return [line.text for line in bot.emulator.bot_lines(bot.emulator.groups[number].id)]


async def test_the_preview_says_of_each_link_whether_it_opens(bot: Bot) -> None:
    here = bot.emulator.base_url
    preview = await say_alone(bot, f"公告 看 {here}/nowhere 和 https://live.example.com/a")
    assert f"- 链接打不开（404）：{here}/nowhere" in preview
    assert "- 链接没有验证（不访问外网）：https://live.example.com/a" in preview
    assert "有 1 个链接打不开" in preview


async def test_the_preview_of_a_replay_says_so_too(bot: Bot) -> None:
    preview = await say_alone(bot, f"回放 添加 15 上午 {bot.emulator.base_url}/nowhere")
    assert "链接打不开（404）" in preview


async def test_the_preview_names_groups_size_links_and_calls(bot: Bot) -> None:
    preview = await say_alone(bot, "公告 今晚直播 https://live.example.com/a，别错过")
    for words in (STUDY, SALON, " 字，", "不会 @ 任何人", "链接没有验证", "可撤回", "先发到"):
        assert words in preview
    assert _posts(bot, 0) == _posts(bot, 1) == []


async def test_code_that_was_not_closed_ends_with_the_announcement(bot: Bot) -> None:
    preview = await say_alone(bot, "公告 试试\n```sql\nselect 1;")
    assert "select 1;\n```\n\n---" in preview


@pytest.mark.parametrize(
    "command",
    [f"公告 @{SALON} 只给筹备群", "公告 发到 筹备：只给筹备群", f"公告 发到 {SALON}：只给筹备群"],
)
async def test_it_goes_only_to_the_groups_that_were_named(bot: Bot, command: str) -> None:
    await confirmed_alone(bot, command)
    await eventually(lambda: _posts(bot, 1))
    assert "只给筹备群" in _posts(bot, 1)[0]
    assert "@" not in _posts(bot, 1)[0]
    assert _posts(bot, 0) == []


async def test_a_group_that_is_not_registered_is_an_error_that_lists_them(bot: Bot) -> None:
    answer = await say_alone(bot, "公告 @运维群 大家好")
    assert "运维群" in answer
    assert STUDY in answer


async def test_without_a_text_it_asks_and_takes_the_next_message(bot: Bot) -> None:
    assert "内容" in await say_alone(bot, "公告")
    code = code_of(await say_alone(bot, "周六沙龙改到二楼"))
    await say_alone(bot, f"确认 {code}")
    await eventually(lambda: _posts(bot, 1))
    assert "二楼" in _posts(bot, 1)[0]


@pytest.mark.parametrize("whole", ["公告 周六见", "定时公告 明晚8点 周六见"])
async def test_whoever_is_asked_may_write_it_whole(bot: Bot, whole: str) -> None:
    assert "内容" in await say_alone(bot, "公告")
    assert "周六见" in await say_alone(bot, whole)
    assert "预览" not in await say_alone(bot, "收到")


async def test_a_text_that_will_not_do_may_be_followed_by_a_better_one(bot: Bot) -> None:
    await say_alone(bot, "公告")
    assert "请删减" in await say_alone(bot, "长" * 5_100)
    assert "预览" in await say_alone(bot, "周六沙龙改到二楼")
    assert "预览" not in await say_alone(bot, "收到")


async def test_whoever_is_asked_may_give_it_up(bot: Bot) -> None:
    await say_alone(bot, "公告")
    assert "不发了" in await say_alone(bot, "算了")
    assert "ACCESS EXCLUSIVE" in await say_alone(bot, "vacuum full 会锁表吗")


async def test_a_quoted_message_becomes_the_announcement(bot: Bot) -> None:
    quoted = await bot.emulator.say(bot.group, bot.other, "明天停电检修", mention_bot=False)
    line = await bot.ask("公告", by=bot.organizer, quote=quoted)
    assert "明天停电检修" in line.text


async def test_too_long_an_announcement_is_refused_with_the_limit(bot: Bot) -> None:
    answer = await say_alone(bot, "公告 " + "长" * 5_100)
    assert "太长" in answer
    assert "5100 字" in answer
    assert "公告列表" not in answer


async def test_a_call_within_the_text_is_said_to_be_none(bot: Bot) -> None:
    assert "只是字" in await say_alone(bot, "公告 明天停机 @所有人")
    assert "只是字" not in await say_alone(bot, "公告 明天停机")


async def test_what_was_stopped_is_listed_as_stopped(bot: Bot) -> None:
    code = await confirmed_alone(bot, "定时公告 明晚8点 直播")
    await say_alone(bot, f"取消 {code}")
    assert f"{code}：直播（已停下）" in await say_alone(bot, "公告列表")


async def test_a_trial_goes_to_the_author_only(bot: Bot) -> None:
    code = code_of(await say_alone(bot, "公告 试一下"))
    # Two lines on two ways: which of them comes first is nobody's promise.
    said = (
        await say_alone(bot, f"试发 {code}")
        + (await bot.next_line(own_chat(bot, bot.organizer))).text
    )
    assert "单聊" in said
    assert "试一下" in said
    assert _posts(bot, 0) == _posts(bot, 1) == []


async def test_the_rest_waits_until_the_first_group_was_accepted(
    bot: Bot, emulator: Emulator, clock: FixedClock
) -> None:
    emulator.faults.add("group", "permission")
    code = await confirmed_alone(bot, "公告 分批发")
    for told in (bot.admin, bot.organizer):
        notice = (await bot.next_line(own_chat(bot, told))).text
        assert f"补发 {code}" in notice
        assert f"继续 {code}" in notice
    assert _posts(bot, 0) == _posts(bot, 1) == []
    told = await say_alone(bot, f"投递 {code}")
    buttons = told.split("接着可以发：")[1]
    assert buttons.index(f"[继续 {code}]") < buttons.index(f"[撤回 {code}]")
    assert f"[补发 {code} {STUDY}]" in buttons
    assert "1 个群" in await say_alone(bot, f"继续 {code}")
    await eventually(lambda: _posts(bot, 1))
    assert "补发" in await say_alone(bot, f"补发 {code} 学习群")
    await eventually(lambda: _posts(bot, 0))
    assert (len(_posts(bot, 0)), len(_posts(bot, 1))) == (1, 1)
    assert "不用补发" in await say_alone(bot, f"补发 {code} 学习群")


async def test_two_organizers_who_send_again_send_once(
    bot: Bot, emulator: Emulator, clock: FixedClock
) -> None:
    emulator.faults.add("group", "permission")
    code = await confirmed_alone(bot, f"公告 @{STUDY} 只补一次")
    await bot.next_line(own_chat(bot, bot.organizer))
    lost = await bot.app.assembly.services.outbox.of_subject(f"announcement:{code}")
    again = bot.app.assembly.services.announcements.send_again
    assert await again(lost[0], Act("050003", "r/1", clock.now()))
    assert not await again(lost[0], Act("050004", "r/2", clock.now()))


async def test_a_lost_time_of_a_repeated_announcement_can_be_sent_again(
    bot: Bot, emulator: Emulator, clock: FixedClock
) -> None:
    code = await confirmed_alone(bot, f"定时公告 @{STUDY} 每天晚上8点 打卡")
    emulator.faults.add("group", "permission")
    clock.move(timedelta(hours=9))
    assert f"补发 {code}" in (await bot.next_line(own_chat(bot, bot.organizer))).text
    assert f"「补发 {code} {STUDY}」" in await say_alone(bot, f"投递 {code}")
    assert "正在补发" in await say_alone(bot, f"补发 {code} 学习群")
    await eventually(lambda: _posts(bot, 0))
    assert "不用补发" in await say_alone(bot, f"补发 {code} 学习群")


async def test_of_what_is_repeated_for_weeks_only_the_last_times_are_listed(
    bot: Bot, clock: FixedClock
) -> None:
    code = await confirmed_alone(bot, "定时公告 每天晚上8点 打卡")
    services = bot.app.assembly.services
    await services.announcements.recurring.plan(clock.now() + timedelta(days=10))
    told = await say_alone(bot, f"投递 {code}")
    assert "只列了最近的 30 条" in told
    assert told.count("打卡") == 0
    assert told.count("学习群：") + told.count("筹备群：") == 30


async def test_an_unknown_fate_is_never_resent_by_itself(
    bot: Bot, emulator: Emulator, clock: FixedClock
) -> None:
    emulator.faults.add("group", "applied-504")
    code = await confirmed_alone(bot, "公告 只发一次")
    for told in (bot.admin, bot.organizer):
        assert "可能已经发出" in (await bot.next_line(own_chat(bot, told))).text
    clock.move(timedelta(hours=1))
    await bot.settled()
    assert len(_posts(bot, 0)) == 1
    assert "结果不明" in await say_alone(bot, f"投递 {code}")


async def test_what_is_confirmed_while_it_is_cancelled_is_not_said_to_be_cancelled(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = code_of(await say_alone(bot, "公告 今晚八点直播"))
    services = bot.app.assembly.services
    look_up = services.drafts.look_up

    async def look_up_and_be_late(code: str) -> Draft:
        draft = await look_up(code)
        await services.announcements.confirm(draft, Act("another", "m/1", services.now()))
        return draft

    monkeypatch.setattr(services.drafts, "look_up", look_up_and_be_late)
    assert "刚刚被确认" in await say_alone(bot, f"取消 {code}")


async def test_who_has_not_read_is_said_to_be_unknown(bot: Bot) -> None:
    code = await confirmed_alone(bot, "公告 今晚直播")
    for asked in ("公告谁没看", "谁看了公告", "刚才的公告都有谁没读", "公告发了之后有多少人看了"):
        told = await say_alone(bot, asked)
        assert "不给名单" in told, (asked, told)
        assert f"投递 {code} 已读" in told, (asked, told)
    assert "不给名单" not in await say_alone(bot, "公告怎么发")


@pytest.mark.parametrize("asked", ["公告都有哪些", "最近发过几条公告", "有什么通知"])
async def test_announcements_are_listed_for_who_asks(bot: Bot, asked: str) -> None:
    code = await confirmed_alone(bot, "公告 今晚直播")
    assert code in await say_alone(bot, asked)


async def test_what_waits_for_its_hour_is_listed(bot: Bot) -> None:
    assert "没有定时的公告" in await say_alone(bot, "有啥定时公告")
    once = await confirmed_alone(bot, "定时公告 明晚8点 看直播")
    weekly = await confirmed_alone(bot, "定时公告 每周四晚上8点 答疑")
    await confirmed_alone(bot, "公告 今晚直播")
    for said in ("通知大家看一下", "通知大家收到"):
        assert "谁看了、谁没看" not in await say_alone(bot, said), said
    for asked in ("有啥定时公告", "定时公告有哪些", "现在有几条定时的通知"):
        told = await say_alone(bot, asked)
        assert once in told, (asked, told)
        assert weekly in told, (asked, told)
        assert "今晚直播" not in told, (asked, told)


async def test_what_was_written_long_before_its_hour_is_listed(
    bot: Bot, clock: FixedClock
) -> None:
    once = await confirmed_alone(bot, "定时公告 2027年1月20日 20:00 年会")
    clock.move(timedelta(days=30))
    bot.skip()
    assert once in await say_alone(bot, "有啥定时公告")


async def test_receipts_with_readers_and_recall(bot: Bot) -> None:
    code = await confirmed_alone(bot, "公告 写错了")
    await bot.settled()
    receipt = await say_alone(bot, f"投递 {code} 已读")
    assert receipt.count("已发出") == 2
    assert receipt.count("人已读") == 2
    assert (await say_alone(bot, f"撤回 {code}")).count("已撤回") == 2
    for group in bot.emulator.groups:
        assert [line.recalled for line in bot.emulator.bot_lines(group.id)] == [True]
    assert (await say_alone(bot, f"撤回 {code}")).count("之前已经撤回") == 2


async def test_what_the_platform_does_not_confirm_is_not_taken_for_recalled(bot: Bot) -> None:
    code = await confirmed_alone(bot, "公告 写错了")
    await bot.settled()
    bot.emulator.faults.add("recall", "silent", times=1)
    told = await say_alone(bot, f"撤回 {code}")
    assert (told.count("不知道撤回了没有（钉钉没有确认）"), told.count("：已撤回")) == (1, 1)
    told = await say_alone(bot, f"撤回 {code}")
    assert (told.count("之前已经撤回"), told.count("：已撤回")) == (1, 1)


@pytest.mark.parametrize("fault", ["applied-reset", "applied-504"])
async def test_what_was_recalled_without_an_answer_is_looked_for(bot: Bot, fault: str) -> None:
    code = await confirmed_alone(bot, "公告 写错了")
    await bot.settled()
    bot.emulator.faults.add("recall", fault, times=2)
    assert (await say_alone(bot, f"撤回 {code}")).count("：已撤回") == 2
    code = await confirmed_alone(bot, "公告 又错了")
    await bot.settled()
    bot.emulator.faults.add("recall", fault, times=1)
    bot.emulator.faults.add("query", "500", times=1)
    told = await say_alone(bot, f"撤回 {code}")
    assert (told.count("不知道撤回了没有"), told.count("：已撤回")) == (1, 1)
    # It is gone: what the platform calls a wrong key now is no reason to doubt that.
    assert (await say_alone(bot, f"撤回 {code}")).count("已") == 2


async def test_a_slow_platform_takes_back_from_all_groups_within_the_time_of_a_message(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    limits = {"handler_seconds": 3}
    async with living_bot(emulator, folder, tmp_path / "data", clock, limits=limits) as bot:
        code = await confirmed_alone(bot, "公告 写错了")
        await bot.settled()
        emulator.faults.add("recall", "slow", times=2, seconds=2.0)
        assert (await say_alone(bot, f"撤回 {code}")).count("已撤回") == 2
        assert (await say_alone(bot, f"撤回 {code}")).count("之前已经撤回") == 2


async def test_what_was_taken_back_is_written_down_though_another_group_takes_too_long(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    limits = {"handler_seconds": 1}
    async with living_bot(emulator, folder, tmp_path / "data", clock, limits=limits) as bot:
        code = await confirmed_alone(bot, "公告 写错了")
        await bot.settled()
        emulator.faults.add("recall", "slow", times=1, seconds=4.0)
        assert "撤回公告" not in await say_alone(bot, f"撤回 {code}")
        assert (await say_alone(bot, f"撤回 {code}")).count("之前已经撤回") == 1
        assert f"撤回了公告 {code}，已撤回 2 条" in await say_alone(bot, "审计", by=bot.admin)


async def test_of_what_is_repeated_the_last_time_is_taken_back_and_all_when_asked(
    bot: Bot, clock: FixedClock
) -> None:
    code = await confirmed_alone(bot, "定时公告 每天晚上8点 打卡")
    for day in range(3):
        clock.move(timedelta(hours=24 if day else 8))
        await bot.settled()
    told = await say_alone(bot, f"撤回 {code}")
    assert told.count("已撤回") == 2
    assert f"以前发的 4 条还在群里，要一起撤回请发「撤回 {code} 全部」" in told
    for group in bot.emulator.groups:
        lines = bot.emulator.bot_lines(group.id)
        assert [line.recalled for line in lines] == [False, False, True]
    told = await say_alone(bot, f"撤回 {code} 全部")
    assert told.count("之前已经撤回了") == 2
    assert "以前发的 4 条，撤回了 4 条" in told
    assert "以前" not in await say_alone(bot, f"撤回 {code}")
    clock.move(timedelta(hours=24))
    await bot.settled()
    assert len(_posts(bot, 1)) == 3


async def test_before_its_first_time_nothing_can_be_taken_back(bot: Bot) -> None:
    code = await confirmed_alone(bot, "定时公告 每天晚上8点 打卡")
    assert (await say_alone(bot, f"撤回 {code}")).count("还没发，不会再发") == 2


async def test_what_is_just_leaving_can_be_taken_back_a_moment_later(bot: Bot) -> None:
    bot.emulator.faults.add("group", "slow", times=1, seconds=1.0)
    code = await confirmed_alone(bot, f"公告 @{STUDY} 写错了")
    await _until(bot, code, "sending")
    told = await say_alone(bot, f"撤回 {code}")
    assert f"正在发送，拦不住，过一会儿再发一次「撤回 {code}」" in told
    await _until_sent(bot, code)
    assert (await say_alone(bot, f"撤回 {code}")).count("已撤回") == 1


async def test_everyone_is_called_where_a_robot_can_and_once_a_day(bot: Bot) -> None:
    preview = await say_alone(bot, "公告 @所有人 紧急停机")
    assert "不可撤回、无已读数" in preview
    assert "没有自定义机器人" in preview
    assert "已确认" in await say_alone(bot, f"确认 {code_of(preview)}")
    await eventually(lambda: _posts(bot, 0) and _posts(bot, 1))
    (called,) = bot.emulator.bot_lines(bot.emulator.groups[0].id)
    assert called.route == "webhook"
    assert set(called.at) == set(bot.emulator.groups[0].members)
    (quiet,) = bot.emulator.bot_lines(bot.emulator.groups[1].id)
    assert (quiet.route, quiet.at) == ("openapi", ())
    again = code_of(await say_alone(bot, "公告 @所有人 又一次"))
    assert "已经 @所有人 1 次" in await say_alone(bot, f"确认 {again}")
    assert len(_posts(bot, 1)) == 1
    assert "不允许撤回" in await say_alone(bot, f"撤回 {code_of(preview)}")


async def test_an_unanswered_call_to_everyone_is_repeated_without_doubling(
    bot: Bot, emulator: Emulator, clock: FixedClock
) -> None:
    emulator.faults.add("webhook", "applied-504")
    code = await confirmed_alone(bot, f"公告 @所有人 @{STUDY} 只有一次")
    await eventually(lambda: _posts(bot, 0))
    await _until(bot, code, "pending")  # put off by the clock as it is now
    clock.move(timedelta(seconds=30))
    await eventually(lambda: len([r for r in emulator.requests if r.point == "webhook"]) == 2)
    assert len(_posts(bot, 0)) == 1


async def test_a_call_to_everyone_that_waits_for_its_robot_outlives_a_restart(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    folder, data = write_knowledge(tmp_path / "knowledge"), tmp_path / "data"
    limits = {"everyone_per_day": 5}
    emulator.faults.add("webhook", "busy-webhook")
    async with living_bot(emulator, folder, data, clock, limits=limits) as bot:
        first = await confirmed_alone(bot, f"公告 @所有人 @{STUDY} 第一条")
        await eventually(lambda: [r for r in emulator.requests if r.point == "webhook"])
        second = await confirmed_alone(bot, f"公告 @所有人 @{STUDY} 第二条")
        receipts = [await say_alone(bot, f"投递 {code}") for code in (first, second)]
        assert all("待发送" in receipt for receipt in receipts), receipts
        assert _posts(bot, 0) == []
    async with living_bot(emulator, folder, data, clock, limits=limits) as bot:
        clock.move(timedelta(seconds=90))
        await eventually(lambda: len(_posts(bot, 0)) == 2)
        for code in (first, second):
            await _until_sent(bot, code)
        assert [line.route for line in emulator.bot_lines(bot.group)] == ["webhook"] * 2


async def test_a_robot_that_ends_after_an_unanswered_call_is_not_passed_over(
    bot: Bot, emulator: Emulator, clock: FixedClock
) -> None:
    emulator.faults.add("webhook", "applied-504")
    emulator.faults.add("webhook", "gone")
    code = await confirmed_alone(bot, f"公告 @所有人 @{STUDY} 只有一次")
    await eventually(lambda: _posts(bot, 0))
    clock.move(timedelta(seconds=30))
    assert "可能已经发出" in (await bot.next_line(own_chat(bot, bot.organizer))).text
    assert "结果不明" in await say_alone(bot, f"投递 {code}")
    assert len(_posts(bot, 0)) == 1


async def test_a_robot_that_does_not_work_is_passed_over_at_once(
    bot: Bot, emulator: Emulator
) -> None:
    emulator.faults.add("webhook", "gone")
    await confirmed_alone(bot, f"公告 @所有人 @{STUDY} 换条路")
    await eventually(lambda: _posts(bot, 0))
    (line,) = emulator.bot_lines(bot.group)
    assert line.route == "openapi"


async def test_for_later_it_waits_and_may_be_cancelled(bot: Bot, clock: FixedClock) -> None:
    first = await confirmed_alone(bot, "定时公告 明晚8点 直播开始")
    second = await confirmed_alone(bot, "定时公告 明晚8点 别的")
    listed = await say_alone(bot, "公告列表")
    assert listed.count("定时 11-24 20:00") == 2
    assert "不会再发" in await say_alone(bot, f"取消 {second}")
    clock.move(timedelta(hours=31))
    await bot.settled()
    assert _posts(bot, 0) == []
    clock.move(timedelta(hours=1))
    await bot.settled()
    assert [len(_posts(bot, n)) for n in (0, 1)] == [1, 1]
    assert "发完了" in await say_alone(bot, f"取消 {first}")


async def test_again_and_again_until_it_is_stopped(bot: Bot, clock: FixedClock) -> None:
    code = await confirmed_alone(bot, "定时公告 每周四晚上8点 今晚直播")
    for week in range(2):
        clock.move(timedelta(days=7) if week else timedelta(days=3, hours=8))
        await eventually(lambda: len(_posts(bot, 1)) == week + 1)  # noqa: B023
    assert "每周四" in await say_alone(bot, "公告列表")
    await say_alone(bot, f"取消 {code}")
    clock.move(timedelta(days=14))
    await bot.settled()
    assert [len(_posts(bot, n)) for n in (0, 1)] == [2, 2]


async def test_a_repeated_call_to_everyone_keeps_to_the_bound(bot: Bot, clock: FixedClock) -> None:
    for words in ("早会", "晚会"):
        hour = {"早会": "9", "晚会": "20"}[words]
        await confirmed_alone(bot, f"定时公告 @所有人 @{STUDY} 每天{hour}点 {words}")
    for number, hours in enumerate((8.5, 13, 11), 1):  # 20:30, 9:30, 20:30
        clock.move(timedelta(hours=hours))
        await eventually(lambda: len(_posts(bot, 0)) == number)  # noqa: B023
    routes = [(x.route, "早会" in x.text) for x in bot.emulator.bot_lines(bot.group)]
    assert sorted(routes) == [("openapi", False), ("webhook", False), ("webhook", True)]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("每月31号上午9点", "没有 31 号的月份不发；想每个月都发，请写「每月最后一天」"),
        ("每月30日上午9点", "没有 30 号的月份不发"),
        ("每月29号上午9点", "平年的 2 月"),
        ("每月第五个周六上午9点", "没有第五个的月份不发"),
        ("每月最后一天上午9点", ""),
        ("每月28号上午9点", ""),
    ],
)
async def test_months_that_are_left_out_are_told_in_the_preview(
    bot: Bot, words: str, told: str
) -> None:
    preview = await say_alone(bot, f"定时公告 {words} 交报表")
    assert told in preview if told else "的月份" not in preview
    series = await say_alone(bot, f"新建系列 {words} 月会")
    assert told.replace("发", "办") in series if told else "的月份" not in series


async def test_the_last_day_of_each_month_is_the_last_in_short_ones_too(
    bot: Bot, clock: FixedClock
) -> None:
    await confirmed_alone(bot, f"定时公告 @{SALON} 每月最后一天上午9点 交报表")
    for number, days in enumerate((7, 31, 31, 28), 1):  # 11-30, 12-31, 1-31, 2-28, at noon
        before = clock.now()
        clock.move(timedelta(days=days - 1))
        await bot.settled()
        assert len(_posts(bot, 1)) == number - 1
        clock.move(before + timedelta(days=days) - clock.now())
        await eventually(lambda: len(_posts(bot, 1)) == number)  # noqa: B023
    assert f"{clock.now():%m-%d}" == "02-28"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("定时公告 有空的时候 大家好", "这样写"),
        ("定时公告 明天 大家好", "钟点"),
        ("定时公告 明晚8点", "内容"),
        ("定时公告 2月30日晚8点 大家好", "2 月"),
        ("定时公告 2020年1月1日 8:00 大家好", "过去"),
    ],
)
async def test_an_unreadable_time_is_an_error_that_shows_how(
    bot: Bot, command: str, words: str
) -> None:
    assert words in await say_alone(bot, command)
    assert "最近没有公告" in await say_alone(bot, "公告列表")


async def test_a_redelivered_confirmation_sends_once(
    bot: Bot, emulator: Emulator, clock: FixedClock
) -> None:
    code = code_of(await say_alone(bot, "公告 一次"))
    emulator.faults.add("ack", "drop")
    await say_alone(bot, f"确认 {code}")
    clock.move(timedelta(seconds=61))
    assert await emulator.gateway.settled()
    await eventually(lambda: _posts(bot, 1))
    assert [len(_posts(bot, n)) for n in (0, 1)] == [1, 1]


async def test_quiet_hours_put_it_off_unless_somebody_says_at_once(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    groups = [
        {**table.model_dump(), "quiet": "11:00-13:00" if number else ""}
        for number, table in enumerate(emulator.group_tables())
    ]
    async with living_bot(emulator, folder, tmp_path / "data", clock, groups=groups) as bot:
        preview = await say_alone(bot, "公告 午间")
        assert "11-23 13:00 发" in preview
        await say_alone(bot, f"确认 {code_of(preview)}")
        await eventually(lambda: _posts(bot, 0))
        assert _posts(bot, 1) == []
        urgent = code_of(await say_alone(bot, "公告 着火了"))
        await say_alone(bot, f"确认 {urgent} 立即")
        await eventually(lambda: _posts(bot, 1))
        assert "着火了" in _posts(bot, 1)[0]
        clock.move(timedelta(hours=1))
        await eventually(lambda: len(_posts(bot, 1)) == 2)


async def test_with_two_persons_the_author_cannot_confirm(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    roles = Roles(**{**emulator.roles_table().model_dump(), "two_person": True})
    async with living_bot(emulator, folder, tmp_path / "data", clock, roles=roles) as bot:
        code = code_of(await say_alone(bot, "公告 两个人"))
        assert "另一位" in await say_alone(bot, f"确认 {code}")
        assert "已确认" in await say_alone(bot, f"确认 {code}", by=bot.admin)
        await eventually(lambda: _posts(bot, 1))


async def test_only_admins_give_roles_and_what_was_done_is_on_record(bot: Bot) -> None:
    assert "管理员" in await say_alone(bot, "授权 050001 组织者")  # an organizer may not
    assert "怕是写错了" in await say_alone(bot, "授权 050001 组织者", by=bot.admin)
    assert "050001" in await say_alone(bot, "我是谁", by=bot.member)
    assert "050001 现在是组织者" in await say_alone(bot, "授权 050001 组织者", by=bot.admin)
    assert "已经是组织者" in await say_alone(bot, "授权 050001 组织者", by=bot.admin)
    assert "预览" in await say_alone(bot, "公告 新手上路", by=bot.member)
    code = await confirmed_alone(bot, "公告 记录在案")
    assert "成员" in await say_alone(bot, "收回 050001", by=bot.admin)
    assert "组织者" in await say_alone(bot, "公告 又来", by=bot.member)
    assert "配置" in await say_alone(bot, "收回 050003", by=bot.admin)
    record = await say_alone(bot, "审计", by=bot.admin)
    for words in (
        "管理员 050004 让员工号 050001 成为组织者",
        "管理员 050004 收回了员工号 050001 的权限",
        f"组织者 050003 确认了公告 {code}：记录在案（",
    ):
        assert words in record
    await bot.settled()
    record = await say_alone(bot, "审计", by=bot.admin)
    assert "已发出 2 个群" in record


async def test_a_role_given_by_chat_outlives_a_restart(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    async with living_bot(emulator, folder, tmp_path / "data", clock) as first:
        await say_alone(first, "我是谁", by=first.member)
        await say_alone(first, "授权 050001 组织者", by=first.admin)
    async with living_bot(emulator, folder, tmp_path / "data", clock) as second:
        assert "组织者" in (await second.ask("我是谁", by=second.member)).text


async def test_an_organizer_asks_in_own_words_what_went_out(bot: Bot, clock: FixedClock) -> None:
    assert "最近一周没有发过公告" in await say_alone(bot, "公告都送到了吗")
    code = await confirmed_alone(bot, "公告 今晚八点直播")
    await bot.settled()
    for said in ("公告都送到了吗", "昨天的公告各群都收到了没有", "公告发出去了没？", "投递"):
        told = await say_alone(bot, said)
        assert f"11-23 12:00 公告 {code}「今晚八点直播」，2 个群已发出" in told
    assert "没有发过提醒" in await say_alone(bot, "提醒发了吗")
    assert code not in await say_alone(bot, "NOTIFY 的通知没收到怎么办")
    assert "要组织者才能看" in await say_alone(bot, "提醒发了吗", by=bot.member)


async def test_what_did_not_go_out_is_named(
    emulator: Emulator, clock: FixedClock, tmp_path: Path
) -> None:
    folder = write_knowledge(tmp_path / "knowledge", held_on="2026-11-24")
    rule = {"name": "前一天", "before": "1d", "at": "13:00"}
    await emulator.disband(emulator.groups[1].id)
    async with living_bot(emulator, folder, tmp_path / "data", clock, reminders=[rule]) as bot:
        clock.move(timedelta(hours=1, minutes=1))
        await bot.settled()
        told = await say_alone(bot, "提醒都发了吗")
    assert "活动提醒：PG天天象上 第 15 期 西安，1 个群已发出" in told
    assert f"{SALON}发送失败" in told

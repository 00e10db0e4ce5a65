"""What somebody may try who is not allowed to: with a borrowed name, a borrowed staff id, a
guessed code, a message that comes twice, and texts that should be more than texts.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.sandbox.emulator import Chat, Emulator, Person
from bot.sandbox.emulator_model import OTHER_CORP, default_people
from tests.conversations.living_bot import Bot, code_of, living_bot, own_chat
from tests.conversations.salon_bot import write_salons

# The organizer's name and staff id, but of another organisation.
DOUBLE = Person("double", "林溪", "050003", "outsider", OTHER_CORP)
NAMESAKE = Person("namesake", "林溪", "060001")
ORDERS = (
    "公告 大家好", "改期 15 12月6日", "取消活动 15", "新建活动 标题：甲 时间：12月12日 14:00",
    "名单 15", "签到码 15", "授权 050001 组织者", "抽奖 15 书 1人 报名", "投递 ABCD",
    "回放 添加 15 上午 https://example.com/x", "改活动 15 提醒：不发", "停播 明天",
)  # fmt: skip


@pytest.fixture
async def bot(clock: FixedClock, tmp_path: Path) -> AsyncIterator[Bot]:
    people = (*default_people(), DOUBLE, NAMESAKE)
    group = Chat("cidGroup", "学习群", tuple(person.id for person in people))
    folder = write_salons(tmp_path / "knowledge")
    limits = {"group_per_minute": 6_000}
    changes = {"limits": limits, "knowledge": {"paths": (folder,), "writable": True}}
    async with (
        Emulator(clock, people=people, groups=(group,)) as emulator,
        living_bot(emulator, folder, tmp_path / "data", clock, **changes) as running,
    ):
        yield running


async def _say(bot: Bot, text: str, by: str = "") -> str:
    """In 1:1 as the organizer, or in the group as somebody else."""
    by = by or bot.organizer
    chat = own_chat(bot, by) if by == bot.organizer else bot.group
    return (await bot.ask(text, by=by, chat=chat)).text


@pytest.mark.parametrize("who", [DOUBLE.id, NAMESAKE.id, "jiangfan", "xiaoyu"])
async def test_orders_are_obeyed_by_staff_id_and_organisation_only(bot: Bot, who: str) -> None:
    for order in ORDERS:
        assert re.search("要(?:组织者|管理员)才能用", await _say(bot, order, who)), order
    store = bot.app.assembly.services.announcements._store
    assert await store.run(lambda tx: tx.all("audit.recent", most=10)) == []


@pytest.mark.parametrize("who", [DOUBLE.id, NAMESAKE.id])
async def test_a_code_that_somebody_saw_is_of_no_use_to_others(bot: Bot, who: str) -> None:
    preview = await _say(bot, "改期 15 12月6日")
    code = code_of(preview)
    assert "要组织者才能用" in await _say(bot, f"确认 {code}", who)
    assert "要组织者才能用" in await _say(bot, f"取消 {code}", who)
    assert "改好了" in await _say(bot, f"确认 {code}")


async def test_an_order_that_comes_twice_acts_once(bot: Bot) -> None:
    emulator = bot.emulator

    async def twice(text: str, by: str = "") -> str:
        emulator.faults.add("push", "duplicate")
        said = await _say(bot, text, by)
        assert not bot.unread(bot.group)
        return said

    assert "报名成功" in await twice("报名 15", "xiaoyu")
    preview = await twice("改期 15 12月6日")
    assert "改好了" in await twice(f"确认 {preview.split('确认 ')[1][:4]}")
    assert "报名 1/25" in await _say(bot, "活动", "haoran")
    assert "已取消" in await twice("取消报名 15", "xiaoyu")


async def test_a_checkin_code_is_not_guessed(bot: Bot, clock: FixedClock) -> None:
    await _say(bot, "签到码 15")
    told = (await bot.next_line(own_chat(bot, "linxi"))).text
    (code,) = re.findall(r"\*\*(\d{6})\*\*", told)
    wrong = [f"{(int(code) + n) % 1_000_000:06d}" for n in range(1, 7)]
    said = [await _say(bot, f"签到 {guess}", "xiaoyu") for guess in wrong]
    assert "口令不对" in said[0]
    assert "口令不对" not in said[-1]
    assert "签到成功" not in await _say(bot, f"签到 {code}", "xiaoyu")


@pytest.mark.parametrize(
    "field",
    [
        "标题：@所有人 快来",
        "标题：＠全体成员 快来",
        "标题：@\u200b所有人 快来",
        "标题：[点我](https://evil.example)",
        "标题：点 https://evil.example",
        "标题：**粗**",
        "标题：<font color=red>红</font>",
        "标题：甲 场地：[地图](https://evil.example)",
        "标题：甲 赞助：@all",
        "标题：甲 议程：14:00-15:00 [题目](https://evil.example)",
        "标题：甲 提醒：前一天10点：@所有人 快来",
        "标题：甲 提醒：前一天10点：[点我](https://evil.example)",
        f"标题：{'长' * 300}",
        f"标题：甲 议程：14:00-15:00 {'长' * 300}",
        "标题：甲 议程："
        + "\n".join(f"{n // 60 + 8:02d}:{n % 60:02d} {'题' * 120}" for n in range(60)),
    ],
)
async def test_a_field_is_only_a_text(bot: Bot, field: str) -> None:
    said = await _say(bot, f"新建活动 {field} 时间：12月12日 14:00")
    assert re.search("不能|太长了", said), said
    assert "确认 " not in said


async def test_names_that_only_look_dangerous_are_taken(bot: Bot) -> None:
    said = await _say(
        bot, "新建活动 标题：C++ & PG_18 #1 <3 沙龙 时间：12月12日 14:00 地址：高新路 3#楼 1-2 层"
    )
    assert "确认 " in said


@pytest.mark.parametrize("text", ["公告 " + "长" * 6_000, "报名 " + "1" * 9_000, "改期 15 " * 900])
async def test_a_huge_text_is_answered_and_keeps_nothing(bot: Bot, text: str) -> None:
    said = await _say(bot, text)
    assert "确认 " not in said
    assert len(said) < 1_000


async def test_a_draw_says_how_many_it_can_draw(bot: Bot) -> None:
    for places in ("0人", "10000人"):
        said = await bot.ask(f"抽奖 15 书 {places} 报名", by=bot.organizer)
        assert "1 到 999" in said.text


async def test_a_file_that_may_not_be_written_is_told_what_to_write(
    clock: FixedClock, tmp_path: Path
) -> None:
    folder = write_salons(tmp_path / "knowledge")
    async with (
        Emulator(clock) as emulator,
        living_bot(emulator, folder, tmp_path / "data", clock) as bot,
    ):
        said = await bot.ask("改活动 15 提醒：前三天上午10点", by=bot.organizer)
    assert 'reminders:\n  - {name: 前3天 10:00, before: "3d", at: "10:00"}' in said.text


@pytest.mark.parametrize(
    "link",
    [
        "[领奖](dtmd://dingtalkclient/sendMessage?content=%E6%8E%88%E6%9D%83)",
        "[领奖](DTMD://dingtalkclient/sendMessage?content=x)",
        "dtmd://dingtalkclient/sendMessage?content=x",
        "[点我](javascript:alert(1))",
        "[点我](&#100;tmd://dingtalkclient/x)",
        "[点我][a]\n\n[a]: javascript:alert(1)",
    ],
)
async def test_an_announcement_puts_no_words_into_anybodys_mouth(bot: Bot, link: str) -> None:
    told = (await bot.ask(f"公告 周六见 {link}", by=bot.organizer)).text
    assert "只能打开网页" in told
    assert "确认 " not in told
    fine = "公告 [报名](https://example.com/a?b=1&c=2) 或写信 [我们](mailto:a@example.com)"
    assert "确认 " in (await bot.ask(fine, by=bot.organizer)).text

"""A month of a salon, from the template in the chat to its replay: each group sees each
message once, in a time that it allows.
"""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import openpyxl
import pytest

from bot.attendance.lottery import parse_record, problems_of
from bot.clock import FixedClock
from tests.conversations.living_bot import own_chat
from tests.conversations.salon_month import (
    MEMBERS,
    OUTSIDERS,
    Month,
    chat_of,
    salon_month,
    table,
)

TITLE = "PG天天象上 第 16 期 苏州"
REPLAY = "https://example.com/live/16"
OPEN = chat_of("随时")
# What each group sees, and when. The salon is on 12-19 14:30 until it moves by a day.
EXPECTED = """
消息          夜里不扰      随时          午休不扰
报名公告      11-24 08:00   11-23 22:30   11-23 22:30
候补转正      —             11-24 12:00   —
七天提醒      12-12 10:00   12-12 10:00   12-12 10:00
改期更正      12-15 08:00   12-14 22:31   12-14 22:31
明天提醒      12-19 10:00   12-19 10:00   12-19 10:00
一小时提醒    12-20 13:30   12-20 13:30   12-20 14:00
开始提醒      12-20 14:30   12-20 14:30   12-20 14:30
致谢          12-20 17:45   12-20 17:45   12-20 17:45
回放          12-23 08:00   12-22 23:00   12-22 23:00
"""
SIGNS = {
    "报名公告": "报名开始了",
    "候补转正": "外部1.*转为正式报名",
    "七天提醒": "7 天后",
    "改期更正": "改期了",
    "明天提醒": "明天",
    "一小时提醒": "分钟后|小时后",
    "开始提醒": "现在开始",
    "致谢": "谢谢",
    "回放": "回放来了",
}


@pytest.fixture
async def month(tmp_path: Path, clock: FixedClock) -> AsyncIterator[Month]:
    async with salon_month(tmp_path, clock) as running:
        yield running


async def test_each_group_sees_each_message_once_in_its_own_time(month: Month) -> None:
    await _create(month)
    await _announce(month)
    await _sign_up(month)
    await _move(month)
    await _check_in(month)
    await _draw(month)
    await _add_replay(month)
    await month.until("12-26 12:00")
    seen = table(month, SIGNS)
    assert seen == [_cells(line) for line in EXPECTED.strip().split("\n")]
    counts = await month.bot.app.assembly.services.outbox.counts()
    assert set(counts) <= {"sent", "superseded"}


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


async def _create(month: Month) -> None:
    """Step by step through the template."""
    await month.told("新建活动")
    talks = "14:30-15:15 逻辑复制实践 张三（某某公司）\n15:15-17:30 企业圆桌"
    said = ""
    for answer in (
        *(TITLE, "12月19日 14:30-17:30", "苏州", "大象咖啡", "跳过", talks),
        *("跳过", "https://example.com/stream", "25"),
    ):
        said = (await month.told(answer)).text
    for fact in ("第 16 期", "2026 年 12 月 19 日（周六）14:30–17:30", "名额：25 人"):
        assert fact in said
    assert "活动建好了" in await month.confirmed(said)


async def _announce(month: Month) -> None:
    await month.until("11-23 22:30")
    preview = (await month.told("公告 第 16 期苏州沙龙报名开始了，@我 发「报名 16」")).text
    assert "11-24 08:00" in preview  # in the group that sleeps
    assert "已确认" in await month.confirmed(preview)
    await month.until("11-24 12:00")


async def _sign_up(month: Month) -> None:
    """Thirty people, outsiders among them, want 25 seats; one of those who wait moves up."""
    for number in range(MEMBERS):
        assert "报名成功" in (await month.told("报名 16", by=f"p{number}")).text
    for number in range(OUTSIDERS):
        said = (await month.told("报名", by=f"o{number}", chat=OPEN)).text
        expected = ["报名成功", "排在第一个", *(f"前面还有 {n} 人" for n in range(1, 5))]
        assert expected[number] in said
    await month.told("取消报名", by="p3")
    await month.until("11-24 12:30")
    assert "25/25，候补 4 人" in (await month.told("活动")).text


async def _move(month: Month) -> None:
    await month.until("12-14 22:30")
    preview = (await month.told("改期 16 12月20日")).text
    assert "2026 年 12 月 19 日（周六）14:30–17:30 → 2026 年 12 月 20 日" in preview
    assert "报名和候补的 29 人会收到通知" in preview
    said = await month.confirmed(preview)
    assert "私聊 23 人；另外 6 人不在组织里，在报名的群里说一条" in said
    await month.until("12-15 12:00")
    for number in set(range(MEMBERS)) - {3}:
        own = month.bot.emulator.bot_lines(own_chat(month.bot, f"p{number}"))
        assert ["改期了" in line.text for line in own].count(True) == 1
    assert "改期了" not in "".join(
        line.text for line in month.bot.emulator.bot_lines(own_chat(month.bot, "p3"))
    )
    (moved,) = [text for _, text in month.posts("随时") if "改期了" in text]
    assert "、".join(f"外部{n}" for n in range(OUTSIDERS)) in moved
    assert moved.count("改为") == 1  # the group's correction and the notice in one


async def _check_in(month: Month) -> None:
    """Before, inside and after the window; and the names, which are for 1:1 only."""
    await month.until("12-20 13:29")
    code = (await month.told("签到码 16", lines=2)).text.split("签到口令：**")[1][:6]
    assert "13:30 开始签到" in (await month.told(f"签到 {code}", by="p0")).text
    await month.until("12-20 14:35")
    for number in range(10):
        assert "签到成功" in (await month.told(f"签到 {code}", by=f"p{number}")).text
    assert "第 11 位" in (await month.told(f"签到 {code}", by="o0", chat=OPEN)).text
    in_group = await month.told("名单 16", by=month.bot.organizer, chat=OPEN)
    assert "私聊" in in_group.text
    assert not in_group.media
    told = await month.told("名单 16", lines=2)
    assert "签到 11 人" in told.text
    file = month.bot.emulator.bot_lines(month.office)[-2]
    book = openpyxl.load_workbook(io.BytesIO(month.bot.emulator.world.media[file.media].content))
    assert [len(list(book[name].values)) for name in ("报名", "候补")] == [26, 5]
    await month.until("12-20 17:31")
    assert "已经结束" in (await month.told(f"签到 {code}", by="p20")).text


async def _draw(month: Month) -> None:
    """Announced with its hashes, opened, and recomputed from what was posted."""
    organizer = month.bot.organizer
    promise = (await month.told("抽奖 16 《PG 实战》 2人 签到", by=organizer, chat=OPEN)).text
    code = promise.split("抽奖 ")[1][:5]
    opened = (await month.told(f"开奖 {code} 大象", by=organizer, chat=OPEN)).text
    record = parse_record((await month.told(f"抽奖记录 {code}", by="o0", chat=OPEN)).text)
    assert problems_of(record) == []
    assert len(record.winners) == 2
    assert all(f"（号 {winner}）" in opened for winner in record.winners)
    assert record.list_sha256 in promise
    assert record.seed_sha256 in promise


async def _add_replay(month: Month) -> None:
    """The organizers are asked on the mornings after, until there is one."""
    await month.until("12-22 23:00")
    asked = [x.title for x in month.bot.emulator.bot_lines(month.office) if "回放了吗" in x.title]
    assert asked == [f"{TITLE} 有回放了吗"] * 2
    preview = (await month.told(f"回放 添加 16 全场 {REPLAY}")).text
    assert "添加回放" in await month.confirmed(preview)
    await month.until("12-23 12:00")
    assert REPLAY in (await month.told("回放 16", by="p0")).text

"""What an admin reads of the things that needed a right."""

from __future__ import annotations

import re
from pathlib import Path

from bot.clock import FixedClock
from tests.conversations.living_bot import own_chat
from tests.conversations.salon_bot import salon_bot


async def test_every_act_is_a_sentence_without_keys_and_braces(
    clock: FixedClock, tmp_path: Path
) -> None:
    writable = {"paths": (tmp_path / "knowledge",), "writable": True}
    async with salon_bot(tmp_path, clock, knowledge=writable) as bot:
        office = own_chat(bot, bot.admin)

        async def say(text: str) -> str:
            return (await bot.ask(text, by=bot.admin, chat=office)).text

        async def confirmed(text: str) -> None:
            preview = await say(text)
            found = re.search(r"确认 (\w{4})", preview)
            assert found, preview
            await say(f"确认 {found[1]}")

        await confirmed("改期 15 12月12日下午3点")
        await confirmed("改活动 15 场地：二楼 名额：30")
        await confirmed("新建系列 每周三晚8点 内核读书会")
        await confirmed("停播 12月2日")
        await confirmed("改播 12月9日 改到 12月10日 晚上9点")
        await confirmed("定时公告 每天晚上8点 内核读书会")
        await confirmed("回放 添加 2 晚上 https://example.com/live/9")
        await say("出席 1 80")
        await confirmed("取消活动 15 场地没了")
        record = await say("审计")
    record = record.replace("\\", "")
    for words in (
        "改了「PG天天象上 第 15 期 西安」：改期",
        "日期 2026 年 12 月 12 日（周六），开始 15:00",
        "场地 二楼",
        "新建了系列「内核读书会」",
        "停了「内核读书会」2026 年 12 月 2 日（周三）那一次",
        "把「内核读书会」2026 年 12 月 9 日（周三）那一次改到 2026 年 12 月 10 日（周四）21:00",
        "给「PG天天象上 第 2 期 杭州」加了回放 [晚上](https://example.com/live/9)",
        "取消（场地没了）",
        "记下「PG天天象上 第 1 期 杭州」到场 80 人",
    ):
        assert words in record, (words, record)
    assert re.search(r"确认了公告 \w{4}：内核读书会（等待发送 [1-9]\d* 条）", record), record
    for raw in ("{", "series.", "salon.", "salon-15", '"'):
        assert raw not in record, (raw, record)

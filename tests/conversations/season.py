"""A running bot in a season of salons: one that was held long ago in each of two cities, one to
come in the first of them, one made by chat that may be cancelled, and nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from tests.builders import write_files
from tests.conversations.living_bot import Bot, code_of, living_bot, own_chat, say_alone
from tests.conversations.salon_bot import crowd

COMING = """---
id: salon-21-wuxi
number: 21
title: 太湖数据沙龙 第 21 期 无锡
date: 2026-12-12
start: "13:30"
end: "17:00"
city: 无锡
venue: 鼋头渚会客厅
capacity: 3
status: planned
---
## 概况
在无锡。
"""
_HELD = """---
id: salon-{number:02}
number: {number}
title: 太湖数据沙龙 第 {number} 期 {city}
date: 2019-0{number}-06
city: {city}
signups: {signups}
attendance: 500
status: held
---
## 概况
在{city}。
"""
# The clock of the tests stands on 2026-11-23 12:00 in Shanghai.
BY_CHAT = (
    "新建活动 标题：围炉夜谈 第2场 嘉兴 时间：12月4日 19:00-21:00 "
    "城市：嘉兴 场地：南湖书店 名额：2"
)


def write_season(folder: Path, *, coming: bool = True) -> Path:
    pages = {
        f"events/2019-0{number}.md": _HELD.format(number=number, city=city, signups=40 + number)
        for number, city in ((3, "无锡"), (5, "嘉兴"))
    }
    if coming:
        pages["events/2026-12-12.md"] = COMING
    return write_files(folder, pages)


@asynccontextmanager
async def season_bot(
    tmp_path: Path, clock: FixedClock, *, coming: bool = True, **changes: Any
) -> AsyncIterator[Bot]:
    folder = write_season(tmp_path / "knowledge", coming=coming)
    async with (
        Emulator(clock, people=crowd()) as emulator,
        living_bot(emulator, folder, tmp_path / "data", clock, **changes) as bot,
    ):
        yield bot


async def order(bot: Bot, text: str) -> str:
    """What the organizer orders in 1:1, confirmed."""
    bot.skip(own_chat(bot, bot.organizer))
    return await say_alone(bot, f"确认 {code_of(await say_alone(bot, text))}")


async def sign_up(bot: Bot, people: Sequence[str], salon: str) -> None:
    for person in people:
        await say_alone(bot, f"报名 {salon}", by=person)


async def clean(bot: Bot, text: str, person: str) -> str:
    """What somebody who has said nothing yet is answered in 1:1."""
    bot.skip(own_chat(bot, person))
    return await say_alone(bot, text, by=person)

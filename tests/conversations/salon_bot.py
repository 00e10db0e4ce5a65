"""A running bot before a salon of 25 seats, with thirty people who may come."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from bot.sandbox.emulator_model import Person, default_people
from tests.builders import write_files
from tests.conversations.living_bot import Bot, living_bot, say_alone

SEATS = 25
_COMING = """---
id: salon-15-xian
number: 15
title: PG天天象上 第 15 期 西安
date: 2026-12-05
start: "14:00"
end: "17:30"
city: 西安
venue: 大象咖啡
capacity: 25
status: planned
talks:
  - {title: 逻辑复制实践, speakers: [{name: 唐修, org: 某某公司}], start: "14:30", end: "15:15"}
  - {title: 开场, start: "14:00", end: "14:30"}
---
## 概况
在西安。
"""
_PAST = """---
id: salon-0{number}-hangzhou
number: {number}
title: PG天天象上 第 {number} 期 杭州
date: 2018-0{number}-01
city: 杭州
status: held
{more}
---
## 概况
在杭州。
"""
_REPLAYS = """talks:
  - {title: 索引, speakers: [{name: 李林}]}
replays:
  - {label: 上午, url: "https://example.com/live/2"}
  - {label: 下午, url: "https://example.com/live/2b"}"""


def write_salons(folder: Path) -> Path:
    """Three salons in 杭州 and the one to come."""
    pages = {"events/2026-12-05-xian.md": _COMING}
    for number in (1, 2, 3):
        more = _REPLAYS if number == 2 else "signups: 80"
        pages[f"events/2018-0{number}-hangzhou.md"] = _PAST.format(number=number, more=more)
    return write_files(folder, pages)


def crowd(count: int = 30) -> tuple[Person, ...]:
    """The usual people, and ``count`` more of the organisation."""
    more = (Person(f"p{n}", f"成员{n}", f"06{n:04d}") for n in range(count))
    return (*default_people(), *more)


@asynccontextmanager
async def salon_bot(tmp_path: Path, clock: FixedClock, **changes: Any) -> AsyncIterator[Bot]:
    """The bot, connected, with the salons above."""
    folder = write_salons(tmp_path / "knowledge")
    async with (
        Emulator(clock, people=crowd()) as emulator,
        living_bot(emulator, folder, tmp_path / "data", clock, **changes) as bot,
    ):
        yield bot


async def everybody_signs_up(bot: Bot, count: int = 30) -> list[str]:
    """p0 … sign up one after the other; what each was answered. In 1:1, since a group hears
    only so many messages a minute."""
    return [await say_alone(bot, "报名", by=f"p{n}") for n in range(count)]

"""Days that go by in three groups with different quiet hours, and the table of what was
posted in each of them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clock import FixedClock
from bot.sandbox.emulator import Chat, Emulator, Line, Person
from bot.sandbox.emulator_model import OTHER_CORP
from tests.conversations.living_bot import Bot, living_bot, own_chat
from tests.conversations.salon_bot import crowd, write_salons

ZONE = ZoneInfo("Asia/Shanghai")
MEMBERS, OUTSIDERS = 24, 6
GROUPS = {"夜里不扰": "22:00-08:00", "随时": "", "午休不扰": "12:00-14:00"}
RULES = (
    {"name": "活动前一周", "before": "7d", "at": "10:00"},
    {"name": "活动前一天", "before": "1d", "at": "10:00"},
    {"name": "活动前一小时", "before": "1h"},
    {"name": "开始", "at_start": True},
    {"name": "结束后", "after": "15m"},
)


@dataclass(frozen=True, slots=True)
class Month:
    """The bot in its groups, and the days as they go by."""

    bot: Bot
    clock: FixedClock

    @property
    def office(self) -> str:
        """The organizer's 1:1 chat: groups then hold nothing but what is posted."""
        return own_chat(self.bot, self.bot.organizer)

    async def until(self, moment: str) -> None:
        """Live until a local moment (``12-05 14:00``), stopping wherever something is due
        and at least twice a day."""
        end = datetime.strptime(f"2026-{moment}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
        outbox = self.bot.app.assembly.services.outbox
        while True:
            await self.bot.settled()
            now = self.clock.now()
            if now >= end:
                return
            waiting = await outbox.upcoming(end)
            stops = [end, now + timedelta(hours=12), *(one.due_at for one in waiting)]
            self.clock.set_to(min(stops))

    async def told(self, text: str, *, by: str = "", chat: str = "", lines: int = 1) -> Line:
        """Say something, by default as the organizer in 1:1, and return the ``lines``th
        line of the bot after it."""
        by = by or self.bot.organizer
        chat = chat or own_chat(self.bot, by)
        before = len(self.bot.emulator.bot_lines(chat))
        await self.bot.emulator.say(chat, by, text)
        await self.bot.emulator.wait_for_line(
            lambda _: len(self.bot.emulator.bot_lines(chat)) >= before + lines, timeout=10
        )
        return self.bot.emulator.bot_lines(chat)[before + lines - 1]

    async def confirmed(self, preview: str) -> str:
        found = re.search(r"确认 ([A-Z0-9]{4})", preview)
        assert found, preview
        return (await self.told(f"确认 {found[1]}")).text

    def posts(self, group: str) -> list[tuple[str, str]]:
        """(local moment, text) of what was posted there unasked."""
        return [
            (f"{line.sent_at.astimezone(ZONE):%m-%d %H:%M}", line.text)
            for line in self.bot.emulator.bot_lines(chat_of(group))
            if line.route != "session"
        ]


def chat_of(group: str) -> str:
    return f"cid{group}"


def table(month: Month, signs: dict[str, str]) -> list[list[str]]:
    """A row for each message: its name, and when each group saw it; 「2×」 where it saw it
    twice, 「—」 where never. ``signs`` tell messages by a pattern; what has no sign is a
    row of its own."""
    rows: dict[str, dict[str, list[str]]] = {name: {} for name in signs}
    for group in GROUPS:
        for moment, text in month.posts(group):
            named = [name for name, sign in signs.items() if re.search(sign, text)]
            name = named[0] if len(named) == 1 else f"？{text[:20]}"
            rows.setdefault(name, {}).setdefault(group, []).append(moment)
    return [
        ["消息", *GROUPS],
        *(
            [name, *(_cell(seen.get(group, [])) for group in GROUPS)]
            for name, seen in rows.items()
        ),
    ]


def _cell(moments: list[str]) -> str:
    if not moments:
        return "—"
    return moments[0] if len(moments) == 1 else f"{len(moments)}× {' '.join(moments)}"


@asynccontextmanager
async def salon_month(tmp_path: Path, clock: FixedClock) -> AsyncIterator[Month]:
    """The bot in three groups of thirty people and the organizers, before any salon."""
    outside = [Person(f"o{n}", f"外部{n}", "", "outsider", OTHER_CORP) for n in range(OUTSIDERS)]
    people = (*crowd(MEMBERS), *outside)
    everyone = tuple(person.id for person in people)
    groups = tuple(Chat(chat_of(name), name, everyone) for name in GROUPS)
    # The platform counts calls by the minute; here a minute passes between any two.
    ticks = itertools.count(0, 60)
    folder = write_salons(tmp_path / "knowledge")
    (folder / "events/2026-12-05-xian.md").unlink()
    async with Emulator(
        clock, people=people, groups=groups, elapsed=lambda: float(next(ticks))
    ) as emulator:
        tables = [t.model_dump() | {"quiet": GROUPS[t.name]} for t in emulator.group_tables()]
        limits = {"group_per_minute": 6_000}
        changes = {"groups": tables, "reminders": RULES, "limits": limits}
        async with living_bot(emulator, folder, tmp_path / "data", clock, **changes) as bot:
            yield Month(bot, clock)

"""Deliveries against a platform that fails, by a process that is killed at every point.

The emulator lives in this process and survives the killed one, so it knows what stands in
the groups; the rows are read from the database. By hand:
``python -m tests.chaos.deliveries [DELIVERIES [KILLS]]``, the kills for each point.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from bot.clock import SystemClock
from bot.messages import Destination
from bot.sandbox.emulator import Chat, Emulator, Person
from bot.schedule.deliveries import RESEND_MARK, DeliveryKind, NewDelivery
from bot.schedule.outbox import Outbox
from bot.store import to_text
from bot.store.sqlite import SqliteStore
from tests.chaos.delivery_bot import AFTER_ANSWER, AFTER_CLAIM, AFTER_MARK, BEFORE_CLAIM
from tests.chaos.spawning import as_table, end, spawn

AFTER_BYTES = "after-bytes"
POINTS = (BEFORE_CLAIM, AFTER_CLAIM, AFTER_BYTES, AFTER_ANSWER, AFTER_MARK)
FINAL = ("sent", "unknown", "failed", "expired")
# What the platform does wrong, and where.
FAULTS = (
    ("group", "applied-reset"),
    ("group", "applied-504"),
    ("group", "applied-hang"),
    ("group", "reset"),
    ("group", "hang"),
    ("group", "500"),
    ("group", "qps"),
    ("group", "bad-token"),
    ("group", "garbage"),
    ("person", "applied-reset"),
    ("person", "applied-504"),
    ("person", "hang"),
    ("person", "500"),
    ("webhook", "applied-reset"),
    ("webhook", "applied-504"),
    ("webhook", "gone"),
    ("webhook", "busy"),
)
_SENDS = ("groupMessages/send", "oToMessages/batchSend")
_NUMBER = re.compile(r"第(\d+)号")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything. ``fault_every``: a fault each so many seconds."""

    deliveries: int = 300
    groups: int = 12
    kills_per_point: int = 2
    fault_every: float = 0.1
    seed: int = 1


@dataclass(slots=True)
class Outcome:
    """What the run showed; ``table`` prints it."""

    deliveries: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    unfinished: list[int] = field(default_factory=list)
    sent_unseen: list[int] = field(default_factory=list)
    doubled_announcements: list[int] = field(default_factory=list)
    doubled_unmarked: list[int] = field(default_factory=list)
    doubled_marked: int = 0
    seen_though_unknown: int = 0
    unlisted: list[int] = field(default_factory=list)

    def table(self) -> str:
        rows = [
            ("deliveries", self.deliveries),
            *((f"kill -9 {point}", self.kills[point]) for point in POINTS),
            *((f"fault {name}", count) for name, count in sorted(self.faults.items())),
            *((f"ended {state}", self.states[state]) for state in FINAL),
            ("unknown, but in the chat", self.seen_though_unknown),
            ("reminders or changes doubled, the second marked", self.doubled_marked),
            ("doubled without a mark", len(self.doubled_unmarked)),
            ("announcements doubled", len(self.doubled_announcements)),
            ("sent, but not in the chat", len(self.sent_unseen)),
            ("unknown or failed, but in no report", len(self.unlisted)),
            ("rows not final", len(self.unfinished)),
        ]
        return as_table(rows)


class Harness:
    """``run`` plays a plan to its end and returns the outcome."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._plan = plan
        self._folder = folder
        self._database = folder / "chaos.db"
        self._random = random.Random(plan.seed)
        self._bot: asyncio.subprocess.Process | None = None
        self._sends_until_kill = 0
        self._outcome = Outcome(deliveries=plan.deliveries)
        people = [
            Person("boss", "老板", "000001", "admin"),
            *(Person(f"p{n}", f"成员{n}", f"1{n:05d}") for n in range(plan.groups)),
        ]
        groups = [
            Chat(
                f"cidChaos{n}==",
                f"群{n}",
                ("boss",),
                webhook_token=f"token{n}" if n % 4 == 0 else "",
            )
            for n in range(plan.groups)
        ]
        # A hundred of the platform's seconds in one of ours, as far as its limits go.
        self._emulator = Emulator(
            SystemClock(), people=people, groups=groups, elapsed=lambda: time.monotonic() * 100
        )
        self._emulator.app.middlewares.append(self._kill_before_the_answer())

    async def run(self) -> Outcome:
        await self._emulator.start()
        try:
            await self._fill()
            breaking = asyncio.create_task(self._break_now_and_then())
            for point in self._order():
                await self._live_until(point)
            breaking.cancel()
            await asyncio.gather(breaking, return_exceptions=True)
            self._emulator.faults.clear()
            await self._finish()
        finally:
            await end(self._bot)
            await self._emulator.stop()
        self._count()
        return self._outcome

    def _order(self) -> list[str]:
        points = list(POINTS) * self._plan.kills_per_point
        self._random.shuffle(points)
        return points

    async def _fill(self) -> None:
        store = await SqliteStore.open(self._database)
        now = self._emulator.clock.now()
        await Outbox(store).enqueue((self._delivery(n) for n in range(self._plan.deliveries)), now)
        await store.close()

    def _delivery(self, number: int) -> NewDelivery:
        """Half announcements, every twentieth of them with @所有人; the others in turn a
        reminder, a change told 1:1, a reminder, a change told in a group."""
        group = number % self._plan.groups
        now = self._emulator.clock.now()
        kind = DeliveryKind.ANNOUNCEMENT
        if number % 2:
            kind = DeliveryKind.CHANGE if number % 4 == 3 else DeliveryKind.REMINDER
        destination = Destination(conversation_id=f"cidChaos{group}==")
        if number % 8 == 3:
            destination = Destination(staff_id=f"1{group:05d}")
        return NewDelivery(
            key=f"chaos:{number}",
            kind=kind,
            subject=f"chaos:{number}",
            destination=destination,
            title=f"第{number}号",
            markdown=f"**第{number}号**",
            due_at=now + timedelta(milliseconds=number),
            expires_at=now + timedelta(hours=1),
            everyone=number % 40 == 0,
            told="new" if kind is DeliveryKind.CHANGE else "",
        )

    async def _live_until(self, point: str) -> None:
        """Run the bot until it is killed at this point, or has nothing left to do soon."""
        if not self._is_busy():
            return
        count = self._random.randint(1, max(self._plan.deliveries // 20, 2))
        if point == AFTER_BYTES:
            self._sends_until_kill = count
            await self._start_bot()
        else:
            await self._start_bot(point, str(count))
        assert self._bot is not None
        waiting = asyncio.create_task(self._bot.wait())
        while not waiting.done() and self._is_busy():
            await asyncio.wait([waiting], timeout=0.5)
        if waiting.done():
            self._outcome.kills[point] += 1
        else:
            await end(self._bot)
            await waiting
        self._sends_until_kill = 0

    async def _finish(self) -> None:
        self._bring_forward()
        await self._start_bot()
        async with asyncio.timeout(600):
            while self._is_open():  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.3)

    def _kill_before_the_answer(self) -> Callable[..., Awaitable[web.StreamResponse]]:
        @web.middleware
        async def after_bytes(request: web.Request, handler: Handler) -> web.StreamResponse:
            response = await handler(request)
            if request.path.endswith(_SENDS) and self._sends_until_kill:
                self._sends_until_kill -= 1
                if not self._sends_until_kill and self._bot and self._bot.returncode is None:
                    self._bot.kill()
            return response

        return after_bytes

    async def _break_now_and_then(self) -> None:
        while True:
            point, name = self._random.choice(FAULTS)
            if not self._emulator.faults.is_on(point, name):
                self._emulator.faults.add(point, name)
                self._outcome.faults[f"{point} {name}"] += 1
            await asyncio.sleep(self._plan.fault_every)

    async def _start_bot(self, *fate: str) -> None:
        groups = []
        for group in self._emulator.group_tables():
            values = group.model_dump(mode="json")
            if group.webhook is not None:
                values["webhook"] = group.webhook.get_secret_value()
            groups.append(values)
        settings = {
            "storage": {"url": f"sqlite:///{self._database}"},
            "roles": {"notify": ["000001"]},
            "groups": groups,
            "limits": {"http_seconds": 1, "calls_per_second": 2_000},
        }
        self._bot = await spawn("delivery_bot", self._emulator, self._folder, settings, *fate)

    def _query(self, sql: str) -> list[tuple[str, ...]]:
        connection = sqlite3.connect(f"{self._database.as_uri()}?mode=ro", uri=True)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def _is_busy(self) -> bool:
        """Whether anything is under way or due within seconds; what waits longer would meet
        the next fault again and again."""
        soon = to_text(self._emulator.clock.now() + timedelta(seconds=5))
        rows = self._query(
            "SELECT 1 FROM deliveries WHERE state = 'sending'"
            f" OR (state = 'pending' AND due_at < '{soon}') LIMIT 1"
        )
        return bool(rows)

    def _bring_forward(self) -> None:
        """Nothing goes wrong any more: no need to wait out the pauses between tries."""
        connection = sqlite3.connect(self._database)
        with connection:
            connection.execute("UPDATE deliveries SET due_at = created_at WHERE state = 'pending'")
        connection.close()

    def _is_open(self) -> bool:
        rows = self._query(
            "SELECT 1 FROM deliveries WHERE state IN ('pending', 'sending')"
            " OR (reported = 0 AND state IN ('failed', 'unknown', 'expired')) LIMIT 1"
        )
        return bool(rows)

    def _count(self) -> None:
        outcome = self._outcome
        states = {
            int(match[1]): state
            for title, state in self._query(
                "SELECT title, state FROM deliveries WHERE subject LIKE 'chaos:%'"
            )
            if (match := _NUMBER.fullmatch(title))
        }
        outcome.states = Counter(states.values())
        reports = "\n".join(
            text
            for (text,) in self._query("SELECT markdown FROM deliveries WHERE kind = 'notice'")
        )
        listed = {int(number) for number in _NUMBER.findall(reports)}
        seen, marked = self._seen()
        for number in range(self._plan.deliveries):
            self._judge(
                number, states.get(number, "missing"), seen[number], marked[number], listed
            )

    def _seen(self) -> tuple[Counter[int], Counter[int]]:
        """How often each stands where it should, and how often of these with the mark."""
        seen: Counter[int] = Counter()
        marked: Counter[int] = Counter()
        chats = [group.id for group in self._emulator.groups]
        singles = [self._emulator.single_chat(f"p{n}") for n in range(self._plan.groups)]
        for chat in [*chats, *(single.id for single in singles if single is not None)]:
            for line in self._emulator.bot_lines(chat):
                if match := _NUMBER.search(line.text):
                    seen[int(match[1])] += 1
                    marked[int(match[1])] += line.text.startswith(RESEND_MARK)
        return seen, marked

    def _judge(self, number: int, state: str, seen: int, marked: int, listed: set[int]) -> None:
        outcome = self._outcome
        if state not in FINAL:
            outcome.unfinished.append(number)
        if state == "sent" and not seen:
            outcome.sent_unseen.append(number)
        if state in ("unknown", "failed", "expired") and number not in listed:
            outcome.unlisted.append(number)
        if state == "unknown" and seen:
            outcome.seen_though_unknown += 1
        if seen > 1 and number % 2 == 0:
            outcome.doubled_announcements.append(number)
        elif seen > 1:
            outcome.doubled_marked += seen == 2 and marked == 1
            if seen - marked > 1 or marked > 1:
                outcome.doubled_unmarked.append(number)


def main() -> None:
    import tempfile

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("deliveries", type=int, nargs="?", default=10_000)
    parser.add_argument("kills", type=int, nargs="?", default=40, help="for each point")
    chosen = parser.parse_args()
    plan = Plan(chosen.deliveries, groups=100, kills_per_point=chosen.kills)
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        outcome = asyncio.run(Harness(plan, Path(folder)).run())
    print(outcome.table())
    print(f"{time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()

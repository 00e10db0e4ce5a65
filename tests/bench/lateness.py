"""How late due messages leave: many in the same minute, and one now and then.

``python -m tests.bench.lateness [MESSAGES [GROUPS]]``. The limits are the platform's (20
calls a second); the digest and the budget are off. Lateness is when the message stands in
the group, after the moment it was due.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp

from bot.clock import SystemClock
from bot.dingtalk.openapi import OpenApi
from bot.dingtalk.sender import DingTalkSender
from bot.dingtalk.wire import Wire
from bot.faults import Faults
from bot.messages import Destination
from bot.sandbox.emulator import Chat, Emulator
from bot.schedule.budget import CallBudget
from bot.schedule.deliveries import DeliveryKind, NewDelivery
from bot.schedule.outbox import Outbox
from bot.schedule.reports import LossReports
from bot.schedule.worker import DeliveryWorker
from bot.settings import Settings
from bot.store.sqlite import SqliteStore


@dataclass(frozen=True, slots=True)
class Lateness:
    """Seconds after due, sorted."""

    seconds: Sequence[float]

    def share(self, part: float) -> float:
        return self.seconds[min(int(len(self.seconds) * part), len(self.seconds) - 1)]


def least_possible(messages: int, per_second: int, part: float) -> float:
    """The lateness of that share when the limit is used to the full: the first second's
    calls leave at once, and each later one waits for its place in the window."""
    return int(min(int(messages * part), messages - 1) / per_second) * 1.0


@asynccontextmanager
async def sending(
    emulator: Emulator, folder: Path
) -> AsyncIterator[tuple[Outbox, DeliveryWorker]]:
    """The worker against the emulator, over a store on disk."""
    clock = SystemClock()
    settings = Settings(dingtalk=emulator.dingtalk_table())
    store = await SqliteStore.open(folder / "bench.db")
    outbox, stop = Outbox(store), asyncio.Event()
    async with aiohttp.ClientSession() as http:
        wire = Wire(http, settings.limits.http_seconds)
        sender = DingTalkSender(settings, OpenApi(settings, wire), wire, clock)
        worker = DeliveryWorker(
            outbox,
            sender,
            clock,
            lease=timedelta(seconds=30),
            reports=LossReports(store, [], str),
            budget=CallBudget(store, 0, settings.zone, []),
            faults=Faults(),
            at_once=settings.limits.sends_at_once,
        )
        running = asyncio.create_task(worker.run(stop))
        try:
            yield outbox, worker
        finally:
            stop.set()
            await running
            await sender.close()
            await store.close()


def _delivery(number: int, groups: int, due_at: datetime) -> NewDelivery:
    return NewDelivery(
        key=f"bench:{number}",
        kind=DeliveryKind.REMINDER,
        subject="bench",
        destination=Destination(conversation_id=f"cidBench{number % groups}=="),
        title=f"提醒 {number}",
        markdown=f"**提醒 {number}**",
        due_at=due_at,
        expires_at=due_at + timedelta(hours=1),
    )


async def measure(due: Sequence[timedelta], groups: int, folder: Path) -> Lateness:
    """Enqueue one message for each of ``due`` from now on; how late each stood there."""
    chats = [Chat(f"cidBench{n}==", f"群{n}", ()) for n in range(groups)]
    async with Emulator(SystemClock(), people=[], groups=chats) as emulator:
        lines = emulator.world.subscribe()
        async with sending(emulator, folder) as (outbox, worker):
            begin = SystemClock().now() + timedelta(seconds=2)
            moments = {f"提醒 {n}": begin + after for n, after in enumerate(due)}
            await outbox.enqueue(
                (_delivery(n, groups, begin + after) for n, after in enumerate(due)), begin
            )
            worker.wake()
            late: list[float] = []
            while len(late) < len(due):
                line = await lines.get()
                late.append((line.sent_at - moments[line.title]).total_seconds())
    return Lateness(sorted(late))


async def report(messages: int, groups: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        full = await measure([timedelta(0)] * messages, groups, Path(folder))
    per_second = Settings().limits.calls_per_second
    least = least_possible(messages, per_second, 0.99)
    print(f"{messages} due in the same moment, {groups} groups, {per_second} calls a second:")
    print(f"  p50 {full.share(0.5):.2f} s, p99 {full.share(0.99):.2f} s, least {least:.2f} s")
    print(f"  p99 / least = {full.share(0.99) / max(least, 1e-9):.3f} (allowed: 1.2)")
    with tempfile.TemporaryDirectory() as folder:
        apart = [timedelta(seconds=0.5 * n) for n in range(40)]
        low = await measure(apart, groups, Path(folder))
    print(f"one every half second: p50 {low.share(0.5):.3f} s, p99 {low.share(0.99):.3f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("messages", type=int, nargs="?", default=1_000)
    parser.add_argument("groups", type=int, nargs="?", default=50)
    chosen = parser.parse_args()
    asyncio.run(report(chosen.messages, chosen.groups))


if __name__ == "__main__":
    main()

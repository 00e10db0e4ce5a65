"""The real outbox, worker and sender, which kill themselves at one point of their work.

Started as ``python -m tests.chaos.delivery_bot SETTINGS.json [POINT COUNT]``: at the COUNT-th
time that POINT is reached, kill -9. Without a point it runs until SIGTERM.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import signal
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp

from bot.clock import SystemClock
from bot.dingtalk.openapi import OpenApi
from bot.dingtalk.sender import DingTalkSender
from bot.dingtalk.wire import Wire
from bot.faults import Faults
from bot.messages import Destination, Reply, SendReceipt
from bot.schedule.budget import CallBudget
from bot.schedule.outbox import Batch, Outbox
from bot.schedule.pace import RobotPace
from bot.schedule.reports import LossReports
from bot.schedule.worker import DeliveryWorker
from bot.settings import Settings
from bot.store import Store, open_store

BEFORE_CLAIM, AFTER_CLAIM = "before-claim", "after-claim"
AFTER_ANSWER, AFTER_MARK = "after-answer", "after-mark"


class Fate:
    """Counts down to the end at one point."""

    def __init__(self, point: str, count: int) -> None:
        self._point = point
        self._left = count

    def reached(self, point: str) -> None:
        if point != self._point:
            return
        self._left -= 1
        if self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


class MortalOutbox(Outbox):
    """The outbox; it may end before and after a claim, and after a mark."""

    def __init__(self, store: Store, fate: Fate) -> None:
        super().__init__(store)
        self._fate = fate

    async def claim(
        self,
        now: datetime,
        lease: timedelta,
        *,
        frugal_on: str = "",
        pace: RobotPace | None = None,
    ) -> Batch:
        self._fate.reached(BEFORE_CLAIM)
        batch = await super().claim(now, lease, frugal_on=frugal_on, pace=pace)
        if batch:
            self._fate.reached(AFTER_CLAIM)
        return batch

    async def mark_sent(self, batch: Batch, receipt: SendReceipt, now: datetime) -> bool:
        marked = await super().mark_sent(batch, receipt, now)
        self._fate.reached(AFTER_MARK)
        return marked


class MortalSender(DingTalkSender):
    """The sender; it may end when the platform's answer is in, before that is known."""

    fate: Fate

    async def send(
        self, destination: Destination, reply: Reply, *, key: str, again: bool = False
    ) -> SendReceipt:
        receipt = await super().send(destination, reply, key=key, again=again)
        self.fate.reached(AFTER_ANSWER)
        return receipt


async def serve(settings: Settings, fate: Fate) -> None:
    stop, clock = asyncio.Event(), SystemClock()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    store = await open_store(settings.storage.url.get_secret_value())
    notify = settings.roles.notify
    budget = CallBudget(store, 0, settings.zone, notify)
    async with aiohttp.ClientSession() as http:
        wire = Wire(http, settings.limits.http_seconds)
        openapi = OpenApi(settings, wire, on_call=budget.note)
        sender = MortalSender(settings, openapi, wire, clock)
        sender.fate = fate
        worker = DeliveryWorker(
            MortalOutbox(store, fate),
            sender,
            clock,
            lease=timedelta(seconds=3 * settings.limits.http_seconds),
            reports=LossReports(store, notify, str),
            budget=budget,
            faults=Faults(),
            robot_per_minute=settings.limits.group_per_minute,
        )
        await worker.run(stop)
        await sender.close()
    await store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("settings", type=Path)
    parser.add_argument("point", nargs="?", default="")
    parser.add_argument("count", type=int, nargs="?", default=0)
    chosen = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    settings = Settings(**json.loads(chosen.settings.read_text("utf-8")))
    asyncio.run(serve(settings, Fate(chosen.point, chosen.count)))


if __name__ == "__main__":
    main()

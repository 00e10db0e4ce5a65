"""The delivery worker: claims what is due, sends it, and writes down what became of it.

Several deliveries are under way at once, one for each destination: a slow group holds up
nobody else, and in a group the order stays.
"""

from __future__ import annotations

import asyncio
import logging
import random
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.errors import DeliveryError, Stops, StoreError
from bot.faults import Duty, Faults
from bot.messages import Sender
from bot.schedule.budget import CallBudget
from bot.schedule.deliveries import Delivery, DeliveryState
from bot.schedule.digests import digest
from bot.schedule.outbox import Batch, Outbox
from bot.schedule.pace import EVERYTHING, RobotPace, robot_of
from bot.schedule.reports import LossReports
from bot.tasks import cancel

logger = logging.getLogger(__name__)

_POLL_SECONDS = 5.0
_MOST_ATTEMPTS = 6
_LONGEST_PAUSE = 300.0
_GRACE_SECONDS = 3.5


def retry_at(delivery: Delivery, error: DeliveryError, now: datetime) -> datetime | None:
    """When to try again after a failure that delivered nothing; None: give up.

    Doubling from two seconds to five minutes, with up to a quarter more so that deliveries
    which failed together do not come back together. What expires is tried until then.
    """
    expires_at, attempts = delivery.expires_at, delivery.attempts
    if error.permanent or (expires_at is None and attempts >= _MOST_ATTEMPTS):
        return None
    pause = max(error.retry_after or 0.0, min(2.0 ** min(attempts, 10), _LONGEST_PAUSE))
    moment = now + timedelta(seconds=pause * random.uniform(1.0, 1.25))
    return None if expires_at is not None and moment >= expires_at else moment


class DeliveryWorker:
    """``run`` works until ``stop``; ``wake`` makes it look at once."""

    def __init__(
        self,
        outbox: Outbox,
        sender: Sender,
        clock: Clock,
        *,
        lease: timedelta,
        reports: LossReports,
        budget: CallBudget,
        faults: Faults,
        at_once: int = 20,
        robot_per_minute: int = 20,
    ) -> None:
        self._outbox = outbox
        self._sender = sender
        self._clock = clock
        self._lease = lease
        self._reports = reports
        self._budget = budget
        self._faults = faults
        self._at_once = at_once
        self._pace = RobotPace(sender.posts, robot_per_minute)
        self._wake = asyncio.Event()
        self._recovered = False
        self._rest = _POLL_SECONDS
        self._running: dict[asyncio.Task[None], Batch] = {}

    def wake(self) -> None:
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Nothing is sent that could not be claimed: after an error it looks again."""
        try:
            while not stop.is_set():
                self._wake.clear()
                self._rest = _POLL_SECONDS
                await self._faults.attempt(Duty.DELIVERIES, partial(self._look, stop))
                await self._clock.wait(self._rest, stop, self._wake)
            if self._running:
                await asyncio.wait(self._running, timeout=_GRACE_SECONDS)
        finally:
            await cancel(*self._running)

    async def _look(self, stop: asyncio.Event) -> None:
        """One pass: tidy up, then take up what is due while there is a free hand, and see when
        the next is due."""
        now = self._clock.now()
        if not self._recovered:
            await self._outbox.recover(now)
            self._recovered = True
        alive = {delivery.id for batch in self._running.values() for delivery in batch}
        await self._outbox.sweep(now, self._lease, alive)
        await self._budget.settle(now)
        # By itself: what cannot be reported must not keep anything from leaving.
        await self._faults.attempt(Duty.REPORTS, partial(self._report, now))
        await self._take_up(stop)
        self._rest = await self._pause()

    async def _report(self, now: datetime) -> None:
        while await self._reports.run(now):
            pass

    async def _take_up(self, stop: asyncio.Event) -> None:
        while len(self._running) < self._at_once and not stop.is_set():
            now = self._clock.now()
            frugal_on = self._budget.frugal_on(now)
            batch = await self._outbox.claim(
                now, self._lease, frugal_on=frugal_on, pace=self._pace
            )
            if not batch:
                return
            task = asyncio.create_task(self._deliver(batch), name=f"delivery-{batch[0].id}")
            self._running[task] = batch
            task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.pop(task, None)
        self._wake.set()

    async def _pause(self) -> float:
        if len(self._running) >= self._at_once:
            return _POLL_SECONDS  # whoever finishes first wakes us
        frugal_on = self._budget.frugal_on(self._clock.now())
        due = await self._outbox.next_due(frugal_on=frugal_on)
        if due is None:
            return _POLL_SECONDS
        now = self._clock.now()  # it may have been moved meanwhile
        return min(max((due - now).total_seconds(), 0.001), _POLL_SECONDS)

    async def _deliver(self, batch: Batch) -> None:
        """Send one message and write down its end. Never raises: a row whose end could not
        be written is given up when its lease has run out."""
        try:
            await self._send(batch)
        except StoreError:
            logger.exception("delivery %d: its end could not be written", batch[0].id)
        except Exception:  # the supervised edge: one delivery does not end the others
            logger.exception("delivery %d: failed unexpectedly", batch[0].id)

    async def _send(self, batch: Batch) -> None:
        first = batch[0]
        try:
            receipt = await self._sender.send(
                first.destination, digest(batch), key=first.key, again=first.attempts > 1
            )
        except DeliveryError as error:
            await self._failed(batch, error)
            return
        now = self._clock.now()
        if not await self._outbox.mark_sent(batch, receipt, now):
            logger.warning("delivery %d: sent, but the lease was lost", first.id)
        logger.info("delivery %d: sent by %s", first.id, receipt.route)

    async def _failed(self, batch: Batch, error: DeliveryError) -> None:
        now = self._clock.now()
        state = await self._settle(batch, error, str(error) or error.code, now)
        logger.warning(
            "delivery %d: attempt %d failed (%s), now %s",
            batch[0].id,
            batch[0].attempts,
            error.code or error,
            state,
        )

    async def _settle(self, batch: Batch, error: DeliveryError, reason: str, now: datetime) -> str:
        """Write down what a failure means; the new state."""
        resting = _resting(batch, error)
        if resting and error.retry_after:
            # Also of what is not tried again: the others would be refused all the same.
            await self._outbox.rest(resting, now, now + timedelta(seconds=error.retry_after))
        if error.ambiguous and not error.repeatable:
            return ", ".join(await self._outbox.lose(batch, reason, now))
        if error.permanent and len(batch) > 1:
            # One of them may be what was refused: each by itself.
            await self._outbox.retry_later(batch, now, reason, now, alone=True)
            return f"{DeliveryState.PENDING}, each alone"
        # Each for itself: what is over soon takes nothing with it that holds for weeks.
        moments = {delivery.id: retry_at(delivery, error, now) for delivery in batch}
        given_up = [delivery for delivery in batch if moments[delivery.id] is None]
        again = [delivery for delivery in batch if moments[delivery.id] is not None]
        if given_up:
            await self._outbox.mark_failed(given_up, reason, now, unsure=error.ambiguous)
        ended = DeliveryState.UNKNOWN if error.ambiguous else DeliveryState.FAILED
        if not again:
            return ended
        # At one moment, so that they are one message again: the earliest suits all of them.
        moment = min(filter(None, moments.values()))
        await self._outbox.retry_later(again, moment, reason, now, resting=resting)
        beside = f", {len(given_up)} {ended}" if given_up else ""
        return f"{DeliveryState.PENDING}{beside}"


def _resting(batch: Batch, error: DeliveryError) -> str:
    """What else leaves nothing until this one is tried again; empty: nothing else rests."""
    if error.stops is Stops.EVERYTHING:
        return EVERYTHING
    return robot_of(str(batch[0].destination)) if error.stops is Stops.ROBOT else ""

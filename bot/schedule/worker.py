"""The delivery worker: claims what is due, sends it, and writes down what became of it."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import DeliveryError, StoreError
from bot.messages import Sender
from bot.schedule.outbox import Delivery, Outbox

logger = logging.getLogger(__name__)

_POLL_SECONDS = 5.0
_MOST_ATTEMPTS = 6


def retry_at(delivery: Delivery, error: DeliveryError, now: datetime) -> datetime | None:
    """When to try again after a failure that delivered nothing; None: give up.

    Doubling from two seconds, with up to a quarter more so that deliveries which failed
    together do not come back together.
    """
    if error.permanent or delivery.attempts >= _MOST_ATTEMPTS:
        return None
    pause = max(error.retry_after or 0.0, 2.0**delivery.attempts)
    moment = now + timedelta(seconds=pause * random.uniform(1.0, 1.25))
    if delivery.expires_at is not None and moment >= delivery.expires_at:
        return None
    return moment


class DeliveryWorker:
    """``run`` works until ``stop``; ``wake`` makes it look at once."""

    def __init__(
        self,
        outbox: Outbox,
        sender: Sender,
        clock: Clock,
        *,
        notify: Sequence[str],
        lease: timedelta,
    ) -> None:
        self._outbox = outbox
        self._sender = sender
        self._clock = clock
        self._notify = tuple(notify)
        self._lease = lease
        self._wake = asyncio.Event()

    def wake(self) -> None:
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        await self._outbox.recover(self._clock.now(), at_start=True)
        while not stop.is_set():
            self._wake.clear()
            try:
                await self.deliver_due(stop)
            except StoreError:
                # Nothing is sent that could not be claimed; look again after the pause.
                logger.exception("the outbox cannot be read or written")
            await self._clock.wait(await self._pause(), stop, self._wake)

    async def deliver_due(self, stop: asyncio.Event) -> int:
        """Send all that is due now; returns how many deliveries were taken up."""
        taken = 0
        await self._outbox.recover(self._clock.now(), at_start=False)
        while not stop.is_set():
            delivery = await self._outbox.claim(self._clock.now(), self._lease)
            if delivery is None:
                if not await self._outbox.report_lost(self._notify, self._clock.now()):
                    break
                continue
            taken += 1
            await self._deliver(delivery)
        return taken

    async def _pause(self) -> float:
        try:
            due = await self._outbox.next_due()
        except StoreError:
            return _POLL_SECONDS
        if due is None:
            return _POLL_SECONDS
        ahead = (due - self._clock.now()).total_seconds()
        return min(max(ahead, 0.05), _POLL_SECONDS)

    async def _deliver(self, delivery: Delivery) -> None:
        try:
            receipt = await self._sender.send(
                delivery.destination, delivery.reply, key=delivery.key
            )
        except DeliveryError as error:
            await self._failed(delivery, error)
            return
        now = self._clock.now()
        if not await self._outbox.mark_sent(delivery, receipt, now):
            logger.warning("delivery %d: sent, but the lease was lost", delivery.id)
        logger.info("delivery %d: sent by %s", delivery.id, receipt.route)

    async def _failed(self, delivery: Delivery, error: DeliveryError) -> None:
        now = self._clock.now()
        reason = error.code or str(error)
        if error.ambiguous:
            state = await self._outbox.lose(delivery, reason, now)
        elif (moment := retry_at(delivery, error, now)) is not None:
            await self._outbox.retry_later(delivery, moment, reason, now)
            state = "pending"
        else:
            await self._outbox.mark_failed(delivery, reason, now)
            state = "failed"
        logger.warning(
            "delivery %d: attempt %d failed (%s), now %s",
            delivery.id,
            delivery.attempts,
            reason,
            state,
        )

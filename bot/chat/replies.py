"""One reply on its way: it is sent at most once, and what became of it is written down."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from bot.chat.inbox import Final, Inbox
from bot.chat.no_reply import NoReply
from bot.clock import Clock
from bot.errors import DeliveryError, StoreError
from bot.messages import IncomingMessage, Reply, Sender

logger = logging.getLogger(__name__)

T = TypeVar("T")

_SEND_ATTEMPTS = 3
# Seconds between the tries to write down what has happened, while the store fails.
_PAUSES = (0.5, 2.0, 5.0)


class Replies:
    """Marks the message's row before the reply leaves, and ends it after."""

    def __init__(self, inbox: Inbox, sender: Sender, clock: Clock) -> None:
        self._inbox = inbox
        self._sender = sender
        self._clock = clock

    async def send(
        self, message: IncomingMessage, reply: Reply, keeping: Awaitable[None], started: float
    ) -> None:
        """``keeping``: the turn on its way to the store. The reply leaves even if that fails: an
        answer is worth more than a follow-up's history."""
        try:
            state, outcome = await self._sent(message, reply)
            await self._written(lambda: self.finish(message, state, outcome, started))
        except StoreError:
            # The row stays as it is, and is taken up or marked before long.
            logger.exception("message %s: the store failed", message.message_id)
        finally:
            try:
                await keeping
            except StoreError:
                logger.exception("message %s: its turn was not kept", message.message_id)

    async def _written(self, step: Callable[[], Awaitable[T]]) -> T:
        """Only this process knows what became of a reply, so a store that fails is tried again."""
        for pause in _PAUSES:
            try:
                return await step()
            except StoreError as error:
                logger.warning("not written down yet: %s", error)
                await asyncio.sleep(pause)
        return await step()

    async def _sent(self, message: IncomingMessage, reply: Reply) -> tuple[Final, str]:
        """Send at most once: try again only when nothing was sent."""
        left = False

        async def leaving() -> bool:
            nonlocal left
            left = await self._inbox.start_sending(message, self._clock.now())
            return left

        for attempt in range(1, _SEND_ATTEMPTS + 1):
            try:
                receipt = await self._sender.reply(message, reply, leaving=leaving)
            except DeliveryError as error:
                logger.warning("message %s: reply failed: %s", message.message_id, error)
                if error.ambiguous:
                    return Final.UNKNOWN, error.code or str(error)
                if error.permanent:
                    return Final.REJECTED, error.code or str(error)
                now = self._clock.now()
                await self._written(partial(self._inbox.return_to_work, message, now))
                left = False
                if attempt < _SEND_ATTEMPTS:
                    await asyncio.sleep(max(error.retry_after or 0, 2.0 ** (attempt - 1)))
            except StoreError:  # of ``leaving``: so nothing has left
                if left or attempt == _SEND_ATTEMPTS:
                    raise
                await asyncio.sleep(2.0 ** (attempt - 1))
            except Exception as error:  # a fault of ours, which no later start should meet again
                logger.exception("message %s: cannot be sent", message.message_id)
                state = Final.UNKNOWN if left else Final.REJECTED
                return state, NoReply.FAULT.because(error)
            else:
                return Final.ANSWERED, receipt.route
        return Final.EXPIRED, NoReply.NOT_TAKEN

    async def finish(
        self, message: IncomingMessage, state: Final, outcome: str, started: float
    ) -> None:
        if not await self._inbox.finish(message, state, outcome, self._clock.now()):
            outcome += ", but its row was not ours any more"
        milliseconds = (time.monotonic() - started) * 1000
        logger.info(
            "message %s: %s, %s, %.0f ms", message.message_id, state, outcome, milliseconds
        )

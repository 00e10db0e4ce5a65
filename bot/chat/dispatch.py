"""Accepts a message once, answers it at most once, and owns the tasks that do so."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from datetime import datetime

from bot.chat import instances
from bot.chat.context import Request, Services
from bot.chat.conversation import Conversations
from bot.chat.fair_queue import Closed, FairQueue
from bot.chat.inbox import Final, Inbox, Key, OutOfTurn, key_of
from bot.chat.no_reply import NoReply
from bot.chat.replies import Replies
from bot.chat.routes import answer
from bot.errors import DeliveryError, StoreError
from bot.faults import Duty, Faults
from bot.messages import IncomingMessage, Reply, ReplyKind, Role, Sender, Turn
from bot.store import Transaction
from bot.tasks import Tasks, cancel

logger = logging.getLogger(__name__)

# Seconds until a message that waits for an earlier one in another process is tried again, growing.
_FIRST_PUT_OFF, _LONGEST_PUT_OFF = 0.05, 1.0
_BUSY = "我这会儿问题太多，忙不过来了，请过一两分钟再问一次。"


class Dispatcher:
    """``accept`` is given to the stream; ``run`` serves the queue until ``stop`` is set.

    A message that is under way when the bot stops is either finished within the grace period or
    left for the next start.
    """

    def __init__(
        self,
        services: Services,
        inbox: Inbox,
        conversations: Conversations,
        sender: Sender,
        faults: Faults,
        *,
        on_command: Callable[[], None],
    ) -> None:
        limits = services.settings.limits
        self._services = services
        self._inbox = inbox
        self._conversations = conversations
        self._sender = sender
        self._replies = Replies(inbox, sender, services.clock)
        self._faults = faults
        self._on_command = on_command
        self._workers = limits.workers
        self._queue: FairQueue[IncomingMessage] = FairQueue(limits.queue)
        self._sending = Tasks()
        # Queued, worked on or being sent by this process; other open rows of ours were left
        # behind.
        self._under_way: set[Key] = set()
        self._put_offs: dict[Key, int] = {}
        # As many replies may wait to leave as questions may wait to be answered.
        self._leaving = asyncio.Semaphore(limits.queue)
        self._told_busy: dict[str, float] = {}
        self._limit_seconds = limits.handler_seconds

    async def accept(self, message: IncomingMessage) -> None:
        """Commit the message to the inbox and queue it. A repeat ends here.

        Raises StoreError when it could not be committed: then it must not be
        acknowledged, so that the platform brings it again.
        """
        if not await self._inbox.accept(message, self._services.now()):
            logger.info("message %s came again", message.message_id)
            return
        # If cancelled here, or while the row is committed, the message is left for ``resume``.
        await self._take(message)

    async def resume(self) -> None:
        """Take up messages that were left: by the last run, by a store that failed, or by a caller
        that was cancelled while accepting."""
        now = self._services.now()
        for message in await self._inbox.recover(now, self._under_way.__contains__):
            await self._take(message)

    async def _take(self, message: IncomingMessage) -> None:
        """Queue a message that is not under way yet."""
        key, queued = key_of(message), False
        if key in self._under_way:
            return
        self._under_way.add(key)
        try:
            queued = self._queue.put(message.person, message)
            if not queued:
                await self._reject(message)
        finally:
            if not queued:
                self._under_way.discard(key)

    async def run(self, stop: asyncio.Event, grace_seconds: float = 4.0) -> None:
        """Serve until ``stop``; then finish what is under way within the grace period."""
        workers = [
            asyncio.create_task(self._work(), name=f"worker-{n}") for n in range(self._workers)
        ]
        workers.append(asyncio.create_task(self._look_for_left(stop), name="dispatcher-left"))
        stopped = asyncio.create_task(stop.wait(), name="dispatcher-stop")
        try:
            done, _ = await asyncio.wait([*workers, stopped], return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopped}:
                task.result()  # a worker never ends by itself: raise what ended it
            self._queue.close()
            async with asyncio.timeout(grace_seconds):
                await asyncio.wait(workers)
                while self._sending:
                    await self._sending.wait()
        except TimeoutError:
            logger.info("%d replies are left for the next start", len(self._sending))
        finally:
            await cancel(*workers, stopped)
            await self._sending.end()
            with contextlib.suppress(StoreError):
                await self._inbox.give_back()

    async def _work(self) -> None:
        with contextlib.suppress(Closed):
            while True:
                person, message = await self._queue.take()
                try:
                    await self._attempt(message)
                except OutOfTurn:
                    self._put_off(person, message)
                except BaseException:
                    self._queue.done(person)
                    raise
                else:
                    self._queue.done(person)

    def _put_off(self, person: str, message: IncomingMessage) -> None:
        """Try again before long; until then nothing else of this person is worked on, and no
        worker waits. What is taken over from a process that is gone comes to the same queue."""
        tries = self._put_offs[key_of(message)] = self._put_offs.get(key_of(message), 0) + 1
        pause = min(_FIRST_PUT_OFF * 1.5**tries, _LONGEST_PUT_OFF)
        asyncio.get_running_loop().call_later(pause, self._queue.put_back, person, message)

    async def _look_for_left(self, stop: asyncio.Event) -> None:
        """Resume now and then, and not only at a start: a disk may be full for a minute while the
        bot runs on for weeks. What was left for too long ends, so nothing is tried for ever."""
        while not await self._services.clock.wait(instances.BEAT_SECONDS, stop):
            await self._faults.attempt(Duty.LEFT, self.resume)

    async def _attempt(self, message: IncomingMessage) -> None:
        """A message that cannot be handled is rejected: it must not end the bot, nor every later
        start that would resume it."""
        goes_on = False
        try:
            goes_on = await self._handle(message)
        except OutOfTurn:
            goes_on = True
            raise
        except StoreError:
            # The row stays as it is, and is taken up again before long.
            logger.exception("message %s: the store failed", message.message_id)
        except Exception as error:  # the edge that supervises the tasks
            logger.exception("message %s: cannot be handled", message.message_id)
            outcome = NoReply.FAULT.because(error)
            with contextlib.suppress(StoreError):
                await self._replies.finish(message, Final.REJECTED, outcome, time.monotonic())
        finally:
            if not goes_on:
                self._forget(message)

    def _forget(self, message: IncomingMessage) -> None:
        """The message is no longer under way here."""
        self._under_way.discard(key_of(message))
        self._put_offs.pop(key_of(message), None)

    async def _handle(self, message: IncomingMessage) -> bool:
        """Find the reply; False: the message is not to be answered. Sending is a task of its
        own: a reply may have to wait its turn in a busy group, and other groups must not wait
        with it."""
        started = time.monotonic()
        now = self._services.now()
        request = await self._begun(message, now)
        if request is None:
            return False
        with self._inbox.held(message):
            reply = await answer(request, self._services, self._limit_seconds)
            # Not awaited: the store keeps the order and writes it together with the row's mark.
            keeping = self._conversations.remember(message, message.text, reply, now)
        if reply.kind is ReplyKind.COMMAND:
            self._on_command()  # it may have enqueued something to be delivered
        await self._leaving.acquire()

        def gone() -> None:
            self._leaving.release()
            self._forget(message)

        self._sending.start(self._replies.send(message, reply, keeping, started), then=gone)
        return True

    async def _begun(self, message: IncomingMessage, now: datetime) -> Request | None:
        """The message and what the store knows of it, in one visit; None: it is not to be
        answered."""
        members, salons = self._services.members, self._services.salons

        def read(tx: Transaction) -> tuple[Role, tuple[Turn, ...], bool]:
            history = self._conversations.history_in(tx, message, now)
            return members.role_of(tx, message), history, salons.is_current(tx, salons.book)

        known = await self._inbox.start_work(message, now, read)
        if known is None:
            return None
        role, history, is_current = known
        if not is_current:
            await salons.catch_up()
        return Request(message=message, text=message.text, role=role, history=history)

    async def _reject(self, message: IncomingMessage) -> None:
        await self._inbox.finish(message, Final.REJECTED, NoReply.QUEUE_FULL, self._services.now())
        logger.warning("message %s: rejected, the queue is full", message.message_id)
        if self._may_tell_busy(message.person):
            self._sending.start(self._tell_busy(message))

    def _may_tell_busy(self, person: str) -> bool:
        """Once per person and minute, which also bounds what is remembered."""
        moment = time.monotonic()
        self._told_busy = {p: t for p, t in self._told_busy.items() if moment - t < 60}
        if person in self._told_busy:
            return False
        self._told_busy[person] = moment
        return True

    async def _tell_busy(self, message: IncomingMessage) -> None:
        try:
            await self._sender.reply(message, Reply.text(_BUSY))
        except DeliveryError as error:
            logger.warning("message %s: busy notice failed: %s", message.message_id, error)

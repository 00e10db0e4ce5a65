"""How fast we may speak: windows per group and person, and answers that wait their turn.

A robot that sends more than 20 messages in any minute is blocked for ten, so windows
slide: a bucket that refills would let twice as many through. Answers that cannot go at
once wait; those that have waited too long come together as one message.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.messages import IncomingMessage, Leaving, Reply, SendReceipt


@dataclass(frozen=True, slots=True)
class Pace:
    """``per_window`` messages to a group in any ``seconds``; one person's answers at most
    a third of them; after ``patience`` seconds of waiting answers are merged.

    The window is a second longer than the platform's minute: messages that left 60 s
    apart can arrive closer together.
    """

    per_window: int = 20
    seconds: float = 61.0
    patience: float = 30.0

    @property
    def per_person(self) -> int:
        return max(self.per_window // 3, 1)


class Window:
    """At most ``count`` takes in any ``seconds``; the burst may use all of it at once."""

    def __init__(self, count: int, seconds: float) -> None:
        self._count = count
        self._seconds = seconds
        self._taken: deque[float] = deque()

    def delay(self, now: float, cost: int = 1) -> float:
        """Seconds until ``cost`` more may be taken; 0 when they may be now."""
        while self._taken and now - self._taken[0] >= self._seconds:
            self._taken.popleft()
        over = len(self._taken) + min(cost, self._count) - self._count
        if over <= 0:
            return 0.0
        return max(self._taken[over - 1] + self._seconds - now, 0.0)

    def take(self, now: float, cost: int = 1) -> None:
        self._taken.extend([now] * cost)

    async def turn(self, elapsed: Callable[[], float]) -> None:
        """Wait until one more may be taken, and take it."""
        seconds = self.delay(elapsed())
        while seconds > 0:
            await asyncio.sleep(seconds)
            seconds = self.delay(elapsed())
        self.take(elapsed())

    def is_idle(self, now: float) -> bool:
        return not self._taken or now - self._taken[-1] >= self._seconds


@dataclass(eq=False, slots=True)
class Answer:
    """A reply to a message, cut into parts, on its way."""

    message: IncomingMessage
    reply: Reply
    parts: list[str]
    since: float
    leaving: Leaving | None = None
    receipt: asyncio.Future[SendReceipt] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    @property
    def person(self) -> str:
        return self.message.person

    async def may_leave(self) -> bool:
        """Ask whoever gave the answer, the last moment before it is sent."""
        return self.leaving is None or await self.leaving()


# Delivers these answers together; ``free`` says whether the session webhook may be used.
Deliver = Callable[[list[Answer], bool], Awaitable[SendReceipt]]


class Lane:
    """The answers of one conversation. Who has to wait for long does not hold up others:
    of those waiting, the first whose person still has room goes next."""

    def __init__(self, pace: Pace, deliver: Deliver, elapsed: Callable[[], float]) -> None:
        self._pace = pace
        self._deliver = deliver
        self._elapsed = elapsed
        self._window = Window(pace.per_window, pace.seconds)
        self._people: dict[str, Window] = {}
        self._waiting: list[Answer] = []
        self._changed = asyncio.Event()
        self._drain: asyncio.Task[None] | None = None

    @property
    def is_idle(self) -> bool:
        return not self._waiting and self._window.is_idle(self._elapsed())

    async def submit(self, answer: Answer) -> SendReceipt:
        """Deliver when it may be; returns the receipt or raises the delivery's error."""
        if not self._waiting and self._delay(answer) == 0:
            self._take([answer])
            return await self._deliver([answer], True)
        self._waiting.append(answer)
        self._changed.set()
        if self._drain is None or self._drain.done():
            self._drain = asyncio.create_task(self._serve(), name="answers-waiting")
        try:
            return await answer.receipt
        finally:
            if answer in self._waiting:  # whoever waited was cancelled
                self._waiting.remove(answer)
                self._changed.set()

    async def _serve(self) -> None:
        while self._waiting:
            batch, free = self._next_batch()
            if not batch:
                await self._pause()
                continue
            self._waiting = [answer for answer in self._waiting if answer not in batch]
            if free:
                self._take(batch)
            await self._settle(batch, free)

    async def _settle(self, batch: list[Answer], free: bool) -> None:
        """Everyone in the batch gets the one outcome; an outcome never ends the lane."""
        try:
            receipt = await self._deliver(batch, free)
        except Exception as error:  # handed on to those who wait for it
            for answer in batch:
                if not answer.receipt.done():
                    answer.receipt.set_exception(error)
            return
        for answer in batch:
            if not answer.receipt.done():
                answer.receipt.set_result(receipt)

    def _next_batch(self) -> tuple[list[Answer], bool]:
        """What goes now, and whether it goes within the window."""
        now = self._elapsed()
        overdue = [a for a in self._waiting if now - a.since >= self._pace.patience]
        if overdue:
            # Those that would be overdue before long come along: one message, not two.
            soon = [a for a in self._waiting if now - a.since >= self._pace.patience / 2]
            return soon, self._window.delay(now) == 0
        ready = next((a for a in self._waiting if self._delay(a) == 0), None)
        return ([ready], True) if ready else ([], False)

    async def _pause(self) -> None:
        now = self._elapsed()
        until_due = min(a.since + self._pace.patience - now for a in self._waiting)
        seconds = min(until_due, *(self._delay(answer) for answer in self._waiting))
        self._changed.clear()
        try:
            async with asyncio.timeout(max(seconds, 0.001)):
                await self._changed.wait()
        except TimeoutError:
            pass

    def _delay(self, answer: Answer) -> float:
        now, cost = self._elapsed(), len(answer.parts)
        person = self._people.get(answer.person)
        own = person.delay(now) if person else 0.0
        return max(self._window.delay(now, cost), own)

    def _take(self, batch: list[Answer]) -> None:
        """One message for the group; for each person in it one of theirs."""
        now = self._elapsed()
        self._window.take(now, len(batch[0].parts) if len(batch) == 1 else 1)
        self._people = {p: w for p, w in self._people.items() if not w.is_idle(now)}
        for person in {answer.person for answer in batch}:
            window = Window(self._pace.per_person, self._pace.seconds)
            self._people.setdefault(person, window).take(now)

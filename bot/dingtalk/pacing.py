"""How fast we may speak: windows for each group and person, and answers that wait their turn.

A robot that sends more than 20 messages in any minute is blocked for ten minutes, so windows
slide: a bucket that refills would let twice as many through. Answers that cannot leave at once
wait, and those that have waited too long leave together as one message.
"""

from __future__ import annotations

import asyncio
import bisect
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field

from bot.clock import set_within
from bot.dingtalk.window import FairShares, Window
from bot.errors import DeliveryError
from bot.messages import IncomingMessage, Leaving, Reply, SendReceipt
from bot.tasks import Tasks

_ENTRY_BYTES = 400
_NOBODY: frozenset[str] = frozenset()  # shared by thousands of idle conversations


@dataclass(frozen=True, slots=True)
class Pace:
    """At most ``per_window`` messages to a group in any ``seconds``, of which one person gets a
    share; answers that have waited for ``patience`` seconds are merged.

    The window is a second longer than the platform's minute, since messages that left 60 s apart
    can arrive closer together.
    """

    per_window: int = 20
    seconds: float = 61.0
    patience: float = 30.0


@dataclass(eq=False, slots=True)
class Answer:
    """A reply to a message on its way, cut into parts. ``is_last``: the same person's next answer
    will have to wait."""

    message: IncomingMessage
    reply: Reply
    parts: list[str]
    since: float
    leaving: Leaving | None = None
    is_last: bool = False
    receipt: asyncio.Future[SendReceipt] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    @property
    def person(self) -> str:
        return self.message.person

    @property
    def size(self) -> int:
        """Bytes it adds to a merged message: its text, its asker and the question."""
        return sum(len(part.encode()) for part in self.parts) + _ENTRY_BYTES

    async def may_leave(self) -> bool:
        """Ask whoever submitted the answer, at the last moment before it is sent; when it may not
        leave, the submitter's ``receipt`` gets the reason."""
        try:
            if self.leaving is None or await self.leaving():
                return True
        except Exception as error:  # passed on: it must not end the lane for others
            self.fail(error)
        else:
            self.fail(DeliveryError("这条回答已经不归我发", permanent=True, code="not-ours"))
        return False

    def fail(self, error: Exception) -> None:
        if not self.receipt.done():
            self.receipt.set_exception(error)

    def succeed(self, receipt: SendReceipt) -> None:
        if not self.receipt.done():
            self.receipt.set_result(receipt)


# Delivers these answers as one message; ``free`` says whether the window has room for it.
Deliver = Callable[[list[Answer], bool], Awaitable[SendReceipt]]


class Lane:
    """The answers of one conversation. A long wait of one person does not hold up others: of those
    waiting, the first whose person still has room goes next.

    Answers to one person come in the order of the questions: while one is being sent, however
    slowly, the next one waits, or their receipts would be mixed up. Only an answer that is tried
    again while none of that person waits may come after a later one.

    Answers that have waited longer than the pace's patience are merged, up to ``merged_bytes``
    in a message, and may leave outside the window, but only now and then: that costs a call, and
    is not done while calls are ``sparing``. ``tasks`` may be shared by lanes that end together.
    """

    __slots__ = (
        *("_changed", "_deliver", "_drain", "_elapsed", "_merged_bytes", "_outside_from", "_pace"),
        *("_shares", "_sparing", "_speaking", "_tasks", "_waiting", "_window"),
    )

    def __init__(
        self,
        pace: Pace,
        deliver: Deliver,
        elapsed: Callable[[], float],
        tasks: Tasks,
        *,
        merged_bytes: int = 12_000,
        sparing: Callable[[], bool] = lambda: False,
    ) -> None:
        self._sparing = sparing
        self._pace = pace
        self._deliver = deliver
        self._elapsed = elapsed
        self._merged_bytes = merged_bytes
        self._window = Window(pace.per_window, pace.seconds)
        self._outside_from = 0.0  # when something may leave outside the window again
        self._shares = FairShares(self._window, pace.per_window, pace.seconds)
        self._speaking = _NOBODY  # to whom something is being sent
        self._waiting: list[Answer] = []  # in the order of the questions
        self._changed: asyncio.Event | None = None  # while somebody waits for it
        self._drain: asyncio.Task[None] | None = None
        self._tasks = tasks

    @property
    def is_idle(self) -> bool:
        idle = not self._waiting and not self._speaking
        return idle and self._window.is_idle(self._elapsed())

    async def submit(self, answer: Answer) -> SendReceipt:
        """Deliver when it may leave; returns the receipt or raises the delivery's error."""
        at_once = not self._waiting and answer.person not in self._speaking
        if at_once and self._delay(answer) == 0:
            self._take([answer])
            self._begin([answer])
            await self._settle([answer], True)
            return await answer.receipt
        # An answer that is tried again was asked for before those that wait by now.
        bisect.insort(self._waiting, answer, key=lambda one: one.message.received_at)
        self._wake()
        if self._drain is None or self._drain.done():
            self._drain = self._tasks.start(self._serve(), "answers-waiting")
        try:
            return await answer.receipt
        finally:
            if answer in self._waiting:  # whoever waited was cancelled
                self._waiting.remove(answer)
                self._wake()

    def remember(self, ages: Iterable[float]) -> None:
        """Count answers that were given here so many seconds ago."""
        self._window.remember(self._elapsed(), ages)

    @property
    def resting(self) -> float:
        """For how many seconds more the platform takes nothing."""
        return self._window.resting(self._elapsed())

    def rest(self, seconds: float) -> None:
        """The platform found us too fast: answers wait for so long, and then come merged."""
        self._window.rest(self._elapsed(), seconds)

    async def close(self) -> None:
        """Send nothing more; answers that still wait are cancelled."""
        for answer in self._waiting:
            answer.receipt.cancel()
        await self._tasks.end()

    async def _serve(self) -> None:
        while self._waiting:
            batch, free, seconds = self._next()
            if not batch:
                await self._pause(seconds)
                continue
            self._waiting = [answer for answer in self._waiting if answer not in batch]
            if free:
                self._take(batch)
            else:
                self._outside_from = self._elapsed() + self._pace.patience / 3
            self._begin(batch)
            # Not awaited: a send that stalls must not hold up those behind it.
            self._tasks.start(self._settle(batch, free), "answers-leaving")

    def _begin(self, batch: list[Answer]) -> None:
        """Called before the sending task runs, since the next answer is chosen before that."""
        self._speaking |= {answer.person for answer in batch}  # makes a new set: it is small

    async def _settle(self, batch: list[Answer], free: bool) -> None:
        """Send a batch; every answer in it gets the one outcome, which never ends the lane."""
        people = {answer.person for answer in batch}
        try:
            batch = [answer for answer in batch if await answer.may_leave()]
            if not batch:
                return
            receipt = await self._deliver(batch, free)
        except Exception as error:  # passed on to those who wait for it
            for answer in batch:
                answer.fail(error)
            return
        finally:
            self._speaking = (self._speaking - people) or _NOBODY
            self._wake()
        for answer in batch:
            answer.succeed(receipt)

    def _next(self) -> tuple[list[Answer], bool, float]:
        """What leaves now and whether within the window; else seconds until something may."""
        now = self._elapsed()
        waiting = [answer for answer in self._waiting if answer.person not in self._speaking]
        if not waiting:  # until one of the sends is over, which wakes
            return [], False, self._pace.seconds
        room = self._window.delay(now)
        due_in = min(a.since for a in waiting) + self._pace.patience - now
        blocked = room if self._sparing() else min(room, max(self._outside_from - now, 0.0))
        if due_in <= 0 and blocked == 0:
            return self._merged(waiting, now), room == 0, 0.0
        delays = {answer: self._delay(answer) for answer in _in_turn(waiting)}
        ready = next((answer for answer, delay in delays.items() if delay == 0), None)
        if ready is not None:
            return [ready], True, 0.0
        return [], False, min(max(due_in, blocked), *delays.values())

    def _merged(self, waiting: list[Answer], now: float) -> list[Answer]:
        """Those that have waited longest, as many as one message holds. Those that would be
        overdue soon come along, to make one message and not two; so do earlier questions of the
        same people, whose answers are tried again and have waited for a shorter time."""
        old = self._pace.patience / 2
        last = {a.person: n for n, a in enumerate(waiting) if now - a.since >= old}
        batch: list[Answer] = []
        size = 0
        for n, answer in enumerate(waiting):
            if n > last.get(answer.person, -1):
                continue
            size += answer.size
            if batch and size > self._merged_bytes:
                break
            batch.append(answer)
        return batch

    async def _pause(self, seconds: float) -> None:
        self._changed = asyncio.Event()
        try:
            await set_within(self._changed, max(seconds, 0.001))
        finally:
            self._changed = None

    def _wake(self) -> None:
        if self._changed is not None:
            self._changed.set()

    def _delay(self, answer: Answer) -> float:
        now, cost = self._elapsed(), len(answer.parts)
        own = self._shares.delay(
            answer.person,
            now,
            cost,
            in_dialogue=answer.reply.in_dialogue,
            others_wait=any(one.person != answer.person for one in self._waiting),
        )
        return max(self._window.delay(now, cost), own)

    def _take(self, batch: list[Answer]) -> None:
        """One message for the group; for each person in it one of theirs. In a 1:1 chat
        nobody else can be crowded out."""
        now = self._elapsed()
        counted = {
            one.person
            for one in batch
            if one.message.is_group
            and not (one.reply.in_dialogue and self._shares.leaves_half(now, len(one.parts)))
        }
        self._window.take(now, len(batch[0].parts) if len(batch) == 1 else 1)
        self._shares.take(counted, now)
        for one in batch:
            one.is_last = self._delay(one) > 0


def _in_turn(waiting: Iterable[Answer]) -> Iterator[Answer]:
    """The first answer of each person: a short one does not overtake a long one that has no room
    yet. Steps of a dialogue do: whoever is asked something must be able to answer."""
    seen: set[str] = set()
    for answer in waiting:
        if answer.person not in seen or answer.reply.in_dialogue:
            yield answer
        seen.add(answer.person)

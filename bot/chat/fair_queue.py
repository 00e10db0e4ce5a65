"""A bounded queue that serves people in turn.

One person's messages stay in order, one at a time, since a follow-up needs the turn
before it; and one person's flood waits behind itself, never in front of another. That the
answers leave in that order is for the sender to see to.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Closed(Exception):
    """Nothing is handed out any more."""


class FairQueue(Generic[T]):
    """``take`` hands out the next item of the person who has waited longest; ``done``
    must follow, before that person's next item is handed out."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._waiting: OrderedDict[str, deque[T]] = OrderedDict()
        self._busy: set[str] = set()
        self._size = 0
        self._idle: deque[asyncio.Future[None]] = deque()  # who takes, and found nothing
        self._closed = False

    def __len__(self) -> int:
        return self._size

    def has_room(self, person: str) -> bool:
        """A single person may fill at most half of the queue."""
        own = len(self._waiting.get(person, ()))
        return self._size < self._limit and own < max(1, self._limit // 2)

    def put(self, person: str, item: T) -> bool:
        """Queue the item; False, and nothing queued, when there is no room."""
        if not self.has_room(person):
            return False
        self._waiting.setdefault(person, deque()).append(item)
        self._size += 1
        self._wake()
        return True

    async def take(self) -> tuple[str, T]:
        """Raises Closed, also while it waits."""
        while (person := self._next_person()) is None:
            await self._something()
        items = self._waiting.pop(person)
        item = items.popleft()
        if items:
            self._waiting[person] = items  # at the end: the others come first
        self._busy.add(person)
        self._size -= 1
        return person, item

    def done(self, person: str) -> None:
        self._busy.discard(person)
        self._wake()

    def put_back(self, person: str, item: T) -> None:
        """In place of ``done``: behind whatever else that person has waiting."""
        self._waiting.setdefault(person, deque()).append(item)
        self._size += 1
        self.done(person)

    def close(self) -> None:
        """Hand out nothing more, whatever is queued."""
        self._closed = True
        while self._idle:
            self._wake()

    async def _something(self) -> None:
        """Wait until there may be an item to take."""
        woken = asyncio.get_running_loop().create_future()
        self._idle.append(woken)
        try:
            await woken
        except asyncio.CancelledError:
            if woken.done() and not woken.cancelled():
                self._wake()  # it was meant for whoever takes now
            raise

    def _wake(self) -> None:
        while self._idle:
            woken = self._idle.popleft()
            if not woken.done():
                woken.set_result(None)
                return

    def _next_person(self) -> str | None:
        if self._closed:
            raise Closed
        return next((p for p in self._waiting if p not in self._busy), None)

"""A bounded queue that serves people in turn.

One person's messages are handled in order and one at a time, since a follow-up needs the turn
before it; a flood of one person waits behind itself, never in front of somebody else. It is up to
the sender that the answers leave in that order.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Closed(Exception):
    """Nothing is handed out any more."""


class FairQueue(Generic[T]):
    """``take`` hands out the next item of the person who has waited longest; that person's next
    item is handed out only after ``done``."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._waiting: OrderedDict[str, deque[T]] = OrderedDict()
        self._busy: set[str] = set()
        self._size = 0
        # Counts the people who have something waiting and nothing under way.
        self._ready = asyncio.Semaphore(0)
        self._closed = False

    def __len__(self) -> int:
        return self._size

    def put(self, person: str, item: T) -> bool:
        """Queue the item; False, with nothing queued, when there is no room. One person may fill
        at most half of the queue."""
        own = len(self._waiting.get(person, ()))
        if self._size >= self._limit or own >= max(1, self._limit // 2):
            return False
        if person not in self._busy and person not in self._waiting:
            self._ready.release()
        self._append(person, item)
        return True

    async def take(self) -> tuple[str, T]:
        """Raises Closed, also while it waits."""
        await self._ready.acquire()
        if self._closed:
            self._ready.release()  # for the next caller
            raise Closed
        person = next(p for p in self._waiting if p not in self._busy)
        items = self._waiting.pop(person)
        item = items.popleft()
        if items:
            self._waiting[person] = items  # at the end: the others come first
        self._busy.add(person)
        self._size -= 1
        return person, item

    def done(self, person: str) -> None:
        self._busy.discard(person)
        if person in self._waiting:
            self._ready.release()

    def put_back(self, person: str, item: T) -> None:
        """Call in place of ``done``: the item goes behind that person's other waiting items."""
        self._append(person, item)
        self.done(person)

    def close(self) -> None:
        """Hand out nothing more, whatever is queued."""
        self._closed = True
        self._ready.release()

    def _append(self, person: str, item: T) -> None:
        self._waiting.setdefault(person, deque()).append(item)
        self._size += 1

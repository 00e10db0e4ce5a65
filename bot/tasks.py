"""Tasks with an owner: none is lost, and none outlives its owner."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class Tasks:
    """The running tasks of one owner; one that ends removes itself."""

    __slots__ = ("_running",)

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._running)

    def start(
        self,
        work: Coroutine[Any, Any, None],
        name: str | None = None,
        *,
        then: Callable[[], object] | None = None,
    ) -> asyncio.Task[None]:
        """``then`` is called when the task has ended, however it ended."""
        task = asyncio.create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        if then is not None:
            task.add_done_callback(lambda _: then())
        return task

    async def wait(self, seconds: float | None = None) -> None:
        """Wait for all that run now, at most ``seconds``."""
        if self._running:
            await asyncio.wait(tuple(self._running), timeout=seconds)

    async def end(self) -> None:
        await cancel(*self._running)


async def cancel(*tasks: asyncio.Task[Any]) -> None:
    """Cancel them, and wait until they have ended."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def first_of(
    *waited: asyncio.Event | asyncio.Task[Any], seconds: float | None = None
) -> None:
    """Wait until one event is set or one task has ended, at most ``seconds`` of real time."""
    tasks = [one for one in waited if isinstance(one, asyncio.Task)]
    events = [asyncio.create_task(one.wait()) for one in waited if isinstance(one, asyncio.Event)]
    try:
        first = asyncio.FIRST_COMPLETED
        await asyncio.wait([*tasks, *events], timeout=seconds, return_when=first)
    finally:
        await cancel(*events)

"""Small transactions that wait for the disk together are written together.

A commit that survives a power cut costs a wait for the disk, 0.2 ms on a fast one and 20 ms
on a slow one, and a message takes five. What arrives while one commit is under way shares
the next: each piece of work in a savepoint of its own, all of them in one transaction. Whoever
handed work over hears of it only after that commit.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.errors import StoreError

T = TypeVar("T")

_MOST = 64
# No work waits longer than this for those behind it before it is committed.
_SECONDS = 0.01


@dataclass(slots=True)
class _Job:
    work: Callable[[sqlite3.Connection], Any]
    future: asyncio.Future[Any]
    value: Any = None
    error: BaseException | None = None

    def settle(self) -> None:
        if self.future.done():  # whoever waited was cancelled
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.value)


class GroupCommit:
    """``run`` hands work over from an event loop; ``thread`` (one worker) owns the
    connection, which is in autocommit mode."""

    def __init__(self, connection: sqlite3.Connection, thread: Executor) -> None:
        self._connection = connection
        self._thread = thread
        self._waiting: deque[_Job] = deque()
        self._lock = threading.Lock()
        self._draining = False

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What ``work`` returns, once it is committed. Raises what it raises, StoreError
        for the database's own errors; then nothing of it has happened. Work that was begun
        is finished although the caller is cancelled."""
        job = _Job(work, asyncio.get_running_loop().create_future())
        with self._lock:
            self._waiting.append(job)
            begin, self._draining = not self._draining, True
        if begin:
            self._thread.submit(self._drain)
        outcome: T = await job.future
        return outcome

    def _next(self, *, last: bool) -> _Job | None:
        """The next job; when there is none and this was the ``last`` look, the next one
        that is handed over begins anew."""
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            if last:
                self._draining = False
            return None

    def _drain(self) -> None:
        while (first := self._next(last=True)) is not None:
            jobs = self._commit(first)
            loops = {job.future.get_loop() for job in jobs}
            for loop in loops:
                mine = [job for job in jobs if job.future.get_loop() is loop]
                try:
                    loop.call_soon_threadsafe(_settle, mine)
                except RuntimeError:  # the loop has ended, and with it who waited
                    continue

    def _commit(self, first: _Job) -> list[_Job]:
        """Work on ``first`` and on what else is waiting; all that was begun is returned."""
        jobs: list[_Job] = []
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            began = time.monotonic()
            job: _Job | None = first
            while job is not None:
                jobs.append(job)
                self._attempt(job)
                if not self._connection.in_transaction:
                    raise job.error or sqlite3.OperationalError("the transaction has ended")
                full = len(jobs) >= _MOST or time.monotonic() - began >= _SECONDS
                job = None if full else self._next(last=False)
            self._connection.execute("COMMIT")
        except BaseException as error:  # of all of them: handed on to each who waits
            with suppress(sqlite3.Error):  # else it has been rolled back already
                self._connection.execute("ROLLBACK")
            jobs = jobs or [first]
            for job in jobs:
                job.error = job.error or _translated(error)
        return jobs

    def _attempt(self, job: _Job) -> None:
        """The work in a savepoint. A database error may have ended the transaction."""
        self._connection.execute("SAVEPOINT job")
        try:
            job.value = job.work(self._connection)
        except BaseException as error:  # handed on to who waits for it
            job.error = _translated(error)
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK TO job")
        if self._connection.in_transaction:
            self._connection.execute("RELEASE job")


def _settle(jobs: list[_Job]) -> None:
    for job in jobs:
        job.settle()


def _translated(error: BaseException) -> BaseException:
    if not isinstance(error, sqlite3.Error):
        return error
    told = StoreError(f"写数据库失败（{error}），请检查磁盘空间和文件权限。")
    told.__cause__ = error
    return told

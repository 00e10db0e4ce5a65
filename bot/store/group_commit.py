"""Small transactions that wait for the disk together are written together.

A commit that survives a power cut costs a wait for the disk, 0.2 ms on a fast one and 20 ms
on a slow one, and a message takes two. What arrives while one commit is under way shares
the next: each piece of work in a savepoint of its own, all of them in one transaction. Whoever
handed work over hears of it only after that commit.

Nobody pays for another: when the common transaction fails, what was done in it is done once
more, each by itself; and work that took long the last time begins after a commit, so that
what is ready does not wait for it.

What need not be durable, since nothing outside follows from it, waits for no disk unless it
shares a transaction with what must: SQLite appends it to the log all the same, so that it
survives the process, and whatever is written to the disk later takes it along.
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
from itertools import islice
from types import CodeType
from typing import Any, TypeVar

from bot.errors import StoreError, with_remedy

T = TypeVar("T")

_MOST = 64
# No work waits longer than this for those behind it before it is committed.
_SECONDS = 0.01
# So long the thread stays for the next work: under load to wake it costs less than to begin it.
_STAYS_SECONDS = 0.01


@dataclass(slots=True)
class _Job:
    work: Callable[[sqlite3.Connection], Any]
    future: asyncio.Future[Any]
    code: CodeType | None
    durable: bool
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
        self._staying = False  # the thread waits in ``_is_idle`` until ``_more`` is released
        self._stays_seconds = _STAYS_SECONDS
        self._more = threading.Lock()
        self._more.acquire()
        self._long: set[CodeType] = set()
        self._is_durable: bool | None = None  # what the connection was told last

    def run(
        self,
        work: Callable[[sqlite3.Connection], T],
        code: CodeType | None = None,
        *,
        durable: bool = True,
    ) -> asyncio.Future[T]:
        """What ``work`` returns, once it is committed. Raises what it raises, StoreError
        for the database's own errors; then nothing of it has happened. It is handed over with
        the call, and runs after what was handed over before, whether it is awaited or not.
        Work that was begun is finished although the caller is cancelled; it may be run twice,
        so what it leaves behind is rows and what it returns. ``code`` tells by what it is
        known again; ``durable``, whether it must survive a power cut once it is committed."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        job = _Job(work, future, code, durable)
        with self._lock:
            self._waiting.append(job)
            begin, self._draining = not self._draining, True
            wake, self._staying = self._staying, False
        if begin:
            self._thread.submit(self._drain)
        elif wake:
            self._more.release()
        return future

    def end(self) -> None:
        """Stay for nothing more: what the thread is given next need not wait for that."""
        with self._lock:
            self._stays_seconds = 0.0
            wake, self._staying = self._staying, False
        if wake:
            self._more.release()

    def _first(self) -> tuple[_Job, bool] | None:
        """The first job of a transaction, and whether that is to be durable: what waits for it
        comes along, rather than needing one of its own. None: whoever hands over the next one
        wakes the thread."""
        with self._lock:
            if not self._waiting:
                self._staying = True
                return None
            durable = any(job.durable for job in islice(self._waiting, _MOST))
            return self._waiting.popleft(), durable

    def _next(self, *, durable: bool) -> _Job | None:
        """What goes into the same transaction: no long job, and none that it is not for."""
        with self._lock:
            if not self._waiting or self._waiting[0].code in self._long:
                return None
            if self._waiting[0].durable and not durable:
                return None
            return self._waiting.popleft()

    def _drain(self) -> None:
        while True:
            first = self._first()
            if first is None:
                if self._is_idle():
                    return
                continue
            jobs = self._commit(*first)
            loops = {job.future.get_loop() for job in jobs}
            for loop in loops:
                mine = [job for job in jobs if job.future.get_loop() is loop]
                try:
                    loop.call_soon_threadsafe(_settle, mine)
                except RuntimeError:  # the loop has ended, and with it who waited
                    continue

    def _is_idle(self) -> bool:
        """Wait a little for more; True when there is none, and the next begins anew."""
        if self._more.acquire(timeout=self._stays_seconds):
            return False
        with self._lock:
            if self._staying:
                self._staying = self._draining = False
                return True
        self._more.acquire()  # handed over in this very moment
        return False

    def _begin(self, *, durable: bool) -> None:
        if durable is not self._is_durable:
            level = "FULL" if durable else "NORMAL"
            self._connection.execute(f"PRAGMA synchronous={level}")
            self._is_durable = durable
        self._connection.execute("BEGIN IMMEDIATE")

    def _commit(self, first: _Job, durable: bool) -> list[_Job]:
        """Work on ``first`` and on what else is waiting; all that was begun is returned."""
        jobs: list[_Job] = []
        try:
            self._begin(durable=durable)
            began = time.monotonic()
            job: _Job | None = first
            while job is not None:
                jobs.append(job)
                if job is first:
                    self._work(job)
                    if job.error is not None:  # nothing but its own is undone with it
                        self._roll_back()
                        return jobs
                else:
                    self._attempt(job)
                if not self._connection.in_transaction:
                    raise job.error or sqlite3.OperationalError("the transaction has ended")
                full = len(jobs) >= _MOST or time.monotonic() - began >= _SECONDS
                job = None if full else self._next(durable=durable)
            self._connection.execute("COMMIT")
        except BaseException as error:  # handed on to who waits
            self._roll_back()
            jobs = jobs or [first]
            if len(jobs) == 1:
                first.error = first.error or _translated(error)
                return jobs
            for job in jobs:
                if job.error is None:
                    self._alone(job)
        return jobs

    def _alone(self, job: _Job) -> None:
        """Once more in a transaction of its own: another's failure was not its own."""
        job.value = None
        try:
            self._begin(durable=job.durable)
            self._work(job)
            if job.error is not None or not self._connection.in_transaction:
                raise job.error or sqlite3.OperationalError("the transaction has ended")
            self._connection.execute("COMMIT")
        except BaseException as error:  # handed on to who waits
            self._roll_back()
            job.error = job.error or _translated(error)

    def _roll_back(self) -> None:
        with suppress(sqlite3.Error):  # else it has been rolled back already
            self._connection.execute("ROLLBACK")

    def _attempt(self, job: _Job) -> None:
        """The work in a savepoint. A database error may have ended the transaction."""
        self._connection.execute("SAVEPOINT job")
        self._work(job)
        if self._connection.in_transaction:
            if job.error is not None:
                self._connection.execute("ROLLBACK TO job")
            self._connection.execute("RELEASE job")

    def _work(self, job: _Job) -> None:
        began = time.monotonic()
        try:
            job.value = job.work(self._connection)
        except BaseException as error:  # handed on to who waits for it
            job.error = _translated(error)
        self._note(job, time.monotonic() - began)

    def _note(self, job: _Job, seconds: float) -> None:
        if job.code is None:
            return
        if seconds >= _SECONDS:
            self._long.add(job.code)
        else:
            self._long.discard(job.code)


def _settle(jobs: list[_Job]) -> None:
    for job in jobs:
        job.settle()


def _translated(error: BaseException) -> BaseException:
    if not isinstance(error, sqlite3.Error):
        return error
    told = StoreError(f"写数据库失败{with_remedy(error)}")
    told.__cause__ = error
    return told

"""Work that changes nothing: for whoever wants to see what would be done without doing it.

It is held here and not where things are done: whatever is done begins with a row, so nothing
is sent or planned either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TypeVar

from bot.errors import BotError
from bot.expressions import Expression
from bot.store.connection import Row, Transaction, queries

T = TypeVar("T")

# Tasks and threads that are begun within take it along.
_only_reading: ContextVar[bool] = ContextVar("only_reading", default=False)
_COMMENT = Expression(r"\s*--[^\n]*\n")


class WouldWrite(BotError):
    """这一步要写数据库，而现在只看不办。"""


@contextmanager
def only_reading() -> Iterator[None]:
    """Within it, work that changes a row raises WouldWrite there, and leaves nothing of it."""
    token = _only_reading.set(True)
    try:
        yield
    finally:
        _only_reading.reset(token)


def as_allowed(work: Callable[[Transaction], T]) -> Callable[[Transaction], T]:
    """The work as whoever hands it over may do it. Asked for there, since it is done in a
    thread that serves everybody."""
    if not _only_reading.get():
        return work

    def read(tx: Transaction) -> T:
        reading = _Reading(tx)
        value = work(reading)
        if reading.has_written:  # and what it met was caught
            raise WouldWrite
        return value

    return read


class _Reading(Transaction):
    """A transaction that goes no further than a statement that changes something: one that
    gives back a seat changes nothing for who has none, and what is said then is wanted. What
    is raised undoes it."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self.has_written = False

    def all(self, name: str, **parameters: object) -> list[Row]:
        rows = self._tx.all(name, **parameters)
        self._look_at(name, len(rows))
        return rows

    def execute(self, name: str, **parameters: object) -> int:
        changed = self._tx.execute(name, **parameters)
        self._look_at(name, changed)
        return changed

    def _look_at(self, name: str, rows: int) -> None:
        if rows and not only_reads(name):
            self.has_written = True
            raise WouldWrite


@cache
def only_reads(name: str) -> bool:
    """Whether a query can change nothing."""
    sql = queries()[name]
    while comment := _COMMENT.match(sql):
        sql = sql[comment.end() :]
    return sql.split(None, 1)[0].upper() == "SELECT"

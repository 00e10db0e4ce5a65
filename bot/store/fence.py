"""Work on behalf of something that this process holds, and may lose while it is paused.

Each transaction asks first whether it is still held. Transactions are serializable, so what is
done either counts as done before it was taken away, or is not done at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from bot.store.connection import Transaction

T = TypeVar("T")

# Raises StoreError where it is not held any more.
Check = Callable[[Transaction], None]

_check: ContextVar[Check | None] = ContextVar("fence", default=None)


@contextmanager
def fenced(check: Check) -> Iterator[None]:
    """Within it, and in tasks that are begun within it, all work begins with ``check``."""
    token = _check.set(check)
    try:
        yield
    finally:
        _check.reset(token)


def as_fenced(work: Callable[[Transaction], T]) -> Callable[[Transaction], T]:
    """The work as whoever hands it over may do it: asked for there, since it is done in a
    thread that serves everybody."""
    check = _check.get()
    if check is None:
        return work

    def checked(tx: Transaction) -> T:
        check(tx)
        return work(tx)

    return checked

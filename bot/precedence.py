"""Answers come before loading: the interpreter runs one thread at a time, so threads that take
in an edit let those that answer go first, and only a few answers are computed at once.

The state is global because the interpreter's lock is.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from functools import partial
from typing import ParamSpec, TypeVar

# One call of `give_way` waits at most so long, and at least so much work is done between two
# waits: an edit is taken in under any load.
_WAIT_SECONDS = 0.02
_WORK_SECONDS = 0.002

# Answers that are computed at once. More would only take turns, and the loop, which hears and
# sends, would wait behind each of them; with one alone, a slow answer held up all others.
_AT_ONCE = 2

_CROWD = 4  # answers under way

P = ParamSpec("P")
T = TypeVar("T")

_threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="answer")
_lock = threading.Lock()
_answering = 0
_nobody = threading.Event()
_nobody.set()
# `asyncio.to_thread` passes it on: a reload that somebody asked for does not wait for itself.
_asked_for: ContextVar[bool] = ContextVar("asked_for", default=False)
_local = threading.local()


@contextmanager
def answering() -> Iterator[None]:
    """While somebody waits for what happens within."""
    global _answering
    token = _asked_for.set(True)
    with _lock:
        _answering += 1
        _nobody.clear()
    try:
        yield
    finally:
        with _lock:
            _answering -= 1
            if not _answering:
                _nobody.set()
        _asked_for.reset(token)


def is_crowded() -> bool:
    """Whether so many wait for an answer that each should be a quick one."""
    return _answering > _CROWD


async def computed(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The result of a function that answers somebody and only computes, run in a thread."""
    work = partial(copy_context().run, function, *args, **kwargs)
    return await asyncio.get_running_loop().run_in_executor(_threads, work)


def give_way() -> None:
    """Called by threads that load, between any two steps and as often as they like. Returns at
    once while nobody is being answered."""
    if _nobody.is_set() or _asked_for.get():
        return
    if time.monotonic() - getattr(_local, "resumed", 0.0) < _WORK_SECONDS:
        return
    _nobody.wait(_WAIT_SECONDS)
    _local.resumed = time.monotonic()


@contextmanager
def giving_way() -> Iterator[None]:
    """Makes code that is not ours, and would give way to nobody, do so at each call that it makes
    in this thread, by the hook that profilers use."""
    before = sys.getprofile()
    sys.setprofile(lambda *_: give_way())
    try:
        yield
    finally:
        sys.setprofile(before)

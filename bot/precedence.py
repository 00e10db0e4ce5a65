"""Answers before loading: one interpreter runs one thread at a time, so who takes in an edit
lets those who answer go first, and few answer at once.

There is one interpreter lock in a process, and so there is one state here.
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

# The longest that one call of `give_way` waits, however much is asked, and what is worked at
# least between two waits: under any load an edit is taken in after all.
_WAIT_SECONDS = 0.02
_WORK_SECONDS = 0.002

# Answers that are computed at once. More of them would only take turns, and the loop, which
# hears and sends, would wait its turn behind each; with one, a slow answer held all others up.
_AT_ONCE = 2

_CROWD = 4  # answers under way

P = ParamSpec("P")
T = TypeVar("T")

_threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="answer")
_lock = threading.Lock()
_answering = 0
_nobody = threading.Event()
_nobody.set()
# `asyncio.to_thread` hands it on: a reload that somebody asked for does not wait for itself.
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
    """Do so many wait for an answer that each had better be a quick one?"""
    return _answering > _CROWD


async def computed(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What a function returns that answers somebody and only computes, in a thread."""
    work = partial(copy_context().run, function, *args, **kwargs)
    return await asyncio.get_running_loop().run_in_executor(_threads, work)


def give_way() -> None:
    """For threads that load: between any two steps, as often as one likes. Returns at once
    while nobody is answered."""
    if _nobody.is_set() or _asked_for.get():
        return
    if time.monotonic() - getattr(_local, "resumed", 0.0) < _WORK_SECONDS:
        return
    _nobody.wait(_WAIT_SECONDS)
    _local.resumed = time.monotonic()


@contextmanager
def giving_way() -> Iterator[None]:
    """While this thread runs what is not ours and would give way to nobody: it does so at
    each call that it makes, by the hook that profilers use."""
    before = sys.getprofile()
    sys.setprofile(lambda *_: give_way())
    try:
        yield
    finally:
        sys.setprofile(before)

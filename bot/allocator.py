"""Memory of the C library, where it is glibc; elsewhere nothing happens.

Building an index needs ten times the memory that the index keeps. By default glibc asks the
system anew for each large array, which took half the time of a build; told not to, it keeps
everything, which was a quarter of a running bot's memory. So it reuses memory while something
is built and gives it back afterwards.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress

_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8
_LARGE_BYTES = 32_000_000  # about the most that glibc accepts


def reuse_memory() -> None:
    """Once per process: let arrays reuse freed memory, and threads share one arena, since the
    interpreter lets only one allocate at a time anyway."""
    _call("mallopt", _M_MMAP_THRESHOLD, _LARGE_BYTES)
    _call("mallopt", _M_ARENA_MAX, 1)


def give_back_memory() -> None:
    """Return unused memory to the system. Takes some milliseconds; other threads go on."""
    _call("malloc_trim", 0)


def _call(name: str, *numbers: int) -> None:
    with suppress(AttributeError, OSError, TypeError):  # another library, another system
        getattr(ctypes.CDLL(None), name)(*numbers)

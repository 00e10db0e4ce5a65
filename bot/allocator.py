"""Memory of the C library, where it is glibc; elsewhere nothing happens.

Building an index needs ten times what it leaves. By itself the library gets most of that from
the system anew for each array, which was half the time of a build; told not to, it soon keeps
it all: a quarter of the memory of a running bot was of that kind. So it reuses what it has
while something is built, and gives it back after.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress

_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8
_LARGE_BYTES = 32_000_000  # about the most that it takes


def reuse_memory() -> None:
    """Once per process: arrays share the memory that is there, and so do threads, which the
    interpreter lets allocate one at a time anyway."""
    _call("mallopt", _M_MMAP_THRESHOLD, _LARGE_BYTES)
    _call("mallopt", _M_ARENA_MAX, 1)


def give_back_memory() -> None:
    """What is unused leaves the process. Some milliseconds; other threads go on."""
    _call("malloc_trim", 0)


def _call(name: str, *numbers: int) -> None:
    with suppress(AttributeError, OSError, TypeError):  # another library, another system
        getattr(ctypes.CDLL(None), name)(*numbers)

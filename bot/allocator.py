"""Memory of the C library, where it is glibc; elsewhere nothing happens.

Building an index needs ten times what it leaves. By itself the library takes most of that
anew from the system for each array, which is half the time of a build; told not to, it soon
keeps it all: a quarter of the memory of a running bot was of that kind. So it reuses what it
has while something is built, and gives it back after.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress

_M_MMAP_THRESHOLD = -3
_LARGE_BYTES = 32_000_000  # the most that it takes


def reuse_memory() -> None:
    """Once per process: arrays share the memory that is there."""
    with suppress(AttributeError, OSError, TypeError):  # another library, another system
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)


def give_back_memory() -> None:
    """What is unused leaves the process. Blocking, some milliseconds; other threads go on."""
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)

"""The garbage collector during a start.

Loading makes hundreds of thousands of objects that all stay: looking through them again and
again while they grow costs a tenth of a start, and later each full collection that much of
a second in which nobody is answered.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def starting() -> Iterator[None]:
    """Nothing is collected within, until ``loaded``."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def loaded() -> None:
    """All that lives as long as the program is there: it is never looked through again, and
    from now on what comes and goes is collected."""
    gc.freeze()
    gc.enable()

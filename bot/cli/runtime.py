"""How the interpreter behaves during a start, and once somebody is served.

Loading makes hundreds of thousands of objects that all stay: looking through them again and
again while they grow costs a tenth of a start, and later each full collection that much of
a second in which nobody is answered.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# A question changes threads a few times, and each time may wait as long as this for a refresh
# of the index that is at work: a fifth of what is usual, at no cost that could be measured.
_SWITCH_SECONDS = 0.001


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
    sys.setswitchinterval(_SWITCH_SECONDS)

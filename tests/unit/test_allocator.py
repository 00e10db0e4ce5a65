"""What is given up leaves the process, and a system without glibc notices nothing."""

from __future__ import annotations

import ctypes
import platform
import subprocess
import sys

import pytest

from bot.allocator import give_back_memory, reuse_memory

_GIVEN_UP = """
import numpy as np
from bot.allocator import give_back_memory, reuse_memory
from tests.bench.measuring import memory
reuse_memory()
before = memory()
arrays = [np.ones(1_000_000) for _ in range(20)]
last = np.ones(100)  # above them in the heap: it cannot simply be made shorter
while_used = memory()
del arrays
give_back_memory()
print(while_used - before, memory() - before, last.sum())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is told")
def test_what_is_given_up_leaves_the_process() -> None:
    # In a process of its own: the heap of this one has room from the tests before.
    command = [sys.executable, "-c", _GIVEN_UP]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    used, left, _ = map(float, printed.split())
    assert used > 100
    assert left < 40


def test_another_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: object) -> object:
        raise OSError("no such library")

    monkeypatch.setattr(ctypes, "CDLL", missing)
    reuse_memory()
    give_back_memory()

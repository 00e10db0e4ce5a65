"""What is given up leaves the process, and a system without glibc notices nothing."""

from __future__ import annotations

import ctypes
import platform

import numpy as np
import pytest

from bot.allocator import give_back_memory, reuse_memory
from tests.bench.measuring import memory


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is told")
def test_what_is_given_up_leaves_the_process() -> None:
    reuse_memory()
    before = memory()
    arrays = [np.ones(1_000_000) for _ in range(20)]
    last = np.ones(100)  # above them in the heap: it cannot simply be made shorter
    assert memory() > before + 100
    del arrays
    give_back_memory()
    assert memory() < before + 40
    assert last.sum() == 100


def test_another_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: object) -> object:
        raise OSError("no such library")

    monkeypatch.setattr(ctypes, "CDLL", missing)
    reuse_memory()
    give_back_memory()

"""Time, memory and the share of it that counts, each in one place.

The machine may be shared: latencies are taken in rounds that alternate between the engines,
and each question counts with the median of its rounds.
"""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_STATUS = Path("/proc/self/status")
_KILOBYTE = 1024
_MEGABYTE = 1024 * 1024
_PRINT_MEMORY = "from tests.bench.measuring import memory; print(memory())"


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds: the middle of all questions, and what one of a hundred exceeds."""

    p50: float
    p99: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Latency:
        ordered = sorted(values)
        return cls(median(ordered), ordered[min(len(ordered) * 99 // 100, len(ordered) - 1)])

    @classmethod
    def of_rounds(cls, rounds: Sequence[Sequence[float]]) -> Latency:
        """Each round holds one value a question."""
        return cls.of([median(values) for values in zip(*rounds, strict=True)])


class Stopwatch:
    """Wall and CPU seconds since it was made; the CPU of all threads counts."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    @property
    def wall(self) -> float:
        return time.perf_counter() - self._wall

    @property
    def cpu(self) -> float:
        return time.process_time() - self._cpu


def memory() -> float:
    """Resident megabytes of this process now; where that is unknown, its highest."""
    return _told("VmRSS") or peak_memory()


def peak_memory() -> float:
    """The most that this process ever had resident, in megabytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Where both are told: the former does not count what the parent had before.
    return _told("VmHWM") or most / (_MEGABYTE if sys.platform == "darwin" else _KILOBYTE)


def _told(name: str) -> float:
    try:
        lines = _STATUS.read_text("ascii", "replace").splitlines()
    except OSError:
        return 0.0
    return next((int(li.split()[1]) / _KILOBYTE for li in lines if li.startswith(name)), 0.0)


def bare_interpreter() -> float:
    """Megabytes of an interpreter that has loaded no more than this module."""
    done = subprocess.run(
        [sys.executable, "-c", _PRINT_MEMORY], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def machine() -> str:
    """What a reader has to know of the machine, without its name."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, "
        f"{platform.python_implementation()} {platform.python_version()}{load}"
    )


def table(head: Sequence[str], lines: Sequence[Sequence[object]]) -> str:
    """Markdown, numbers with as many digits as they deserve."""
    cells = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(map(_shown, line)) + " |" for line in cells)


def _shown(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"

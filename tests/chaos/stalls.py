"""How long the event loop of this process could not run, and whose fault it was.

A timer of 5 ms that comes late is a stall. On a machine that is busy with other work most
of it is waiting for a processor: by the loop's thread, or by one that holds the interpreter
meanwhile. The kernel tells how long each thread waited (``schedstat``), and the processor
time of the process is what the program can have caused by computing. The wall time and what
remains of it are both reported: neither alone is honest.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

_BEAT = 0.005
_KEPT = 5
_RESCAN_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Stall:
    """In milliseconds. ``wall``: how late the timer came. ``cpu``: the processor time of
    the whole process meanwhile. ``own``: of ``wall``, what no thread's waiting for a
    processor explains, and never less than what was computed beside the loop's own waiting.
    ``at``: since the loop began to run."""

    wall: float
    own: float
    cpu: float
    at: float


class StallMeter:
    """Begin it as the first thing in the loop, end it as the last. The five longest by
    ``wall`` and by ``own`` are kept."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._stalls: list[Stall] = []
        self._beats = 0
        self._task = asyncio.create_task(self._measure(), name="stall-meter")

    async def end(self) -> dict[str, object]:
        """What was found, for JSON."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        kept = sorted(self._stalls, key=lambda stall: -stall.own)
        return {"beats": self._beats, "stalls": [asdict(stall) for stall in kept]}

    async def _measure(self) -> None:
        waits = _Waits()
        try:
            while True:
                began, before, spent = time.perf_counter(), waits.now(), time.process_time()
                await asyncio.sleep(_BEAT)
                wall = max(time.perf_counter() - began - _BEAT, 0.0)
                loop, others = (b - a for a, b in zip(before, waits.now(), strict=True))
                cpu = time.process_time() - spent
                left = max(wall - loop, 0.0)
                own = max(left - others, min(left, cpu))
                self._beats += 1
                at = began - self._began
                self._keep(Stall(*(round(one * 1000, 1) for one in (wall, own, cpu, at))))
        finally:
            waits.close()

    def _keep(self, stall: Stall) -> None:
        stalls = [*self._stalls, stall]
        by_wall = sorted(stalls, key=lambda one: -one.wall)[:_KEPT]
        by_own = sorted(stalls, key=lambda one: -one.own)[:_KEPT]
        self._stalls = [one for one in stalls if one in by_wall or one in by_own]


class _Waits:
    """How long the calling thread and the others of this process have waited for a
    processor, in seconds; 0 where no kernel tells."""

    def __init__(self) -> None:
        self._loop = str(threading.get_native_id())
        self._files: dict[str, int] = {}
        self._first: dict[str, float] = {}
        self._seen: dict[str, float] = {}
        self._scanned = float("-inf")

    def now(self) -> tuple[float, float]:
        if time.monotonic() - self._scanned > _RESCAN_SECONDS:
            self._scan()
        for thread, file in list(self._files.items()):
            try:
                waited = int(os.pread(file, 80, 0).split()[1]) / 1e9
            except (OSError, ValueError, IndexError):  # the thread has ended
                os.close(self._files.pop(thread))
                continue
            # Counted from when we first saw it: before, it explains nothing.
            self._seen[thread] = waited - self._first.setdefault(thread, waited)
        others = sum(waited for thread, waited in self._seen.items() if thread != self._loop)
        return self._seen.get(self._loop, 0.0), others

    def close(self) -> None:
        for file in self._files.values():
            os.close(file)

    def _scan(self) -> None:
        """Threads come and go."""
        self._scanned = time.monotonic()
        tasks = Path("/proc/self/task")
        with suppress(OSError):
            for thread in os.listdir(tasks):
                if thread not in self._files:
                    with suppress(OSError):
                        self._files[thread] = os.open(tasks / thread / "schedstat", os.O_RDONLY)

"""How long the event loop of this process could not run, and whose fault it was.

A timer of 5 ms that comes late is a stall. On a machine that is busy with other work most
of it is waiting for a processor; the kernel tells how long the loop's thread waited
(``schedstat``), and the process's own processor time bounds what the program can have
caused by computing. All three are reported: none of them alone is honest.
"""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

_BEAT = 0.005
_KEPT = 5


@dataclass(frozen=True, slots=True)
class Stall:
    """In milliseconds. ``wall``: how late the timer came. ``own``: of this, what the loop's
    thread did not spend waiting for a processor. ``cpu``: the processor time of the whole
    process meanwhile. ``at``: since the loop began to run."""

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
        waited = _Waited()
        while True:
            began, before, spent = time.perf_counter(), waited.seconds(), time.process_time()
            await asyncio.sleep(_BEAT)
            wall = time.perf_counter() - began - _BEAT
            own = wall - (waited.seconds() - before)
            cpu = time.process_time() - spent
            self._beats += 1
            at = began - self._began
            self._keep(Stall(*(round(one * 1000, 1) for one in (wall, max(own, 0.0), cpu, at))))

    def _keep(self, stall: Stall) -> None:
        stalls = [*self._stalls, stall]
        by_wall = sorted(stalls, key=lambda one: -one.wall)[:_KEPT]
        by_own = sorted(stalls, key=lambda one: -one.own)[:_KEPT]
        self._stalls = [one for one in stalls if one in by_wall or one in by_own]


class _Waited:
    """How long the calling thread has waited for a processor; 0 where no kernel tells."""

    def __init__(self) -> None:
        self._path = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")

    def seconds(self) -> float:
        try:
            return int(self._path.read_text("ascii").split()[1]) / 1e9
        except (OSError, ValueError, IndexError):
            return 0.0

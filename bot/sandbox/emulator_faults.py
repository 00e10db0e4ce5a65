"""The troubles of the platform, each switchable while the emulator runs.

A fault waits at a point (gateway, ack, push, or one of the HTTP calls) until it has
happened ``times`` times. The catalogue carries a Chinese label for the page's panel.
"""

from __future__ import annotations

import asyncio
import tomllib
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

FOREVER = -1


@dataclass(frozen=True, slots=True)
class FaultKind:
    """One thing that can go wrong. ``status`` and ``body`` are the platform's answer."""

    name: str
    label: str
    points: tuple[str, ...]
    status: int = 0
    body: Any = None


_DATA = tomllib.loads(resources.files(__package__).joinpath("faults.toml").read_text("utf-8"))
_GROUPS: dict[str, list[str]] = _DATA["groups"]
POINTS: dict[str, str] = _DATA["points"]  # with what people call them
DEEDS: dict[str, str] = _DATA["deeds"]  # the same
# What is worth one tap: ``label``, ``point`` and ``name``.
PRESETS: list[dict[str, str]] = _DATA["presets"]


def _kind(
    name: str, *, points: list[str], error: tuple[Any, str] | None = None, **told: Any
) -> FaultKind:
    where = tuple(one for point in points for one in _GROUPS.get(point, [point]))
    if error and set(where) <= set(_GROUPS["oapi"]):  # HTTP 200, the failure stands in errcode
        told |= {"status": 200, "body": {"errcode": error[0], "errmsg": error[1]}}
    elif error:
        request = "00000000-5a4d-0000-0000-000000000000"
        told["body"] = {"code": error[0], "message": error[1], "requestid": request}
    return FaultKind(name, points=where, **told)


CATALOGUE = tuple(_kind(name, **told) for name, told in _DATA["kinds"].items())


@dataclass(slots=True)
class Fault:
    """A fault that waits. ``seconds`` is the delay of ``slow``."""

    kind: FaultKind
    point: str
    times: int
    seconds: float


@dataclass(slots=True)
class Faults:
    """The switches. ``redeliver_after`` and ``redeliveries`` are seconds and tries of an
    unacknowledged push; ``drain_seconds`` is how long an announced disconnect takes."""

    redeliver_after: float = 60.0
    redeliveries: int = 3
    drain_seconds: float = 10.0
    ping_every: float = 30.0
    session_per_minute: int | None = None
    webhook_per_minute: int | None = 20
    active: list[Fault] = field(default_factory=list)
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, point: str, name: str, *, times: int = 1, seconds: float = 1.0) -> Fault:
        """Let ``name`` happen at ``point`` the next ``times`` times (FOREVER: until removed)."""
        kind = next((k for k in CATALOGUE if k.name == name and point in k.points), None)
        if kind is None:
            raise ValueError(f"no fault {name!r} at {point!r}")
        fault = Fault(kind, point, times, seconds)
        self.active.append(fault)
        return fault

    def remove(self, fault: Fault) -> None:
        if fault in self.active:
            self.active.remove(fault)

    def clear(self) -> None:
        """End every fault, and let requests that hang go unanswered at once."""
        self.active.clear()
        self._released.set()
        self._released = asyncio.Event()

    def take(self, point: str, *names: str) -> Fault | None:
        """The fault (one of ``names``, if given) that happens now here, used up once."""
        fault = next(
            (f for f in self.active if f.point == point and (not names or f.kind.name in names)),
            None,
        )
        if fault is not None and fault.times != FOREVER:
            fault.times -= 1
            if fault.times <= 0:
                self.active.remove(fault)
        return fault

    def is_on(self, point: str, name: str) -> bool:
        return any(f.point == point and f.kind.name == name for f in self.active)

    async def hang(self) -> None:
        """Wait until the faults are cleared or the emulator stops."""
        await self._released.wait()

"""The page's fault panel: switches of the emulator's faults, and deeds of the platform."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.sandbox.chat_input import Input, refusal
from bot.sandbox.chat_views import View, faults_view
from bot.sandbox.emulator import Emulator
from bot.sandbox.emulator_faults import CATALOGUE, DEEDS, POINTS, PRESETS

_Deed = Callable[[Emulator], Awaitable[None] | None]
# By name, what the platform does by itself from time to time.
_DEEDS: dict[str, _Deed] = {
    "disconnect": lambda emulator: emulator.gateway.sockets.announce_disconnect(),
    "kill": lambda emulator: emulator.gateway.sockets.kill(),
    "tear": lambda emulator: emulator.gateway.sockets.tear(),
    "expire-webhooks": lambda emulator: emulator.webhooks.expire_sessions(),
    "expire-token": lambda emulator: emulator.openapi.expire_token(),
}


class FaultPanel:
    """Serves ``/sandbox/faults`` and ``/sandbox/platform``."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    @staticmethod
    def trouble() -> View:
        """What its template offers: each point with what can go wrong there, and single taps."""
        faults = {
            (point, label): [kind for kind in CATALOGUE if point in kind.points]
            for point, label in POINTS.items()
        }
        return {"points": faults, "presets": PRESETS, "deeds": DEEDS}

    async def add(self, request: web.Request) -> web.StreamResponse:
        """``point``, ``name`` and ``times`` (-1: until removed)."""
        wanted = await Input.of(request)
        times = int(wanted.number("times"))
        if times == 0 or times < -1:
            raise refusal("次数要是正数，或 -1（一直）。")
        try:
            self._emulator.faults.add(wanted.text("point"), wanted.text("name"), times=times)
        except ValueError:
            raise refusal("没有这种故障。") from None
        return self._answer()

    async def remove(self, request: web.Request) -> web.StreamResponse:
        """The first fault with this ``point`` and ``name``; none is fine."""
        wanted = await Input.of(request)
        point, name = wanted.text("point"), wanted.text("name")
        for fault in self._emulator.faults.active:
            if (fault.point, fault.kind.name) == (point, name):
                self._emulator.faults.remove(fault)
                break
        return self._answer()

    async def clear(self, request: web.Request) -> web.StreamResponse:
        await Input.of(request)
        self._emulator.faults.clear()
        return self._answer()

    async def act(self, request: web.Request) -> web.StreamResponse:
        """``do``: one of the deeds."""
        name = (await Input.of(request)).text("do")
        if name not in _DEEDS:
            raise refusal("平台不做这件事。")
        if (doing := _DEEDS[name](self._emulator)) is not None:
            await doing
        return self._answer()

    def _answer(self) -> web.Response:
        return web.json_response({"faults": faults_view(self._emulator.faults)})

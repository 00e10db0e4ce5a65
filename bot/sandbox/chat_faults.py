"""The page's fault panel: switches of the emulator's faults, and deeds of the platform."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.sandbox.chat_input import Input, refusal
from bot.sandbox.chat_views import POINTS, View, faults_view
from bot.sandbox.emulator import Emulator
from bot.sandbox.emulator_faults import CATALOGUE


@dataclass(frozen=True, slots=True)
class Preset:
    """A trouble worth one tap; ``point`` and ``name`` as in the emulator's catalogue."""

    label: str
    point: str
    name: str


PRESETS = (
    Preset("回复已发出，但机器人没收到应答", "session", "applied-reset"),
    Preset("会话 webhook 失效", "session", "gone"),
    Preset("主动发送被限流", "group", "qps"),
    Preset("令牌失效", "group", "bad-token"),
    Preset("确认丢了，平台一分钟后重投", "ack", "drop"),
    Preset("同一条消息投递两次", "push", "duplicate"),
    Preset("消息额度用完", "push", "quota"),
)
_Deed = Callable[[Emulator], Awaitable[None] | None]
# By name, what the platform does by itself from time to time.
_DEEDS: dict[str, tuple[str, _Deed]] = {
    "disconnect": (
        "回收连接（先通知，10 秒后断）",
        lambda emulator: emulator.gateway.sockets.announce_disconnect(),
    ),
    "kill": ("掐断所有连接", lambda emulator: emulator.gateway.sockets.kill()),
    "tear": ("发半截数据就断开", lambda emulator: emulator.gateway.sockets.tear()),
    "expire-webhooks": (
        "让会话 webhook 全部过期",
        lambda emulator: emulator.webhooks.expire_sessions(),
    ),
    "expire-token": ("让令牌过期", lambda emulator: emulator.openapi.expire_token()),
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
        return {"points": faults, "presets": PRESETS, "deeds": _DEEDS}

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
        _, deed = _DEEDS[name]
        if (doing := deed(self._emulator)) is not None:
            await doing
        return self._answer()

    def _answer(self) -> web.Response:
        return web.json_response({"faults": faults_view(self._emulator.faults)})

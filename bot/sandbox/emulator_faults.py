"""The troubles of the platform, each switchable while the emulator runs.

A fault waits at a point (gateway, ack, push, or one of the HTTP calls) until it has
happened ``times`` times. The catalogue carries a Chinese label for the page's panel.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

OPENAPI_POINTS = ("group", "person", "recall", "query")
OAPI_POINTS = ("session", "webhook")
SEND_POINTS = (*OAPI_POINTS, "group", "person")
ACT_POINTS = (*SEND_POINTS, "recall")
HTTP_POINTS = ("gateway", "token", "upload", *OAPI_POINTS, *OPENAPI_POINTS)

FOREVER = -1


@dataclass(frozen=True, slots=True)
class FaultKind:
    """One thing that can go wrong. ``status`` and ``body`` are the platform's answer."""

    name: str
    label: str
    points: tuple[str, ...]
    status: int = 0
    body: Any = None


def _new(code: str, message: str) -> dict[str, str]:
    return {"code": code, "message": message, "requestid": "00000000-5a4d-0000-0000-000000000000"}


def _of_openapi(
    name: str, label: str, status: int, code: str, message: str, *points: str
) -> FaultKind:
    return FaultKind(name, label, points or OPENAPI_POINTS, status, _new(code, message))


def _of_oapi(name: str, label: str, code: int | str, message: str) -> FaultKind:
    return FaultKind(name, label, OAPI_POINTS, 200, {"errcode": code, "errmsg": message})


_HTML = "<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>"
_LIMIT = "Forbidden.AccessDenied"

CATALOGUE: tuple[FaultKind, ...] = (
    # Something happens to the connection rather than to the answer.
    FaultKind("hang", "收到请求但一直不应答（没有执行）", HTTP_POINTS),
    FaultKind("reset", "断开连接（没有执行）", HTTP_POINTS),
    FaultKind("slow", "应答慢", HTTP_POINTS),
    FaultKind("applied-hang", "已执行，但一直不应答", ACT_POINTS),
    FaultKind("applied-reset", "已执行，但断开连接", ACT_POINTS),
    FaultKind("applied-504", "已执行，但网关返回 504", ACT_POINTS),
    # Answers that every call can meet.
    FaultKind("500", "返回 500", HTTP_POINTS, 500, _new("system.error", "unknown")),
    FaultKind("504", "返回 504 空内容", HTTP_POINTS, 504, ""),
    FaultKind("html", "返回 503 HTML 页面", HTTP_POINTS, 503, _HTML),
    FaultKind("garbage", "返回 200 但内容不是 JSON", HTTP_POINTS, 200, "{not json"),
    FaultKind(
        "ip-blocked",
        "出口 IP 被封 5 分钟（1111）",
        HTTP_POINTS,
        200,
        {"status": 1111, "wait": 5, "source": "x5", "punish": "deny", "uuid": "sandbox"},
    ),
    # The gateway's own.
    FaultKind("401", "鉴权失败", ("gateway",), 401, _new("authFailed", "鉴权失败")),
    FaultKind("400", "系统错误", ("gateway",), 400, _new("systemError", "系统错误")),
    FaultKind("empty", "返回 200 但没有 token", ("token",), 200, {}),
    # New API.
    _of_openapi(
        "bad-token", "access_token 失效", 400, "InvalidAuthentication", "不合法的access_token"
    ),
    _of_openapi("qps", "应用限流（QPS）", 403, f"{_LIMIT}.QpsLimitForAppkeyAndApi", "qps limited"),
    _of_openapi("qps-api", "全平台限流", 403, f"{_LIMIT}.QpsLimitForApi", "qps limited"),
    _of_openapi("qpm", "每分钟限流", 403, f"{_LIMIT}.QpmLimitForAppkeyAndApi", "qpm limited"),
    _of_openapi(
        "month",
        "组织当月调用量用完",
        403,
        f"{_LIMIT}.ApiCountLimitForOrg",
        "monthly quota used up",
    ),
    _of_openapi(
        "permission",
        "没有接口权限",
        403,
        f"{_LIMIT}.AccessTokenPermissionDenied",
        "没有调用该接口的权限",
    ),
    _of_openapi("too-fast", "发送太快", 400, "send.too.fast", "rate limited", "group", "person"),
    _of_openapi("stopped", "机器人被停用", 400, "bot.stopped", "stopped", "group", "person"),
    FaultKind(
        "silent",
        "没有执行，答复里也不提",
        ("recall",),
        200,
        {"successResult": [], "failedResult": {}},
    ),
    # Old API: HTTP 200, the failure stands in errcode.
    _of_oapi(
        "busy-webhook", "发送太快（130101）", 130101, "send too fast, exceed 20 times per minute"
    ),
    _of_oapi("rate", "被限流（410100）", 410100, "rate limited"),
    _of_oapi("busy", "系统繁忙（-1）", -1, "系统繁忙"),
    _of_oapi("content", "内容被拒（430102）", 430102, "text not allowed"),
    _of_oapi("gone", "webhook 失效（300001）", "300001", "session 不存在"),
    _of_oapi("removed", "机器人不在群里", 400106, "bot not in group"),
    # Stream.
    FaultKind("drop", "丢弃确认（之后重投）", ("ack",)),
    FaultKind("duplicate", "同一条消息投递两次", ("push",)),
    FaultKind("quota", "消息额度用完：只到一条无正文的通知", ("push",)),
    FaultKind("lose", "消息丢失，不投递", ("push",)),
    FaultKind("mute", "连接装死：不投递、不回 pong", ("socket",)),
)


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

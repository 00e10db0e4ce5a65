"""One way for every imitated HTTP call: read it, meet a fault, answer, keep a record.

The calls themselves are plain functions from ``Call`` to ``Answer`` and change the world
at once, so that "carried out but never answered" is a fault like any other. What is refused
is raised.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.clock import Clock
from bot.sandbox.emulator_faults import Fault, Faults

_KEPT_REQUESTS = 20_000
_SECRET_POINTS = ("gateway", "token")


@dataclass(frozen=True, slots=True)
class Upload:
    """The file of a form."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it came in. ``body`` is None when it was not a JSON object; for a form
    it holds the fields, and ``upload`` the file of the field ``media``."""

    point: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: dict[str, Any] | None
    size: int
    upload: Upload | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back; ``refused`` says why in one sentence when nothing was done."""

    body: Any
    status: int = 200
    refused: str = ""


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One call for the page and the tests; bodies that carry secrets are left out."""

    at: datetime
    point: str
    path: str
    status: int
    refused: str = ""
    fault: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    answer: Any = None


Handle = Callable[[Call], Answer]


class Refused(Exception):
    """Nothing was done; ``answer`` says so in the platform's shape."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.refused)
        self.answer = answer


def openapi_error(status: int, code: str, message: str) -> Refused:
    body = {"code": code, "message": message, "requestid": "00000000-5a4d-0000-0000-000000000001"}
    return Refused(Answer(body, status, f"{code}: {message}"))


def oapi_error(code: int, message: str) -> Refused:
    return Refused(Answer({"errcode": code, "errmsg": message}, refused=f"{code}: {message}"))


def answer_to(call: Call, handle: Handle) -> Answer:
    try:
        return handle(call)
    except Refused as refused:
        return refused.answer


@dataclass(slots=True)
class Meter:
    """What was let through lately, and until when nothing is."""

    passed: deque[float] = field(default_factory=deque)
    blocked_until: float = 0.0

    def refuses(self, now: float, most: int, *, seconds: float, block: float = 0.0) -> bool:
        """Whether it is one more than ``most`` in any ``seconds``; then all is refused for
        ``block`` seconds."""
        while self.passed and now - self.passed[0] >= seconds:
            self.passed.popleft()
        if now < self.blocked_until:
            return True
        if len(self.passed) >= most:
            self.blocked_until = now + block
            return True
        self.passed.append(now)
        return False


class Front:
    """Serves calls and records them."""

    def __init__(self, clock: Clock, faults: Faults) -> None:
        self._clock = clock
        self._faults = faults
        self.requests: deque[RecordedRequest] = deque(maxlen=_KEPT_REQUESTS)

    def route(self, app: web.Application, path: str, point: str, handle: Handle) -> None:
        async def serve(request: web.Request) -> web.StreamResponse:
            return await self._serve(request, point, handle)

        app.router.add_post(path, serve)

    async def _serve(self, request: web.Request, point: str, handle: Handle) -> web.StreamResponse:
        call = await _read(request, point)
        fault = self._faults.take(point)
        name = fault.kind.name if fault else ""
        if fault and name in ("hang", "reset"):
            self._record(request, call, Answer(None, 0, "没有应答"), name)
            return await self._never(request, name)
        if fault and name == "slow":
            await asyncio.sleep(fault.seconds)
        answer = _answer_of(fault) or answer_to(call, handle)
        if name == "applied-504":
            answer = Answer("", 504)
        self._record(request, call, answer, name)
        if name.startswith("applied-") and name != "applied-504":
            return await self._never(request, name.removeprefix("applied-"))
        return _response(answer)

    async def _never(self, request: web.Request, how: str) -> web.StreamResponse:
        if how == "hang":
            await self._faults.hang()
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _record(self, request: web.Request, call: Call, answer: Answer, fault: str) -> None:
        secret = call.point in _SECRET_POINTS
        self.requests.append(
            RecordedRequest(
                at=self._clock.now(),
                point=call.point,
                path=request.path,
                status=answer.status,
                refused=answer.refused,
                fault=fault,
                body={} if secret or call.body is None else call.body,
                answer=None if secret else answer.body,
            )
        )


def _answer_of(fault: Fault | None) -> Answer | None:
    if fault is None or not fault.kind.status:
        return None
    return Answer(fault.kind.body, fault.kind.status, fault.kind.label)


async def _read(request: web.Request, point: str) -> Call:
    if request.content_type == "multipart/form-data":
        return await _read_form(request, point)
    raw = await request.read()
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):  # also bytes that are not UTF-8
        body = None
    return Call(
        point=point,
        query=request.query,
        headers=request.headers,
        body=body if isinstance(body, dict) else None,
        size=len(raw),
    )


async def _read_form(request: web.Request, point: str) -> Call:
    form = await request.post()
    media = form.get("media")
    upload = None
    if isinstance(media, web.FileField):
        upload = Upload(media.filename, media.file.read())
    return Call(
        point=point,
        query=request.query,
        headers=request.headers,
        body={name: value for name, value in form.items() if isinstance(value, str)},
        size=len(upload.content) if upload else 0,
        upload=upload,
    )


def _response(answer: Answer) -> web.Response:
    if isinstance(answer.body, str):
        kind = "text/html" if answer.body.startswith("<") else "text/plain"
        return web.Response(text=answer.body, status=answer.status, content_type=kind)
    return web.json_response(answer.body, status=answer.status)

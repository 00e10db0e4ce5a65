"""The imitated webhooks: session webhooks of single messages and the groups' custom robots.

Both answer HTTP 200 even to nonsense and say in ``errcode`` what was wrong. Both can
notify people by @, when the id is listed and also stands in the text as ``@<id>``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from bot.clock import Clock
from bot.sandbox.emulator_faults import Faults
from bot.sandbox.emulator_frames import WEBHOOK_LIFE, milliseconds
from bot.sandbox.emulator_http import Answer, Call, Meter, oapi_error
from bot.sandbox.emulator_model import BOT_NAME, Chat, Line, World

BODY_BYTES = 20_000
MAX_AT = 50
BLOCKED_SECONDS = 600
SIGN_WINDOW_MS = 3_600_000

_REQUIRED: dict[str, tuple[str, ...]] = {
    "text": ("content",),
    "markdown": ("title", "text"),
    "actionCard": ("title", "text"),
    "link": ("title", "text", "messageUrl"),
    "feedCard": (),
}
_OK = {"errcode": 0, "errmsg": "ok"}


class Webhooks:
    """Answers the calls of ``oapi.dingtalk.com``."""

    def __init__(
        self, clock: Clock, world: World, faults: Faults, *, elapsed: Callable[[], float]
    ) -> None:
        self._clock = clock
        self._world = world
        self._faults = faults
        self._elapsed = elapsed
        self._sessions: dict[str, tuple[str, datetime]] = {}
        self._meters: dict[str, Meter] = defaultdict(Meter)
        self._uuids: dict[tuple[str, str], Any] = {}

    def open_session(self, chat_id: str) -> str:
        """The key of a session webhook that lives 90 minutes from now."""
        key = uuid4().hex
        self._sessions[key] = (chat_id, self._clock.now() + WEBHOOK_LIFE)
        return key

    def expire_sessions(self) -> None:
        self._sessions.clear()

    def send_by_session(self, call: Call) -> Answer:
        session = self._sessions.get(call.query.get("session", ""))
        if session is None or session[1] <= self._clock.now():
            raise oapi_error(300001, "session 不存在")
        chat = self._world.chats[session[0]]
        if chat.disbanded:
            raise oapi_error(400013, "group disbanded")
        if not chat.has_bot:
            raise oapi_error(400106, "bot not in group")
        # Nobody knows whether a key counts here: a repeat is shown again, and what has the key
        # of something else is taken for its repeat.
        key = (call.query.get("session", ""), str((call.body or {}).get("msgUuid", "")))
        if key[1] and self._uuids.setdefault(key, call.body) != call.body:
            return Answer(_OK)
        return self._send(call, chat, "session", self._faults.session_per_minute)

    def send_by_robot(self, call: Call) -> Answer:
        token = call.query.get("access_token", "")
        chats = self._world.chats.values()
        chat = next((c for c in chats if token and c.webhook_token == token), None)
        if chat is None:
            raise oapi_error(300001, "token is not exist")
        if chat.webhook_secret and not self._is_signed(call, chat.webhook_secret):
            raise oapi_error(310000, "sign not match")
        if chat.disbanded:
            raise oapi_error(400013, "group disbanded")
        uuid = (call.body or {}).get("msgUuid")
        if isinstance(uuid, str) and (token, uuid) in self._uuids:
            return Answer(_OK)
        answer = self._send(call, chat, "webhook", self._faults.webhook_per_minute)
        if isinstance(uuid, str):
            self._uuids[token, uuid] = call.body
        return answer

    def _is_signed(self, call: Call, secret: str) -> bool:
        stamp = call.query.get("timestamp", "")
        if not stamp.isdigit():
            return False
        if abs(milliseconds(self._clock.now()) - int(stamp)) > SIGN_WINDOW_MS:
            return False
        digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
        return hmac.compare_digest(base64.b64encode(digest).decode(), call.query.get("sign", ""))

    def _send(self, call: Call, chat: Chat, route: str, per_minute: int | None) -> Answer:
        body = _well_formed(call)
        meter, now = self._meters[f"{route}:{chat.id}"], self._elapsed()
        if per_minute is not None and meter.refuses(
            now, per_minute, seconds=60, block=BLOCKED_SECONDS
        ):
            raise oapi_error(130101, f"send too fast, exceed {per_minute} times per minute")
        if body["msgtype"] != "empty":
            self._say(chat, body, route)
        return Answer(_OK)

    def _say(self, chat: Chat, body: dict[str, Any], route: str) -> None:
        kind = str(body["msgtype"])
        content = body[kind]
        raw = str(content.get("text") or content.get("content") or "")
        text, at = self._mentions(chat, raw, body.get("at") or {})
        self._world.add(
            Line(
                chat_id=chat.id,
                author_name=BOT_NAME if route == "session" else "群机器人",
                kind=kind,
                title=str(content.get("title", "")),
                text=text,
                raw=raw,
                at=at,
                sent_at=self._clock.now(),
                route=route,
            )
        )

    def _mentions(self, chat: Chat, raw: str, at: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
        """An id that is listed, stands in the text and is a member's shows as the nick."""
        if at.get("isAtAll"):
            return raw, chat.members
        text, found = raw, []
        for staff_id in at.get("atUserIds") or ():
            person = self._world.person_by_staff_id(staff_id)
            if person and person.id in chat.members and f"@{staff_id}" in text:
                text = text.replace(f"@{staff_id}", f"@{person.nick}")
                found.append(person.id)
        return text, tuple(found)


def _well_formed(call: Call) -> dict[str, Any]:
    if "json" not in call.headers.get("Content-Type", ""):
        raise oapi_error(43004, "无效的HTTP HEADER Content-Type")
    if call.size > BODY_BYTES:
        raise oapi_error(460101, "message too long, exceed 20000 bytes")
    body = call.body
    if body is None:
        raise oapi_error(40035, "不合法的参数: body")
    kind = body.get("msgtype")
    if kind not in (*_REQUIRED, "empty"):
        raise oapi_error(400105, "unsupported msgtype")
    content = body.get(kind)
    if kind in _REQUIRED and not (
        isinstance(content, dict)
        and all(isinstance(content.get(n), str) and content[n].strip() for n in _REQUIRED[kind])
    ):
        raise oapi_error(40035, f"不合法的参数: {kind} needs {', '.join(_REQUIRED[kind])}")
    if body.get("at") is not None:
        _check_at(body["at"])
    return body


def _check_at(at: object) -> None:
    if not isinstance(at, dict):
        raise oapi_error(40035, "不合法的参数: at")
    for name in ("atUserIds", "atMobiles"):
        ids = at.get(name, [])
        if not isinstance(ids, list) or not all(isinstance(one, str) and one for one in ids):
            raise oapi_error(40035, f"不合法的参数: {name}")
        if len(ids) > MAX_AT:
            raise oapi_error(40035, f"不合法的参数: more than {MAX_AT} {name}")

"""The imitated OpenAPI: access token, group and 1:1 messages, recall and read state.

Refuses whatever the platform refuses, with its error shapes. Only what goes through
here can be recalled, and nothing sent here can notify a person by @.
"""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from bot.clock import Clock
from bot.sandbox.emulator_http import Answer, Call, Meter, oapi_error, openapi_error
from bot.sandbox.emulator_model import (
    CLIENT_ID,
    CLIENT_SECRET,
    ROBOT_CODE,
    Chat,
    Line,
    Media,
    World,
)

TOKEN_LIFE = timedelta(seconds=7200)
PARAM_BYTES = 15_000
BATCH = 20
PER_SECOND = 20
MOST_READERS = 200

_GROUP_ID = "openConversationId"
_MISSED = ("invalidStaffIdList", "flowControlledStaffIdList", "filteredStaffIdList")

_FILE_TYPES = frozenset({"doc", "docx", "xls", "xlsx", "ppt", "pptx", "zip", "pdf", "rar"})
_SENT_FILES = _FILE_TYPES - {"xls", "ppt", "pptx"}  # a message shows fewer than an upload takes
_MEDIA_BYTES = 20_000_000

_REQUIRED: dict[str, tuple[str, ...]] = {
    "sampleText": ("content",),
    "sampleMarkdown": ("title", "text"),
    "sampleActionCard": ("title", "text", "singleTitle", "singleURL"),
    "sampleLink": ("text", "title", "picUrl", "messageUrl"),
    "sampleImageMsg": ("photoURL",),
    "sampleFile": ("mediaId", "fileName", "fileType"),
}


@dataclass(frozen=True, slots=True)
class _Content:
    kind: str
    title: str
    text: str
    media: str = ""


class OpenApi:
    """Answers the calls of ``api.dingtalk.com``; ``now`` of the clock rules the token."""

    def __init__(self, clock: Clock, world: World, *, elapsed: Callable[[], float]) -> None:
        self._clock = clock
        self._world = world
        self._elapsed = elapsed
        self._token = ""
        self._token_until = clock.now()
        self._keys = itertools.count(1)
        self._meters: dict[str, Meter] = defaultdict(Meter)
        # Whom nothing gets through to, and in which list of the answer that is said.
        self.withheld: dict[str, str] = {}

    def access_token(self, call: Call) -> Answer:
        """The same token within its life, as the platform gives it."""
        body = call.body or {}
        if (body.get("appKey"), body.get("appSecret")) != (CLIENT_ID, CLIENT_SECRET):
            raise openapi_error(400, "invalidClientIdOrSecret", "无效的clientId或者clientSecret")
        now = self._clock.now()
        if not self._token or now >= self._token_until:
            self._token, self._token_until = f"sandbox-token-{uuid4().hex}", now + TOKEN_LIFE
        left = int((self._token_until - now).total_seconds())
        return Answer({"accessToken": self._token, "expireIn": left})

    def expire_token(self) -> None:
        self._token_until = self._clock.now()
        self._token = ""

    def send_to_group(self, call: Call) -> Answer:
        body = self._allowed(call)
        chat = self._world.chats.get(str(body.get(_GROUP_ID)))
        if chat is None or not chat.is_group or not chat.has_bot or chat.disbanded:
            raise openapi_error(400, "invalid.openConversationId", "invalid")
        content, key = self._content(body), self._new_key()
        self._say(chat, content, key)
        return Answer({"processQueryKey": key})

    def send_to_people(self, call: Call) -> Answer:
        body = self._allowed(call)
        ids = body.get("userIds")
        if not isinstance(ids, list) or not 1 <= len(ids) <= BATCH:
            raise openapi_error(400, "invalidParameter.userIds", "1 to 20 userIds")
        if not all(isinstance(one, str) and one for one in ids):
            raise openapi_error(400, "invalidParameter.userIds", "userIds must be strings")
        content, key = self._content(body), self._new_key()
        missed: dict[str, list[str]] = {name: [] for name in _MISSED}
        for staff_id in ids:
            person = self._world.person_by_staff_id(staff_id)
            chat = self._world.single_of(person) if person else None
            if chat is None:
                missed["invalidStaffIdList"].append(staff_id)
            elif staff_id in self.withheld:
                missed[self.withheld[staff_id]].append(staff_id)
            else:
                self._say(chat, content, key)
        refused = f"missed: {missed}" if any(missed.values()) else ""
        return Answer({"processQueryKey": key, **missed}, refused=refused)

    def upload(self, call: Call) -> Answer:
        """``/media/upload`` of oapi: a picture or an office file of at most 20 MB."""
        if call.query.get("access_token") != self._token or not self._token:
            raise oapi_error(40014, "不合法的access_token")
        kind, upload = (call.body or {}).get("type"), call.upload
        if kind not in ("image", "file") or upload is None or not upload.content:
            raise oapi_error(40035, "不合法的参数")
        ending = upload.name.rpartition(".")[2].lower()
        if ending not in (_FILE_TYPES if kind == "file" else {"png", "jpg", "gif", "bmp"}):
            raise oapi_error(40005, "不合法的文件类型")
        if call.size > _MEDIA_BYTES:
            raise oapi_error(40006, "不合法的文件大小")
        media = Media(f"@sandboxMedia{uuid4().hex}", upload.name, kind, upload.content)
        self._world.media[media.id] = media
        return Answer({"errcode": 0, "errmsg": "ok", "media_id": media.id, "type": kind})

    def recall(self, call: Call) -> Answer:
        """In a group: only what was sent to that very group."""
        return self._recall(call, lambda chat: chat.id == (call.body or {}).get(_GROUP_ID))

    def recall_from_people(self, call: Call) -> Answer:
        return self._recall(call, lambda chat: not chat.is_group)

    def _recall(self, call: Call, is_there: Callable[[Chat], bool]) -> Answer:
        keys = self._allowed(call).get("processQueryKeys")
        if not isinstance(keys, list) or not keys:
            raise openapi_error(400, "invalidParameter.processQueryKeys", "must be a list")
        done, failed = [], {}
        for key in keys:
            line = self._world.line_by_key(str(key))
            if line is None or line.recalled or not is_there(self._world.chats[line.chat_id]):
                failed[str(key)] = "processQueryKey.invalid"
            else:
                self._world.recall(line)
                done.append(str(key))
        return Answer({"successResult": done, "failedResult": failed})

    def query(self, call: Call) -> Answer:
        body = self._allowed(call)
        line = self._world.line_by_key(str(body.get("processQueryKey", "")))
        if line is None or line.chat_id != body.get(_GROUP_ID):
            raise openapi_error(400, "processQueryKey.expireTime", "not generated or expired")
        if not 0 < body.get("maxResults", 0) <= MOST_READERS:
            raise openapi_error(400, "invalidParameter.maxResults", "1 to 200")
        answer: dict[str, Any] = {
            "sendStatus": "RECALLED" if line.recalled else "SUCCESS",
            "readUserIds": [],
            "hasMore": False,
            "nextToken": "",
        }
        return Answer(answer)

    def _allowed(self, call: Call) -> dict[str, Any]:
        """The body of a call with a valid token that comes not too fast."""
        token = call.headers.get("x-acs-dingtalk-access-token", "")
        if not token:
            raise openapi_error(401, "unauthorized", "Unauthorized")
        if token != self._token or self._clock.now() >= self._token_until:
            raise openapi_error(400, "InvalidAuthentication", "不合法的access_token")
        if call.body is None:
            raise openapi_error(400, "invalidParameter", "body is not a JSON object")
        if call.body.get("robotCode") != ROBOT_CODE:
            raise openapi_error(400, "invalidParameter.robotCode.notExsit", "robot not exist")
        if self._meters[call.point].refuses(self._elapsed(), PER_SECOND, seconds=1):
            code = "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"
            raise openapi_error(403, code, "qps limited")
        return call.body

    def _content(self, body: dict[str, Any]) -> _Content:
        content = _content(body)
        if content.media and content.media not in self._world.media:
            raise openapi_error(400, "invalidParameter.mediaId", "unknown mediaId")
        return content

    def _new_key(self) -> str:
        return f"sandboxKey{next(self._keys):06d}{uuid4().hex[:6]}="

    def _say(self, chat: Chat, content: _Content, key: str) -> None:
        self._world.add(
            Line(
                chat_id=chat.id,
                kind=content.kind,
                title=content.title,
                text=content.text,
                raw=content.text,
                sent_at=self._clock.now(),
                route="openapi",
                key=key,
                media=content.media,
            )
        )


def _content(body: dict[str, Any]) -> _Content:
    required = _REQUIRED.get(str(body.get("msgKey")))
    if required is None:
        raise openapi_error(400, "invalidParameter.msgKey.invalid", "unknown msgKey")
    param = body.get("msgParam")
    if not isinstance(param, str):
        raise openapi_error(400, "invalidParameter.msgParam.invalid", "must be a JSON string")
    if len(param.encode()) > PARAM_BYTES:
        raise openapi_error(400, "invalidParameter.msgParam.tooLong", "too long")
    try:
        fields = json.loads(param)
    except ValueError:
        fields = None
    if not isinstance(fields, dict) or not all(
        isinstance(fields.get(name), str) and fields[name] for name in required
    ):
        raise openapi_error(400, "invalidParameter.msgParam.invalid", f"needs {required}")
    if body["msgKey"] == "sampleImageMsg":
        return _Content("picture", "图片", "", fields["photoURL"])
    if body["msgKey"] == "sampleFile":
        if fields["fileType"] not in _SENT_FILES:
            raise openapi_error(400, "invalidParameter.msgParam.invalid", "fileType")
        return _Content("file", fields["fileName"], fields["fileName"], fields["mediaId"])
    kind = "text" if body["msgKey"] == "sampleText" else "markdown"
    return _Content(kind, fields.get("title", ""), fields.get("text") or fields["content"])

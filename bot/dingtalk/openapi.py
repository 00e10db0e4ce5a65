"""The robot's calls on api.dingtalk.com: group and 1:1 messages, recall, read state.

The access token is fetched once, refreshed before it ends, and once more when the
platform calls it invalid. Every failure is a DeliveryError.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yarl import URL

from bot.dingtalk.refusals import TOKEN_CODES
from bot.dingtalk.window import Window
from bot.dingtalk.wire import Wire
from bot.errors import DeliveryError
from bot.messages import Attachment, Destination
from bot.settings import Settings

logger = logging.getLogger(__name__)

# A token is refreshed so long before its end that no call is under way when it ends.
_EARLY_SECONDS = 300.0
_WINDOW_SECONDS = 1.05  # a little longer than the second the platform counts


@dataclass(frozen=True, slots=True)
class ReadState:
    """What became of a message that we sent. ``status``: SUCCESS, RECALLED, …; ``readers``: staff
    ids."""

    status: str
    readers: tuple[str, ...]

    @property
    def is_recalled(self) -> bool:
        return self.status == "RECALLED"


@dataclass(frozen=True, slots=True)
class Recalled:
    """By their keys, which messages were taken back, which were not and why, and of which the
    platform has said neither."""

    done: tuple[str, ...]
    failed: Mapping[str, str]
    unconfirmed: tuple[str, ...] = ()


class OpenApi:
    """One robot's access. ``on_call`` gets the name of each call that counts for the month."""

    def __init__(
        self,
        settings: Settings,
        wire: Wire,
        *,
        elapsed: Callable[[], float] = time.monotonic,
        on_call: Callable[[str], None] | None = None,
    ) -> None:
        self._dingtalk = settings.dingtalk
        self._wire = wire
        self._elapsed = elapsed
        self._on_call = on_call
        self._token = ""
        self._token_until = 0.0
        self._refreshing = asyncio.Lock()
        self._per_second = settings.limits.calls_per_second
        self._windows: dict[str, Window] = {}

    async def send(self, to: Destination, message: Mapping[str, str]) -> str:
        """Post ``message`` (msgKey, msgParam) and return the key that can recall it."""
        if to.is_group:
            where = {"openConversationId": to.conversation_id}
            answer = await self._call("groupMessages/send", {**where, **message})
        else:
            whom = {"userIds": [to.staff_id]}
            answer = await self._call("oToMessages/batchSend", {**whom, **message})
            _check_reached(to.staff_id, answer)
        return str(answer.get("processQueryKey", ""))

    async def recall(self, to: Destination, keys: Sequence[str]) -> Recalled:
        body: dict[str, Any] = {"processQueryKeys": list(keys)}
        if to.is_group:
            body["openConversationId"] = to.conversation_id
        # The lower-case "oto" is the platform's spelling of this one call.
        name = "groupMessages/recall" if to.is_group else "otoMessages/batchRecall"
        return _recalled(keys, await self._call(name, body))

    async def read_state(self, conversation_id: str, key: str) -> ReadState:
        """Whether a group message stands, and who has read it (the first 200)."""
        body = {"openConversationId": conversation_id, "processQueryKey": key, "maxResults": 200}
        answer = await self._call("groupMessages/query", body)
        readers = tuple(_names(answer, "readUserIds"))
        return ReadState(str(answer.get("sendStatus", "")), readers)

    async def upload(self, attachment: Attachment) -> str:
        """Bring a file to the platform; returns the id by which a message can show it. Nobody has
        seen anything yet, so no failure is ambiguous."""
        token = await self._current_token()
        self._note("media/upload")
        try:
            answer = await self._wire.post_file(
                URL(f"{self._dingtalk.oapi_base.rstrip('/')}/media/upload").with_query(
                    access_token=token
                ),
                {"type": "image" if attachment.is_picture else "file"},
                # What people see is the name in the message.
                f"file.{attachment.name.rpartition('.')[2]}",
                attachment.content,
            )
        except DeliveryError as error:
            if error.code in TOKEN_CODES and token == self._token:
                self._token_until = 0.0
            raise error.before_sending(f"文件没能传给钉钉：{error}") from None
        return str(answer.get("media_id", ""))

    async def check(self) -> None:
        """Prove the credentials by fetching a token. Raises DeliveryError."""
        await self._current_token()

    async def _call(self, name: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """One paced call with a valid token; a token called invalid is replaced once."""
        window = self._windows.setdefault(name, Window(self._per_second, _WINDOW_SECONDS))
        # Before the turn: calls that waited for a token after theirs would leave all at once.
        token = await self._current_token()
        await window.turn(self._elapsed)
        try:
            return await self._post(name, body, token)
        except DeliveryError as error:
            if error.code not in TOKEN_CODES:
                raise
            logger.info("the access token was refused, fetching another")
        if token == self._token:  # nobody has replaced it meanwhile
            self._token_until = 0.0
        return await self._post(name, body, await self._current_token())

    async def _post(self, name: str, body: Mapping[str, Any], token: str) -> dict[str, Any]:
        self._note(name)
        return await self._wire.post(
            URL(f"{self._dingtalk.api_base.rstrip('/')}/v1.0/robot/{name}"),
            {"robotCode": self._dingtalk.robot, **body},
            headers={"x-acs-dingtalk-access-token": token},
        )

    def _note(self, name: str) -> None:
        if self._on_call is not None:
            self._on_call(name)

    async def _current_token(self) -> str:
        # Real time, not a clock: the platform's two hours pass whatever ours shows.
        if self._elapsed() < self._token_until:
            return self._token
        async with self._refreshing:
            if self._elapsed() < self._token_until:
                return self._token
            return await self._fetch_token()

    async def _fetch_token(self) -> str:
        started = self._elapsed()
        try:
            answer = await self._wire.post(
                URL(f"{self._dingtalk.api_base.rstrip('/')}/v1.0/oauth2/accessToken"),
                {
                    "appKey": self._dingtalk.client_id,
                    "appSecret": self._dingtalk.client_secret.get_secret_value(),
                },
            )
        except DeliveryError as error:
            raise error.before_sending(f"取不到 access_token：{error}") from None
        token, life = answer.get("accessToken"), answer.get("expireIn")
        if not isinstance(token, str) or not token:
            raise DeliveryError("钉钉没有给出 access_token", retry_after=5.0, code="no token")
        seconds = float(life) if isinstance(life, int | float) else 7200.0
        self._token = token
        self._token_until = started + max(seconds - min(_EARLY_SECONDS, seconds / 10), 1.0)
        return token


def _names(answer: Mapping[str, Any], name: str) -> list[str]:
    found = answer.get(name)
    return [str(one) for one in found] if isinstance(found, list) else []


def _check_reached(staff_id: str, answer: Mapping[str, Any]) -> None:
    """HTTP 200 can still mean that it reached nobody. Raises DeliveryError."""
    if staff_id in _names(answer, "flowControlledStaffIdList"):
        raise DeliveryError("对方收消息被限流", retry_after=60.0, code="flowControlled")
    for name in ("invalidStaffIdList", "filteredStaffIdList"):
        if staff_id in _names(answer, name):
            raise DeliveryError("这个人收不到机器人的单聊消息", permanent=True, code=name)


def _recalled(keys: Sequence[str], answer: Mapping[str, Any]) -> Recalled:
    """What the answer says of each key; a message that it leaves out may still stand there."""
    failed = answer.get("failedResult")
    reasons = {str(k): str(v) for k, v in failed.items()} if isinstance(failed, dict) else {}
    done = tuple(_names(answer, "successResult"))
    said = {*done, *reasons}
    return Recalled(done, reasons, tuple(key for key in keys if key not in said))

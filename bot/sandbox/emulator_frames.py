"""Frames as the platform pushes them, from a line that somebody typed in a chat.

Field names and quirks follow the live protocol: the bot's own @ is cut out of a text
and its leading space stays, numbers are milliseconds, ``data`` is a JSON string.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.emulator_model import (
    BOT_NAME,
    BOT_USER_ID,
    HOME_CORP,
    ROBOT_CODE,
    Chat,
    Line,
    Person,
)

TOPIC_BOT = "/v1.0/im/bot/messages/get"
TOPIC_CARD = "/v1.0/card/instances/callback"
WEBHOOK_LIFE = timedelta(minutes=90)
QUOTA_TEXT = "由于调用量过大，消息服务已暂停，请联系组织管理员。"

KINDS = ("text", "richText", "picture", "audio", "video", "file", "unknownMsgType")


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def frame(
    kind: str, headers: dict[str, str], data: dict[str, Any], *, connection_id: str = ""
) -> str:
    """The text of one WebSocket frame."""
    everything = {
        "appId": "00000000-5a4d-4b0f-0000-00000000a001",
        "connectionId": connection_id,
        "contentType": "application/json",
        **headers,
    }
    body = {
        "specVersion": "1.0",
        "type": kind,
        "headers": everything,
        "data": json.dumps(data, ensure_ascii=False),
    }
    return json.dumps(body, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line, who said it where, and the ways back that the platform adds to it."""

    line: Line
    person: Person
    chat: Chat
    webhook: str
    quoted: Line | None = None
    mentions: tuple[Person, ...] = ()


def callback_data(spoken: Spoken, *, quota_used_up: bool = False) -> dict[str, Any]:
    """The payload of a bot message callback."""
    line, person, chat = spoken.line, spoken.person, spoken.chat
    data: dict[str, Any] = {
        "senderPlatform": "Mac",
        "conversationId": chat.id,
        "openThreadId": chat.id,
        "conversationType": "2" if chat.is_group else "1",
        "chatbotCorpId": HOME_CORP,
        "chatbotUserId": BOT_USER_ID,
        "robotCode": ROBOT_CODE,
        "msgId": line.id,
        "createAt": milliseconds(line.sent_at),
        "senderId": person.sender_id,
        "senderNick": person.nick,
        "senderCorpId": person.corp_id,
        "isAdmin": person.role == "admin",
        "sessionWebhook": spoken.webhook,
        "sessionWebhookExpiredTime": milliseconds(line.sent_at + WEBHOOK_LIFE),
    }
    if person.is_outsider:
        data["senderUnionId"] = person.union_id
    else:
        data["senderStaffId"] = person.staff_id
    if chat.is_group:
        data["conversationTitle"] = chat.title
        data["isInAtList"] = True
        data["atUsers"] = [{"dingtalkId": BOT_USER_ID}, *map(_at_user, spoken.mentions)]
    if quota_used_up:
        return data | {"msgtype": line.kind, "errorCode": "20001", "errorMessage": QUOTA_TEXT}
    return data | _content(spoken)


def _at_user(person: Person) -> dict[str, str]:
    at = {"dingtalkId": person.sender_id, "unionId": person.union_id}
    return at if person.is_outsider else at | {"staffId": person.staff_id}


def _content(spoken: Spoken) -> dict[str, Any]:
    line, group = spoken.line, spoken.chat.is_group
    code = {"downloadCode": f"sandboxDownload{line.seq}="}
    if line.kind == "text":
        return {"msgtype": "text", "text": _text(spoken)} | _quote_ids(spoken)
    contents: dict[str, dict[str, Any]] = {
        "richText": {
            "richText": [
                *([{"text": f"@{BOT_NAME} "}] if group else []),
                {"text": line.raw},
                {"type": "picture", "pictureDownloadCode": "sandboxPicture=", **code},
            ]
        },
        "picture": {"pictureDownloadCode": "sandboxPicture=", **code},
        "audio": {"duration": 4000, "recognition": line.raw, **code},
        "video": {"duration": 8000, "videoType": "mp4", **code},
        "file": {"fileName": line.raw, "fileId": "110000000001", "spaceId": "20000001", **code},
        "unknownMsgType": {"unknownMsgType": "用户发送了一条消息，机器人暂不支持接收。"},
    }
    return {"msgtype": line.kind, "content": contents[line.kind]} | _quote_ids(spoken)


def _text(spoken: Spoken) -> dict[str, Any]:
    others = "".join(f"@{person.nick}\u2005" for person in spoken.mentions)
    lead = " " if spoken.chat.is_group else ""
    text: dict[str, Any] = {"content": f"{lead}{others}{spoken.line.raw}"}
    if spoken.quoted is not None:
        text["isReplyMsg"] = True
        if spoken.quoted.kind in ("text", "markdown"):
            text["repliedMsg"] = _replied(spoken.quoted)
    return text


def _replied(quoted: Line) -> dict[str, Any]:
    sender = BOT_USER_ID if quoted.from_bot else f"$:LWCP_v1:$Sandbox{quoted.author}=="
    return {
        "msgId": quoted.id,
        "msgType": quoted.kind,
        "senderId": sender,
        "createdAt": milliseconds(quoted.sent_at),
        "content": {"text": quoted.raw},
    }


def _quote_ids(spoken: Spoken) -> dict[str, str]:
    if spoken.quoted is None:
        return {}
    ids = {"originalMsgId": spoken.quoted.id}
    return ids | ({"originalProcessQueryKey": spoken.quoted.key} if spoken.quoted.key else {})

"""The callback of a bot message → IncomingMessage, whatever shape it comes in.

Any JSON object gives a message or None, never an exception. Only fields that the live protocol
has are read; unknown fields and kinds of content do no harm.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.dingtalk.reading import clean, mapping, plain_text, rich_text, texts_within
from bot.expressions import Expression
from bot.messages import IncomingMessage, MessageKind

_MEDIA = frozenset({"picture", "video", "file", "audio"})
_ONLY_MENTION = Expression(r"@\S+\s*")
# A createAt further off than this is not believed: a clock is wrong or the field is junk.
_PAST = timedelta(days=1)
_FUTURE = timedelta(minutes=10)
_MOST_QUOTED = 4_000  # characters
# A longer text is no id, and PostgreSQL could not index it: the message would come for ever.
_LONGEST_ID = 512
_LONGEST_NICK = 64


def parse_message(
    data: Mapping[str, Any],
    received_at: datetime,
    *,
    robot_code: str = "",
    bot_names: Sequence[str] = (),
) -> IncomingMessage | None:
    """The message, or None for one that cannot be answered: without id or conversation, or ours.

    ``robot_code`` is used where the frame names none; ``bot_names`` are cut off the beginning of
    the text, where some clients leave the mention of the bot.
    """
    message_id, conversation_id = _id(data, "msgId"), _id(data, "conversationId")
    sender_id, bot_id = _id(data, "senderId"), _id(data, "chatbotUserId")
    corp, bot_corp = _id(data, "senderCorpId"), _id(data, "chatbotCorpId")
    staff_id = _id(data, "senderStaffId")
    if sender_id and corp and bot_corp and corp != bot_corp:
        staff_id = ""  # of another organisation; in ours it would name somebody else
    if not message_id or not conversation_id or not (sender_id or staff_id):
        return None
    if sender_id and sender_id == bot_id:
        return None
    kind, text = _content(data, bot_names)
    return IncomingMessage(
        robot_code=_id(data, "robotCode") or robot_code,
        message_id=message_id,
        kind=kind,
        text=text,
        conversation_id=conversation_id,
        is_group=_is_group(data),
        sender_id=sender_id,
        received_at=_asked_at(data.get("createAt"), received_at),
        sender_nick=clean(data.get("senderNick"))[:_LONGEST_NICK],
        staff_id=staff_id,
        same_organisation=bool(staff_id and corp and corp == bot_corp),
        session_webhook=clean(data.get("sessionWebhook")),
        webhook_expires_at=_moment(data.get("sessionWebhookExpiredTime")),
        quoted=_quoted_text(data),
    )


def _id(data: Mapping[str, Any], name: str) -> str:
    text = clean(data.get(name))
    return text if len(text) <= _LONGEST_ID else ""


def _content(data: Mapping[str, Any], bot_names: Sequence[str]) -> tuple[MessageKind, str]:
    if data.get("errorCode") and "text" not in data and "content" not in data:
        return MessageKind.QUOTA, ""
    type_ = clean(data.get("msgtype"))
    content = mapping(data.get("content"))
    if type_ == "text":
        text = plain_text(data.get("text")) or plain_text(data.get("content"))
        return MessageKind.TEXT, _without_bot(text, bot_names)
    if type_ == "richText":
        text = _without_bot(rich_text(_rich_items(content, data)), bot_names)
        return (MessageKind.TEXT if text else MessageKind.MEDIA), text
    if type_ == "audio" and (heard := clean(content.get("recognition"), lines=True)):
        return MessageKind.VOICE, heard
    if type_ in _MEDIA:
        return MessageKind.MEDIA, clean(content.get("fileName"))
    return MessageKind.UNKNOWN, ""


def _rich_items(content: Mapping[str, Any], data: Mapping[str, Any]) -> list[Any]:
    """The items, without a first one that is only a mention: some clients leave it there, and it
    is ours if nobody else was mentioned."""
    items = content.get("richText")
    items = items if isinstance(items, list) else []
    at = data.get("atUsers")
    alone = isinstance(at, list) and len(at) == 1
    if alone and items and _ONLY_MENTION.fullmatch(plain_text(items[0]) + " "):
        return items[1:]
    return items


def _without_bot(text: str, bot_names: Sequence[str]) -> str:
    for name in bot_names:
        rest = text.removeprefix(f"@{name}")
        # A longer name that begins with ours is somebody else's.
        if name and rest != text and (not rest or not re.match(r"[\w-]", rest)):
            return rest.strip()
    return text


def _is_group(data: Mapping[str, Any]) -> bool:
    kind = clean(data.get("conversationType"))
    if kind in ("1", "2"):
        return kind == "2"
    return "conversationTitle" in data or "isInAtList" in data


def _asked_at(created: object, received_at: datetime) -> datetime:
    moment = _moment(created)
    if moment is None or not received_at - _PAST <= moment <= received_at + _FUTURE:
        return received_at
    return moment


def _moment(milliseconds: object) -> datetime | None:
    """Milliseconds as a number or as a string; None for anything else."""
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float | str):
        return None
    try:
        return datetime.fromtimestamp(float(milliseconds) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _quoted_text(data: Mapping[str, Any]) -> str:
    """What the quoted message says, as far as the platform tells; empty without a quote. It may be
    in any of half a dozen places."""
    text, content = mapping(data.get("text")), mapping(data.get("content"))
    replied = mapping(text.get("repliedMsg")) or mapping(content.get("repliedMsg"))
    older = data.get("quoteMessage") or content.get("quoteContent") or text.get("quoteContent")
    said = _said(replied) if replied else _older(older)
    return said[:_MOST_QUOTED]


def _said(replied: Mapping[str, Any]) -> str:
    content = replied.get("content")
    fields = mapping(content)
    if isinstance(items := fields.get("richText"), list):
        return rich_text(items)
    if text := plain_text(content):
        return text
    for name in ("summary", "title", "fileName", "recognition"):
        if text := clean(fields.get(name), lines=True):
            return text
    return "\n".join(texts_within(fields.get("cardContent")))


def _older(value: object) -> str:
    fields = mapping(value)
    return _said({"content": fields.get("content", fields)}) if fields else plain_text(value)

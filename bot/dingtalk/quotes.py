"""What somebody quoted: the quoted text sits in half a dozen places, none of them sure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dingtalk.reading import clean, mapping, plain_text, rich_text, texts_within
from bot.messages import Quote

_MOST_CHARACTERS = 4_000


def quote_of(data: Mapping[str, Any]) -> Quote | None:
    """The quoted message, with whatever of it the platform gave; None without a quote."""
    text, content = mapping(data.get("text")), mapping(data.get("content"))
    replied = mapping(text.get("repliedMsg")) or mapping(content.get("repliedMsg"))
    older = data.get("quoteMessage") or content.get("quoteContent") or text.get("quoteContent")
    original = clean(data.get("originalMsgId"))
    if not (replied or older or original or text.get("isReplyMsg") is True):
        return None
    bot_id = clean(data.get("chatbotUserId"))
    from_bot = bool(replied and bot_id and clean(replied.get("senderId")) == bot_id)
    said = _said(replied) if replied else _older(older)
    return Quote(
        text=said[:_MOST_CHARACTERS],
        message_id=clean(replied.get("msgId")) or original,
        from_bot=from_bot or bool(clean(data.get("originalProcessQueryKey"))),
    )


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

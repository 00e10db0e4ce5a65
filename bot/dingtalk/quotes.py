"""What somebody quoted: the quoted text sits in half a dozen places, none of them sure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dingtalk.reading import clean, mapping, plain_text, rich_text, texts_within

_MOST_CHARACTERS = 4_000


def quoted_text(data: Mapping[str, Any]) -> str:
    """What the quoted message says, as far as the platform tells; empty without a quote."""
    text, content = mapping(data.get("text")), mapping(data.get("content"))
    replied = mapping(text.get("repliedMsg")) or mapping(content.get("repliedMsg"))
    older = data.get("quoteMessage") or content.get("quoteContent") or text.get("quoteContent")
    said = _said(replied) if replied else _older(older)
    return said[:_MOST_CHARACTERS]


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

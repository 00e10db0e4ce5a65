"""Reading JSON that others wrote: whatever it holds, the result has the expected type.

Text comes out without characters that cannot be seen or stored: invisible ones, control
characters, halves of surrogate pairs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from bot.expressions import Expression
from bot.markdown import without_invisible

# Spaces of other widths, and the marks some clients put behind a mention.
_SPACES = Expression("[\u00a0\u2000-\u200a\u202f\u205f\u3000\u200b\ufeff]")
LONE_SURROGATE = Expression("[\ud800-\udfff]")
_DEPTH = 6


def json_object(text: str) -> dict[str, Any] | None:
    """The JSON object in a text; None for whatever else is in it."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def mapping(value: object) -> Mapping[str, Any]:
    """An object, also one that came as a JSON string; else an empty one."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        value = json_object(value)
    return value if isinstance(value, Mapping) else {}


def clean(value: object, *, lines: bool = False) -> str:
    """A string or number as tidy text; line breaks stay only with ``lines``."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value)
    if not text.isprintable():  # else there is nothing to clean, as in ids and most words
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = LONE_SURROGATE.sub("\ufffd", without_invisible(_SPACES.sub(" ", text)))
    return text.strip() if lines else " ".join(text.split())


def plain_text(value: object) -> str:
    """The text of ``{"content": …}`` or ``{"text": …}``, also as a JSON string, or of a string."""
    fields = mapping(value)
    for name in ("content", "text"):
        if text := clean(fields.get(name), lines=True):
            return text
    return "" if fields else clean(value, lines=True)


def rich_text(items: Iterable[object]) -> str:
    """The words of richText items, pictures left out. Item texts join as they are: the
    client cuts them at pictures, not at words."""
    words = []
    for item in items:
        fields = mapping(item)
        words.append(_raw(fields.get("text")) or _raw(fields.get("content")))
    return clean("".join(words), lines=True)


def _raw(value: object) -> str:
    return value if isinstance(value, str) else ""


def texts_within(value: object, depth: int = _DEPTH) -> list[str]:
    """Every text found in a card or another unknown content, in order."""
    if depth == 0:
        return []
    if isinstance(value, str):
        fields = mapping(value)
        return texts_within(fields, depth - 1) if fields else [clean(value, lines=True)]
    if isinstance(value, Mapping):
        value = [value[key] for key in value if key in _SPOKEN or not isinstance(value[key], str)]
    if isinstance(value, list):
        return [text for part in value for text in texts_within(part, depth - 1) if text]
    return []


# Of an unknown content only these strings are words; the others are ids, URLs and codes.
_SPOKEN = frozenset({"text", "content", "title", "markdown", "summary", "value", "desc"})

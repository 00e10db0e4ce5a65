"""Plain words for what people say in dialects, half in English, or by a slip of the input.

A vocabulary would need every phrase once more for each of them; here the message is said
again in the words that everybody uses, before it is read.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files


def in_plain_words(text: str) -> str:
    """A tidy text in the words of the vocabulary. What is in them already stays."""
    if _any().search(text) is None:
        return text
    for said, meant in _rules():
        text = said.sub(meant, text)
    return text


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    text = files("bot.events").joinpath("dialects.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    pairs = (line.partition(" =>") for line in lines)
    return tuple((re.compile(said), meant.strip()) for said, _, meant in pairs)


@cache
def _any() -> re.Pattern[str]:
    """Whether any rule has something to say: most messages are plain already."""
    return re.compile("|".join(f"(?:{said.pattern})" for said, _ in _rules()))

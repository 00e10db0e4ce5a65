"""Markdown of people's words: what a member typed is shown as text, never as markup."""

from __future__ import annotations

import re

_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f]")
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|>~-])")


def escape_text(text: str) -> str:
    """``text`` on one line, with nothing in it that marks up, links, mentions or hides."""
    text = _INVISIBLE.sub("", text.replace("\n", " ").replace("\r", " ")).strip()
    text = _SPECIAL.sub(r"\\\1", text)
    # Clients make a link of every bare address; with a wide colon it stays text.
    return text.replace("<", "< ").replace("@", "＠").replace("://", "：//")

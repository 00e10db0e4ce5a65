"""Links to other pages of a site: in a chat they lead nowhere."""

from __future__ import annotations

import re

from bot.expressions import Expression

_TARGET = r"(?:[^()\n]|\([^()\n]*\))*\)"  # an address may have a pair of brackets in it
_PAGE_LINK = Expression(r"\[((?:`[^`\n]*`|\\.|[^\]`\\\n])+)\]\((?!https?://)" + _TARGET)
_IMAGE = Expression(r"!\[[^\]\n]*\]\(" + _TARGET)
_BLANKS = Expression(r"\n(?:[ \t]*\n){2,}")
_BLANK_LINES = Expression(r"\n(?:[ \t]*\n)+")
_LINK_SIGNS = Expression(r"^[ \t]*\d{1,3}[.)]|[\s*+·•|,，、;；。>«»←→-]+", re.MULTILINE)
_LONG_LABEL = 24
# An item, a row, a sentence, code and a link are no labels.
_NO_LABEL = Expression(r"\s*(?:[-*+>|][ \t]|\d)|.*[。！？；!?;`)\]][*_]*\Z", re.DOTALL)


def is_directory(text: str) -> bool:
    """Are these nothing but links to other pages: what a site puts under 另请参阅?"""
    return "](" in text and _PAGE_LINK.search(text) is not None and not _without_links(text)


def without_directory(text: str) -> str:
    """Without such links at its end, and the few words over them; where there is nothing else
    they stay."""
    if "](" not in text:
        return text
    gaps = [*_BLANK_LINES.finditer(text.rstrip())]
    end = len(text)
    while gaps and is_directory(text[gaps[-1].end() : end]):
        end = gaps.pop().start()
    if end == len(text):
        return text
    start = gaps[-1].end() if gaps else 0
    label = text[start:end]
    if len(label) <= _LONG_LABEL and not _NO_LABEL.match(label):
        end = gaps[-1].start() if gaps else 0
    return text[:end] if text[:end].strip() else text


def _without_links(text: str) -> str:
    return _LINK_SIGNS.sub("", _PAGE_LINK.sub("", text))


def without_page_links(text: str) -> str:
    """Links to other pages become their words: in a chat they lead nowhere."""
    if "](" in text:
        text = _BLANKS.sub("\n\n", _PAGE_LINK.sub(r"\1", _IMAGE.sub("", text)))
    return text.strip("\n").rstrip()

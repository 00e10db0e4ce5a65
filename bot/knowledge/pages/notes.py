"""What note-taking programs write between the words: Obsidian into its notes, Notion into what
it exports. In a chat it is litter, and a comment was never meant for others."""

from __future__ import annotations

import re

from bot.expressions import Expression

# Beside letters and quotes the same signs are of a language: LIKE '%%a%%', a==b.
_COMMENT = Expression(
    r"^%%[ \t]*\n.{0,4000}?\n%%[ \t]*$|(?<![A-Za-z0-9'\"`%])%%[^%`\n]+%%(?![A-Za-z0-9'\"`%])",
    re.DOTALL | re.MULTILINE,
)
_MARKED = Expression(r"(?<![A-Za-z0-9=!<>'\")\]])==(?=[^\s=])([^=\n]{1,200}?)(?<=\S)==(?![=>])")
_EMBEDDED = Expression(r"!\[\[[^\[\]\n]+\]\]")
_TAGS = Expression(r"^ {0,3}#[^\W\d][\w/-]*(?:[ \t]+#[^\W\d][\w/-]*)+[ \t]*$", re.MULTILINE)
_BLOCK_NAME = Expression(r"[ \t]+\^(?=[\w-]*[a-z])[a-z0-9-]{3,40}$", re.MULTILINE | re.ASCII)

_EXPORTED = Expression(r" [0-9a-f]{32}(?=\.md\Z|\Z)")
_PROPERTIES = Expression(
    r"(\A\s*# [^\n]*\n\s*)(?:[^\W\d][^:：\n]{0,40}: [^\n]*(?:\n|\Z))+(?=\s|\Z)"
)


def without_own_signs(text: str) -> str:
    """A stretch between blocks of code without what only the program needs."""
    if "%%" in text:
        text = _COMMENT.sub("", text)
    if "^" in text:
        text = _BLOCK_NAME.sub("", text)
    return _TAGS.sub("", text) if "#" in text else text


def with_plain_marks(text: str) -> str:
    """A piece of prose in which what stood out still does."""
    if "![[" in text:
        text = _EMBEDDED.sub("", text)
    return _MARKED.sub(r"**\1**", text) if "==" in text else text


def without_properties(path: str, text: str) -> str:
    """An exported page without the columns of its table, which stand below its title; the
    number in its name tells that it was exported."""
    return _PROPERTIES.sub(r"\1", text) if _EXPORTED.search(path) else text


def without_number(name: str) -> str:
    return _EXPORTED.sub("", name)

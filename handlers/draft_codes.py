"""The short codes of drafts and announcements, as commands take and show them."""

from __future__ import annotations

import re

from bot.announcements import CODE_PATTERN, Draft
from bot.expressions import Expression

_CODE = Expression(rf"\s*({CODE_PATTERN})\s*[。.]?\s*", re.IGNORECASE)
_CODE_AND_WORDS = Expression(rf"\s*({CODE_PATTERN})(?:\s+(\S.*?))?\s*[。.]?\s*", re.IGNORECASE)


def is_code(arguments: str) -> bool:
    return _CODE.fullmatch(arguments) is not None


def is_code_and_words(arguments: str) -> bool:
    """A code, with or without something behind it."""
    return _CODE_AND_WORDS.fullmatch(arguments) is not None


def code_and_words(arguments: str) -> tuple[str, str]:
    """The code in capitals and what stands behind it; the command's ``takes`` has seen to
    it that there is one."""
    match = _CODE_AND_WORDS.fullmatch(arguments)
    assert match is not None
    return match[1].upper(), (match[2] or "").strip()


def how_to_confirm(draft: Draft) -> str:
    return f"确认请发「确认 {draft.code}」，放弃请发「取消 {draft.code}」，30 分钟内有效。"

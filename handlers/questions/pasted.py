"""What a program printed that somebody pastes, without the program's own names."""

from __future__ import annotations

import re

from bot.expressions import Expression

# Where in a program something went wrong says nothing of the database, in many words.
_FRAMES = Expression(
    r"\bat [\w.$<>/]+\((?:[\w$]+\.(?:java|kt|scala|groovy):\d+|Native Method|Unknown Source)\)"
    r"|\.{3} \d+ (?:more|common frames omitted)"
    r"|^[ \t]*File \"[^\"\n]+\", line \d+, in .*(?:\n[ \t]{4,}.*)?$",
    re.MULTILINE,
)
# The class of an error, before what it says: psycopg2.errors.UniqueViolation: …, ImportError: …
_ERROR_CLASS = Expression(
    r"\(?(?<![\w.])(?:[A-Za-z_]\w{0,40}(?:\.\w{1,40}){0,8}"
    r"\.(?:errors\.\w{1,40}|\w{0,40}(?:Error|Exception))|[A-Z]\w{0,40}(?:Error|Exception))"
    r"(?:\)|:)(?=\s*\S)"
)


def without_program(text: str) -> str:
    """What a program that broke printed, without the program's own names."""
    plain = _ERROR_CLASS.sub(" ", _FRAMES.sub(" ", text)).strip()
    return plain or text

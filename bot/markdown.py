"""People's words in Markdown: what a member typed is shown as text, never as markup."""

from __future__ import annotations

import re

from bot.expressions import Expression

_PICTURE = r"\U0001f000-\U0001faff\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff"
# What joins two emoji into one picture stays, as in the flag with a rainbow.
_STRAY_JOINER = rf"(?<![{_PICTURE}\ufe0f])\u200d|\u200d(?![{_PICTURE}])"
_INVISIBLE = Expression(
    r"[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f-\x9f]"
    rf"|{_STRAY_JOINER}"
)
_SPECIAL = Expression(r"([\\`*_{}\[\]()#+!|>~-])")

_LEADS_ELSEWHERE = Expression(
    r"\]\(|<\s*[a-z/!]|://|\*\*|__|[@＠]\s*(?:所有人|全体|全员|all(?![a-z]))", re.IGNORECASE
)

_LINK = Expression(r"(!?)\[([^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s[^()]*)?\)")
_MARKS = Expression(
    r"\*+(?=\S)|(?<=\S)\*+|`+|~~|(?:^|(?<=\n))[ \t]*(?:#{1,6} |> ?|[-+] )|</?[A-Za-z][^<>\n]*>"
)

_FENCE = Expression(r" {0,3}(?P<marks>`{3,}|~{3,})(?P<rest>.*)")


def fence_after(fence: str, line: re.Match[str] | None) -> str:
    """The marks of the code block that is open after a line, given those open before it
    (``fence``); empty outside of any. ``line``: a match with the line's ``marks`` and the ``rest``
    behind them, None where it has no marks."""
    if line is None:
        return fence
    if not fence:
        return line["marks"]
    return "" if line["marks"].startswith(fence) and not line["rest"].strip() else fence


def close_fence(text: str) -> str:
    """``text`` with its last code block closed, where somebody left that out: what follows it in
    a message is not code."""
    fence = ""
    for line in text.split("\n"):
        fence = fence_after(fence, _FENCE.fullmatch(line))
    return f"{text}\n{fence}" if fence else text


def without_marks(text: str) -> str:
    """The words of Markdown on one line, for places that only name it; of a link its label."""
    text = _LINK.sub(lambda m: m[2] or ("图片" if m[1] else ""), text)
    return " ".join(_MARKS.sub("", text).split())


def without_invisible(text: str) -> str:
    """``text`` without control characters and those that show nothing or turn the direction of
    writing; tabs and line feeds stay."""
    return _INVISIBLE.sub("", text)


def escape_text(text: str) -> str:
    """``text`` on one line, with nothing in it that marks up, links, mentions or hides."""
    text = without_invisible(text.replace("\n", " ").replace("\r", " ")).strip()
    text = _SPECIAL.sub(r"\\\1", text)
    # Clients make a link of every bare address; with a wide colon it stays text.
    return text.replace("<", "< ").replace("@", "＠").replace("://", "：//")


def is_plain(text: str) -> bool:
    """Whether a name or a title can stand in a message as it is: without links, HTML, marks of
    bold type, or a call to everybody."""
    return _LEADS_ELSEWHERE.search(without_invisible(text)) is None

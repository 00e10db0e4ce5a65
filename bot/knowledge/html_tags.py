"""HTML inside Markdown → the Markdown that says the same.

Only names that HTML has are taken for tags: in prose ``<dbname>`` is a word. Not a parser:
what is nested unusually loses its tags and keeps its words.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

_SPAN = re.compile(r"(`[^`\n]+`|``[^\n]+?``)")
_TABLE = re.compile(r"<table\b[^>]*>(.*?)</table>", re.DOTALL | re.IGNORECASE)
_ROW = re.compile(r"<tr\b[^>]*>(.*?)(?=</tr>|<tr\b|\Z)", re.DOTALL | re.IGNORECASE)
_CELL = re.compile(r"<t[dh]\b[^>]*>(.*?)(?=</t[dh]>|<t[dh]\b|\Z)", re.DOTALL | re.IGNORECASE)
_CODE_BLOCK = re.compile(
    r"[ \t]*<pre\b[^>]*>[ \t]*(?:<code\b[^>]*>)?(.*?)(?:</code>)?[ \t]*</pre>",
    re.DOTALL | re.IGNORECASE,
)
_UNSEEN = re.compile(
    r"<(style|script|iframe|video|audio|svg|object)\b[^<>]*>.*?</\1>|(?<=\S)[ \t]*<!--[^\n]*?-->",
    re.DOTALL | re.IGNORECASE,
)
_LINK = re.compile(
    r"<a\b[^<>]*?\bhref=[\"'](https?://[^\"'<>\s]+)[\"'][^<>]*>(.*?)</a>",
    re.DOTALL | re.IGNORECASE,
)
_BOLD = re.compile(r"<(b|strong)\b[^<>]*>\s*([^<\s](?:[^<]*[^<\s])?)\s*</\1>", re.IGNORECASE)
_CODE = re.compile(r"<(code|kbd|samp|tt)\b[^<>]*>\s*([^<`\n]*[^<`\s])\s*</\1>", re.IGNORECASE)
_HEADING = re.compile(
    r"\s*<(summary|h[1-6]|caption|figcaption|dt)\b[^<>]*>(.*?)</\1>\s*",
    re.DOTALL | re.IGNORECASE,
)
_ITEM = re.compile(r"\s*<li\b[^<>]*>\s*", re.IGNORECASE)
_BLOCK = re.compile(
    r"[ \t]*</?(?:p|div|center|section|article|header|footer|main|aside|details|summary|ul|ol|dl"
    r"|dd|dt|blockquote|figure|figcaption|picture|table|thead|tbody|tr|h[1-6]|hr|body|html|head|nav)"
    r"\b(?:\s[^<>]*)?/?>[ \t]*",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"(?<!\\)</?(?:a|img|span|font|b|strong|i|em|u|s|del|ins|sup|sub|small|big|mark|label|abbr|cite|q|code"
    r"|kbd|samp|var|tt|li|td|th|source|input|button|wbr|nobr|style|script|link|meta|object|param)"
    r"\b(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#[xX][0-9A-Fa-f]{1,5});")
_BREAKS_TABLES = {"&#124;", "&vert;", "&VerticalLine;"}
_BLANKS = re.compile(r"\n{3,}")


def without_html(text: str) -> str:
    """Prose without code fences; code spans stay as they are, ``<br>`` is left to the way
    out, which knows whether it stands in a table."""
    if "<" in text:
        text = _CODE_BLOCK.sub(_fenced, text)
        text = _TABLE.sub(_table, text)
        text = _outside_spans(text, _without_tags)
    if "&" in text:
        text = _outside_spans(text, lambda part: _ENTITY.sub(_letter, part))
    return text


def _outside_spans(text: str, change: Callable[[str], str]) -> str:
    pieces = _SPAN.split(text)
    pieces[::2] = map(change, pieces[::2])
    return "".join(pieces)


def _without_tags(text: str) -> str:
    if "<" not in text:
        return text
    before = text
    text = _LINK.sub(lambda link: f"[{_one_line(link[2])}]({link[1]})", _UNSEEN.sub("", text))
    text = _CODE.sub(r"`\2`", _BOLD.sub(r"**\2**", _HEADING.sub(_heading, text)))
    text = _INLINE.sub("", _BLOCK.sub("\n", _ITEM.sub("\n- ", text)))
    return text if text == before else _BLANKS.sub("\n\n", text)


def _fenced(block: re.Match[str]) -> str:
    code = html.unescape(_INLINE.sub("", block[1])).strip("\n")
    return f"\n```\n{code}\n```\n" if "\n" in code else f"`{code.strip()}`"


def _table(table: re.Match[str]) -> str:
    rows = [[_cell(cell) for cell in _CELL.findall(row)] for row in _ROW.findall(table[1])]
    rows = [row for row in rows if row]
    if not rows:
        return ""
    width = max(map(len, rows))
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * width)
    return "\n\n" + "\n".join(lines) + "\n\n"


def _cell(text: str) -> str:
    text = re.sub(r"</(?:p|li|div)>\s*(?=<(?:p|li|div)\b)", "<br>", text)
    text = re.sub(r"</?li\b[^<>]*>|\n[ \t]*[*-][ \t]", "<br>", text)
    return _one_line(_without_tags(text)).replace("|", "｜")


def _heading(element: re.Match[str]) -> str:
    words = _one_line(_INLINE.sub("", element[2]))
    return f"\n\n**{words}**\n\n" if words else "\n\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _letter(entity: re.Match[str]) -> str:
    if entity[0] in _BREAKS_TABLES:
        return entity[0]
    return html.unescape(entity[0]).replace("\xa0", " ")

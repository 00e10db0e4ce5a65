"""HTML inside Markdown → the Markdown that says the same.

Only names that HTML has are taken for tags: in prose ``<dbname>`` is a word. Not a parser:
what is nested unusually loses its tags and keeps its words.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence

from bot.expressions import Expression

_LABELS = {
    "tip": "提示",
    "hint": "提示",
    "note": "说明",
    "info": "说明",
    "important": "重要",
    "warning": "注意",
    "warn": "注意",
    "caution": "注意",
    "attention": "注意",
    "danger": "警告",
    "error": "警告",
    "example": "示例",
}
_BLOCK_SIGNS = ("- ", "```", "|", "1.", "**")
_SPAN = Expression(r"(`[^`\n]+`|``[^\n]+?``)")
_ROW = Expression(r"<tr\b[^<>]*>(.*?)(?=</tr>|<tr\b|\Z)", re.DOTALL | re.IGNORECASE)
_CELL = Expression(r"<t[dh]\b[^<>]*>(.*?)(?=</t[dh]>|<t[dh]\b|\Z)", re.DOTALL | re.IGNORECASE)


def _elements(pattern: str, *names: str) -> Mapping[str, re.Pattern[str]]:
    """What matches each of these elements with its end tag."""
    flags = re.DOTALL | re.IGNORECASE
    return {name: re.compile(pattern.replace("NAME", name), flags) for name in names}


_CODE_BLOCK = _elements(
    r"(?:(?<![ \t])[ \t]+)?<NAME\b[^<>]*>[ \t]*(?:<code\b[^<>]*>)?(.*?)(?:</code>)?[ \t]*</NAME>",
    "pre",
)
_TABLE = _elements(r"<NAME\b[^<>]*>(.*?)</NAME>", "table")
_UNSEEN = _elements(
    r"<NAME\b[^<>]*>.*?</NAME>", "style", "script", "iframe", "video", "audio", "svg", "object"
)
_LINK = _elements(r"<NAME\b[^<>]*?\bhref=[\"']([^\"'<>\s]+)[\"'][^<>]*>(.*?)</NAME>", "a")
_HEADING = _elements(
    r"(?:(?<!\s)\s+)?<NAME\b[^<>]*>(.*?)</NAME>\s*",
    *("summary", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "figcaption", "dt"),
)
# What heads a box: Sphinx and its kin write its kind, in English, as words of the page.
_BOX_TITLE = _elements(
    r"<NAME\b[^<>]*\bclass=[\"'][^\"'<>]*title[^\"'<>]*[\"'][^<>]*>\s*([A-Za-z]{3,10})\s*</NAME>\s*",
    *("div", "p", "span"),
)
_END_TAG = Expression(r"</([a-z][a-z0-9]{0,9})>\s*", re.IGNORECASE)
_BOLD = Expression(r"<(b|strong)\b[^<>]*>\s*([^<\s](?:[^<]*[^<\s])?)\s*</\1>", re.IGNORECASE)
_CODE = Expression(r"<(code|kbd|samp|tt)\b[^<>]*>\s*([^<`\n]*[^<`\s])\s*</\1>", re.IGNORECASE)
_ITEM = Expression(r"(?:(?<!\s)\s+)?<li\b[^<>]*>\s*", re.IGNORECASE)
_BLOCK = Expression(
    r"(?:(?<![ \t])[ \t]+)?</?"
    r"(?:p|div|center|section|article|header|footer|main|aside|details|summary|ul|ol|dl"
    r"|dd|dt|blockquote|figure|figcaption|picture|table|thead|tbody|tr|h[1-6]|hr|body|html|head|nav)"
    r"\b(?:\s[^<>]*)?/?>[ \t]*",
    re.IGNORECASE,
)
_INLINE = Expression(
    r"(?<!\\)</?(?:a|img|span|font|b|strong|i|em|u|s|del|ins|sup|sub|small|big|mark|label|abbr|cite|q|code"
    r"|kbd|samp|var|tt|li|td|th|source|input|button|wbr|nobr|style|script|link|meta|object|param)"
    r"\b(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = Expression(r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#[xX][0-9A-Fa-f]{1,5});")
_BREAKS_TABLES = {"&#124;", "&vert;", "&VerticalLine;"}
_BLANKS = Expression(r"\n{3,}")


def without_html(text: str) -> str:
    """Prose without code fences; code spans stay as they are, ``<br>`` is left to the way
    out, which knows whether it stands in a table."""
    if "<" in text:
        text = _sub_closed(_CODE_BLOCK, _fenced, text)
        text = _sub_closed(_TABLE, _table, text)
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
    text = _without_comments(_sub_closed(_UNSEEN, "", text))
    text = _sub_closed(_BOX_TITLE, _box_title, _sub_closed(_LINK, _link, text))
    text = _sub_closed(_HEADING, _heading, text)
    text = _CODE.sub(r"`\2`", _BOLD.sub(r"**\2**", text))
    text = _INLINE.sub("", _BLOCK.sub("\n", _ITEM.sub("\n- ", text)))
    return text if text == before else _BLANKS.sub("\n\n", text)


def _sub_closed(
    elements: Mapping[str, re.Pattern[str]],
    change: str | Callable[[re.Match[str]], str],
    text: str,
) -> str:
    """Elements that are closed, changed. Behind the last end tag of a name none is looked
    for: each tag that nobody closed would be followed to the end of the page."""
    closed = {tag[1].lower() for tag in _END_TAG.finditer(text)}
    for name, pattern in elements.items():
        if name in closed:
            end = max(tag.end() for tag in _END_TAG.finditer(text) if tag[1].lower() == name)
            text = pattern.sub(change, text[:end]) + text[end:]
    return text


def _without_comments(text: str) -> str:
    """Comments behind other words on a line; those that begin a line were left out before."""
    if "<!--" not in text:
        return text
    return "\n".join(_without_comment(line) for line in text.split("\n"))


def _without_comment(line: str) -> str:
    kept, at = "", 0
    while (start := line.find("<!--", at)) >= 0 and (end := line.find("-->", start + 4)) >= 0:
        before = line[at:start].rstrip(" \t")
        kept += before if before or kept else line[at : end + 3]
        at = end + 3
    return kept + line[at:]


def _fenced(block: re.Match[str]) -> str:
    code = html.unescape(_INLINE.sub("", block[1])).strip("\n")
    return f"\n```\n{code}\n```\n" if "\n" in code else f"`{code.strip()}`"


def _table(table: re.Match[str]) -> str:
    rows = [[_cell(cell) for cell in _CELL.findall(row)] for row in _ROW.findall(table[1])]
    rows = [row for row in rows if row]
    if not rows:
        return ""
    if len(rows) == 1:  # laid out side by side: a label or a sign, and what it is for
        return _side_by_side(_CELL.findall(table[1]))
    width = max(map(len, rows))
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * width)
    return "\n\n" + "\n".join(lines) + "\n\n"


def _side_by_side(cells: Sequence[str]) -> str:
    first, *others = cells
    name = label(_one_line(_INLINE.sub("", _BLOCK.sub("", first))))
    if name:
        others = [_without_tags("".join(others)).strip()]
        apart = "\n\n" if others[0].startswith(_BLOCK_SIGNS) else " "
        first = f"**{name}**{apart}{others.pop()}"
    return "\n\n".join(["", first, *others, ""])


def _box_title(title: re.Match[str]) -> str:
    return f"\n\n**{name}**\n\n" if (name := label(title[1])) else title[0]


def label(kind: str) -> str:
    """What a box of this kind is headed with."""
    return _LABELS.get(kind.lower(), "")


def _link(link: re.Match[str]) -> str:
    """To a page of the site too: whoever shows it knows that it leads nowhere."""
    words = _one_line(link[2])
    to_site = not link[1].startswith(("http://", "https://"))
    if to_site and (not words or any(sign in words + link[1] for sign in "<[]()")):
        return link[2]
    return f"[{words}]({link[1]})"


def _cell(text: str) -> str:
    text = re.sub(r"</(?:p|li|div)>\s*(?=<(?:p|li|div)\b)", "<br>", text)
    text = re.sub(r"</?li\b[^<>]*>|\n[ \t]*[*-][ \t]", "<br>", text)
    return _one_line(_without_tags(text)).replace("|", "｜")


def _heading(element: re.Match[str]) -> str:
    words = _one_line(_INLINE.sub("", element[1]))
    return f"\n\n**{words}**\n\n" if words else "\n\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _letter(entity: re.Match[str]) -> str:
    if entity[0] in _BREAKS_TABLES:
        return entity[0]
    return html.unescape(entity[0]).replace("\xa0", " ")

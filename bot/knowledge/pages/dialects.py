"""Pages in any flavour of Markdown → the plain dialect of docs/markdown.md.

Site generators add containers, tabs, components and anchors to Markdown, and pages turned
into Markdown bring their HTML along. In a chat all of that is litter between the words. Code
is left as it is; a page that is plain already comes out unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.expressions import Expression
from bot.knowledge.pages.frames import without_frames, without_padding
from bot.knowledge.pages.html_tags import label, without_html
from bot.knowledge.pages.notes import with_plain_marks, without_own_signs
from bot.markdown import fence_after

_MARKS = {  # emoji that mean something; all others are ornament
    "white_check_mark": "✅",
    "heavy_check_mark": "✔",
    "x": "❌",
    "negative_squared_cross_mark": "❌",
    "warning": "⚠️",
}
_ORNAMENTS = frozenset(
    """
    tada rocket bulb memo star star2 fire sparkles zap bug book books lock key hammer wrench
    gear hourglass construction information_source exclamation question point_right
    point_down pushpin link mag computer package smile smiley heart eyes wave thumbsup +1 -1
    clap art checkered_flag bell loudspeaker mega pencil pencil2 clipboard boom new ok
    """.split()
)

# MkDocs and its kin: the content of a container or a tab is indented.
_INDENTED = Expression(
    r'^( *)(?:(?:!!!|\?\?\?\+?)[ \t]+([\w-]+)|===[!+]?)(?:[ \t]+"([^"\n]*)")?[ \t]*$'
)
_INDENTED_SIGNS = ("!!!", "???", "===")
_INDENT = "    "
# Docusaurus, VitePress, Pandoc: ::: tip 标题, :::warning{title=已废弃}, :::note[标题]
_CONTAINER = Expression(
    r"^[ \t]*:{3,}[ \t]*(?:([A-Za-z][\w-]*)(?:\[([^\]\n]*)\])?"
    r"(?:\{(?:[^}\n]*?\btitle=[\"']?([^\"'}\n]+))?[^}\n]*\})?[ \t]*([^\n]*))?$",
    re.MULTILINE,
)
_ALERT = Expression(r"^([ \t]*(?:>[ \t]*)?)\[!([A-Za-z]+)\][+-]?[ \t]*(.*)$", re.MULTILINE)
_MODULE = Expression(
    r"^(?:import\s[^\n]*?['\"][^'\"\n]+['\"];?|export\s+(?:const|default|\{)[^\n]*)"
    r"[ \t]*(?:\n|\Z)",
    re.MULTILINE,
)
# A component on a line of its own; its label is all that a reader sees of it.
_COMPONENT = Expression(r"^[ \t]*</?[A-Z][\w.]*(?:\s[^<>]*)?>[ \t]*$", re.MULTILINE)
_LABEL = Expression(r"\b(?:label|title|header|summary)=[\"']([^\"'\n]+)[\"']")
_KRAMDOWN = Expression(r"^[ \t]*\{:[^}\n]*\}[ \t]*(?:\n|\Z)|\{:[ \t]*[.#][^{}\n]*\}", re.MULTILINE)
_SHORTCODE = Expression(r"\{\{[<%].{0,200}?[%>]\}\}|\{%.{0,200}?%\}")
_CONTENTS = Expression(r"^[ \t]*(?:\[\[toc\]\]|\[toc\]|\$\{toc\})[ \t]*$", re.MULTILINE | re.I)
_WIKI_LINK = Expression(r"\[\[([^\W\d][^\[\]|\n,\"']*?)(?:\|([^\[\]|\n]+))?\]\](?!\()")
_DEFINITION = Expression(
    r"^ {0,3}\[([^\]^\n][^\]\n]*)\]:[ \t]+<?([^\s>]+)>?(?:[ \t]+[\"'(][^\n]*)?[ \t]*(?:\n|\Z)",
    re.MULTILINE,
)
_FOOTNOTE = Expression(r"^ {0,3}\[\^[^\]\n]+\]:[ \t]*", re.MULTILINE)
_FOOTNOTE_MARK = Expression(r"(?<=[^\s\[(])\[\^[^\]\s]{1,30}\]")
_REFERENCE = Expression(r"(!?)\[([^\[\]\n]+)\](?:\[([^\[\]\n]*)\])?(?![(:\[])")
_EMOJI = Expression(r":(?<![\w:/]:)([a-z0-9_+-]{1,40}):(?![\w:/])")
# Most prose has none of what `_inline` changes.
_INLINE = Expression(r"==|\[[\[^]|\{[{%]|" + _EMOJI.pattern)
_TABLE_BELOW = Expression(
    r"^(?![ \t]*\|)(?=[^\S\n]*\S)([^\n]*)\n(?=[ \t]*\|[^\n]*\n[ \t]*\|[ \t:|]*-[ \t:|-]*$)",
    re.MULTILINE,
)
_TASK = Expression(r"^([ \t]*[-*+][ \t]+)\[[ xX]\][ \t]+", re.MULTILINE)
_SPAN = Expression(r"(`[^`\n]+`|``[^\n]+?``)")
# A line of prose or of a list item that ends inside a sentence, and one that may go on. Names
# above what they mean (`relname` `name`, --format=NAME) hold no Han and are no prose.
_BROKEN_OFF = Expression(
    r" {0,5}(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?(?=[^|\n]*[\u4e00-\u9fff])"
    r"[^\s>#|<=!][^|\n]*[\w，、“（(]\*?$"
)
_NAMED = Expression(r"[ \t]*[-*+] `")  # a name and its type stand above what it means
_LONG_NAMED = 60
_LABELLED = Expression(r"[ \t]*(?:\*\*)?[^\s：:，。]{1,10}[：:]")  # 地点：, one below the other
_GOES_ON = Expression(
    r"[ \t]*(?!(?:[-*+]|\d{1,3}[.)])[ \t])(?=[^\n]*[\u3001-\u9fff])[^\s>#|<=:!{][^|\n]*$"
)
_FENCE_LINE = Expression(r"^[ \t]*(?P<marks>`{3,}|~{3,})(?P<rest>[^\n]*)$", re.MULTILINE)
_LINE = 40  # columns: no line that was broken for its width is shorter with the next word


def plain_dialect(text: str) -> str:
    """The body of a page; comments and code stay as they are."""
    if any(sign in text for sign in _INDENTED_SIGNS):
        text = _without_indents(text)
    text = without_frames(text)
    links: dict[str, str] = {}
    parts = list(_parts(text))
    if "]:" in text:
        for code, part in parts:
            if not code:
                links |= {name.lower(): url for name, url in _DEFINITION.findall(part)}
    return "\n".join(part if code else _prose(part, links) for code, part in parts)


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """Code fences and what is between them, in order, without the line breaks between."""
    fence = ""
    begin = 0  # of the part at hand
    fences = _FENCE_LINE.finditer(text) if "```" in text or "~~~" in text else ()
    for mark in fences:
        start, end = mark.span()
        before, fence = fence, fence_after(fence, mark)
        if not before:
            if begin < start:
                yield False, text[begin : start - 1]
            begin = start
        elif not fence:
            yield True, text[begin:end]
            begin = end + 1
    if begin <= len(text):
        yield bool(fence), text[begin:]


def _prose(text: str, links: dict[str, str]) -> str:
    if "::" in text:
        text = _CONTAINER.sub(_container, text)
    if "[!" in text:
        text = _ALERT.sub(lambda m: f"{m[1]}**{m[3].strip() or label(m[2])}**", text)
    if "import" in text or "export" in text:
        text = _MODULE.sub("", text)
    if "{:" in text:
        text = _KRAMDOWN.sub("", text)
    if "toc" in text or "TOC" in text:
        text = _CONTENTS.sub("", text)
    if "<" in text:
        text = _COMPONENT.sub(_component, text)
    if "]:" in text:
        text = _FOOTNOTE.sub("", _DEFINITION.sub("", text))
    if "[ ]" in text or "[x]" in text:
        text = _TASK.sub(r"\1", text)
    text = without_own_signs(text)
    text = without_html(text)
    if links or _INLINE.search(text):
        pieces = _SPAN.split(text)
        pieces[::2] = (_inline(piece, links) for piece in pieces[::2])
        text = "".join(pieces)
    if "|" in text:
        text = without_padding(_TABLE_BELOW.sub(r"\1\n\n", text))
    return _unwrapped(text)


def _inline(text: str, links: dict[str, str]) -> str:
    text = with_plain_marks(text)
    if "{{" in text or "{%" in text:
        text = _SHORTCODE.sub("", text)
    if "[[" in text:
        text = _WIKI_LINK.sub(lambda m: m[2] or m[1].replace("#", " › "), text)
    if "[^" in text:
        text = _FOOTNOTE_MARK.sub("", text)
    if links and "[" in text:
        text = _REFERENCE.sub(lambda m: _resolved(m, links), text)
    return _EMOJI.sub(_emoji, text) if ":" in text else text


def _resolved(reference: re.Match[str], links: dict[str, str]) -> str:
    url = links.get((reference[3] or reference[2]).lower())
    return f"{reference[1]}[{reference[2]}]({url})" if url else reference[0]


def _emoji(code: re.Match[str]) -> str:
    return _MARKS.get(code[1]) or ("" if code[1] in _ORNAMENTS else code[0])


def _container(border: re.Match[str]) -> str:
    kind, bracket, title, rest = border.groups()
    if not kind:
        return ""
    words = (bracket or title or rest or "").strip() or label(kind)
    return f"\n**{words}**\n" if words else ""


def _component(tag: re.Match[str]) -> str:
    label = _LABEL.search(tag[0])
    return f"\n**{label[1]}**\n" if label else ""


def _without_indents(text: str) -> str:
    """Containers and tabs whose content is indented, one level deep or more."""
    done: list[str] = []
    levels: list[int] = []  # columns at which the content of the open ones begins
    for line in text.split("\n"):
        while levels and line.strip() and not line.startswith(" " * levels[-1]):
            levels.pop()
        opens = _INDENTED.match(line)
        if opens and (opens[2] or opens[3]) and len(opens[1]) == (levels[-1] if levels else 0):
            title = opens[3] if opens[3] is not None else label(opens[2] or "")
            done += ["", f"**{title}**", ""] if title else [""]
            levels.append(len(opens[1]) + len(_INDENT))
        else:
            done.append(line[levels[-1] :] if levels else line)
    return "\n".join(done)


def _unwrapped(text: str) -> str:
    """Lines that an editor broke for its width are one line again: a chat would show every
    break. A line that was ended on purpose is short, or ends a sentence."""
    lines = text.split("\n")
    done = lines[:1]
    for before, line in pairwise(lines):
        if before and line and _is_wrapped(before, line):
            line = line.lstrip()
            gap = " " if before[-1].isascii() or line[0].isascii() else ""
            done[-1] += gap + line
        else:
            done.append(line)
    return "\n".join(done)


def _is_wrapped(before: str, line: str) -> bool:
    if 2 * (len(before) + len(line)) < _LINE or not _GOES_ON.match(line):
        return False
    if not _BROKEN_OFF.match(before) or _LABELLED.match(line):
        return False
    if _NAMED.match(before) and _columns(before) < _LONG_NAMED:
        return False
    return _columns(before) + _columns(line.split(None, 1)[0]) >= _LINE


def _columns(text: str) -> int:
    """Han and other wide signs take two."""
    return len(text) + sum(ord(sign) > 0x2E7F for sign in text)

"""What a DingTalk client makes of a message: Markdown and plain text as safe HTML.

The dialect is the one that renders everywhere (a line break is two spaces or a blank line,
no raw HTML, no indented code). Nothing people wrote can become markup, and nothing is
fetched from outside: a picture becomes a link to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block.table import table
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from bot.expressions import Expression

# The two tags that current clients honour; every other tag blanks the message on phones.
_HONOURED_TAG = Expression(r"<(?:(br)\s*/?|/?font\b[^<>]*)>", re.I)
_TAG = Expression(r"</?[a-z!][^<>]*>", re.I)
_BARE_URL = Expression(r"https?://[^\s<>\"'，。；、（）【】「」《》]+", re.I)


@dataclass(frozen=True, slots=True)
class Rendered:
    """``raw_html``: the source holds tags that a real phone would choke on."""

    html: str
    raw_html: bool = False


def render_markdown(
    source: str,
    mentions: Mapping[str, str] | None = None,
    *,
    tapped: Callable[[str], str] | None = None,
) -> Rendered:
    """``mentions`` maps the user ids that the message may @ to the names shown for them;
    ``tapped`` the text that a tap would send to the address of the page that takes it, where
    there is no chat to send it to."""
    env: dict[str, Any] = {"mentions": dict(mentions or {}), "tapped": tapped}
    html = _MARKDOWN.render(source, env)
    return Rendered(html, bool(env.get("raw_html")))


def plain_text(source: str) -> str:
    """Markdown without its marks, on one line: for previews and quotes."""
    words: list[str] = []
    for token in _MARKDOWN.parse(source, {}):
        parts = token.children or ([token] if token.type == "fence" else [])
        words.append("".join(" " if "break" in part.type else part.content for part in parts))
    return " ".join(" ".join(words).split())


def render_text(source: str, names: Sequence[str]) -> str:
    """Plain text: line breaks kept, addresses clickable, ``@name`` of ``names`` lit up."""
    lit = _with_addresses(source, {name: name for name in names})
    return f'<p class="plain-text">{lit}</p>'


def tapped_text(address: str) -> str | None:
    """The text that a tap on a ``dtmd`` link sends; None for any other address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme != "dtmd" or parts.path.strip("/") != "sendMessage":
        return None
    return parse_qs(parts.query).get("content", [""])[0] or None


def safe_address(address: str) -> str | None:
    """The http(s) address a link leads to, or None where a link must stay text.

    ``dingtalk://…/page/link?url=…`` (open in the browser) is taken apart.
    """
    try:
        parts = urlsplit(address)
        if parts.scheme == "dingtalk":
            address = parse_qs(parts.query).get("url", [""])[0]
            parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.netloc else None


_OUTSIDE = 'target="_blank" rel="noopener noreferrer nofollow"'


def _drawn_link(address: str, tapped: Callable[[str], str] | None) -> tuple[str, str]:
    """The opening tag of a link and the name of the element it opens."""
    if (text := tapped_text(address)) is not None:
        if tapped is not None:
            return f'<a href="{escape(tapped(text))}">', "a"
        return f'<button type="button" class="tap" data-send="{escape(text)}">', "button"
    if (target := safe_address(address)) is not None:
        return f'<a href="{escape(target)}" {_OUTSIDE}>', "a"
    return '<span class="dead-link" title="这种地址在这里不打开">', "span"


def _with_addresses(text: str, mentions: Mapping[str, str]) -> str:
    """As HTML, every bare address a link: clients do so in plain text and in Markdown."""
    parts: list[str] = []
    end = 0
    for match in _BARE_URL.finditer(text):
        address = escape(match[0])
        parts.append(_light_up(text[end : match.start()], mentions))
        parts.append(f'<a href="{address}" {_OUTSIDE}>{address}</a>')
        end = match.end()
    parts.append(_light_up(text[end:], mentions))
    return "".join(parts)


def _light_up(text: str, mentions: Mapping[str, str]) -> str:
    if not mentions or "@" not in text:
        return escape(text)
    known = "|".join(re.escape(key) for key in sorted(mentions, key=len, reverse=True))
    parts = re.split(f"@({known})(?![A-Za-z0-9_-])", text)
    for i in range(1, len(parts), 2):
        parts[i] = f'<span class="mention">@{escape(mentions[parts[i]])}</span>'
    parts[::2] = [escape(part) for part in parts[::2]]
    return "".join(parts)


Tokens = Sequence[Token]


class _Renderer(RendererHTML):
    """markdown-it finds the rules by method name: one method, one kind of token."""

    def text(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        mentions = env.get("mentions", {})
        if env.get("links"):
            return _light_up(tokens[idx].content, mentions)
        return _with_addresses(tokens[idx].content, mentions)

    def link_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        env["links"] = env.get("links", 0) + 1
        opening, tag = _drawn_link(str(tokens[idx].attrGet("href") or ""), env.get("tapped"))
        closing = next(t for t in tokens[idx:] if t.type == "link_close")
        closing.meta["tag"] = tag
        return opening

    def link_close(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        env["links"] -= 1
        return f"</{tokens[idx].meta['tag']}>"

    def image(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        caption = escape(tokens[idx].content.strip() or "图片")
        address = safe_address(str(tokens[idx].attrGet("src") or ""))
        if address is None:
            return f'<span class="picture">{caption}</span>'
        return f'<a class="picture" href="{escape(address)}" {_OUTSIDE}>{caption}</a>'

    def fence(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        _note_tags(tokens[idx].content, env)
        return f'<pre tabindex="0"><code>{escape(tokens[idx].content)}</code></pre>\n'

    def code_inline(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        _note_tags(tokens[idx].content, env)
        return f"<code>{escape(tokens[idx].content)}</code>"

    def table_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return '<div class="table" tabindex="0"><table>\n'

    def th_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return _cell(tokens[idx])

    td_open = th_open

    def table_close(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</table></div>\n"


def _cell(token: Token) -> str:
    # The library aligns by a style attribute, which the page's policy forbids.
    align = str(token.attrGet("style") or "").rpartition(":")[2]
    return f'<{token.tag} class="{align}">' if align else f"<{token.tag}>"


def _note_tags(text: str, env: EnvType) -> None:
    if _TAG.search(text):
        env["raw_html"] = True


def _tag(state: StateInline, silent: bool) -> bool:
    """Inline rule: ``<br>`` breaks, ``<font>`` vanishes, any other tag stays text."""
    if state.src[state.pos] != "<":
        return False
    match = _HONOURED_TAG.match(state.src, state.pos)
    if match is None:
        if _TAG.match(state.src, state.pos):
            state.env["raw_html"] = True
        return False
    if not silent and match[1]:
        state.push("hardbreak", "br", 0)
    state.pos = match.end()
    return True


def _dialect() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}, renderer_cls=_Renderer)
    # Indented code and <address> links are in no client's list; HTML is never markup.
    markdown.disable(["code", "autolink", "html_block", "html_inline", "reference", "lheading"])
    # A table needs a blank line before it: unlike in the library, it ends no paragraph.
    markdown.block.ruler.before("blockquote", "table_after_blank", table, {"alt": []})
    markdown.inline.ruler.before("link", "tag", _tag)
    # Every address is kept as a token: link_open decides, so a refused one shows its text.
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]
    return markdown


_MARKDOWN = _dialect()

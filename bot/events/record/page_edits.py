"""Writing event pages: a new one, and a change of some keys of one that somebody wrote.

A change touches only the lines of its keys; comments, order and everything else stay as
they are. What was written is read back, so that nothing is saved that reads otherwise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.errors import UserError
from bot.expressions import Expression
from bot.folder.front_matter import FrontMatterError, parse_front_matter, split_front_matter

ORDER = (
    "id", "number", "title", "aliases", "date", "start", "end", "timezone", "city",
    "city_aliases", "venue", "venue_aliases", "address", "sponsor", "sponsor_aliases",
    "sponsor_note", "signups", "capacity", "signup_until", "attendance", "status", "cancel_reason",
    "live_url", "reminders", "talks",
)  # fmt: skip
_FENCE = Expression(r"---[ \t]*\r?\n")
_END = Expression(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE)
_KEY = Expression(r"([A-Za-z_][\w-]*):")
_COMMENT = Expression(r"""^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^"'#]*?)(\s+#.*)$""")
_MOST_BYTES = 1 << 24


def values_of(page: str, keys: Iterable[str]) -> dict[str, Any]:
    """What these keys of the front matter are; None for one that is not there."""
    meta = meta_of(page)
    return {key: meta.get(key) for key in keys}


def new_page(meta: Mapping[str, Any], body: str) -> str:
    """An event page. Raises UserError when a value cannot be written."""
    keys = sorted(meta, key=lambda key: ORDER.index(key) if key in ORDER else len(ORDER))
    lines = [line for key in keys for line in written(key, meta[key])]
    page = "---\n" + "\n".join(lines) + f"\n---\n\n{body.strip()}\n"
    _expect(page, dict(meta))
    return page


def edit_page(page: str, changes: Mapping[str, Any]) -> str:
    """The page with some keys of its front matter changed; None removes a key.

    Raises UserError when the page is written in a way that cannot be edited safely.
    """
    start, end = _FENCE.match(page.removeprefix("\ufeff")), None
    bom = "\ufeff" if page.startswith("\ufeff") else ""
    text = page[len(bom) :]
    if start is not None:
        end = _END.search(text, start.end())
    if start is None or end is None:
        raise UserError("这一页没有 front matter，请直接改文件。")
    newline = "\r\n" if text[: start.end()].endswith("\r\n") else "\n"
    lines = text[start.end() : end.start()].splitlines()
    for key, value in changes.items():
        lines = _changed(lines, key, value)
    block = "".join(line + newline for line in lines)
    edited = text[: start.end()] + block + text[end.start() :]
    kept = {k: v for k, v in meta_of(page).items() if k not in changes}
    _expect(edited, kept | {k: v for k, v in changes.items() if v is not None})
    return bom + edited


def meta_of(page: str) -> Mapping[str, Any]:
    """The front matter of a page; raises UserError when it cannot be read."""
    try:
        plain = page.removeprefix("\ufeff").replace("\r\n", "\n")
        return split_front_matter(plain, _MOST_BYTES)[0]
    except FrontMatterError as error:
        raise UserError(f"{error}。") from None


def _expect(page: str, wanted: Mapping[str, Any]) -> None:
    if dict(meta_of(page)) != wanted:
        raise UserError("这一页的写法比较特别，我怕改坏，请直接改文件。")


def _changed(lines: list[str], key: str, value: Any) -> list[str]:
    at = next((i for i, line in enumerate(lines) if line.startswith(f"{key}:")), None)
    if at is None:
        if value is None:
            return lines
        place = _place(lines, key)
        return [*lines[:place], *written(key, value), *lines[place:]]
    until = _until(lines, at)
    if value is None:
        return [*lines[:at], *lines[until:]]
    fresh = written(key, value)
    comment = _COMMENT.match(lines[at][len(key) + 1 :].strip())
    if comment and not isinstance(value, list):
        fresh[0] += comment[1]
    return [*lines[:at], *fresh, *lines[until:]]


def _until(lines: Sequence[str], at: int) -> int:
    """Where the value of the key at line ``at`` ends: comments and blanks before the next
    key belong to that key."""
    until = at + 1
    for index in range(at + 1, len(lines)):
        line = lines[index]
        if line.startswith((" ", "\t", "-", "]", "}")):
            until = index + 1
        elif line.strip() and not line.startswith("#"):
            break
    return until


def _place(lines: Sequence[str], key: str) -> int:
    """Where a new key goes: after the last one that comes before it in ORDER."""
    before = ORDER[: ORDER.index(key)] if key in ORDER else ORDER
    found = 0
    for index, line in enumerate(lines):
        match = _KEY.match(line)
        if match and match[1] in before:
            found = _until(lines, index)
    return found


def written(key: str, value: Any) -> list[str]:
    """The lines of a key of the front matter."""
    if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
        return [f"{key}:", *(f"  - {_flow(row)}" for row in value)]
    return [f"{key}: {_flow(value, alone=True)}"]


def by_hand(changes: Mapping[str, Any]) -> str:
    """What somebody does to a file for these changes."""
    lines = [line for k, v in changes.items() if v is not None for line in written(k, v)]
    if not lines:
        return f"在文件里删掉 {'、'.join(changes)}。"
    return "\n".join(("直接改文件：\n\n```", *lines, "```"))


def _flow(value: Any, *, alone: bool = False) -> str:
    """A value on one line, in YAML's flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | int):
        return str(value)
    return _text(str(value), alone=alone)


def _text(text: str, *, alone: bool) -> str:
    """Plain where that is safe, else in double quotes."""
    special = (
        not text or text != " ".join(text.split()) or (not alone and re.search(r"[,\[\]{}]", text))
    )
    if not special and re.match(r"[^\W\d_]|[《「『（【]", text):
        # In a list 「A:?」 would be a key.
        block, wanted = (f"k: {text}", text) if alone else (f"k: [{text}]", [text])
        try:
            if parse_front_matter(block) == {"k": wanted}:
                return text
        except FrontMatterError:
            pass
    return json.dumps(text, ensure_ascii=False)

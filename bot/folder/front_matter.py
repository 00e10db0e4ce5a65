"""The YAML block at the head of a page: small, flat, and unable to do harm.

An event scan before anything is built refuses aliases and deep nesting, so that neither
a bomb nor a tower of brackets costs time. Clock times stay text and dates become dates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any, cast

import yaml

from bot.expressions import Expression

if TYPE_CHECKING:
    from yaml import SafeLoader as _FastLoader
else:
    _FastLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_DEPTH = 12
_END = Expression(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_START = Expression(r"---[ \t]*\n")
# Behind blank lines, or between what an editor makes of three hyphens.
_DASHES = r"[-—–―─━－]{1,80}[ \t]*(?:\n|\Z)"
_MISPLACED = Expression(
    rf"\s*(?P<rule>{_DASHES})"
    rf"(?:title[ \t]*[:：]|[A-Za-z_]+[ \t]*[:：].*\n(?:.*\n){{0,60}}?{_DASHES})"
)
_KEY = Expression(r"([a-z_]{1,60}):(?: (.*))?")
_ITEM = "  - "
_QUOTED = Expression(r'"[^"\\]*"')
_DAY = Expression("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORD = Expression(r"[^\W\d_](?:[\w .+/-]*[\w+/-])?")  # of a list in brackets
_NO_TEXTS = frozenset({"true", "false", "null"})
# What people type in a Chinese input method or without knowing YAML, and its remedy.
_SLIPS = (
    (Expression(r"[ \t-]*[\w-]+："), "用了全角冒号，请换成英文的冒号加空格"),
    (Expression(r" *\t"), "用制表符缩进，请换成空格"),
    (Expression(r"[ -]*[\w-]+:\t"), "冒号后面是制表符，请换成空格"),
    (Expression(r"[ -]*[A-Za-z_]+:[^\s/]"), "冒号后面少一个空格"),
    (Expression(r" *-[^\s-]"), "开头的 - 后面少一个空格"),
)
# What YAML was reading when it gave up, which is often lines below the slip.
_UNCLOSED = {
    "while scanning a quoted scalar": "引号只有一边，请补上另一边",
    "while parsing a flow": "括号没有合上，里面少了英文的逗号，或者含冒号的文字没有加引号",
}


class FrontMatterError(Exception):
    """The front matter cannot be used; the text says why and what to do (Chinese)."""


class _Loader(_FastLoader):
    """SafeLoader with the scalars of YAML 1.2 where 1.1 surprises people: ``13:30`` is
    not 810, and ``no`` or ``off`` is a word."""


_Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if not pair[0].endswith((":bool", ":int", ":float"))]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?(?:0|[1-9][0-9]{0,17})", "-+0123456789"),
    ("float", r"[-+]?[0-9]{1,15}\.[0-9]{0,15}(?:[eE][-+]?[0-9]{1,3})?", "-+0123456789"),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})\\Z"), list(_first)
    )


def _build_day(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    try:
        return loader.construct_yaml_timestamp(cast(yaml.ScalarNode, node))
    except ValueError:
        line = node.start_mark.line + 2  # the block begins behind the line ---
        raise FrontMatterError(
            f"front matter 第 {line} 行的 {node.value} 不是一个日子，请核对年月日"
        ) from None


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _build_day)


def split_front_matter(text: str, limit: int) -> tuple[Mapping[str, Any], str, int]:
    """(front matter, body, 1-based line of the body). Without front matter: {}, text, 1.

    Raises FrontMatterError when it is not closed, too long, nested, or not ``key: value``.
    """
    start = _START.match(text)
    if start is None:
        if misplaced := _MISPLACED.match(text):
            rule = misplaced["rule"].rstrip()
            raise FrontMatterError(
                "开头的 --- 前面有空行，请删掉，它要在第一行"
                if rule == "---"
                else f"开头的「{rule}」不是三个英文的减号，请换成 ---，结束的那一行也是"
            )
        return {}, text, 1
    # The limit is in bytes; a character has at most four, so this never cuts too early.
    end = _END.search(text, start.end(), start.end() + limit + 8)
    if end is None:
        reason = "没有结束的 --- 行" if len(text) <= limit else f"没有在 {limit} 字节内结束"
        raise FrontMatterError(
            f"开头的 front matter {reason}，请补上一行 ---；只是分隔线的话，请删掉它"
        )
    block = text[start.end() : end.start()]
    if len(block.encode()) > limit:
        raise FrontMatterError(f"front matter 超过 {limit} 字节，请把长的内容移到正文")
    body = text[end.end() :].removeprefix("\n")
    return parse_front_matter(block), body, text.count("\n", 0, end.end()) + 2


def parse_front_matter(block: str) -> Mapping[str, Any]:
    """A mapping with text keys. Raises FrontMatterError."""
    if (simple := _read_simply(block)) is not None:
        return simple
    try:
        _refuse_bombs(block)
        value = yaml.load(block, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        if "nesting" in (error.problem or ""):  # newer libyaml stops by itself
            raise _too_deep() from None
        raise _slip(block) or _misread(error) from None
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, OverflowError):
        raise FrontMatterError("front matter 不是合法的 YAML，请检查日期、数字和引号") from None
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise _slip(block) or FrontMatterError("front matter 应当是「键: 值」的形式，每行一个")
    return value


def _slip(block: str) -> FrontMatterError | None:
    """The slip that explains why it is no YAML, by its line."""
    for number, line in enumerate(block.split("\n"), 2):  # the block begins behind the line ---
        for slip, remedy in _SLIPS:
            if slip.match(line):
                return FrontMatterError(f"front matter 第 {number} 行{remedy}")
    return None


def _misread(error: yaml.MarkedYAMLError) -> FrontMatterError:
    mark = error.problem_mark
    remedy = "不是合法的 YAML，请检查缩进和冒号（含冒号或 # 的文字要加引号）"
    for reading, unclosed in _UNCLOSED.items():
        if (error.context or "").startswith(reading):
            mark, remedy = error.context_mark, f"的{unclosed}"
    return FrontMatterError(f"front matter 第 {mark.line + 2 if mark else 2} 行{remedy}")


def _read_simply(block: str) -> dict[str, Any] | None:
    """What YAML would read from lines that leave it no choice; None for all others. These
    are the pages as people write them, and half the time of a start went into them."""
    found: dict[str, Any] = {}
    items: list[str] | None = None  # of the key above, as long as its list goes on
    for line in block.removesuffix("\n").split("\n"):
        if not line.isprintable():
            return None
        if items is not None and line.startswith(_ITEM):
            text = _scalar(line[len(_ITEM) :])
            if text is None:
                return None
            items.append(text)
            continue
        match = _KEY.fullmatch(line)
        if match is None or match[1] in found or match[1] in _NO_TEXTS or items == []:
            return None
        items = [] if match[2] is None else None
        value = items if items is not None else _value(match[2])
        if value is None:
            return None
        found[match[1]] = value
    return None if items == [] else found


def _value(text: str) -> str | date | list[str] | None:
    """What stands behind a key, if it is a text, a day or a list of words."""
    if _DAY.fullmatch(text):
        with suppress(ValueError):
            return date.fromisoformat(text)
        return None
    if not text.startswith("["):
        return _scalar(text)
    words = text[1:-1].split(", ") if text.endswith("]") else []
    plain = all(_WORD.fullmatch(word) and word.lower() not in _NO_TEXTS for word in words)
    return words if words and plain else None


def _scalar(text: str) -> str | None:
    """A text in double quotes, or a plain one that holds no sign that means anything to YAML
    where it stands, and is nothing else than a text."""
    if _QUOTED.fullmatch(text):
        return text[1:-1]
    first = text[:1]
    if not (first.isalnum() or first > "\x7f") or text[-1] in " :":
        return None
    if ": " in text or " #" in text or text.lower() in _NO_TEXTS:
        return None
    # Numbers, days and times are ASCII and begin with a digit.
    return None if text.isascii() and first.isdigit() else text


def _refuse_bombs(block: str) -> None:
    depth = 0
    for event in yaml.parse(block, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise FrontMatterError("front matter 里不能用锚点和引用（& 和 *），请直接写出内容")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _too_deep()
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _too_deep() -> FrontMatterError:
    return FrontMatterError(f"front matter 嵌套超过 {MAX_DEPTH} 层，请写得平一些")

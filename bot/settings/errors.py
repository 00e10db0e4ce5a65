"""Pydantic's findings in the words of an admin: which key, in which line, what is wrong, what to
write.

Neither the value nor pydantic's own message is repeated: either may hold a secret.
"""

from __future__ import annotations

import difflib
import re
import typing
from collections.abc import Iterable, Sequence

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from bot.expressions import Expression
from bot.settings import Settings

_EXPECTED = {
    "int_type": "要写整数",
    "int_parsing": "要写整数",
    "int_parsing_size": "数字太大，请改小",
    "int_from_float": "要写整数",
    "float_type": "要写数字",
    "float_parsing": "要写数字",
    "finite_number": "要写数字",
    "bool_type": "要写 true 或 false",
    "bool_parsing": "要写 true 或 false",
    "string_type": "要写字符串（带引号）",
    "string_too_short": "不能是空的",
    "tuple_type": '要写列表，例如 ["…"]',
    "model_type": "要写成一张表",
    "model_attributes_type": "要写成一张表",
    "path_type": "要写路径（带引号）",
    "missing": "必须填写",
}
_NOT_TOML = "不合 TOML 的写法（字符串要加引号，列表和表要成对括起来），请改正这一处"
_TOML_SLIPS = (  # by tomllib's words
    ("Cannot overwrite", "：这个键在同一张表里写了两次，请只留一个"),
    ("twice", "：这张表前面已经写过，请合成一张"),
    ("Cannot mutate immutable", "：这张表前面已经写过，请合成一张"),
    ("Unescaped '\\' in a string", "的路径里有反斜杠，请换成 /"),
)
_CHINESE = Expression("[“”‘’＝，：；、【】［］]")
_BOUNDS = {"ge": "不小于", "le": "不大于", "gt": "大于", "lt": "小于"}
# By line: tomllib gives values without the places where they stand.
_HEADER = Expression(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?")
_KEY = Expression(r"\s*([\w\"'.\s-]+?)\s*=")
_QUOTES = ('"""', "'''")
_Location = Sequence[int | str]


def where_and_why(error: ErrorDetails) -> tuple[tuple[int | str, ...], str]:
    """The place of the key, and "[table] key: what is wrong and what to do" without a
    full stop."""
    # A wrapped secret adds the name of its validator to the place.
    location = tuple(part for part in error["loc"] if not str(part).startswith("function-"))
    where, why = _where(location), reason_of(error)
    if error["type"] == "value_error" and (not location or isinstance(location[-1], int)):
        return location, why  # what holds for a whole table names its place itself
    if error["type"] == "extra_forbidden":
        key = str(location[-1])
        if elsewhere := _places_of(key):
            return location, f"{key} 要写在{elsewhere}，请移过去"
        hint = suggestion(key, _model_at(location[:-1]).model_fields)
        return location, f"没有 {where}这个配置项{hint}，请改名或删掉"
    if error["type"] == "tuple_type" and len(location) == 1:
        why = f"要写成一张张 [[{location[0]}]] 表"
    return location, f"{where}{why}"


def suggestion(key: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    near = difflib.get_close_matches(key, list(known), n=1, cutoff=cutoff)
    return f"（是不是想写 {near[0]}？）" if near else ""


def _places_of(key: str) -> str:
    """Where a key of this name belongs; empty when there is none."""
    fields = Settings.model_fields
    tables = [t for t in fields if _model_at((t,)) is not Settings]
    places = ["文件开头、第一张表的前面"] if key in fields and key not in tables else []
    for name in tables:
        if key in _model_at((name,)).model_fields:
            shown = f"[[{name}]]" if _is_array_of_tables(name) else f"[{name}]"
            places.append(f" {shown} 下面")
    return "，或者".join(places)


def toml_problem(error: Exception, text: str) -> str:
    """Where the file stops being TOML, and the remedy; tomllib says so only in its message."""
    said = str(error)
    match = re.search(r"at line (\d+), column (\d+)", said)
    lines = text.rstrip().split("\n")
    number, column = (int(match[1]), int(match[2])) if match else (len(lines), 0)
    for sign, remedy in _TOML_SLIPS:
        if sign in said:
            return f"第 {number} 行{remedy}"
    if match is None:
        return f"文件结尾处{_NOT_TOML}"
    line = text.split("\n")[number - 1]
    # A text that does not end may well have been closed with the other kind of quotes.
    unclosed = column > len(line) and line.count('"') % 2 == 1
    if _CHINESE.match(line, column - 1) or (unclosed and "”" in line):
        return f"第 {number} 行用了中文标点，请换成英文的"
    return f"第 {number} 行第 {column} 列{_NOT_TOML}"


def field_of(error: Exception) -> str:
    """pydantic-settings names only the table that it could not read; empty when not even
    that."""
    match = re.search(r'field "(\w+)"', str(error))
    return match[1] if match else ""


def reason_of(error: ErrorDetails) -> str:
    """What is wrong with a value and what to write, without naming its key."""
    kind = error["type"]
    context = error.get("ctx", {})
    if kind == "value_error":
        return str(context.get("error", ""))
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        bounds = [f"{_BOUNDS[key]} {value}" for key, value in context.items() if key in _BOUNDS]
        return "取值要" + "、".join(bounds)
    return _EXPECTED.get(kind, "值的写法不对，请对照 config.example.toml")


def _where(location: _Location) -> str:
    """``[limits] workers ``, ``第 2 个 [[groups]] 的 name ``, ``timezone ``."""
    match list(location):
        case []:
            return ""
        case [str(table), int(number)]:
            return f"第 {number + 1} 个 [[{table}]] "
        case [str(table), int(number), *rest]:
            return f"第 {number + 1} 个 [[{table}]] 的 {_path(rest)} "
        case [str(key)]:
            is_table = _model_at([key]) is not Settings and not _is_array_of_tables(key)
            return f"[{key}] " if is_table else f"{key} "
        case [str(table), *rest]:
            return f"[{table}] {_path(rest)} "
        case _:
            return ""


def _path(parts: Sequence[int | str]) -> str:
    return " ".join(f"的第 {p + 1} 项" if isinstance(p, int) else p for p in parts)


def _is_array_of_tables(name: str) -> bool:
    return name in ("groups", "reminders")


def _model_at(location: _Location) -> type[BaseModel]:
    """The model that describes the table at this place."""
    model: type[BaseModel] = Settings
    for part in location:
        field = model.model_fields.get(str(part))
        if field is None:
            continue
        found = [field.annotation, *typing.get_args(field.annotation)]
        model = next((t for t in found if isinstance(t, type) and issubclass(t, BaseModel)), model)
    return model


def line_of(text: str, location: Sequence[int | str]) -> int | None:
    """The line, from 1, of the deepest part of ``location`` that is written out: the key,
    else its table, else None. ``location``: ("limits", "workers"), ("groups", 1, "name")."""
    best: tuple[int, int] | None = None
    for number, path in _lines_of_keys(text):
        leads_there = path == tuple(location[: len(path)])
        if leads_there and (best is None or len(path) > best[0]):
            best = len(path), number
    return best[1] if best else None


def _lines_of_keys(text: str) -> list[tuple[int, tuple[int | str, ...]]]:
    """Every line that begins a table or a key, with the place that it begins."""
    found: list[tuple[int, tuple[int | str, ...]]] = []
    table: tuple[int | str, ...] = ()
    counts: dict[str, int] = {}
    quote = ""
    for number, line in enumerate(text.splitlines(), 1):
        inside = bool(quote)
        quote = _open_quote(line, quote)
        if inside:
            continue
        if header := _HEADER.fullmatch(line):
            name = header[2]
            if header[1] == "[[":
                counts[name] = counts.get(name, -1) + 1
                table = (*_split(name), counts[name])
            else:
                table = _split(name)
            found.append((number, table))
        elif key := _KEY.match(line):
            found.append((number, (*table, *_split(key[1]))))
    return found


def _open_quote(line: str, quote: str) -> str:
    """The quote of a text over several lines that is open at the end of this line."""
    rest = line
    while True:
        marks = [quote] if quote else [mark for mark in _QUOTES if mark in rest]
        if not marks or marks[0] not in rest:
            return quote
        mark = min(marks, key=rest.index)
        rest = rest[rest.index(mark) + 3 :]
        quote = "" if quote else mark


def _split(dotted: str) -> tuple[int | str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))

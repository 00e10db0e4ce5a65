"""Where in a TOML file a key stands: tomllib gives values without their lines."""

from __future__ import annotations

from collections.abc import Sequence

from bot.expressions import Expression

_HEADER = Expression(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?")
_KEY = Expression(r"\s*([\w\"'.\s-]+?)\s*=")
_QUOTES = ('"""', "'''")


def line_of(text: str, location: Sequence[int | str]) -> int | None:
    """The line, from 1, of the deepest part of ``location`` that is written out: the key,
    else its table, else None. ``location``: ("limits", "workers"), ("groups", 1, "name")."""
    best: tuple[int, int] | None = None
    for number, path in _keys(text):
        leads_there = path == tuple(location[: len(path)])
        if leads_there and (best is None or len(path) > best[0]):
            best = len(path), number
    return best[1] if best else None


def _keys(text: str) -> list[tuple[int, tuple[int | str, ...]]]:
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

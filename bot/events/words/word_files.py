"""The lists beside the code: text with an entry a line, ``#`` for a comment, ``[name]`` above a
section."""

from __future__ import annotations

from importlib.resources import files

from bot.expressions import Expression

_SECTION = Expression(r"\[(=?[\w 、]+)\]")


def lines_of(file: str, package: str = "bot.events.words") -> list[str]:
    text = files(package).joinpath(file).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def sections_of(file: str, package: str = "bot.events.words") -> list[tuple[str, list[str]]]:
    """The sections in order, each with its patterns: several of a line have `` | `` between."""
    found: list[tuple[str, list[str]]] = []
    for line in lines_of(file, package):
        if head := _SECTION.fullmatch(line):
            found.append((head[1], []))
        else:
            found[-1][1].extend(said for part in line.split(" | ") if (said := part.strip()))
    return found

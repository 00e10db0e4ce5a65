"""The parts of a word that no page has as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.knowledge.words.tokens import Word


def tiling(word: Word) -> tuple[str, ...]:
    """The parts of which a word is made up in a row, each as long as possible: 今天 and 天气 of
    今天天气, without 天天. All parts where there is no such row."""
    found: list[str] = []
    at = 0
    while at < len(word.text):
        fitting = [part for part in word.parts if word.text.startswith(part, at)]
        if not fitting:
            return word.parts
        found.append(max(fitting, key=len))
        at += len(found[-1])
    return tuple(found)


def unknown_in(word: Word, is_known: Callable[[str], bool]) -> Iterator[Word]:
    """The parts of a word that are unknown too: 天气 in 今天天气."""
    parts = tiling(word)
    if "".join(parts) != word.text:
        return
    at = word.start
    for part in parts:
        if not is_known(part):
            yield Word(part, (), at, at + len(part), True, word.kind)
        at += len(part)

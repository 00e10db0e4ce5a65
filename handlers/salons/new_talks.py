"""A talk that is to be added, as organizers say it: 「索引调优，讲师 孙立，17:30-18:00」.

Its hours stand before it or behind it; who speaks is known by a word or by the brackets.
"""

from __future__ import annotations

from datetime import time
from typing import Any

from bot.events.record.agenda_lines import read_agenda, talk_meta
from bot.events.words.clock_words import on_wall
from bot.expressions import Expression, first_whole
from handlers.salons.talk_hours import hours_in
from handlers.salons.talk_words import DURATION, minutes_in
from handlers.salons.words import HOURS

_LINES = Expression(r"[\n；;]+")
_HOURS_BEFORE = Expression(rf"\s*(?P<hours>{HOURS})")
_HOURS_BEHIND = Expression(
    rf"[》」”\"]?[\s，,（(]*+(?:(?:在|时间[是为：:]?|安排在)\s*)?(?P<hours>{HOURS})(?:开始|讲)?[)）\s。.]*$"
)
_NAME = r"[^\s《「：:，,、（(讲由]{1,12}"
_ORG = r"(?:\s*[（(][^）)]{1,30}[)）])"
_WHO = rf"(?P<who>{_NAME}?{_ORG}?(?:、{_NAME}{_ORG}?)*)"
_LABEL = r"(?:讲师|嘉宾|主讲人?|分享人|由)(?:是|为|[：:\s])*"
_SAYS = r"(?:来|要|会|再)?(?<!演)(?:主?讲(?!师)|分享(?!人))(?:的是|一下|一?个)?"
_OF = r"(?:[，,\s]*(?:单位|公司|来自)(?:是|为|[：:\s])*(?P<org>[^\s，,]{1,30}?))?"
_TITLE = r"[《「“\"]?(?P<title>\S.*?)[》」”\"]?"
_SHAPES = tuple(
    Expression(pattern)
    for pattern in (
        rf"{_LABEL}{_WHO}{_OF}[，,：:\s]*(?:{_SAYS}|(?:题目|主题)(?:是|叫)?|(?<=[，,：:\s]))[：:，,\s]*{_TITLE}",
        rf"{_TITLE}[，,\s]*{_LABEL}{_WHO}{_OF}(?:来)?(?:主?讲|分享)?",
        rf"{_WHO}\s*(?:{_SAYS}|[：:]|(?=《))[：:\s]*{_TITLE}(?:(?=[，,]){_OF})?",
        rf"{_TITLE}[，,\s]+(?P<who>{_NAME}{_ORG})",
    )
)
_NAMED = ("讲师", "嘉宾")
_QUOTES = '《》「」“”"'
_LASTS = Expression(rf"[\s，,（(]*+(?:共|大概|时长|讲)*+(?P<span>{DURATION})(?:左右)?[）)\s。]*$")


def span_said(words: str) -> tuple[str, int]:
    """The words without how long it lasts, and that in minutes; 0 where it is not said."""
    said = _LASTS.search(words)
    return (words[: said.start()], minutes_in(said["span"])) if said else (words, 0)


def new_talks(words: str, earliest: time | None) -> list[dict[str, Any]]:
    """The rows of the talks; empty where somebody is named and not what they speak of. Raises
    UserError for what cannot stand in an agenda."""
    rows = []
    for line in filter(None, map(str.strip, _LINES.split(words))):
        row = _row(line.strip("，,。 "), earliest)
        if row is None:
            return []
        rows.append(row)
    return rows


def _row(line: str, earliest: time | None) -> dict[str, Any] | None:
    hours, rest = _hours(line, earliest)
    rest = rest.strip("，,：: ")
    said = first_whole(_SHAPES, rest)
    if said is None and rest.startswith(_NAMED):
        return None
    title, who = (said["title"], said["who"]) if said else (rest, "")
    if said and "org" in said.groupdict() and said["org"]:
        who = f"{who}（{said['org']}）"
    title = title.strip(_QUOTES) if said else title
    (talk,) = read_agenda(f"{title} 讲师：{who}" if who else title)
    return {**talk_meta(talk), **hours}


def _hours(line: str, earliest: time | None) -> tuple[dict[str, str], str]:
    """The hours of the line, and what is left of it."""
    if said := _HOURS_BEFORE.match(line):
        rest = line[said.end() :]
    elif said := _HOURS_BEHIND.search(line):
        rest = line[: said.start()]
    else:
        return {}, line
    begins, lasts = hours_in(said["hours"], earliest)
    hours = {"start": f"{begins:%H:%M}"}
    if lasts:
        hours["end"] = f"{on_wall(begins.hour * 60 + begins.minute + lasts):%H:%M}"
    return hours, rest

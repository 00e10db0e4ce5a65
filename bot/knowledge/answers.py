"""Composes what the group reads: the passage's own words and where they are from.

Nothing is invented: an answer quotes, a refusal says honestly that it is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.knowledge.documents import SEPARATOR, Document

MAX_SOURCES = 3
NOT_KNOWN = "这个问题我不知道：资料里没有找到能回答它的内容。"


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage returned for a question. ``heading`` is the whole trail with the title,
    ``terms`` the words of the question that it holds."""

    path: str
    heading: str
    title: str
    text: str
    score: float
    rank: int
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """Where quoted words stand; ``url`` is empty for pages without a public address."""

    path: str
    heading: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    markdown: str
    title: str
    passages: tuple[Passage, ...]
    citations: tuple[Citation, ...]
    follow_ups: tuple[str, ...] = ()
    topic: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """``passages`` are the ranking all the same, for those who look into it."""

    markdown: str
    passages: tuple[Passage, ...] = ()
    topic: Mapping[str, str] = field(default_factory=dict)


def compose(passages: tuple[Passage, ...], documents: Mapping[str, Document]) -> Answer:
    best = passages[0]
    document = documents[best.path]
    citation = Citation(best.path, best.heading, document.source)
    where = f"[{best.heading}]({citation.url})" if citation.url else best.heading
    return Answer(
        markdown=f"{best.text}\n\n出处：{where}",
        title=best.title,
        passages=passages,
        citations=(citation,),
        topic={"path": best.path, "heading": best.heading},
    )


def heading_of(document: Document, trail: tuple[str, ...]) -> str:
    return SEPARATOR.join((document.title, *trail))

"""Composes what the group reads: the pages' own words, shortened to what answers, and
where they stand. Nothing is invented and nothing is stitched together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import compress, islice

from bot.expressions import Expression
from bot.knowledge.answering.follow_up import refers
from bot.knowledge.answering.quoting import Quoter
from bot.knowledge.index.snapshot import Snapshot
from bot.knowledge.pages.documents import SEPARATOR, Document, without_anchor
from bot.knowledge.pages.excerpt import Measure
from bot.knowledge.ranking.page_names import PageNames
from bot.knowledge.ranking.two_steps import RankedDocument

MAX_SOURCES = 3
_BESIDE = 0.4  # of the best page's score: what another page needs to be named beside it
EXPAND = "展开"
_UNRECORDED = "没有记录的事"  # ends the heading over what a page has no record of
_AS_MUCH = 0.95  # of the best section: what such a section needs to be what is asked for
_ASKS = Expression(r"怎么|什么|如何|哪|吗|多[少久大长快]|为何|要不要|会不会|能不能")
_LONGEST, _HEADINGS = 24, 2  # characters of a heading that is offered as a question; how many
_OFFERED = 3  # questions
_FAR = 6  # place of the last page that is offered
_VERSIONS = Expression(r"[\d.,、\s–—+-]+")


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
    """``topic`` is what a follow-up leans on: the page, its heading and the question.
    ``goes_on``: it goes on with the answer before, and holds what the message itself says.
    ``half``: it does not, though the message names no subject of its own."""

    markdown: str
    title: str
    citations: tuple[Citation, ...]
    follow_ups: tuple[str, ...] = ()
    topic: Mapping[str, str] = field(default_factory=dict)
    goes_on: bool = False
    half: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """``passages`` are the ranking all the same, for those who look into it. ``final``: it
    is refused for what it asks, whoever might know an answer."""

    markdown: str
    passages: tuple[Passage, ...] = ()
    topic: Mapping[str, str] = field(default_factory=dict)
    final: bool = False


@dataclass(frozen=True, slots=True)
class Composer:
    """Answers from one snapshot for one question. ``measure`` tells what a text is worth
    for the question, ``names`` what pages are called."""

    snapshot: Snapshot
    measure: Measure
    names: PageNames

    def compose(
        self,
        ranked: Sequence[RankedDocument],
        *,
        asked: str,
        second: RankedDocument | None = None,
        full: bool = False,
        goes_on: bool = False,
    ) -> Answer:
        """``full``: all that fits, of the first page alone. ``goes_on``: the answer before
        was from that page too."""
        first = ranked[0]
        document = self.snapshot.documents[first.document]
        quoter = Quoter(self.snapshot, self.measure)
        quote = quoter.quote(first, full=full, goes_on=goes_on)
        parts = [one for one in quote.parts if one.strip()]
        sources = [self._citation(first)]
        if not full and self._is_unrecorded(first):
            # An address would promise that it can be read there; 来源 still names it.
            second, ranked, sources = None, ranked[:1], [replace(sources[0], url="")]
        if second is not None and not full:
            parts.append(quoter.brief(second))
            sources.append(self._citation(second))
        if note := version_note(document.versions):
            parts.append(note)
        quoted = [first, second] if second in ranked[1:] and not full else [first]
        # What is far behind the best one only shares a word with the question.
        near = [r.score >= _BESIDE * first.score for r in ranked[:_FAR]]
        beside = compress(ranked[: MAX_SOURCES + 1], near)
        others = [self._citation(r) for r in beside if r not in quoted]
        citations = _distinct([*sources, *others])[:MAX_SOURCES]
        parts.append(_sources(citations, len(sources)))
        more = [EXPAND] if quote.cut and not full else []
        further = list(compress(ranked[MAX_SOURCES:], near[MAX_SOURCES:]))
        more += self._offers(document, "\n".join(quote.parts), citations, further)
        return Answer(
            markdown="\n\n".join(part for part in parts if part),
            title=document.title,
            citations=tuple(citations),
            follow_ups=tuple(more[:_OFFERED]),
            topic={
                "page": document.path,
                "heading": sources[0].heading,
                "asked": asked,
                "sources": "\n".join(f"{c.path}\t{c.heading}" for c in citations),
                "offered": "\n".join(more[:_OFFERED]),
            },
        )

    def _offers(
        self,
        document: Document,
        shown: str,
        citations: Sequence[Citation],
        further: Sequence[RankedDocument],
    ) -> list[str]:
        """What may be asked next: other questions that the page answers, and titles of pages
        that are near and not among the sources."""
        about = self._about(document)
        named = {document.title, *(c.heading.split(SEPARATOR)[0] for c in citations)}
        titles = (self.snapshot.documents[r.document].title for r in further)
        # Of a title that is offered, a word that tells something must be one that this page is
        # called by: a page on k8s may hold each word of 怎么删库.
        alike = (t for t in titles if not about.isdisjoint(self.names.telling(t)))
        return [
            *self._more_of(document, about, shown),
            *dict.fromkeys(title for title in alike if title not in named),
        ]

    def _is_unrecorded(self, ranked: RankedDocument) -> bool:
        """Does the page say of what is asked that there is no record of it?"""
        sections = self.snapshot.documents[ranked.document].sections
        lacks = [n for n, s in enumerate(sections) if "".join(s.trail[-1:]).endswith(_UNRECORDED)]
        if not lacks:
            return False
        best = ranked.rows[0] - self.snapshot.rows_of(ranked.document).start
        enough = _AS_MUCH * max(self.measure(section.text) for section in sections)
        worths = [(place, self.measure(sections[place].text)) for place in lacks]
        return any(worth > 0 and (place == best or worth >= enough) for place, worth in worths)

    def _more_of(self, document: Document, about: Set[int], shown: str) -> list[str]:
        """Questions that the page answers beside what is shown: headings that ask, and say of
        what, so that they can be asked by anybody."""
        trails = (section.trail for section in document.sections if section.trail)
        headings = dict.fromkeys(without_anchor(trail[-1]) for trail in trails)
        new = (h for h in headings if len(h) <= _LONGEST and h not in shown)
        asking = (h for h in new if _ASKS.search(h) and about & self.names.terms(h))
        return list(islice((h for h in asking if not refers(h)), _HEADINGS))

    def _about(self, document: Document) -> Set[int]:
        """The terms of a page's names that say what it is about."""
        names = (document.title, *document.names)
        return frozenset().union(*map(self.names.telling, names))

    def _citation(self, ranked: RankedDocument) -> Citation:
        document = self.snapshot.documents[ranked.document]
        section = self.snapshot.sections[ranked.rows[0]]
        return Citation(document.path, heading_of(document, section.trail), document.source)


def heading_of(document: Document, trail: Sequence[str]) -> str:
    return SEPARATOR.join((document.title, *map(without_anchor, trail)))


def version_note(versions: str) -> str:
    """``14-18`` → 适用版本：14–18; other words of a page stay as they are."""
    if not versions:
        return ""
    if _VERSIONS.fullmatch(versions):
        return f"适用版本：{versions.replace('-', '–')}"
    return f"版本说明：{versions}"


def _sources(citations: Sequence[Citation], quoted: int) -> str:
    lines = ["出处：" + "；".join(_link(c) for c in citations[:quoted])]
    if citations[quoted:]:
        lines.append("另见：" + "；".join(_link(c) for c in citations[quoted:]))
    return "\n\n".join(lines)


def _link(citation: Citation) -> str:
    text = citation.heading.replace("[", "［").replace("]", "］")
    return f"[{text}]({citation.url})" if citation.url.startswith("https://") else text


def _distinct(citations: Sequence[Citation]) -> list[Citation]:
    """Each page once, and of pages that would be named alike the first."""
    seen: dict[tuple[str, str], Citation] = {}
    for citation in citations:
        seen.setdefault((citation.path, citation.heading.split(SEPARATOR)[0]), citation)
    return list({(c.heading, c.url): c for c in reversed(seen.values())}.values())[::-1]

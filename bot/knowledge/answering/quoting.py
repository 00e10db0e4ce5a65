"""What a reply quotes of a page: a short page nearly as written, of a long one the passages
that answer. A reply fits a phone's screen twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from bot.expressions import Expression
from bot.knowledge.index.snapshot import Snapshot
from bot.knowledge.pages.documents import Section, without_anchor
from bot.knowledge.pages.excerpt import CODE_ROOM, Measure, excerpt, longest_code
from bot.knowledge.pages.page_links import is_directory
from bot.knowledge.ranking.selection import SHORT_PAGE, size_of
from bot.knowledge.ranking.two_steps import RankedDocument

_BUDGET = 600  # characters of a whole answer
_LEAD = 260  # of them for the first paragraph of a page
_BRIEF = 160  # for a second page
_FULL = 1800  # for `展开`
_SECTIONS = 3  # of a short page, its beginning included
_PASSAGES = 2  # of a long one
_OVERSHOOT = 1.3  # a section that is little longer than its room is not cut
_ALIKE = 0.5  # of the best passage's score: what a further one needs
_NEARLY = 0.85  # the same where the best one has to make room
_CLEARLY = 0.8  # of the best section's score: below it the others come after the best one
_SHARE = 0.6  # of the room for the best one then
_INTRODUCES = 200  # characters of a passage that only leads to the next of its section
_STEP = Expression(r"第[一二三四五六七八九十]|[0-9]+[.、 ]|step", re.IGNORECASE)
_ON_DEMAND = "发「展开」看完整的"
_IN_THE_SOURCE = "完整的见出处"


@dataclass(frozen=True, slots=True)
class Quote:
    """``parts`` are paragraphs, mostly in the page's order; ``cut``: more is there."""

    parts: tuple[str, ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class Quoter:
    """Quotes pages of one snapshot for one question. ``measure`` tells what a text is worth
    for it; the passages of a ranked page come best first."""

    snapshot: Snapshot
    measure: Measure

    def quote(self, ranked: RankedDocument, *, full: bool = False, goes_on: bool = False) -> Quote:
        """``goes_on``: the reader has just seen the page, and wants to see first what the new
        words ask for."""
        sections = self.snapshot.documents[ranked.document].sections
        start = self.snapshot.rows_of(ranked.document).start
        places = [row - start for row in ranked.rows]
        size = size_of(sections)
        if size <= (_FULL if full else _BUDGET):
            rooms = dict.fromkeys(range(len(sections)), size)
        elif size <= SHORT_PAGE:
            rooms = (
                dict.fromkeys(range(len(sections)), _FULL)
                if full
                else _of_short_page(sections, places, ranked.scores, goes_on=goes_on)
            )
        elif full:
            shown_before = _of_long_page(sections, places, ranked.scores)
            rooms = _of_expanded_page(sections, places, shown_before)
        else:
            rooms = _of_long_page(sections, places, ranked.scores)
        cut = _BUDGET < size <= SHORT_PAGE and not full
        scores = dict(zip(places, ranked.scores, strict=False))
        best_first = goes_on or (cut and _leads(sections, rooms, scores))
        shown = list(rooms) if best_first else sorted(rooms)
        shown = [place for place in shown if not is_directory(sections[place].text)] or shown
        parts: list[str] = []
        heading = ""
        for place in shown:
            section = sections[place]
            text = excerpt(
                _introduced(sections, place, shown),
                rooms[place],
                self.measure,
                beyond=_IN_THE_SOURCE if full else _ON_DEMAND,
            )
            own = without_anchor(section.trail[-1]) if section.trail and len(shown) > 1 else ""
            parts.append(f"**{own}**\n\n{text}" if own and own != heading else text)
            heading = own
        return Quote(tuple(parts), len(shown) < len(sections))

    def brief(self, ranked: RankedDocument) -> str:
        document = self.snapshot.documents[ranked.document]
        text = self.snapshot.sections[ranked.rows[0]].text
        return f"**{document.title}**\n\n{excerpt(text, _BRIEF, self.measure)}"


# All of these return places of sections with the characters that each may take.


def _of_short_page(
    sections: Sequence[Section], places: Sequence[int], scores: Sequence[float], *, goes_on: bool
) -> dict[int, int]:
    """Its beginning, the section that answers, and what else there is room for."""
    # Its beginning is shown whatever it holds, unless it is most of the page or takes the room
    # of the code that answers. Who goes on has read it, and is shown it where it answers best.
    long = len(sections[0].text) > _OVERSHOOT * _LEAD
    begins = not sections[0].trail and not long
    lead = 1 if begins and not goes_on else 0
    first = 1 if begins and (lead or places[0]) else 0
    ranked = [(p, s) for p, s in zip(places, scores, strict=True) if p >= first]
    left = _BUDGET - min(len(sections[0].text), _LEAD) if lead else _BUDGET
    code = longest_code(sections[ranked[0][0]].text) if ranked else 0
    if CODE_ROOM * left < code <= CODE_ROOM * _BUDGET:
        lead, left = 0, _BUDGET
    rooms: dict[int, int] = {0: _LEAD} if lead else {}
    for place, score in ranked:
        length = len(sections[place].text)
        nearly = len(rooms) == lead + 1 and score >= _NEARLY * ranked[0][1]
        if len(rooms) == lead or nearly or (length <= left and score >= _ALIKE * ranked[0][1]):
            room = max(left, _LEAD)
            rooms[place] = length if length <= _OVERSHOOT * room else room
            left -= min(length, room)
        if len(rooms) == _SECTIONS:
            break
    return rooms


def _leads(sections: Sequence[Section], rooms: Iterable[int], scores: Mapping[int, float]) -> bool:
    """Does one section answer so much better than the others shown that it comes first? Steps
    stay in their order."""
    heads = [place for place in rooms if sections[place].trail]
    if len(heads) < 2 or any(_STEP.match(sections[place].trail[-1]) for place in heads):
        return False
    best, second = (scores[place] for place in heads[:2])
    return second < _CLEARLY * best


def _of_long_page(
    sections: Sequence[Section], places: Sequence[int], scores: Sequence[float]
) -> dict[int, int]:
    """The passage that answers, with another that does nearly as well."""
    best = places[0]
    rooms = {best: _BUDGET}
    best_text = sections[best].text
    left = _BUDGET - len(best_text)
    for place, score in zip(places[1:], scores[1:], strict=False):
        length = len(sections[place].text)
        if length <= left and score >= _ALIKE * scores[0]:
            rooms[place] = length
            left -= length
        elif len(rooms) == 1 and score >= _NEARLY * scores[0] and _codes_fit(best_text):
            rooms = {best: int(_SHARE * _BUDGET), place: int((1 - _SHARE) * _BUDGET)}
            break
        if len(rooms) == _PASSAGES:
            break
    return rooms


def _codes_fit(text: str) -> bool:
    """Would its code still be shown whole in the smaller room?"""
    return longest_code(text) <= CODE_ROOM * _SHARE * _BUDGET


def _of_expanded_page(
    sections: Sequence[Section], places: Sequence[int], shown: Iterable[int]
) -> dict[int, int]:
    """The whole section that answers, what was shown before, and what follows in the page
    under the same heading above."""
    best = places[0]
    trail = sections[best].trail
    section = [n for n, each in enumerate(sections) if each.trail == trail]
    above = len(trail) - 1 if len(trail) > 1 else 0
    after = takewhile(
        lambda n: sections[n].trail[:above] == trail[:above], range(best + 1, len(sections))
    )
    rooms = {best: max(len(sections[best].text), _FULL)}
    left = _FULL - len(sections[best].text)
    section.sort(key=lambda n: abs(n - best))
    for place in dict.fromkeys([*section, *shown, *after]):
        length = len(sections[place].text)
        if place in rooms:
            continue
        if length > left:
            break
        rooms[place] = length
        left -= length
    return rooms


def _introduced(sections: Sequence[Section], place: int, shown: Sequence[int]) -> str:
    """A passage after the few words that lead to it, where the page was cut between them."""
    section = sections[place]
    before = sections[place - 1] if place and place - 1 not in shown else None
    if before and before.trail == section.trail and len(before.text) <= _INTRODUCES:
        return f"{before.text}\n\n{section.text}"
    return section.text

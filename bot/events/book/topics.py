"""Finds the talks that a message means by what they are about.

A message's own words are compared with the titles by pairs of Han characters and by Latin
words, weighted by how few titles have them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from typing import TypeVar

from bot.events.record.models import Agenda, AgendaItem, Person, Salon, Speaker, Talk
from bot.events.words.wording import tidy
from bot.expressions import Expression

T = TypeVar("T")
_LATIN = Expression(r"[a-z][a-z0-9.#]*|\d+(?:\.\d+)?")
_MIXED = Expression(r"[\u3400-\u9fff][a-z](?![a-z0-9])")
_HAN = Expression(r"[\u3400-\u9fff]+")
# Said of nearly every talk, so they tell nothing about which.
_VAGUE = frozenset({"pg", "postgresql", "postgres", "pgsql", "的", "v"})
_LOOSE = frozenset("在到从和与是有")  # by itself, of a question as of a title
_ENOUGH = 0.5
_NEAR_BEST = 0.75
_MOSTLY = 0.65  # of the characters asked for
_NEARLY_BEST = 0.9


@dataclass(frozen=True, slots=True)
class Entry:
    """A talk where it stands: at a salon (``salon_id``, ``order`` from 1), in the agenda's
    model (``item``), or only under a person's name or in the pool of topics."""

    title: str
    salon_id: str = ""
    order: int = 0
    speakers: tuple[Speaker, ...] = ()
    talk: Talk | None = None
    item: AgendaItem | None = None


class TopicIndex:
    """All talks of one record by their words."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._terms = [terms_of(entry.title) for entry in self.entries]
        titles = {
            tidy(entry.title): terms
            for entry, terms in zip(self.entries, self._terms, strict=True)
        }
        self._seen = Counter(term for terms in titles.values() for term in terms)
        self._total = max(len(titles), 1)

    def find(
        self, words: str, telling: Sequence[str] | None = None, least: float = _ENOUGH
    ) -> list[Entry]:
        """The entries that most of ``words`` speak of, best first; empty when none does.

        ``telling``: the part of ``words`` that must not be passed over. A word of no title
        weighs against every entry if it is telling, and is ignored if it is not.
        """
        wanted = terms_of(words) - _LOOSE
        known = {term for term in wanted if term in self._seen}
        unknown = (terms_of(" ".join(telling)) if telling is not None else wanted) - known
        whole = sum(map(self._weight, known | unknown))
        if not known:
            return []
        scored = [
            (sum(map(self._weight, known & terms)) / whole, entry)
            for entry, terms in zip(self.entries, self._terms, strict=True)
        ]
        best = max(score for score, _ in scored)
        if best < least:
            return []
        good = [(score, entry) for score, entry in scored if score >= best * _NEAR_BEST]
        return [entry for _, entry in sorted(good, key=lambda pair: -pair[0])]

    def knows(self, word: str) -> bool:
        """Whether titles have all of this word."""
        terms = terms_of(word)
        return bool(terms) and all(term in self._seen for term in terms)

    def knows_any(self, word: str) -> bool:
        """Whether some title has a part of this word."""
        return not terms_of(word).isdisjoint(self._seen)

    def _weight(self, term: str) -> float:
        weight = math.log(1 + self._total / (1 + self._seen[term]))
        return weight if _LATIN.fullmatch(term) else weight / 2


def entries_of(salons: Sequence[Salon], agenda: Agenda, people: Sequence[Person]) -> list[Entry]:
    """Talks of salons first, then the model's, then what stands under names only."""
    found = [
        Entry(talk.title, salon.id, order, talk.speakers, talk)
        for salon in salons
        for order, talk in enumerate(salon.talks, 1)
    ]
    found += [Entry(item.title, speakers=item.speakers, item=item) for item in agenda.items]
    listed = {tidy(entry.title) for entry in found if entry.item}
    for person in people:
        speaker = Speaker(person.name, "，".join(person.orgs[:1]), person.aliases)
        found += [
            Entry(title, speakers=(speaker,))
            for title in person.template_talks
            if tidy(title) not in listed
        ]
    return found


def alike(title: str, other: str) -> bool:
    """Whether two titles speak of one subject. They are worded anew from salon to salon:
    more than half of the words of the shorter one is enough."""
    words, own = terms_of(title), terms_of(other)
    return len(words & own) > _ENOUGH * max(min(len(words), len(own)), 1)


def closest(items: Iterable[T], share: Callable[[T], float], least: float) -> list[T]:
    """The items with the largest share, where that is ``least`` or more."""
    shares = [(share(item), item) for item in items]
    best = max((own for own, _ in shares), default=0.0)
    return [item for own, item in shares if own == best >= least]


def share_of(wanted: Set[str], terms: Set[str]) -> float:
    """How much of what is wanted is there."""
    return len(wanted & terms) / max(len(wanted), 1)


def terms_of(text: str) -> set[str]:
    """Latin words and pairs of Han characters; a single character alone counts too."""
    plain = tidy(text)
    mixed = _MIXED.findall(plain)  # 去O is one word
    plain = _MIXED.sub(" ", plain)
    terms = {*_LATIN.findall(plain), *mixed}
    terms |= {term.split(".")[0] for term in terms}
    for run in _HAN.findall(plain):
        terms |= {run[i : i + 2] for i in range(len(run) - 1)} or {run}
    return terms - _VAGUE


class PageSearch:
    """The words of each salon's page and recaps. Immutable once built."""

    def __init__(self, salons: Sequence[Salon]) -> None:
        self._salons = salons
        self._terms = {
            salon.id: terms_of(
                "\n".join(
                    [f"{part.heading} {part.text}" for part in salon.sections]
                    + [f"{page.title} {page.text}" for page in salon.recaps]
                )
            )
            for salon in salons
        }
        self._spread = Counter(term for terms in self._terms.values() for term in terms)

    def find(self, words: str) -> list[Salon]:
        """The salons that speak most of ``words``; empty when none has most of them."""
        text = tidy(words)
        wanted = terms_of(text)
        scores: dict[str, float] = {}
        for salon in self._salons:
            known = wanted & self._terms[salon.id]
            if _covered(text, known) >= _MOSTLY:
                scores[salon.id] = math.fsum(1 / self._spread[term] for term in known)
        best = max(scores.values(), default=0.0)
        return [s for s in self._salons if best and scores.get(s.id, 0.0) >= best * _NEARLY_BEST]


def _covered(text: str, terms: Iterable[str]) -> float:
    """The share of the characters of ``text`` that stand in one of ``terms``."""
    marked: set[int] = set()
    for term in terms:
        at = text.find(term)
        while at >= 0:
            marked.update(range(at, at + len(term)))
            at = text.find(term, at + 1)
    return len(marked) / max(len(text.replace(" ", "")), 1)

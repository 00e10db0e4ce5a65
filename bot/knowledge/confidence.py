"""How sure we are that the best passage answers the question, as one number.

Below the threshold we refuse: a right refusal is worth more than a wrong answer. The
features say what of the question the best page does *not* hold; weights and threshold
come from tests/bench/fit_confidence.py.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bot.knowledge.query import Concept
from bot.knowledge.ranking import Ranking, idf
from bot.knowledge.salience import general_share, salience
from bot.knowledge.snapshot import Snapshot
from bot.knowledge.tokens import Word

_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
THRESHOLD = 0.0
_INTERCEPT = -1.53
WEIGHTS = {
    "match": 4.0,
    "missing_names": -4.6,
    "foreign_names": -6.7,
    "unknown_words": -4.2,
    "subject": 0.45,
    "named": 1.2,
}
_PASSING_FREQUENCY = 1.7  # below: named once, in running text only
_PASSING_DOCUMENTS = 6
_SHORTEST_PRODUCT = 3  # letters; shorter ones are abbreviations of anything
_SINGLE_CHARACTER = 0.5  # an unknown single character is rather a rest than a word
_NAMED_FROM = 0.4
_TELLING = 1.0  # rarity below which a word stands everywhere and says nothing
_EVERYBODYS = 0.75  # salience of words so common that missing them means nothing
_SUBJECT_RANGE = (-3.0, 6.0)


@dataclass(frozen=True, slots=True)
class Confidence:
    """``value`` is compared with the threshold; ``features`` explain it."""

    value: float
    features: dict[str, float]


def confidence(
    snapshot: Snapshot, ranking: Ranking, terms_in: Callable[[str], set[int]]
) -> Confidence:
    """Of the first document; without any document as low as can be."""
    if not ranking.documents:
        return Confidence(-math.inf, {})
    query, scored, best = ranking.query, ranking.scored, ranking.documents[0]
    rarest = idf(snapshot.size, 0)
    unknown = [(word, rarest * _unknown_worth(word)) for word in query.unknown]
    told = [line for line, concept in enumerate(query.concepts) if concept.told]
    unknown_mass = sum(worth for _, worth in unknown)
    mass = float(scored.worth[told].sum()) + unknown_mass or 1.0
    rows = slice(
        int(snapshot.first_passage[best.document]), int(snapshot.first_passage[best.document + 1])
    )
    missing = foreign = 0.0
    for line in told:
        if not _is_name(query.concepts[line]):
            continue
        worth = float(scored.worth[line])
        if not scored.in_passages[line, rows].any():
            missing += worth
        if _in_passing(snapshot, ranking, line):
            foreign += worth
    foreign += sum(worth for word, worth in unknown if not word.is_han)
    features = {
        "match": best.scores[0] / (scored.mass + unknown_mass),
        "missing_names": missing / mass,
        "foreign_names": foreign / mass,
        "unknown_words": sum(worth for word, worth in unknown if word.is_han) / mass,
        "subject": _subject(snapshot, ranking, told),
        "named": _named(snapshot, ranking, told, mass, terms_in),
    }
    return Confidence(
        _INTERCEPT + sum(WEIGHTS[name] * value for name, value in features.items()), features
    )


def _unknown_worth(word: Word) -> float:
    if not any(letter.isalpha() for letter in word.text):
        return 0.0
    rest = _SINGLE_CHARACTER if word.is_han and len(word.text) == 1 else 1.0
    return max(salience(word) - _EVERYBODYS, 0.0) / (1 - _EVERYBODYS) * rest


def _is_name(concept: Concept) -> bool:
    return concept.said.isascii() and any(letter.isalpha() for letter in concept.said)


def _in_passing(snapshot: Snapshot, ranking: Ranking, line: int) -> bool:
    """Is this the name of something that the pages only mention? A product that is named
    once in a list is not known."""
    said = ranking.query.concepts[line].said
    if not said.isalpha() or len(said) < _SHORTEST_PRODUCT:
        return False
    if _in_code(snapshot, ranking, said):
        return False
    there = ranking.scored.in_passages[line]
    holders = np.unique(snapshot.document_of[np.flatnonzero(there)])
    return len(holders) <= _PASSING_DOCUMENTS and float(there.max()) < _PASSING_FREQUENCY


def _in_code(snapshot: Snapshot, ranking: Ranking, said: str) -> bool:
    """Does the best page show the name as something to type? Then it is one of ours."""
    document = snapshot.documents[ranking.documents[0].document]
    code = " ".join(c for s in document.sections for c in _CODE.findall(s.text)).lower()
    return re.search(rf"(?<![a-z0-9]){re.escape(said)}", code) is not None


def _named(
    snapshot: Snapshot,
    ranking: Ranking,
    told: list[int],
    mass: float,
    terms_in: Callable[[str], set[int]],
) -> float:
    """How much the question and one of the page's own names are the same, 0 to 1; a
    resemblance that any question has with something counts as none."""
    document = snapshot.documents[ranking.documents[0].document]
    concepts = [(ranking.query.concepts[i], float(ranking.scored.worth[i])) for i in told]
    asked = {t for concept, _ in concepts for _, terms in concept.alternatives for t in terms}
    best = 0.0
    for name in (document.title, *document.names):
        there = terms_in(name)
        held = sum(w for c, w in concepts if any(there.issuperset(t) for _, t in c.alternatives))
        rarity = {term: float(snapshot.term_idf[term]) for term in there}
        share = sum(w for t, w in rarity.items() if t in asked) / (sum(rarity.values()) or 1.0)
        if held and share:
            best = max(best, 2 * share * (held / mass) / (share + held / mass))
    return max(best - _NAMED_FROM, 0.0) / (1 - _NAMED_FROM)


def _subject(snapshot: Snapshot, ranking: Ranking, told: list[int]) -> float:
    """How much more often the pages use the matched word than people in general do, for
    the word where this is most so: do we talk about the subject of these pages at all?"""
    row = ranking.documents[0].rows[0]
    total = max(len(snapshot.bodies.ids), 1)
    found = [0.0]
    for line in told:
        concept = ranking.query.concepts[line]
        everywhere = ranking.scored.worth[line] < _TELLING * concept.weight
        if everywhere or not ranking.scored.in_passages[line, row]:
            continue
        count = max(
            min(snapshot.term_counts[t] for t in terms) for _, terms in concept.alternatives
        )
        ratio = math.log(max(float(count), 0.5) / total / general_share(concept.said))
        found.append(min(max(ratio, _SUBJECT_RANGE[0]), _SUBJECT_RANGE[1]))
    return max(found)

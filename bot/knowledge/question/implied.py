"""What a question says of the subject of the folders: of pages on PostgreSQL that it is about
PostgreSQL. No page has to hold it, and by itself it leads to none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.expressions import Expression
from bot.knowledge.index.snapshot import Snapshot
from bot.knowledge.words.concepts import Concept
from bot.knowledge.words.salience import FORM_WORDS

_TELLING = 0.8  # weight of a word that names something
_NUMBERED = Expression(r"([a-z]+)(\d+(?:\.\d+)*)")


@dataclass(frozen=True, slots=True)
class Implied:
    """``passages``: of the subject of any folder, by its term, how many are about it."""

    terms: Mapping[str, int]
    passages: Mapping[int, int]

    def marked(self, concepts: Sequence[Concept]) -> Sequence[Concept]:
        """Concepts with what is implied of them; as they are where nothing else is asked for:
        of 「PG 有什么短板」 the subject is what is asked about."""
        found = [self._with_passages(concept) for concept in concepts]
        rest = (c for c in found if c.told and not c.implied and c.said not in FORM_WORDS)
        return found if any(c.weight >= _TELLING for c in rest) else concepts

    def _with_passages(self, concept: Concept) -> Concept:
        """By whatever name it is called."""
        names = (terms[0] for _, terms in concept.alternatives if len(terms) == 1)
        about = max((self.passages.get(term, 0) for term in names), default=0)
        return replace(concept, implied=about) if about else concept

    def version(self, word: str) -> str:
        """Of pg16 in pages on PostgreSQL the 16; else empty."""
        found = _NUMBERED.fullmatch(word)
        known = found is not None and self.terms.get(found[1], -1) in self.passages
        return found[2] if found is not None and known else ""


def without(text: str, concepts: Sequence[Concept]) -> str:
    """A question without what is implied, for a comparison by meaning: to the model the name
    of a product is a strange word that leads anywhere."""
    bare = text
    for concept in concepts:
        start, end = concept.start, concept.end
        if concept.implied and text[start:end] == concept.said:
            bare = bare[:start] + " " * (end - start) + bare[end:]
    return " ".join(bare.split()) if any(map(str.isalnum, bare)) else text.strip()


def of_page(snapshot: Snapshot, document: int, concepts: Sequence[Concept]) -> Iterator[int]:
    """The places of the concepts that name the subject of the folder of a page."""
    for place, concept in enumerate(concepts):
        if concept.implied:
            named = {term for _, terms in concept.alternatives for term in terms}
            if any(snapshot.implies(document, t) for t in named & snapshot.implied.keys()):
                yield place

"""Words of a question that only name the subject of the folders, such as PostgreSQL asked of pages
on PostgreSQL. No page has to hold them, and by themselves they lead to none.
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
    """``passages``: for the subject of each folder, by its term, how many passages are about
    it."""

    terms: Mapping[str, int]
    passages: Mapping[int, int]

    def marked(self, concepts: Sequence[Concept]) -> Sequence[Concept]:
        """The concepts with their ``implied``; unchanged where nothing else is asked for, since
        「PG 有什么短板」 asks about the subject itself."""
        found = [self._with_passages(concept) for concept in concepts]
        rest = (c for c in found if c.told and not c.implied and c.said not in FORM_WORDS)
        return found if any(c.weight >= _TELLING for c in rest) else concepts

    def _with_passages(self, concept: Concept) -> Concept:
        """Whichever of its names is the subject."""
        names = (terms[0] for _, terms in concept.alternatives if len(terms) == 1)
        about = max((self.passages.get(term, 0) for term in names), default=0)
        return replace(concept, implied=about) if about else concept

    def version(self, word: str) -> str:
        """16 for pg16 in pages on PostgreSQL; else empty."""
        found = _NUMBERED.fullmatch(word)
        known = found is not None and self.terms.get(found[1], -1) in self.passages
        return found[2] if found is not None and known else ""


def without(text: str, concepts: Sequence[Concept]) -> str:
    """A question without what is implied, for a comparison by meaning: the model does not know
    names of products, and they lead it anywhere."""
    bare = text
    for concept in concepts:
        start, end = concept.start, concept.end
        if concept.implied and text[start:end] == concept.said:
            bare = bare[:start] + " " * (end - start) + bare[end:]
    return " ".join(bare.split()) if any(map(str.isalnum, bare)) else text.strip()


def of_page(snapshot: Snapshot, document: int, concepts: Sequence[Concept]) -> Iterator[int]:
    """The places of the concepts that name the subject of a page's folder."""
    for place, concept in enumerate(concepts):
        if concept.implied:
            named = {term for _, terms in concept.alternatives for term in terms}
            if any(snapshot.implies(document, t) for t in named & snapshot.implied.keys()):
                yield place

"""The same asked of another thing: 那 pgvector 呢 after postgis 怎么装.

Such a message is nothing but a name, and of the question before one name gives way to it.
Taken together with what it replaces it would be looked for where both are spoken of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.expressions import Expression
from bot.knowledge.question.query import QueryBuilder
from bot.knowledge.words.concepts import Concept, Query
from bot.script import normalise

_LEAD = Expression(r"^(?:那么?|那?换成|那?如果是|那?要是|(?:and |what |how )about ) ?")
_TAIL = Expression(r" ?(?:呢|的话呢?)? ?[?。!]*$")
_LIKE = 2  # letters at the end of a Chinese name, which tell what kind of thing it is


def swapped(text: str, asked: Sequence[str], builder: QueryBuilder) -> tuple[str, str]:
    """The name in the message and the last question with one name of its kind, asked with the
    new one in its place; empty where the message is no name, or no such question is there."""
    plain = normalise(text).strip()
    name = _TAIL.sub("", _LEAD.sub("", plain))
    said = builder.build(name)
    if name in ("", plain) or [c.said for c in _names_in(said)] != [said.text]:
        return "", ""
    for before in reversed(asked):
        query = builder.build(before)
        alike = {concept.said for concept in _names_in(query) if _is_alike(concept.said, name)}
        if len(alike) == 1 and name not in alike:
            return name, query.text.replace(alike.pop(), name)
    return "", ""


def _names_in(query: Query) -> Iterator[Concept]:
    """What a question names, but for what all pages are about."""
    return (
        concept
        for concept in query.concepts
        if concept.told and concept.weight >= 1 and concept.start >= 0 and not concept.implied
    )


def _is_alike(name: str, other: str) -> bool:
    """Two names in Latin letters; or in Chinese of the same kind: 流复制 and 逻辑复制."""
    if name.isascii() or other.isascii():
        return name.isascii() and other.isascii()
    return name[-_LIKE:] == other[-_LIKE:]

"""What the name of a sponsor or a company stands for in a message: the salons it sponsored,
the salons it came to, or itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.events.reading.message import Reading, Span
from bot.events.words.names import Kind, Name
from bot.events.words.vocabulary import Word

_THAT_ONE = (Word.REFERENCE, Word.UNIT)


def sponsors_in(reading: Reading) -> Iterator[Name]:
    """Names that stand for the salons they sponsored; a name that is a company's too is one
    only where it is not said to have come."""
    for span in reading.spans:
        kinds = {name.kind for name in span.names}
        came = Kind.COMPANY in kinds and reading.has(Word.COME) and not reading.has(Word.SPONSOR)
        came = came and not _is_followed_by_reference(reading, span)
        yield from (name for name in span.names if name.kind is Kind.SPONSOR and not came)


def guests_in(reading: Reading, *, bare: bool) -> Iterator[Name]:
    """Companies that say which salon is meant by having come there: 某家来的那场, and with
    ``bare`` 某家那场."""
    for span in reading.spans:
        after = [s for s in reading.spans if s.start >= span.end and s.value is not Word.FILLER]
        said = [s.value for s in after[:2]]
        came = len(said) > 1 and said[0] is Word.COME and said[1] in _THAT_ONE
        if came or (bare and said and said[0] in _THAT_ONE):
            yield from (name for name in span.names if name.kind is Kind.COMPANY)


def companies_in(reading: Reading, others: Sequence[Name]) -> Iterator[str]:
    """The keys of the companies that are named as themselves; ``others`` stand for salons."""
    taken = {name.key for name in others}
    for span in reading.spans:
        if any(name in others or (name.kind is Kind.SPONSOR and name.key in taken)
               for name in span.names):  # fmt: skip
            continue
        yield from (name.key for name in span.names if name.kind is Kind.COMPANY)


def _is_followed_by_reference(reading: Reading, span: Span) -> bool:
    """X那场: X stands for the salon."""
    return any(s.start == span.end and s.value in _THAT_ONE for s in reading.spans)

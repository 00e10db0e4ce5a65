"""What a message may say besides its question: verbs, measure words and particles.

No vocabulary has them all (报名刚好八十, 落在哪儿, 跑了几座城). A word is taken for garnish by
its part of speech, never by what it is; a noun, a name or a Latin word is a subject of its
own and stays unexplained.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.events.reading.message import Reading, Span
from bot.events.words.vocabulary import Word
from bot.pinyin import is_han

# The words of a text with their part of speech (v, n, d, …), in order and whole.
WordKinds = Callable[[str], Sequence[tuple[str, str]]]

# First letters of the segmenter's kinds: verbs, adverbs, measure words, numerals, pronouns,
# prepositions, conjunctions, particles, directions, adjectives, attributes, affixes.
_LOOSE = frozenset("vdqmrpcufabyeozkh")
_SUBJECTS = frozenset({"vn", "an"})  # 迁移, 安全: what a talk may be about
_MOST = 8  # characters


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    is_loose: bool


def without_garnish(
    reading: Reading, kinds: WordKinds, most: int | None = _MOST
) -> Reading | None:
    """The reading with garnish read as filler; None where there is none, or more than
    ``most`` characters."""
    pieces = list(_pieces(reading.text, kinds))
    loose: list[Span] = []
    kept: list[tuple[int, int]] = []
    for start, end in reading.gaps:
        over = [p for p in pieces if p.start < end and start < p.end]
        if over and all(p.is_loose for p in over):
            loose.append(Span(start, end, Word.FILLER))
        else:
            kept.append((start, end))
    passed = sum(s.end - s.start for s in loose)
    if not passed or (most is not None and passed > most):
        return None
    spans = tuple(sorted((*reading.spans, *loose), key=lambda span: span.start))
    return Reading(reading.text, spans, tuple(kept))


def without_gaps(reading: Reading) -> Reading:
    """The reading with everything unexplained passed over."""
    more = [Span(start, end, Word.FILLER) for start, end in reading.gaps]
    spans = sorted((*reading.spans, *more), key=lambda span: span.start)
    return replace(reading, spans=tuple(spans), gaps=())


def _pieces(text: str, kinds: WordKinds) -> Iterator[_Piece]:
    at = 0
    for word, kind in kinds(text):
        loose = kind[0] in _LOOSE and kind not in _SUBJECTS and all(map(is_han, word))
        yield _Piece(at, at + len(word), loose or not word.strip(" 、"))
        at += len(word)

"""What a reading leaves unexplained, as the subject of a talk or a name of no record."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.events.reading.message import Reading
from bot.events.words.numbers import Ordinals, Slice
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

_AND = Expression("和|跟|与|以及|还有|或者?|、")
_DIRECTIONS = tuple("出起下上进回过")
_AROUND = Expression(
    "^(?:请问|想问|问一?下|那么?|的|有|是|在|咱们?|你们)+|(?:的人?|有人?|都|也|还|没|呢|啊|呀)+$"
)


_LONG_SUBJECT = 4  # characters


def counts_another(reading: Reading, counting: Iterable[Word]) -> bool:
    """Whether what is counted stands, unexplained, right after an ordinal or one of the
    ``counting`` words: 第一期工程, 最近一期的某某节目."""
    words = tuple(counting)
    ends = {
        span.end
        for span in reading.spans
        if isinstance(span.value, Ordinals | Slice) or span.value in words
    }
    after = {end + 1 for end in ends if reading.text[end : end + 1] == "的"}
    return any(
        start in ends or (start in after and end - start >= _LONG_SUBJECT)
        for start, end in reading.gaps
    )


def before_reference(reading: Reading) -> str:
    """「重庆」 of 重庆那场: what stands, unexplained, right before 那场 or 站."""
    starts = [s.start for s in reading.spans if s.value in (Word.REFERENCE, Word.UNIT)]
    for _, end in reading.gaps:
        if end in starts:
            before = reading.text[:end]
            return next((name for name in names(reading) if before.endswith(name)), "")
    return ""


def subject(reading: Reading, soft: Iterable[Word]) -> str:
    """The unexplained stretches with the ``soft`` words that stand beside them, so that
    双活数据中心 stays whole."""
    gaps = reading.gaps
    kinds = tuple(soft)
    beside = [(s.start, s.end) for s in reading.spans if s.value in kinds]
    pieces: list[list[int]] = []
    for start, end in sorted([*gaps, *beside]):
        if pieces and pieces[-1][1] == start:
            pieces[-1][1] = end
        else:
            pieces.append([start, end])
    telling = [(a, b) for a, b in gaps if reading.text[a:b].strip()]
    kept = (
        reading.text[start:end]
        for start, end in pieces
        if any(start <= a and b <= end for a, b in telling)
    )
    return " ".join(kept)


def before_coming(reading: Reading) -> str:
    """「比亚迪」 of 比亚迪来过没, 「得物」 of 得物来过吗: the name that stands before who came,
    with the words of one character that are only a part of it."""
    came = next((s.start for s in reading.spans if s.value is Word.COME), 0)
    behind = [s.value for s in reading.spans if s.start > came]
    more = any(begin > came for begin, _ in reading.told_gaps)
    if more or any(value not in (Word.EXISTS, Word.FILLER) for value in behind):
        return ""  # 我们是做媒体的 想参与找哪位
    if reading.text[:came].endswith(_DIRECTIONS):
        return ""  # 建出来的, 跑起来了: how something is done, and nobody came
    start = came
    words = (s for s in reading.spans if isinstance(s.value, Word))
    # What may end a name: 公司, and whatever is one character.
    ends = {s.end: s.start for s in words if s.value is Word.COMPANIES or s.end - s.start == 1}
    gaps = {end: begin for begin, end in reading.gaps}
    while start in gaps or start in ends:
        start = gaps[start] if start in gaps else ends[start]
    unexplained = any(start <= begin and end <= came for begin, end in reading.told_gaps)
    said = _AND.split(reading.text[start:came])[-1]
    name = _AROUND.sub("", said)
    whole = name if len(name) > 1 else said
    return "" if not unexplained or said.endswith("的") else whole


def names(reading: Reading) -> list[str]:
    """Stretches that look like names the record does not have, whole: 大雁塔公司, 丐帮."""
    text = list(reading.text)
    for span in reading.spans:
        if span.value not in (Word.FILLER, Word.COMPANIES):
            text[span.start : span.end] = " " * (span.end - span.start)
    marked = {at for start, end in reading.gaps for at in range(start, end)}
    found: list[str] = []
    for piece in re.finditer(r"[^ 、]+", "".join(text)):
        if marked.isdisjoint(range(*piece.span())):
            continue
        found += [name for part in _AND.split(piece[0]) if (name := _AROUND.sub("", part))]
    return [name for name in found if any(gap in name for gap in reading.rest)]

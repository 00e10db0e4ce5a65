"""A message with what it leaves to the turn before: 那19年呢, after 18年多少人报名, asks that of
another year; 2呢 is of what was listed, 那哪场有 of all salons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.events.reading.dated import UNTIL
from bot.events.reading.meant import salons_meant
from bot.events.reading.message import Reading, Span
from bot.events.reading.situation import Situation
from bot.events.reading.turns import MARK
from bot.events.words.dates import When
from bot.events.words.names import Kind
from bot.events.words.numbers import Ordinals
from bot.events.words.vocabulary import Word
from bot.expressions import Expression
from bot.messages import ReplyKind, Turn

# 2呢, 编号2的, 2和3: of what was listed in the turn before.
_BARE_NUMBERS = Expression(
    r"那?(?:编号|序号|第)?(\d{1,2})(?:(?:和|跟|、|,|，)(\d{1,2}))?号?[的呢吧啊呀]*[?？。]?"
)
_WHICH_THEN = Expression("(?:那么?)?哪(?:几|一|些)?[场期次](?:才|又|是)?有(?:呢|啊|呀)?[?？]?")
# 里面有圆桌的呢 chooses among those that were told.
_GOES_ON = Expression("^(?!.*(?:里|其中|[有没]))(?:(?:那|换)|.*呢$)")
# Words of which each may take the place of another in its row.
_ALIKE = (
    (Word.FIRST, Word.LAST), (Word.MOST, Word.LEAST), (Word.SUM, Word.AVERAGE, Word.TOTAL),
    (Word.WEEKDAY,),
)  # fmt: skip
_ASIDE = (Word.FILLER, Word.REFERENCE, Word.UNIT, Word.SALON)
# What is counted from a salon is counted from no other: 下一期在哪, and then 南京呢.
_FROM_A_SALON = (
    Word.NEXT, Word.PREVIOUS, Word.FORMER, Word.NEXT_DAY, Word.DAY_BEFORE, Word.UPCOMING,
    Word.AFTER, Word.BEFORE,
)  # fmt: skip


def of_another(situation: Situation, text: str, history: Sequence[Turn]) -> str:
    """那南京呢, 圆桌呢, 19年平均呢 as the question before asked of that; empty for a message that
    says more, and where it is not plain in whose place it stands."""
    if not history or history[-1].kind is not ReplyKind.EVENT:
        return ""
    if situation.topic.get(MARK) == "salon" and "words" not in situation.topic:
        return ""  # told by what knows more than the record: 还有名额吗
    reading = situation.read(text)
    if reading is None or reading.rest or not reading.says(_GOES_ON):
        return ""
    earlier = "" if _asks(reading) or not _stretches(reading) else history[-1].question
    before = situation.read(earlier and (of_another(situation, earlier, history[:-1]) or earlier))
    if before is None or before.has(*_FROM_A_SALON) or not _asks(before):
        return ""
    return _in_place(reading, before, of_one=situation.question(before).scope.single is not None)


def _in_place(reading: Reading, before: Reading, *, of_one: bool) -> str:
    """The earlier question with each stretch of the message in the place of the one of its sort;
    a salon, a time or a form that it lacks stands before it. ``of_one``: it asks of one salon,
    which neither a form nor a day counted from today chooses."""
    said = _stretches(reading)
    pieces = {sort: reading.text[start:end] for sort, start, end in said}
    if len(pieces) < len(said):
        return ""  # 南京和上海呢
    text, left = before.text, dict(pieces)
    for sort, start, end in reversed(_stretches(before)):
        if sort in pieces:
            if sort not in left:
                return ""  # 上海和南京差多少人, and then 合肥呢
            text = text[:start] + left.pop(sort) + text[end:]
    relative = any(isinstance(s.value, When) and s.value.relative for s in reading.spans)
    if not left.keys() <= {"salon", "time", "form"}:
        return ""
    if of_one and ("form" in left or (relative and "time" in left)):
        return ""  # 武汉谁讲的, and then 圆桌呢 or 明年呢
    return "".join(left.values()) + text


def _stretches(reading: Reading) -> list[tuple[str, int, int]]:
    """What may take another's place: its sort, and where it stands. 9月到10月 is one."""
    found: list[tuple[str, int, int]] = []
    for span in reading.spans:
        sort, before = _sort(span), found[-1] if found else ("", 0, 0)
        if sort == before[0] == "time" and reading.text[before[2] : span.start] in UNTIL:
            found[-1] = (sort, before[1], span.end)
        elif sort:
            found.append((sort, span.start, span.end))
    return found


def _asks(before: Reading) -> bool:
    """Whether it says more than of what: 南京呢 asks nothing of another."""
    return any(not _sort(s) and s.value not in _ASIDE for s in before.spans)


def _sort(span: Span) -> str:
    """What a stretch may take the place of; empty for what stands for nothing else."""
    value, kinds = span.value, {name.kind for name in span.names}
    if isinstance(value, When):
        return "time"
    numbered = isinstance(value, Ordinals) and bool(value.unit) and value.unit in "期届"
    # 苏宁: a company, and a part of the country
    placed = kinds & {Kind.CITY, Kind.REGION} and Kind.COMPANY not in kinds
    if numbered or placed:
        return "salon"
    return "form" if Kind.FORM in kinds else next((w[0].value for w in _ALIKE if value in w), "")


def in_full(
    situation: Situation, text: str, history: Sequence[Turn], now: datetime, zone: ZoneInfo
) -> str:
    """2呢 and 那哪场有 with what they leave to the turn before."""
    if situation.topic and (bare := _BARE_NUMBERS.fullmatch(text.strip())):
        return "和".join(f"第{number}个" for number in bare.groups() if number)
    if history and _WHICH_THEN.fullmatch(text.strip()):
        # 那哪场有, after 甲地有人讲X吗: the same of all.
        before = salons_meant(situation.book, history[-1].question, (), now, zone)
        return f"哪场{before.rest}" if before.named and before.rest else text
    return text

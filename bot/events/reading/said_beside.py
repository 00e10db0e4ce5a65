"""Which place beside another salon a message means by its words: 上次, 之后, 以后, 前一场."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.events.reading.message import Reading, Span
from bot.events.reading.turns import told_none_coming
from bot.events.record.models import Salon
from bot.events.words.dates import When
from bot.events.words.names import OF_SALONS, Kind
from bot.events.words.numbers import SALON_UNITS, TIMES, Ordinals
from bot.events.words.vocabulary import WHICH_SALON, Word
from bot.expressions import Expression

_RELATIVE = (
    Word.FIRST, Word.LAST, Word.NEXT, Word.PREVIOUS, Word.FORMER, Word.NEXT_DAY, Word.DAY_BEFORE,
    Word.UPCOMING, Word.ELSEWHERE,
)  # fmt: skip
# What is only known of a salon that was held, and how people speak of one.
_OF_PAST = (
    Word.REPLAYS, Word.ATTENDANCE, Word.HEADCOUNT, Word.COMPANIES, Word.WINNER, Word.TEAMS,
    Word.CAPTAINS, Word.RECAP, Word.DISCUSSED, Word.IMAGES,
)  # fmt: skip
_WAS = Expression("最新|刚|[讲聊说办开搞来去到请]了(?![吗么没])|过(?![去来])|[办开讲]的")
TO_COME = (Word.DATE, Word.CLOCK, Word.WEEKDAY, Word.ADDRESS, Word.LIVE, Word.SIGNUPS)
_NEXT_TIME = Expression(r"下一?[次回场]的?(?:线下|线上)?的?(?:活动|沙龙|聚会|线下)")
_OF_ONE = (
    *TO_COME, Word.PLACE, Word.VENUE, Word.CITY, Word.TALKS, Word.TELL, Word.AGENDA,
    Word.SPEAKERS,
)  # fmt: skip
_LATELY = timedelta(days=30)
# 第3期后面还有几场: all of them.
STILL_LATER = Expression(
    "后[面边]?(?:又|还)(?:有|办|去|搞|开)(?:了|过)*(?:几|哪|多少|吗|么|没|别)"
)
_FEW = f"(?:几|一?些|各|每一?)(?:[{SALON_UNITS}]|沙龙|活动)"
_SEVERAL = Expression(f"(?P<side>[后前])[面边]?的?(?:那|这|所有|全部)*{_FEW}")
_SEVERAL_HELD = Expression(
    f"(?P<side>[后前])[面边]?的?(?:那|这|所有|全部|又|还|一共|总共|都|办|搞|开|有|去|过|了)*{_FEW}"
)
# 我在成都，啥时候再来: of what is to come there.
AGAIN = Expression("(?:还|再|又)(?:能|会|要)?[来去办搞开到](?!过)")
_BETWEEN = Expression("之间|中间")
_TWO_ON = Expression("下下一?[个期场届站次回]")
_AND_ONE_ON = Expression("再下一?[个期场届站次回]")
_LATER = ("以后", "后续", "之后", "往后", "后面", "接下来")
_FURTHER_BACK = Expression("再|更|往前")
PLACES = OF_SALONS - {Kind.SPONSOR}
_HAS, _YES_OR_NO = Expression("有|没|带"), ("吗", "么", "没", "不")
_AND = ("和", "跟", "与", "、", "以及", "还有")
_LAST_TIME = ("上次", "上回", "上一次", "上一回")


def is_relative(reading: Reading) -> bool:
    """Whether it counts from another salon, or from the ends of the record."""
    return reading.has(*_RELATIVE)


def means_the_last(reading: Reading, topic: Mapping[str, str]) -> bool:
    """上次, after it was said that nothing is planned and which salon was the last: that one,
    and not the one before it."""
    back = reading.has(Word.PREVIOUS) and not _FURTHER_BACK.search(reading.text)
    return back and told_none_coming(topic)


def is_last_time(reading: Reading, centre: Sequence[Salon], today: date) -> bool:
    """上次来了多少人, the day after a salon that was spoken of: that one, and not the one before
    it, as 上一期 would mean."""
    said = reading.said(Word.PREVIOUS)
    if len(centre) != 1 or not all(word[-1] in TIMES for word in said):
        return False
    return abs(today - centre[0].held_on) < _LATELY


def asks_later(reading: Reading) -> bool:
    """第3期以后还有安排吗."""
    return any(word.startswith(_LATER) for word in reading.said(Word.UPCOMING))


def before_in(reading: Reading, around: Sequence[Salon], listed: Sequence[Salon]) -> Salon | None:
    """再上次, after the last time in a city: the time before it there."""
    said = reading.said(Word.PREVIOUS)
    times = any(word[-1] in TIMES for word in said)
    if not times or len(around) != 1 or around[0] not in listed[1:]:
        return None
    return listed[listed.index(around[0]) - 1]


def of_pair(reading: Reading, around: Sequence[Salon]) -> Salon | None:
    """前一场 and 后一场 of the two that were spoken of."""
    side = next(iter(reading.said(Word.PREVIOUS, Word.NEXT)), "")[:1]
    return around[0] if side == "前" else around[-1] if side == "后" else None


def leads_previous(reading: Reading) -> bool:
    """Whether 上次 stands before the city, whose last salon it then means, or 上一次 right
    behind it."""
    spans = [s for s in reading.spans if s.value is Word.PREVIOUS or s.names]
    said = [reading.text[span.start : span.end] for span in spans]
    if not reading.named(Kind.CITY):
        return False
    behind = len(spans) == 2 and spans[0].end == spans[1].start and said[1] in _LAST_TIME
    return said[0] in _LAST_TIME or (behind and not reading.has(Word.REFERENCE))


def asks_beside(reading: Reading) -> bool:
    """成都之后是哪里."""
    asks = reading.has(Word.WHICH, Word.PLACE, Word.CITY, Word.DATE)
    return asks and reading.has(Word.AFTER, Word.BEFORE)


def asks_what_was_beside(reading: Reading) -> bool:
    """之前是什么形式, 之后去了哪, after a salon."""
    asks = reading.has(Word.INTERACTION, Word.PLACE, Word.CITY)
    return asks and reading.has(Word.AFTER, Word.BEFORE) and not reading.has(Word.TALKS, Word.TELL)


def several_beside(reading: Reading, *, named: bool) -> int:
    """长沙之后的几场, 武汉前面那几期, where one is ``named`` also 长沙之后办过几场: 1 or -1; 0
    where no such are meant."""
    said = _SEVERAL_HELD if named else _SEVERAL
    match = said.search(reading.text) if reading.has(Word.AFTER, Word.BEFORE) else None
    return 0 if match is None else 1 if match["side"] == "后" else -1


def asks_between(reading: Reading) -> bool:
    """郑州和上海之间有哪几场, 中间隔了几场; not how far they are apart."""
    counts = any(word[-1] in SALON_UNITS for word in reading.said(Word.COUNT))
    which = reading.has(Word.WHICH, Word.LISTING, Word.PLACE, Word.CITY, Word.BESIDES)
    asks = counts or (which and not reading.has(Word.GAP))
    return asks and reading.says(_BETWEEN) and not (reading.has(Word.COMPARE) or reading.whens)


def each_with_its_place(reading: Reading) -> list[Reading]:
    """2018年最后一场和2019年第一场, 杭州第一场和最后一场: each place in an order with what it is
    counted in; none where there is but one."""
    found, within, end = list[Reading](), list[Span](), 0
    for span in reading.spans:
        ordinal = isinstance(span.value, Ordinals) and span.value.unit
        names = isinstance(span.value, When) or any(n.kind in PLACES for n in span.names)
        place = span.value in (Word.FIRST, Word.LAST) or (ordinal and ordinal in SALON_UNITS)
        if found and end and (names or place) and reading.text[end : span.start] not in _AND:
            return []
        if names:
            within, end = [*([] if end else within), span], 0
        elif place and within:
            numbered = end and ordinal in ("期", "届")  # 杭州最后一场和第5期: of the record
            found.append(Reading(reading.text, (span,) if numbered else (*within, span), ()))
            end = span.end
    return found if len(found) > 1 and end else []


def firsts_of_some(reading: Reading) -> list[Span]:
    """「第一次」 of 哪期第一次讲到, 「第一场」 of 第一场有回放的: of those that have it."""
    return [
        span
        for span in reading.spans
        if isinstance(span.value, Ordinals)
        and span.value.numbers == (1,)
        and _of_some(reading, span.value.unit, span.end)
    ]


def _of_some(reading: Reading, unit: str, end: int) -> bool:
    has = unit and _HAS.match(reading.text, end)
    if has and "的" in reading.text[end:] and not reading.text.endswith(_YES_OR_NO):
        return True
    once = bool(unit) and unit in TIMES
    done = bool(has) or reading.has(Word.GIVE) or bool(reading.named(Kind.COMPANY))
    given = once and done and reading.has(*WHICH_SALON)  # 第一次讲到是哪天, 某家第一次来是哪天
    return given or (reading.has(Word.WHICH) and bool(once or (unit == "个" and has)))


def places_on(reading: Reading, around: Sequence[Salon]) -> int:
    """How many 下一期 and 下下期 go on; 再下一场 is behind the next unless one is spoken of."""
    further = reading.says(_TWO_ON) or (not around and reading.says(_AND_ONE_ON))
    return 2 if further else 1


def asks_next_time(reading: Reading) -> bool:
    """下次活动是啥时候: one of those to come, where a day or a place of it is asked."""
    return reading.says(_NEXT_TIME) and reading.has(*_OF_ONE)


def speaks_of_past(reading: Reading) -> bool:
    """Of a salon that was held, and not of the next."""
    return reading.says(_WAS) or reading.has(*_OF_PAST)

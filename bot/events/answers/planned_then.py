"""12月有沙龙吗, 国庆有活动吗, 明年会来上海吗: a time of the year that comes again is the next of
it, and not one that was, unless the past is spoken of."""

from __future__ import annotations

from collections.abc import Sequence

from bot.events.answers.at_hand import speaks_of_past
from bot.events.reading.asking import Question
from bot.events.reading.message import Span
from bot.events.reading.turns import none_coming, topic
from bot.events.record.ahead import nearest
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, held_at, joined, salon_list, short_name
from bot.events.words.dates import When
from bot.events.words.names import Kind
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

_MAY_STAND = frozenset({
    Word.FILLER, Word.SALON, Word.EXISTS, Word.UPCOMING, Word.UNIT, Word.LIVE,
})  # fmt: skip
_ASKS = Expression("[吗么嘛没不呢]$|有(?:活动|沙龙)$|有没有|有[什啥哪]|会不会")
# 明年会来上海吗, 什么时候再去成都, 上海还办吗: around the city.
_SOME_DAY = Expression(
    "[明后今]年|以后|今后|将来|未来|下一?[次回]|会不会|打算|计划"
    "|[还再会要](?=[还再会要能]*(?:[来去到回在办搞开]|举办))"
)
_GOES = Expression("(?:[来去到回在]|举?办|搞|开)(?![过了的始])")
_WENT_EVER = Expression("过|第一次|首次|头一[次回]")
_ANY = Expression("有(?:没有)?(?:吗|么|没|$)")
_WENT = Expression("[来去到办搞开][过了的]|第一次|首次|上次|最近一次")
_PLANNED = Expression("安排|计划|排期")


def answer(question: Question) -> SalonReply | None:
    """That nothing is planned then or there, what comes instead, and what was held there, or
    then in other years."""
    return _not_yet(question) or _there(question) or _then(question)


def _only_city(question: Question) -> str:
    """The city that is named, where nothing else is."""
    names, reading = question.reading.names, question.reading
    cities = {s.city for s in question.book.of_names(n for n in names if n.kind is Kind.CITY)}
    others = reading.ordinals or reading.slices or question.rest or len(cities) != 1
    if others or set(question.facts) - {Word.DATE} or any(n.kind is not Kind.CITY for n in names):
        return ""
    return cities.pop()


def _not_yet(question: Question) -> SalonReply | None:
    """以前去过苏州吗, where the one to come is the first there."""
    asks = question.has(Word.COME, Word.HOLD) and question.has(Word.EXISTS, Word.COUNT)
    if not asks or not question.says(_WENT_EVER):
        return None
    city = _only_city(question)
    there = question.book.in_city(city) if city else []
    if not there or not all(salon in question.ahead for salon in there):
        return None
    first = f"{city}以前没有办过，{short_name(there[0])}是第一次：{held_at(there[0])}。"
    return SalonReply(first, f"沙龙：{city}", topic("salon", there[:1]))


def _there(question: Question) -> SalonReply | None:
    """None where one is to come there."""
    if not (question.says(_GOES) and question.says(_SOME_DAY)) or question.says(_WENT):
        return None
    city = _only_city(question)
    held = question.book.in_city(city) if city else []
    if not held or any(salon in question.ahead for salon in held):
        return None
    return _none(question, f"{city}近期没有安排沙龙。", held, f"以前在{city}办过 {{}} 期：")


def _then(question: Question) -> SalonReply | None:
    said = [span for span in question.reading.spans if isinstance(span.value, When)]
    if len(said) != 1 or not _asks_of_next(question):
        return None
    when = said[0].value
    assert isinstance(when, When)
    if not _comes_again(when):
        return None
    held = tuple(s for s in question.book.salons if when.fits(s.held_on) and not s.series)
    if any(salon in question.ahead or salon.held_on >= question.today for salon in held):
        return None  # one to come, or one that was cancelled
    head = f"{_next_of(question, said[0], when)}没有安排沙龙。"
    past = held if when.months or when.near else ()
    return _none(question, head, past, "往年这个时候办过 {} 期：")


def _none(question: Question, head: str, held: Sequence[Salon], before: str) -> SalonReply:
    """``before``: what stands before those that were held, with their number."""
    coming = nearest(question.ahead)
    if coming:
        head += f"接下来是{short_name(coming)}，{held_at(coming)}。"
    past = [s for s in held if s.held_on < question.today]
    last = _last_of(question)
    if not coming and not past and last:
        head += f"目前记到的最后一场是{short_name(last)}，{held_at(last)}。"
    about = [coming] if coming else [last] if last else []
    told = before.format(len(past)) if past else ""
    return SalonReply(joined([head, told, salon_list(past)]), "沙龙：没有安排", none_coming(about))


def _asks_of_next(question: Question) -> bool:
    text = question.text
    spans = (s.value for s in question.reading.spans if isinstance(s.value, Word))
    plain = question.is_clear and all(value in _MAY_STAND for value in spans)
    meant = question.has(Word.SALON, Word.UPCOMING) or question.says(_PLANNED)
    # 周日也有吗; 周日呢, after one to come
    goes_on = bool(question.around) and all(salon in question.ahead for salon in question.around)
    meant |= bool(question.ahead) and not question.paged and (goes_on or question.says(_ANY))
    named = question.reading.names or question.reading.ordinals or question.reading.slices
    return bool(plain and meant and _ASKS.search(text)) and not (named or speaks_of_past(question))


def _comes_again(when: When) -> bool:
    """A month, a day, a weekday or a feast of any year, and nothing counted from today."""
    dated = bool(when.months or when.days or when.weekdays) or when.near is not None
    return dated and when.year is None and when.since is None and when.until is None


def _next_of(question: Question, span: Span, when: When) -> str:
    """「2027 年 3 月」; a feast as it is called."""
    if when.near is not None or not when.months:
        return question.text[span.start : span.end]
    today = question.today
    days = when.days or (1, 31)
    over = (max(when.months), days[1]) < (today.month, today.day)
    year = today.year + over
    return When(year, when.months, when.days).label


def _last_of(question: Question) -> Salon | None:
    held = [s for s in question.book.standalone if s not in question.ahead and not s.is_cancelled]
    return held[-1] if held else None
